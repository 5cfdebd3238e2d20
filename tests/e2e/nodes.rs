//! How many elements a room puts on the page: a count that is the same on every machine, of a message and of the log when
//! it is as full as it gets, however many messages come.

use std::time::Duration;

use serde::Deserialize;

use crate::stage::{Stage, dist};
use crate::support::crowd;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::Site;
use crate::support::wait::{until, until_within};

in_three_engines!(a_full_room_is_three_hundred_rows_of_eight_elements_and_stays_so);

/// As `src/ui/timeline/window.rs` has it.
const MOST_ROWS: usize = 300;
/// A row of plain words: itself, and in it head, name and time; line, words, button and its icon.
const ROW: usize = 8;
/// The log's own: days, what opens earlier and later ones, and what stands for nobody having said anything.
const LOG: usize = 16;
/// All else on the page: head, list of rooms, composer, people.
const PAGE: usize = 160;
/// A busy machine stores some fifty messages a second.
const LONG: Duration = Duration::from_secs(120);

async fn a_full_room_is_three_hundred_rows_of_eight_elements_and_stays_so(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"greeting":""}"#)).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    count(&page).await;

    crowd::say(broker.tcp_port(), "chat", "Tom", (1..=400).map(line)).await;
    let mut full = wait_for_last(&page, 400).await;
    // To the first: nothing more can come by itself.
    while full.first > 1 {
        full = read_back(&page, full.first).await;
    }
    assert_eq!(full.rows, MOST_ROWS, "{full:?}");

    // Back there, what comes is a number on a button; at the end, it is rows in place of others.
    for said in (400..1_900).step_by(250) {
        crowd::say(broker.tcp_port(), "chat", "Tom", (said + 1..=said + 250).map(line)).await;
        page.wait_for("button", &format!("↓ {} new", said - 150)).await;
    }
    let later = count(&page).await;
    assert_eq!((later.rows, later.first), (MOST_ROWS, full.first), "{full:?}, then {later:?}");
    page.press("↓ 1500 new").await;
    wait_for_last(&page, 1_900).await;
    crowd::say(broker.tcp_port(), "chat", "Tom", (1_901..=3_400).map(line)).await;
    wait_for_last(&page, 3_400).await;
}

fn line(number: u32) -> String {
    format!("line {number}.")
}

#[derive(Clone, Copy, Debug, Deserialize)]
struct Count {
    rows: usize,
    /// Elements in the log, and of the whole page.
    log: usize,
    page: usize,
    /// Of the largest row, itself among them.
    row: usize,
    first: u32,
    last: u32,
}

async fn count(page: &Page) -> Count {
    let script = "
        const log = find('log', 'Messages in chat'), rows = all('article', log);
        const within = e => e.querySelectorAll('*').length;
        const number = e => Number(/line (\\d+)/.exec(e?.textContent)?.[1] ?? 0);
        return { rows: rows.length, log: within(log), page: within(document), row: Math.max(0, ...rows.map(e => 1 + within(e))),
                 first: number(rows[0]), last: number(rows.at(-1)) };";
    let count = page.ask(script, &[]).await;
    check(&count);
    count
}

/// What holds at any moment.
fn check(count: &Count) {
    assert!(count.rows <= MOST_ROWS, "{count:?}");
    assert!(count.row <= ROW, "{count:?}");
    assert!(count.log <= ROW * count.rows + LOG, "{count:?}");
    assert!(count.page <= count.log + PAGE, "{count:?}");
}

async fn wait_for_last(page: &Page, number: u32) -> Count {
    until_within(LONG, "the last message", async || match count(page).await {
        count if count.last == number => Ok(count),
        count => Err(format!("{count:?}")),
    })
    .await
}

async fn read_back(page: &Page, from: u32) -> Count {
    let scroll = "const log = find('log', 'Messages in chat'); log.scrollTop = log.scrollHeight; log.scrollTop = 0; return true";
    until("earlier messages", async || {
        page.ask::<bool>(scroll, &[]).await;
        match count(page).await {
            count if count.first < from => Ok(count),
            count => Err(format!("{count:?}")),
        }
    })
    .await
}
