//! Eight hours in miniature: 200,000 messages come in, some go out, rooms are joined and left. What is in memory after
//! collection in the last quarter, beside the first.

use rumqttc::mqttbytes::QoS;
use serde_json::json;

use crate::bench::{Bench, Side, Visit, begin, measured};
use crate::memory;
use crate::receive::UNTIL_LAST;
use crate::sender::Sender;
use crate::support::mosquitto::Mosquitto;

const ROOM: &str = "bench";
const PARTS: usize = 40;
const IN_A_PART: usize = 5_000;
const OUT_A_PART: usize = 10;

pub(crate) async fn story(bench: &Bench) {
    let broker = Mosquitto::quiet().await;
    let visit = Visit::begin(bench.serve(Side::Snug).await).await;
    let page = &visit.page;
    memory::watch(page).await;
    page.goto(&visit.host.url()).await;
    page.enter(&broker.url(), "Lucy", ROOM).await;
    for part in 0..PARTS {
        let numbers = part * IN_A_PART + 1..=(part + 1) * IN_A_PART;
        let last = format!("message {},", numbers.end());
        let sender = Sender::ready(broker.tcp_port(), ROOM, QoS::AtMostOnce, numbers).await;
        begin(page, UNTIL_LAST, &[json!(last)]).await;
        sender.begin();
        measured(page).await;

        let texts: Vec<String> = (0..OUT_A_PART).map(|number| format!("[{part}.{number}]")).collect();
        assert_eq!(page.say_quickly(&texts).await, OUT_A_PART);
        page.wait_message_status(&texts[OUT_A_PART - 1], "delivered").await;

        let beside = format!("beside-{part}");
        page.join(&beside).await;
        page.say("hello").await;
        page.wait_message_status("hello", "delivered").await;
        page.say("/leave").await;
        page.open_room(ROOM).await;
        page.wait_message_status(&texts[OUT_A_PART - 1], "delivered").await;

        let used = memory::used(page).await;
        bench.point("hours", ((part + 1) * IN_A_PART) as f64, used);
        // One pair for each part of either quarter.
        match part {
            first if first < PARTS / 4 => bench.note("hours-memory", Side::Peer, used),
            last if last >= PARTS - PARTS / 4 => bench.note("hours-memory", Side::Snug, used),
            _ => {}
        }
    }
    visit.end().await;
}
