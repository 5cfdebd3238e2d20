//! Many messages of one's own, at most 20 under way, and nothing on screen: our engine with its socket and its database
//! beside MQTT.js. Ours are on the disk before they leave; theirs are in memory. And ours beside itself where nothing is
//! kept: what durability costs.

use serde_json::json;

use crate::bench::{Bench, Side, Visit, measure, number};
use crate::profile;
use crate::support::mosquitto::Mosquitto;

const ROOM: &str = "bench";
const MESSAGES: usize = 2_000;
const WINDOW: usize = 20;

pub(crate) async fn story(bench: &Bench) {
    for qos in [1, 2] {
        for (_, sides) in bench.turns() {
            for side in sides {
                let [row, durability] = ["publish", "durability"].map(|name| format!("{name}-qos{qos}"));
                match side {
                    Side::Snug => {
                        let kept = took(bench, "snug", qos).await;
                        bench.note(&row, side, kept);
                        bench.note(&durability, side, kept);
                        bench.note(&durability, Side::Peer, took(bench, "memory", qos).await);
                    }
                    Side::Peer => bench.note(&row, side, took(bench, "mqttjs", qos).await),
                }
            }
        }
    }
}

/// Milliseconds from the first message until the last is back.
async fn took(bench: &Bench, who: &str, qos: u8) -> f64 {
    let broker = Mosquitto::quiet().await;
    let visit = Visit::begin(bench.serve_with("publish", &[]).await).await;
    let page = &visit.page;
    page.goto(&visit.host.url()).await;
    let entered = measure(page, ENTER, &[json!(who), json!(broker.url()), json!(ROOM), json!(qos)]).await;
    assert_eq!(entered, json!({}));
    profile::begin(page).await;
    let measured = measure(page, SAY_ALL, &[json!(MESSAGES), json!(WINDOW)]).await;
    profile::end(page, &format!("publish-{who}-qos{qos}")).await;
    let took = number(&measured, "took");
    visit.end().await;
    took
}

const ENTER: &str = "
    enter(...arguments).then(() => { window.measured = {}; }, error => { window.measured = { error: String(error) }; });";

const SAY_ALL: &str = "
    const begun = performance.now();
    sayAll(...arguments).then(() => { window.measured = { took: performance.now() - begun }; });";
