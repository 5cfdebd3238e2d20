//! Eight hours in miniature: 200,000 messages come in, some go out, rooms are joined and left. What is in memory after
//! collection in the last quarter, beside the first.

use rumqttc::mqttbytes::QoS;
use serde_json::json;

use crate::bench::{Bench, Side, Visit, begin, measured};
use crate::memory;
use crate::receive::UNTIL_LAST;
use crate::sender::Sender;
use crate::support::mosquitto::Mosquitto;
use crate::support::page::Page;
use crate::support::wait::until;

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
        wait_delivered(page, &texts[OUT_A_PART - 1]).await;

        let beside = format!("beside-{part}");
        page.say_blindly(&format!("/join {beside}")).await;
        wait_open(page, &beside).await;
        page.say_blindly("hello").await;
        wait_delivered(page, "hello").await;
        page.say_blindly("/leave").await;
        go_to(page, ROOM).await;
        wait_delivered(page, &texts[OUT_A_PART - 1]).await;

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

/// All that the driver was ever answered stays in the page's memory, texts with each letter; and with an element the log of
/// the room that it was in, 0.8 MB each. So what is asked here is answered with a word.
async fn wait(page: &Page, what: &str, script: &str, argument: &str) {
    until(what, async || {
        if page.ask::<bool>(script, &[json!(argument)]).await { Ok(()) } else { Err("not so".to_owned()) }
    })
    .await;
}

async fn wait_open(page: &Page, topic: &str) {
    let is_open = "return find('log', 'Messages in ' + arguments[0]) !== null";
    wait(page, &format!("{topic} to be open"), is_open, topic).await;
}

async fn wait_delivered(page: &Page, text: &str) {
    let is_delivered = "return message(arguments[0])?.dataset.status === 'delivered'";
    wait(page, &format!("{text} to be delivered"), is_delivered, text).await;
}

async fn go_to(page: &Page, topic: &str) {
    let click = "const open = room(arguments[0]); open?.click(); return open !== null";
    wait(page, &format!("{topic} in the list"), click, topic).await;
    wait_open(page, topic).await;
}
