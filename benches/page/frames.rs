//! From the socket to the chat's model, with no broker in between that could be the slower one: 1 packet and 100 packets
//! in a WebSocket message. Ours is the whole page until the last is on screen; the others only keep a list.

use serde_json::json;

use crate::bench::{Bench, Side, Visit, begin, measure, measured, number};
use crate::firehose::Firehose;
use crate::receive::UNTIL_LAST;

const ROOM: &str = "bench";
const MESSAGES: usize = 20_000;

pub(crate) async fn story(bench: &Bench) {
    for packets in [1, 100] {
        for _ in bench.turns() {
            let ours = by_the_page(bench, packets).await;
            for (name, listen) in [("paho", "listenByPaho"), ("mqttjs", "listenByMqttJs")] {
                let row = format!("frames-{packets}-{name}");
                bench.note(&row, Side::Snug, ours);
                bench.note(&row, Side::Peer, by_a_library(bench, packets, listen).await);
            }
        }
    }
}

async fn by_the_page(bench: &Bench, packets: usize) -> f64 {
    let firehose = Firehose::ready(ROOM, MESSAGES, packets).await;
    let visit = Visit::begin(bench.serve(Side::Snug).await).await;
    visit.page.goto(&visit.host.url()).await;
    visit.page.enter(&firehose.url(), "Lucy", ROOM).await;
    begin(&visit.page, UNTIL_LAST, &[json!(format!("message {MESSAGES},"))]).await;
    until_measured(visit, &firehose).await
}

async fn by_a_library(bench: &Bench, packets: usize, listen: &str) -> f64 {
    let firehose = Firehose::ready(ROOM, MESSAGES, packets).await;
    let visit = Visit::begin(bench.serve_with("models", &[]).await).await;
    visit.page.goto(&visit.host.url()).await;
    let script = "window[arguments[0]](arguments[1], arguments[2], arguments[3]).then(() => { window.measured = true; });";
    let arguments = [json!(listen), json!(firehose.url()), json!(ROOM), json!(MESSAGES)];
    measure(&visit.page, script, &arguments).await;
    begin(&visit.page, "", &[]).await;
    until_measured(visit, &firehose).await
}

async fn until_measured(visit: Visit, firehose: &Firehose) -> f64 {
    let begun = firehose.open();
    let measured = measured(&visit.page).await;
    visit.end().await;
    number(&measured, "end") - begun
}
