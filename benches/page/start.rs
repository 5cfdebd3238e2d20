//! A visit over a slow line with a slow processor: until the form can be used, and until the first message is on screen.
//! First by somebody who was never here, then by the same again, when what a browser keeps is kept.

use rumqttc::mqttbytes::QoS;
use serde_json::json;

use crate::bench::{Bench, Side, Visit, measure, measured, number};
use crate::sender;
use crate::support::mosquitto::Mosquitto;

const ROOM: &str = "bench";
/// As Chromium's own tools have "Slow 4G".
const LATENCY_MS: f64 = 562.5;
const BYTES_A_SECOND: f64 = 1.6 * 1024.0 * 1024.0 / 8.0 * 0.9;
const SLOWER: f64 = 4.0;

pub(crate) async fn story(bench: &Bench) {
    let broker = Mosquitto::quiet().await;
    sender::leave(broker.tcp_port(), ROOM, QoS::AtLeastOnce).await;
    for (round, sides) in bench.turns() {
        for side in sides {
            let visit = Visit::begin(bench.serve(side).await).await;
            let page = &visit.page;
            slow_down(page).await;
            let script = json!({ "source": WATCH });
            page.tell_chromium("Page.addScriptToEvaluateOnNewDocument", script).await;
            let link = format!(
                "{}#broker={}&room={ROOM}&name=Lucy{round}",
                visit.host.url(),
                encoded(&broker.url())
            );
            page.goto(&link).await;
            let cold = measured(page).await;
            bench.note("cold-form", side, number(&cold, "form"));
            bench.note("cold-message", side, number(&cold, "message"));
            if side == Side::Snug {
                // Over the slow line, too.
                measure(page, "navigator.serviceWorker.ready.then(() => { window.measured = true; });", &[])
                    .await;
            }
            page.goto("about:blank").await;
            page.goto(&link).await;
            let warm = measured(page).await;
            bench.note("warm-message", side, number(&warm, "message"));
            visit.end().await;
        }
    }
}

async fn slow_down(page: &crate::support::page::Page) {
    let line = json!({
        "offline": false, "latency": LATENCY_MS,
        "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND,
    });
    page.tell_chromium("Network.enable", json!({})).await;
    page.tell_chromium("Network.emulateNetworkConditions", line).await;
    page.tell_chromium("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER })).await;
    page.tell_chromium("Page.enable", json!({})).await;
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// Runs before the page's own scripts. Where there is a form, it is used as soon as it can be.
const WATCH: &str = "{
    let form = null;
    const look = () => {
        const button = [...document.querySelectorAll('form button')].find(e => e.textContent.trim() === 'Connect' && e.checkVisibility());
        if (form === null && button) {
            form = performance.now();
            button.click();
        }
        const article = [...document.getElementsByTagName('article')].find(e => e.textContent.includes('message 1,'));
        if (article) window.measured = { form, message: performance.now() };
        else requestAnimationFrame(look);
    };
    if (location.protocol === 'http:') look();
}";
