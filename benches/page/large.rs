//! Much of everything: what a thousand messages cost in a room of ten and in one of a hundred thousand, with one room and
//! with two hundred; and how the room of a hundred thousand opens, scrolls and weighs.

use rumqttc::mqttbytes::QoS;
use serde_json::json;

use crate::bench::{Bench, Side, Visit, begin, measure, measured, number};
use crate::memory;
use crate::receive::UNTIL_LAST;
use crate::sender::Sender;
use crate::support::mosquitto::Mosquitto;
use crate::support::page::Page;

const ROOM: &str = "bench";
const MESSAGES: [usize; 5] = [10, 100, 1_000, 10_000, 100_000];
const ROOMS: [usize; 4] = [1, 10, 50, 200];
/// How many arrive at once.
const BURST: usize = 1_000;
const BURSTS: usize = 15;

pub(crate) async fn story(bench: &Bench) {
    with_many_rooms(bench).await;
    with_many_messages(bench).await;
}

async fn with_many_rooms(bench: &Bench) {
    for count in ROOMS {
        let rooms: Vec<String> = (0..count).map(|number| format!("{ROOM}-{number}")).collect();
        let config = json!({ "greeting": "", "rooms": rooms }).to_string();
        let broker = Mosquitto::quiet().await;
        let visit = Visit::begin(bench.serve_with("snug", &[("config.json", config.as_bytes())]).await).await;
        visit.page.goto(&visit.host.url()).await;
        visit.page.enter(&broker.url(), "Lucy", &rooms[0]).await;
        for room in rooms.iter().skip(count - 1) {
            visit.page.wait_room(room, "any name", |_| true).await;
        }
        for times in 0..=BURSTS {
            let cost = burst(&visit.page, &broker, &rooms, times).await;
            // The first is to warm up.
            if times > 0 {
                bench.point("rooms", count as f64, cost);
            }
        }
        visit.end().await;
    }
    bench.note_ends("flat-rooms", "rooms", BURSTS);
}

async fn with_many_messages(bench: &Bench) {
    let broker = Mosquitto::quiet().await;
    let visit = Visit::begin(bench.serve(Side::Snug).await).await;
    let page = &visit.page;
    memory::watch(page).await;
    page.goto(&visit.host.url()).await;
    page.enter(&broker.url(), "Lucy", "warm").await;
    let warm = ["warm".to_owned()];
    burst(page, &broker, &warm, 0).await;
    page.join(ROOM).await;
    let rooms = [ROOM.to_owned()];
    let (mut there, mut times) = (0, 0);
    for count in MESSAGES {
        if count > there {
            page.press("Settings").await;
            measure(page, IMPORT, &[json!(there + 1), json!(count), json!(ROOM)]).await;
            page.press("Back").await;
            page.wait_open(ROOM).await;
            there = count;
        }
        for _ in 0..BURSTS {
            times += 1;
            let cost = burst(page, &broker, &rooms, times).await;
            bench.point("messages", there as f64, cost);
            there += BURST;
        }
    }
    bench.note_ends("flat-messages", "messages", BURSTS);

    page.join("elsewhere").await;
    for _ in 0..bench.rounds {
        page.reload().await;
        page.wait_open("elsewhere").await;
        page.wait_connected().await;
        let opened = measure(page, OPEN, &[json!(ROOM), json!(last_of(times))]).await;
        bench.note("large-open", Side::Snug, number(&opened, "took"));
        let scrolled = measure(page, SCROLL, &[]).await;
        bench.note("large-frame", Side::Snug, number(&scrolled, "longest"));
        bench.note("large-memory", Side::Snug, memory::used(page).await);
        page.open_room("elsewhere").await;
    }
    visit.end().await;
}

fn last_of(burst: usize) -> String {
    format!("message {},", (burst + 1) * BURST)
}

/// Milliseconds for a message, of a thousand spread over the rooms, the last of them in the open one, which is the first.
async fn burst(page: &Page, broker: &Mosquitto, rooms: &[String], times: usize) -> f64 {
    let numbers = times * BURST + 1..=(times + 1) * BURST;
    let sender = Sender::ready_in(broker.tcp_port(), rooms, QoS::AtMostOnce, numbers).await;
    begin(page, UNTIL_LAST, &[json!(last_of(times))]).await;
    let begun = sender.begin();
    (number(&measured(page).await, "end") - begun) / BURST as f64
}

/// The file is made in the page: a driver takes minutes for as much.
const IMPORT: &str = "
    const [first, last, room] = arguments;
    const lines = [];
    for (let n = first; n <= last; n += 1)
        lines.push(JSON.stringify({ room, user: ['Tom', 'Amy', '小明'][n % 3], id: `n${n}`, ts: 1700000000000 + n * 10000,
            say: `earlier message ${n}; as people write them: 早上好, see you at ten` }));
    const files = new DataTransfer();
    files.items.add(new File([lines.join('\\n')], 'messages.jsonl'));
    const field = find('textbox', 'Import…');
    field.files = files.files;
    field.dispatchEvent(new Event('change'));
    const told = `${last - first + 1} messages in `;
    const look = () => tidy(document.body.innerText).includes(told) ? (window.measured = true) : setTimeout(look, 100);
    look();";

/// From the press on the room to the frame that has its last message.
const OPEN: &str = "
    const [topic, last] = arguments;
    const begun = performance.now(), rows = document.getElementsByTagName('article');
    room(topic).click();
    const look = () => [...rows].slice(-3).some(e => e.textContent.includes(last))
        ? requestAnimationFrame(() => { window.measured = { took: performance.now() - begun }; }) : requestAnimationFrame(look);
    look();";

/// Back through the room for ten seconds: the longest gap between two frames.
const SCROLL: &str = "
    const log = all('log')[0], begun = performance.now();
    let longest = 0, last = begun, moved = begun;
    const frame = now => {
        longest = Math.max(longest, now - last); last = now;
        if (now - moved > 60) { log.scrollTop -= 3000; moved = now; }
        if (now - begun > 10000) window.measured = { longest }; else requestAnimationFrame(frame);
    };
    requestAnimationFrame(now => { last = now; requestAnimationFrame(frame); });";
