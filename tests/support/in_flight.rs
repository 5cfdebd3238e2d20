//! What a client has unacknowledged on its connection: never more than its window.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::BTreeSet;

use snug::mqtt::{Packet, PacketId};

use crate::scripted_broker::{Listener, with_packet};

/// Of one connection.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    ids: BTreeSet<PacketId>,
    heard: Listener,
}

impl InFlight {
    pub(crate) fn sent(&mut self, packet: &[u8], window: usize) {
        let id = with_packet(packet, |packet| match packet {
            Packet::Publish(publish) => publish.delivery.packet_id(),
            _ => None,
        });
        self.ids.extend(id);
        assert!(self.ids.len() <= window, "{:?} are unacknowledged", self.ids);
    }

    /// As the client hears it, cut anywhere.
    pub(crate) fn heard(&mut self, bytes: &[u8]) {
        for packet in self.heard.hear(bytes) {
            with_packet(&packet, |packet| match packet {
                Packet::PubAck(id) | Packet::PubComp(id) => _ = self.ids.remove(&id),
                _ => {}
            });
        }
    }
}
