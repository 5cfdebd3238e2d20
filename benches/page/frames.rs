//! From the socket to the chat's model, with no broker in between that could be the slower one: 1 packet and 100 packets
//! in a WebSocket message. Ours is the page's engine without its interface, which keeps nothing, beside lists of what
//! others parsed. Besides, the same with the disk, the whole page until the last is on screen, and a socket that only counts.

use serde_json::json;

use crate::bench::{Bench, Side, Visit, begin, measure, measured, number};
use crate::firehose::Firehose;
use crate::profile;
use crate::receive::UNTIL_LAST;

const ROOM: &str = "bench";
const MESSAGES: usize = 20_000;

/// Ours in memory, and on the disk.
const OURS: [&str; 2] = ["listenBySnug", "listenBySnugKept"];
/// Rows of theirs, and how they listen.
const PEERS: [(&str, &str); 3] =
    [("paho", "listenByPaho"), ("mqttjs", "listenByMqttJs"), ("floor", "listenBare")];

pub(crate) async fn story(bench: &Bench) {
    for packets in [1, 100] {
        for (_, sides) in bench.turns() {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for side in sides {
                match side {
                    Side::Snug => {
                        for listen in OURS {
                            ours.push(by_a_model(bench, packets, listen).await);
                        }
                        ours.push(by_the_page(bench, packets).await);
                    }
                    Side::Peer => {
                        for (_, listen) in PEERS {
                            theirs.push(by_a_model(bench, packets, listen).await);
                        }
                    }
                }
            }
            let row = |name: &str, ours: f64, theirs: f64| {
                let row = format!("frames-{packets}-{name}");
                bench.note(&row, Side::Snug, ours);
                bench.note(&row, Side::Peer, theirs);
            };
            for ((name, _), theirs) in PEERS.iter().zip(&theirs) {
                row(name, ours[0], *theirs);
            }
            row("kept", ours[1], theirs[0]);
            row("page", ours[2], theirs[0]);
        }
    }
}

async fn by_the_page(bench: &Bench, packets: usize) -> f64 {
    let firehose = Firehose::ready(ROOM, MESSAGES, packets).await;
    let visit = Visit::begin(bench.serve(Side::Snug).await).await;
    visit.page.goto(&visit.host.url()).await;
    visit.page.enter(&firehose.url(), "Lucy", ROOM).await;
    begin(&visit.page, UNTIL_LAST, &[json!(format!("message {MESSAGES},"))]).await;
    until_measured(visit, &firehose, &format!("frames-{packets}-page")).await
}

async fn by_a_model(bench: &Bench, packets: usize, listen: &str) -> f64 {
    let firehose = Firehose::ready(ROOM, MESSAGES, packets).await;
    let visit = Visit::begin(bench.serve_with("models", &[]).await).await;
    visit.page.goto(&visit.host.url()).await;
    let script = "const [listen, ...what] = arguments; window[listen](...what).then(() => { window.measured = true; });";
    let arguments = [json!(listen), json!(firehose.url()), json!(ROOM), json!(MESSAGES), json!(packets)];
    measure(&visit.page, script, &arguments).await;
    begin(&visit.page, "", &[]).await;
    until_measured(visit, &firehose, &format!("frames-{packets}-{listen}")).await
}

async fn until_measured(visit: Visit, firehose: &Firehose, profiled: &str) -> f64 {
    profile::begin(&visit.page).await;
    let begun = firehose.open();
    let measured = measured(&visit.page).await;
    profile::end(&visit.page, profiled).await;
    visit.end().await;
    number(&measured, "end") - begun
}
