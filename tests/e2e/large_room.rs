//! A room of a hundred thousand messages: how long it takes to open, to scroll and to search. Printed, not judged, since
//! machines differ; what is judged is that it is a chat all the while. In Chromium, whose clock and memory can be read.

use std::time::Duration;

use serde_json::json;

use crate::stage::{Stage, dist};
use crate::support::browser::Engine;
use crate::support::mosquitto::Access;
use crate::support::page::Page;
use crate::support::static_server::Site;
use crate::support::wait::until_within;

const MESSAGES: u32 = 100_000;
const LONG: Duration = Duration::from_secs(300);

#[test]
#[ignore = "takes minutes, and prints figures"]
fn a_hundred_thousand_messages_are_opened_scrolled_and_searched() {
    let name = concat!(module_path!(), "::a_hundred_thousand_messages_are_opened_scrolled_and_searched");
    crate::stage::play(Engine::Chromium, name, story);
}

async fn story(stage: &Stage) {
    let broker = stage.broker(Access::Anyone).await;
    let site = stage.serve(Site::of(&dist()).with("config.json", r#"{"greeting":""}"#)).await;
    let page = stage.open(site.url()).await;
    page.enter(&broker.url(), "Lucy", "chat").await;
    page.press("Settings").await;
    import(&page).await;
    page.press("Back").await;

    page.open_room("large").await;
    page.join("elsewhere").await;
    page.reload().await;
    page.wait_open("elsewhere").await;
    println!("memory, the large room not open: {}", memory(&page).await);
    let opened = measure(&page, OPEN).await;
    println!("opening the room: {opened} ms until its last message is drawn");
    let scrolled = measure(&page, SCROLL).await;
    println!(
        "scrolling back through 3,000 px each 60 ms for 20 s, longest gap between frames: {scrolled} ms"
    );
    println!("memory, after that: {}", memory(&page).await);
    page.press("Search").await;
    for (query, first) in [("haystack", "the first search"), ("needle 4321", "the next")] {
        let script = SEARCH.replace("QUERY", query);
        println!("{first}, {query:?}: {} ms until it is complete", measure(&page, &script).await);
    }
    println!("memory, with all that was searched: {}", memory(&page).await);
}

/// The file is made in the page: a driver takes minutes for as much.
async fn import(page: &Page) {
    let script = "const lines = [];
        for (let n = 1; n <= arguments[0]; n += 1)
            lines.push(JSON.stringify({ room: 'large', user: ['Tom', 'Amy', '小明'][n % 3], id: `n${n}`, ts: 1700000000000 + n * 60000,
                say: n % 1000 === 321 ? `needle ${n} in the haystack` : `message ${n}, as people write them: 早上好, see you at ten` }));
        const files = new DataTransfer(); files.items.add(new File([lines.join('\\n')], 'messages.jsonl'));
        const field = find('textbox', 'Import…'); field.files = files.files;
        window.begun = performance.now(); field.dispatchEvent(new Event('change')); return true";
    page.ask::<bool>(script, &[json!(MESSAGES)]).await;
    let told = format!("{MESSAGES} messages in 1 room");
    until_within(LONG, "the import", async || {
        let shown = page.summary().await;
        if shown.contains(&told) { Ok(()) } else { Err("not yet".to_owned()) }
    })
    .await;
    let took: f64 = page.ask("return performance.now() - window.begun", &[]).await;
    println!("importing {MESSAGES} messages: {took:.0} ms");
}

/// From the press on the room to the frame that has its last message.
const OPEN: &str = "
    const begun = performance.now();
    room('large').click();
    const look = () => all('article').some(e => e.textContent.includes(`message 100000,`))
        ? requestAnimationFrame(() => done(performance.now() - begun)) : requestAnimationFrame(look);
    look();";

const SCROLL: &str = "
    const log = find('log', 'Messages in large'), begun = performance.now();
    let longest = 0, last = begun, moved = begun;
    const frame = now => {
        longest = Math.max(longest, now - last); last = now;
        if (now - moved > 60) { log.scrollTop -= 3000; moved = now; }
        if (now - begun > 20000) done(longest); else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);";

const SEARCH: &str = "
    const field = find('textbox', 'Search on this device'), begun = performance.now();
    field.value = 'QUERY'; field.dispatchEvent(new Event('input'));
    const look = () => all('status').some(e => /^[\\d,]+ messages? found$/.test(tidy(e.innerText)) && performance.now() - begun > 130)
        ? done(performance.now() - begun) : requestAnimationFrame(look);
    look();";

/// Runs a script until it calls `done` with a number.
async fn measure(page: &Page, script: &str) -> u64 {
    let whole = format!(
        "{{ const done = value => window.measured = value; window.measured = null; {script} }} return true"
    );
    page.ask::<bool>(&whole, &[]).await;
    until_within(LONG, "the measure", async || {
        let measured: Option<f64> = page.ask("return window.measured", &[]).await;
        measured.map(|measured| measured.round() as u64).ok_or_else(|| "not yet".to_owned())
    })
    .await
}

/// What the process that draws the page has in memory, the program's own among it, after what is garbage was collected.
async fn memory(page: &Page) -> String {
    page.tell_chromium("HeapProfiler.collectGarbage", json!({})).await;
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|process| process.file_name().to_str()?.parse::<u32>().ok());
    let largest = ids.filter(|id| is_renderer(*id) && is_ours(*id)).map(resident).max();
    format!("{} MB", largest.unwrap_or_default() / 1024)
}

fn is_renderer(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/cmdline")).is_ok_and(|line| line.contains("--type=renderer"))
}

/// Whether this test began it, by way of others.
fn is_ours(id: u32) -> bool {
    let parent = status(id, "PPid:");
    parent == u64::from(std::process::id()) || parent > 1 && is_ours(parent as u32)
}

/// In KiB.
fn resident(id: u32) -> u64 {
    status(id, "VmRSS:")
}

/// A number of what Linux tells of a process.
fn status(id: u32, name: &str) -> u64 {
    let told = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = told.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}
