//! x

#[path = "../engine_stories/page.rs"]
#[allow(dead_code, reason = "the stories use the rest")]
mod page;

use std::hint::black_box;

use snug::engine::Action;
use snug::mqtt::Delivery;
use snug::store;
use page::Page;

use crate::{DELIVERIES, allocations, publish};

fn said(number: usize, len: usize) -> Vec<u8> {
    let say = "x".repeat(len);
    format!(r#"{{"user":"Tom","say":"{say}","id":"01JD{number:022}","ts":1795175748000}}"#).into_bytes()
}

fn message(delivery: Delivery, from: usize, packets: usize, len: usize) -> Vec<u8> {
    let mut out = vec![];
    for number in from..from + packets {
        publish(delivery, number as u16, &said(number, len)).encode(&mut out).unwrap();
    }
    out
}

#[derive(Debug, Default)]
struct Asked {
    heard: u64,
    sealed: u64,
    committed: u64,
    rows: u64,
}

fn hear(page: &mut Page, bytes: &[u8]) -> Asked {
    let mut asked = Asked::default();
    let (now, on) = (page.now, page.connection);
    asked.heard += allocations(|| page.core.handle_message(now, on, bytes));
    let mut done = vec![];
    loop {
        let mut action = None;
        asked.sealed += allocations(|| action = page.core.poll_action());
        let Some(action) = action else { break };
        if let Action::Commit(step, batch) = &action {
            asked.rows += allocations(|| {
                black_box(store::writes(Default::default(), batch));
            });
            asked.committed += allocations(|| page.core.handle_committed(now, *step));
        }
        done.push(action);
    }
    asked
}

#[test]
fn look() {
    for delivery in DELIVERIES {
        for len in [20, 200, 20_000] {
            let mut page = Page::connected("Lucy");
            hear(&mut page, &message(delivery, 0, 20, 20));
            let mut from = 20;
            for packets in [1, 2, 10, 100, 1000] {
                let bytes = message(delivery, from, packets, len);
                from += packets;
                println!("{delivery:?} {len} {packets}: {:?}", hear(&mut page, &bytes));
            }
        }
    }
}
