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

/// What twenty under way means.
#[derive(Clone, Copy, Debug)]
enum By {
    /// All are said at once, and twenty are unacknowledged.
    Window,
    /// Each is said when one of twenty is back.
    Turns,
}

pub(crate) async fn story(bench: &Bench) {
    for qos in [1, 2] {
        let [publish, durability, turns] =
            ["publish", "durability", "turns"].map(|name| format!("{name}-qos{qos}"));
        for (_, sides) in bench.turns() {
            for side in sides {
                let who = if side == Side::Snug { "snug" } else { "mqttjs" };
                let took_all = took(bench, who, qos, By::Window).await;
                bench.note(&publish, side, took_all);
                if side == Side::Snug {
                    bench.note(&durability, side, took_all);
                    bench.note(&durability, Side::Peer, took(bench, "memory", qos, By::Window).await);
                }
                bench.note(&turns, side, took(bench, who, qos, By::Turns).await);
            }
        }
    }
}

/// Milliseconds from the first message until the last is back.
async fn took(bench: &Bench, who: &str, qos: u8, by: By) -> f64 {
    let by = match by {
        By::Window => "window",
        By::Turns => "turns",
    };
    let broker = Mosquitto::quiet().await;
    let visit = Visit::begin(bench.serve_with("publish", &[]).await).await;
    let page = &visit.page;
    page.goto(&visit.host.url()).await;
    let entered = measure(page, ENTER, &[json!(who), json!(broker.url()), json!(ROOM), json!(qos)]).await;
    assert_eq!(entered, json!({}));
    profile::begin(page).await;
    let measured = measure(page, SAY_ALL, &[json!(MESSAGES), json!(WINDOW), json!(by)]).await;
    profile::end(page, &format!("publish-{who}-{by}-qos{qos}")).await;
    let took = number(&measured, "took");
    visit.end().await;
    took
}

const ENTER: &str = "
    enter(...arguments).then(() => { window.measured = {}; }, error => { window.measured = { error: String(error) }; });";

const SAY_ALL: &str = "
    const begun = performance.now();
    sayAll(...arguments).then(() => { window.measured = { took: performance.now() - begun }; });";
