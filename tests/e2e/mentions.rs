//! Being called by name: it stands out, is counted apart, and is gone to first.

use thirtyfour::Key;

use crate::stage::Stage;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::python::Script;

in_three_engines!(one_s_own_name_stands_out, a_mention_is_counted_apart_and_gone_to_first);

async fn one_s_own_name_stands_out(stage: &Stage) {
    let (port, lucy) = lucy(stage).await;
    Script::publish(port, "chat", br#"{"user":"Tom","say":"hey @lucy, and @Lucyna"}"#).await;
    lucy.wait_message("Tom", "hey @lucy, and @Lucyna").await;
    let script = "return [...message('hey @lucy').querySelectorAll('mark')].map(e => e.textContent)";
    assert_eq!(lucy.ask::<Vec<String>>(script, &[]).await, ["@lucy"]);
    // Nobody else is called by what one writes oneself.
    lucy.say("I am @Lucy").await;
    lucy.wait_message_status("I am @Lucy", "delivered").await;
    let script = "return message('I am @Lucy').querySelectorAll('mark').length";
    assert_eq!(lucy.ask::<u32>(script, &[]).await, 0);
}

async fn a_mention_is_counted_apart_and_gone_to_first(stage: &Stage) {
    let (port, lucy) = lucy(stage).await;
    for topic in ["second", "third", "fourth"] {
        lucy.join(topic).await;
    }
    lucy.open_room("chat").await;
    Script::publish(port, "second", br#"{"user":"Tom","say":"nothing special"}"#).await;
    Script::publish(port, "third", br#"{"user":"Tom","say":"where is @Lucy?"}"#).await;
    lucy.wait_room("second", "one unread", |room| room.contains("1 new") && !room.contains("mention")).await;
    lucy.wait_room("third", "a mention", |room| room.contains("1 mention") && room.contains("1 new")).await;

    lucy.chord(Key::Alt, 'a').await;
    lucy.wait_open("third").await;
    lucy.wait_message("Tom", "where is @Lucy?").await;
    lucy.wait_room("third", "nothing unread", |room| !room.contains("mention")).await;
    lucy.chord(Key::Alt, 'a').await;
    lucy.wait_open("second").await;
    lucy.wait_room("second", "nothing unread", |room| !room.contains("1 new")).await;
    assert_eq!(lucy.value("Message").await, "", "a chord writes nothing");
}

async fn lucy(stage: &Stage) -> (u16, Page) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    (broker.tcp_port(), page)
}
