//! Reading and writing packets in the browser: our codec, compiled as the page is, beside mqtt-packet.

use serde_json::json;

use crate::bench::{Bench, Side, Visit, measure, number};

const SIZES: [(&str, Option<usize>); 4] =
    [("acks", None), ("20B", Some(20)), ("200B", Some(200)), ("20kB", Some(20_000))];

pub(crate) async fn story(bench: &Bench) {
    let visit = Visit::begin(bench.serve_with("codec", &[]).await).await;
    visit.page.goto(&visit.host.url()).await;
    // The first is to warm up.
    for (round, sides) in std::iter::once((None, [Side::Snug, Side::Peer]))
        .chain(bench.turns().map(|(round, sides)| (Some(round), sides)))
    {
        for (what, (size, bytes)) in
            ["decode", "encode"].into_iter().flat_map(|what| SIZES.map(|size| (what, size)))
        {
            for side in sides {
                let name = if side == Side::Snug { "snug" } else { "mqtt-packet" };
                let arguments = [json!(name), json!(what), bytes.map_or(json!("acks"), |bytes| json!(bytes))];
                let measured = measure(&visit.page, RUN, &arguments).await;
                if round.is_some() {
                    bench.note(&format!("browser-{what}/{size}"), side, number(&measured, "took"));
                }
            }
        }
    }
    visit.end().await;
}

const RUN: &str = "
    measureCodec(...arguments).then(took => { window.measured = { took }; }, error => { window.measured = { error: String(error) }; });";
