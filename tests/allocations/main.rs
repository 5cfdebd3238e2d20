//! How often memory is asked for, packet by packet: a count that is the same on every machine, so that a copy too many
//! on the way of each message is seen without a stopwatch. What it takes in time is `benches/`.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

mod codec;
mod receiving;

use snug::mqtt::{Delivery, Packet, PacketId, Publish, PublishId, TopicName};

const TOPIC: &str = "chat";
const DELIVERIES: [Delivery; 3] = [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce];

/// Allocations that this makes, whatever becomes of them. One that grows counts each time.
fn allocations(what: impl FnOnce()) -> u64 {
    allocation_counter::measure(what).count_total
}

/// The nth message with this payload.
fn publish(delivery: Delivery, number: u16, payload: &[u8]) -> Packet<'_> {
    let id = PacketId::new(number + 1).unwrap();
    let delivery = match delivery {
        Delivery::AtMostOnce => PublishId::AtMostOnce,
        Delivery::AtLeastOnce => PublishId::AtLeastOnce(id),
        Delivery::ExactlyOnce => PublishId::ExactlyOnce(id),
    };
    let topic = TopicName::parse(TOPIC).unwrap();
    Packet::Publish(Publish { dup: false, delivery, retain: false, topic, payload })
}
