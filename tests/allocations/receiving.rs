//! From the bytes of a WebSocket message to the chat, to the rows that are stored, and to what other tabs are told: the
//! engine as the driver runs it. What the test's own store and broker ask for is not counted.

#[path = "../engine_stories/page.rs"]
#[allow(dead_code, reason = "the stories use the rest")]
mod page;

use std::hint::black_box;
use std::ops::AddAssign;

use allocation_counter::{AllocationInfo, measure};
use page::Page;
use snug::engine::Action;
use snug::mqtt::Delivery;
use snug::store::{AccountId, writes};

use crate::{DELIVERIES, publish};

/// Characters of what is said.
const SIZES: [usize; 3] = [20, 200, 20_000];
const PACKETS: [u64; 4] = [1, 10, 100, 1_000];

/// Into the chat: the topic, the payload, both together; the name, the words, the id, all three together; the list of
/// rooms it goes to, and of what came of it.
const HEARD: u64 = 9;
/// The record for other tabs.
const TOLD: u64 = 1;
/// A key and a value.
const ROWS: u64 = 2;
/// Under QoS 2 two rows more, one of them written and one deleted: two keys, a digest, and one for writing it.
const ROWS_OF_ID: u64 = 4;

/// What one WebSocket message takes beside: lists that grow, the step, the list of changes, the acknowledgements; and
/// for each four packets a node of some tree.
fn beside(packets: u64) -> u64 {
    40 + packets / 4
}

/// Room by what it was asked for.
#[derive(Debug, Default)]
struct Asked {
    /// Reading it into the chat and the client.
    heard: AllocationInfo,
    /// Making the step and all actions.
    sealed: AllocationInfo,
    /// Making rows of the step.
    rows: AllocationInfo,
    /// What follows once it is stored: other tabs are told, acknowledgements leave.
    told: AllocationInfo,
}

/// Lucy's page, which has heard something before.
fn page() -> (Page, u64) {
    let mut page = Page::connected("Lucy");
    hear(&mut page, &message(Delivery::AtMostOnce, 0, 20, 20));
    (page, 20)
}

fn said(number: u64, len: usize) -> Vec<u8> {
    let say = "x".repeat(len);
    format!(r#"{{"user":"Tom","say":"{say}","id":"01JD{number:022}","ts":1795175748000}}"#).into_bytes()
}

/// So many packets in one WebSocket message, each with an id of its own.
fn message(delivery: Delivery, first: u64, packets: u64, len: usize) -> Vec<u8> {
    let mut out = vec![];
    for number in first..first + packets {
        publish(delivery, number as u16, &said(number, len)).encode(&mut out).unwrap();
    }
    out
}

fn hear(page: &mut Page, bytes: &[u8]) -> Asked {
    let mut asked = Asked::default();
    let (now, on) = (page.now, page.connection);
    asked.heard.add_assign(measure(|| page.core.handle_message(now, on, bytes)));
    let mut done = vec![];
    loop {
        let mut action = None;
        asked.sealed.add_assign(measure(|| action = page.core.poll_action()));
        let Some(action) = action else { return asked };
        if let Action::Commit(step, batch) = &action {
            asked.rows.add_assign(measure(|| drop(black_box(writes(AccountId::default(), batch)))));
            asked.told.add_assign(measure(|| page.core.handle_committed(now, *step)));
        }
        done.push(action);
    }
}

fn check(asked: &Asked, delivery: Delivery, packets: u64, len: usize) {
    let beside = beside(packets);
    let rows = if delivery == Delivery::ExactlyOnce { ROWS + ROWS_OF_ID } else { ROWS };
    let counts = [
        (asked.heard.count_total, HEARD * packets + beside),
        (asked.sealed.count_total, beside),
        // Trees of rows, and the list made of them.
        (asked.rows.count_total, rows * packets + packets * rows / 12 + beside),
        (asked.told.count_total, TOLD * packets + beside),
    ];
    for (count, bound) in counts {
        assert!(
            count <= bound,
            "{count} > {bound}: {packets} packets, {delivery:?}, {len} characters: {asked:#?}"
        );
    }
}

#[test]
fn a_message_takes_the_same_few_allocations_however_long_it_is_and_however_many_come_at_once() {
    for delivery in DELIVERIES {
        for len in SIZES {
            let (mut page, mut heard) = page();
            // What is long takes its time to be made.
            let most = if len < 1_000 { 1_000 } else { 100 };
            for packets in PACKETS.into_iter().filter(|packets| *packets <= most) {
                let asked = hear(&mut page, &message(delivery, heard, packets, len));
                heard += packets;
                check(&asked, delivery, packets, len);
            }
        }
    }
}

#[test]
fn a_message_takes_no_more_allocations_after_twenty_thousand_others() {
    let (mut page, mut heard) = page();
    for _ in 0..20 {
        let asked = hear(&mut page, &message(Delivery::AtLeastOnce, heard, 1_000, 20));
        heard += 1_000;
        check(&asked, Delivery::AtLeastOnce, 1_000, 20);
    }
    let asked = hear(&mut page, &message(Delivery::AtLeastOnce, heard, 10, 20));
    check(&asked, Delivery::AtLeastOnce, 10, 20);
}

#[test]
fn a_long_message_is_copied_twice_to_be_shown_once_to_be_stored_and_twice_for_other_tabs() {
    const LEN: usize = 20_000;
    /// What else a message takes, and a WebSocket message, in bytes.
    const SMALL: u64 = 1_200;
    for packets in [1, 10, 100] {
        let (mut page, heard) = page();
        let bytes = message(Delivery::AtLeastOnce, heard, packets, LEN);
        let asked = hear(&mut page, &bytes);
        let all = bytes.len() as u64;
        let small = SMALL * packets + 20 * SMALL;
        // As it came, and its words.
        assert!(asked.heard.bytes_total <= 2 * all + small, "{asked:?}");
        assert!(asked.sealed.bytes_total <= small, "{asked:?}");
        assert!(asked.rows.bytes_total <= all + small, "{asked:?}");
        // Its record, and all of them in a row.
        assert!(asked.told.bytes_total <= 2 * all + small, "{asked:?}");
    }
}
