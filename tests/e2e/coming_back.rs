//! Coming back to a room: where the news begin and how many they are; and taking several messages along as text.

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;

in_three_engines!(
    news_stand_under_their_line_until_the_room_is_left,
    more_news_than_fit_are_a_press_away,
    several_messages_are_copied_with_names_and_times,
);

async fn news_stand_under_their_line_until_the_room_is_left(stage: &Stage) {
    let (port, page) = page(stage).await;
    hear(port, &page, "known before").await;
    page.join("elsewhere").await;
    for say in ["news one", "news two"] {
        publish(port, say).await;
    }
    page.wait_room("chat", "two unread", |room| room.contains("2 new")).await;
    page.open_room("chat").await;
    page.wait_text("2 new messages").await;
    assert!(above(&page, "known before", "2 new messages").await);
    assert!(above(&page, "2 new messages", "news one").await);

    // What comes while somebody looks is no news, and the line stays.
    hear(port, &page, "while looking").await;
    page.wait_text("2 new messages").await;
    page.open_room("elsewhere").await;
    page.open_room("chat").await;
    page.wait_message("Tom", "while looking").await;
    page.wait_no_text("2 new messages").await;
}

async fn more_news_than_fit_are_a_press_away(stage: &Stage) {
    let (port, page) = page(stage).await;
    hear(port, &page, "known before").await;
    page.join("elsewhere").await;
    for number in 0..15 {
        publish(port, &format!("news {number}.\\n\\n\\n\\n\\nso much")).await;
    }
    page.wait_room("chat", "all unread", |room| room.contains("15 new")).await;
    page.open_room("chat").await;
    page.press("↑ New messages").await;
    let script = "const log = logs()[0].getBoundingClientRect(), at = message('news 0.').getBoundingClientRect(); \
                  return at.top >= log.top - 1 && at.top < log.bottom";
    page.wait_true("the first of the news to be in sight", script, &[]).await;
    page.wait_gone("button", "↑ New messages").await;
    page.press("↓ Latest").await;
    let script = "const log = logs()[0].getBoundingClientRect(), at = message('news 14.').getBoundingClientRect(); \
                  return at.bottom <= log.bottom + 1 && at.bottom > log.top";
    page.wait_true("the last of the news to be in sight", script, &[]).await;
    page.wait_gone("button", "↓ Latest").await;
}

async fn several_messages_are_copied_with_names_and_times(stage: &Stage) {
    let (port, page) = page(stage).await;
    hear(port, &page, "the first").await;
    page.say("and *mine*").await;
    page.wait_message_status("and mine", "delivered").await;
    let script = "const range = document.createRange(); \
                  range.setStartBefore(message('the first')); range.setEndAfter(message('and mine')); \
                  getSelection().removeAllRanges(); getSelection().addRange(range); \
                  const event = new ClipboardEvent('copy', \
                      { clipboardData: new DataTransfer(), bubbles: true, cancelable: true }); \
                  message('and mine').dispatchEvent(event); return event.clipboardData.getData('text/plain')";
    let copied = page.ask::<String>(script, &[]).await;
    let lines: Vec<&str> = copied.lines().collect();
    assert_eq!(lines.len(), 2, "{copied:?}");
    for (line, rest) in lines.iter().zip(["Tom: the first", "Lucy: and mine"]) {
        let time = line.strip_prefix('[').and_then(|line| line.strip_suffix(rest)).map(str::trim);
        let time = time.and_then(|time| time.strip_suffix(']'));
        assert!(time.is_some_and(|time| time.contains(':')), "{line:?} is a time and {rest:?}");
    }
}

async fn hear(port: u16, page: &Page, say: &str) {
    publish(port, say).await;
    page.wait_message("Tom", say).await;
}

async fn publish(port: u16, say: &str) {
    Script::publish(port, "chat", format!(r#"{{"user":"Tom","say":"{say}"}}"#).as_bytes()).await;
}

/// Whether one text stands above another in the log.
async fn above(page: &Page, one: &str, other: &str) -> bool {
    let script = "const text = tidy(logs()[0].innerText), at = text.indexOf(arguments[0]); \
                  return at >= 0 && at < text.indexOf(arguments[1])";
    page.ask(script, &[one.into(), other.into()]).await
}

async fn page(stage: &Stage) -> (u16, Page) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    // What others say may overtake it.
    page.wait_message_status("Hello,anyone!", "delivered").await;
    (broker.tcp_port(), page)
}
