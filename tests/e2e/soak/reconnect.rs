//! How soon the page is connected after the network is back.

use std::time::Duration;

use super::ROOM;
use crate::stage::Stage;
use crate::support::cutting_link::{CuttingLink, Weather};
use crate::support::mosquitto::Access;
use crate::support::wait::{always_for, until_within};

/// Prints how long it takes from "the network is back" to "Connected", as the median of some.
pub(super) async fn time_to_reconnect(stage: &Stage) {
    const TIMES: usize = 20;
    let broker = stage.broker(Access::Anyone).await;
    let link = CuttingLink::to(broker.websockets_port(), 1).await;
    let site = stage.site().await;
    let page = stage.open(site.url()).await;
    page.enter(&link.url(), "Lucy", ROOM).await;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        // Connections that end sooner look like another client's takeover.
        always_for(Duration::from_secs(6), "the connection stands", async || {
            let status = page.connection_status().await;
            if status.starts_with("Connected") { Ok(()) } else { Err(status) }
        })
        .await;
        link.set(Weather::Gone);
        page.wait_status(&["Reconnecting", "Connecting", "Offline"]).await;
        link.set(Weather::Calm);
        let took: f64 = until_within(Duration::from_secs(60), "the connection to stand", async || {
            // Measured in the page, where neither the driver nor its looks add to it.
            let script = format!(
                "{}\n{}",
                include_str!("../../support/page.js"),
                include_str!("../../support/come_back.js")
            );
            let answer =
                page.driver.execute_async(script, Vec::new()).await.map_err(|error| error.to_string())?;
            answer.convert().map_err(|error| error.to_string())
        })
        .await;
        times.push(took);
    }
    times.sort_by(f64::total_cmp);
    let (median, worst) = (times[TIMES / 2], times[TIMES - 1]);
    println!(
        "reconnect: from \"the network is back\" to \"Connected\": median {median:.0} ms, longest {worst:.0} ms of {TIMES}"
    );
}
