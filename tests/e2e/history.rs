//! A room with more messages than a page can hold: it opens with its end, and is read both ways without moving under who
//! reads.

use serde::Deserialize;
use serde_json::json;
use thirtyfour::Key;

use crate::stage::{Stage, dist};
use crate::support::crowd;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::Site;
use crate::support::wait::until;

in_three_engines!(
    three_thousand_messages_are_read_to_the_first_and_back,
    earlier_messages_come_by_the_keyboard,
    what_comes_while_somebody_reads_back_is_counted_and_moves_nothing,
    a_flood_is_counted_to_the_last_and_scrolling_in_it_is_heard,
    after_a_flood_there_is_as_much_to_scroll_as_ever,
);

/// More rows are never on the page, however long the room.
const MOST: usize = 500;
/// So many are there at the end of a room that has them.
const AT_THE_END: usize = 60;

async fn three_thousand_messages_are_read_to_the_first_and_back(stage: &Stage) {
    let page = with_messages(stage, 3_000).await;
    // What is held in memory is read first; after a reload, what the device holds.
    for when in ["as they came", "after a reload"] {
        wait_at_the_end(&page, 3_000, when).await;
        while look(&page).await.first > 1 {
            read_on(&page, Way::Up).await;
        }
        // That there is nothing before is known once it was looked for.
        scroll(&page, Way::Up).await;
        page.wait_gone("button", "Show earlier messages").await;
        let seen = look(&page).await;
        assert!(seen.last < 3_000 && seen.count <= MOST, "{when}: {seen:?}");
        if when == "as they came" {
            page.press("↓ Latest").await;
        } else {
            while look(&page).await.last < 3_000 {
                read_on(&page, Way::Down).await;
            }
            page.wait_gone("button", "Show later messages").await;
            scroll(&page, Way::Down).await;
        }
        wait_at_the_end(&page, 3_000, when).await;
        page.driver.refresh().await.expect("the page can be reloaded");
    }
}

async fn earlier_messages_come_by_the_keyboard(stage: &Stage) {
    let page = with_messages(stage, 400).await;
    wait_at_the_end(&page, 400, "at first").await;
    let before = look(&page).await;
    // Each row on the way from the box has a button; from the log's own beginning it is one step.
    page.ask::<bool>("find('log', 'Messages in chat').focus(); return true", &[]).await;
    page.tab_to("button", "Show earlier messages").await;
    page.keys(&Key::Return.value().to_string()).await;
    until("earlier ones", async || match look(&page).await {
        seen if seen.first < before.first => Ok(()),
        seen => Err(format!("{seen:?}")),
    })
    .await;
    let pill = page.wait_for("button", "↓ Latest").await;
    pill.focus().await.expect("the pill takes the focus");
    page.keys(&Key::Return.value().to_string()).await;
    wait_at_the_end(&page, 400, "by the keyboard").await;
}

async fn what_comes_while_somebody_reads_back_is_counted_and_moves_nothing(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let page = in_the_room(stage, &broker.url()).await;
    crowd::say(broker.tcp_port(), "chat", "Tom", (1..=300).map(line)).await;
    wait_at_the_end(&page, 300, "at first").await;
    read_on(&page, Way::Up).await;
    let before = look(&page).await;
    crowd::say(broker.tcp_port(), "chat", "Tom", (301..=305).map(line)).await;
    page.wait_for("button", "↓ 5 new").await;
    let after = look(&page).await;
    assert_eq!((after.first, after.anchor), (before.first, before.anchor), "{before:?}, then {after:?}");
    assert!((after.top - before.top).abs() <= 2.0, "{before:?}, then {after:?}");
    page.press("↓ 5 new").await;
    wait_at_the_end(&page, 305, "by the pill").await;
}

/// More than is held in memory, while somebody scrolls up frame by frame.
async fn a_flood_is_counted_to_the_last_and_scrolling_in_it_is_heard(stage: &Stage) {
    const FLOOD: u32 = 1_500;
    let broker = stage.broker(Access::Anyone).await;
    let page = in_the_room(stage, &broker.url()).await;
    crowd::say(broker.tcp_port(), "chat", "Tom", (1..=300).map(line)).await;
    wait_at_the_end(&page, 300, "at first").await;
    scroll(&page, Way::Up).await;
    page.wait_for("button", "↓ Latest").await;
    let flood = crowd::say(broker.tcp_port(), "chat", "Tom", (301..=300 + FLOOD).map(line));
    let reading = async {
        until("reading on to line 1", async || match look(&page).await.anchor {
            1 => Ok(()),
            _ => Err(format!("{:?}", scroll(&page, Way::Up).await)),
        })
        .await;
    };
    tokio::join!(flood, reading);
    page.wait_for("button", &format!("↓ {FLOOD} new")).await;
    page.press(&format!("↓ {FLOOD} new")).await;
    wait_at_the_end(&page, 300 + FLOOD, "by the pill").await;
}

/// While it comes, only what is in sight is drawn.
async fn after_a_flood_there_is_as_much_to_scroll_as_ever(stage: &Stage) {
    let page = with_messages(stage, 1_000).await;
    wait_at_the_end(&page, 1_000, "after the flood").await;
    until("as many rows as a quiet room has", async || match look(&page).await {
        seen if (seen.count, seen.last) == (AT_THE_END, 1_000) => Ok(()),
        seen => Err(format!("{seen:?}")),
    })
    .await;
    wait_at_the_end(&page, 1_000, "with all its rows").await;
}

/// A page in the room "chat", in which somebody else has said so many numbered lines.
async fn with_messages(stage: &Stage, count: u32) -> Page {
    let broker = stage.broker(Access::Anyone).await;
    let page = in_the_room(stage, &broker.url()).await;
    crowd::say(broker.tcp_port(), "chat", "Tom", (1..=count).map(line)).await;
    page
}

async fn in_the_room(stage: &Stage, broker: &str) -> Page {
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"greeting":""}"#)).await;
    let page = stage.open(site.url()).await;
    page.enter(broker, "Lucy", "chat").await;
    page
}

fn line(number: u32) -> String {
    format!("line {number}.")
}

/// The rows on the page: the first and last line among them, and the first that can be seen with its place.
#[derive(Clone, Debug, Deserialize)]
struct Seen {
    first: u32,
    last: u32,
    count: usize,
    anchor: u32,
    /// CSS pixels below the log's upper edge.
    top: f64,
}

const LOOK: &str = "
    const log = find('log', 'Messages in chat');
    if (!log) return { first: 0, last: 0, count: 0, anchor: 0, top: 0 };
    const edge = log.getBoundingClientRect();
    const number = e => Number(/line (\\d+)/.exec(e?.textContent)?.[1] ?? 0);
    const rows = all('article', log);
    const anchor = rows.find(e => e.getBoundingClientRect().bottom > edge.top);
    return { first: number(rows[0]), last: number(rows.at(-1)), count: rows.length, anchor: number(anchor),
             top: (anchor?.getBoundingClientRect().top ?? 0) - edge.top };";

async fn look(page: &Page) -> Seen {
    let seen: Seen = page.ask(LOOK, &[]).await;
    assert!(seen.count <= MOST, "there are too many rows: {seen:?}");
    seen
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// As far as the rows on the page go, and looks before others can come.
async fn scroll(page: &Page, way: Way) -> Seen {
    let to = if way == Way::Up { "0" } else { "log.scrollHeight" };
    let script = format!("{{ const log = find('log', 'Messages in chat'); log.scrollTop = {to} }} {LOOK}");
    page.ask(&script, &[]).await
}

/// Scrolls until more rows come, and sees that they move nothing.
async fn read_on(page: &Page, way: Way) {
    let mut before = scroll(page, way).await;
    until("more rows", async || match look(page).await {
        seen if seen.first == before.first && seen.last == before.last => {
            // What came in the same frame may have held the log at its end once more.
            if seen.anchor != before.anchor {
                before = scroll(page, way).await;
            }
            Err(format!("{seen:?}"))
        }
        seen => {
            let script = "const row = all('article').find(e => e.textContent.includes(`line ${arguments[0]}.`)); \
                          const edge = find('log', 'Messages in chat').getBoundingClientRect(); \
                          return row ? row.getBoundingClientRect().top - edge.top : -9999";
            let top: f64 = page.ask(script, &[json!(before.anchor)]).await;
            if (top - before.top).abs() <= 2.0 {
                Ok(())
            } else {
                Err(format!("line {} moved to {top}: {before:?}, then {seen:?}", before.anchor))
            }
        }
    })
    .await;
}

/// The last line is there, in sight, and there is nothing to go down to. So are as many rows as ever: while a burst comes, and
/// for a moment after it, there are no more than fit, and to scroll those by what they exceed the log is not yet to read back.
async fn wait_at_the_end(page: &Page, last: u32, when: &str) {
    until(&format!("the end of the room, {when}"), async || {
        let seen = look(page).await;
        let script = "const log = find('log', 'Messages in chat'); \
                      return log ? log.scrollHeight - log.scrollTop - log.clientHeight : 9999";
        let below: f64 = page.ask(script, &[]).await;
        let pill = page.lookup("button", "↓ Latest").await.is_some();
        let settled = seen.count >= AT_THE_END.min(last as usize);
        if seen.last == last && below <= 2.0 && !pill && settled {
            Ok(())
        } else {
            Err(format!("{below} px below, {seen:?}"))
        }
    })
    .await;
}
