//! What the model broker keeps for its client between connections, and how a message goes out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use snug::mqtt::{Delivery, Packet, PacketId, Publish, PublishId, TopicName};

use crate::scripted_broker::bytes;

/// A message as the broker has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    pub(crate) topic: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) delivery: Delivery,
    pub(crate) retain: bool,
}

#[derive(Debug, Default)]
pub(crate) struct ServerSession {
    pub(crate) granted: BTreeMap<String, Delivery>,
    /// QoS 2 messages of the client, between PUBLISH and PUBREL; with what is held back.
    pub(crate) incoming: BTreeMap<PacketId, Option<Parcel>>,
    /// Ids whose PUBREL came and which no new message has used since.
    pub(crate) released: BTreeSet<PacketId>,
    /// What the client last said under each id.
    pub(crate) last_said: BTreeMap<PacketId, Vec<u8>>,
    pub(crate) waiting: VecDeque<Parcel>,
    pub(crate) flights: Vec<Flight>,
    pub(crate) last_id: u16,
}

#[derive(Debug)]
pub(crate) struct Flight {
    pub(crate) id: PacketId,
    pub(crate) parcel: Parcel,
    pub(crate) released: bool,
    pub(crate) sent: bool,
}

impl ServerSession {
    /// From a small range, so that ids are soon used again.
    pub(crate) fn free_id(&mut self) -> PacketId {
        loop {
            self.last_id = self.last_id % 8 + 1;
            let id = PacketId::new(self.last_id).expect("1 to 8");
            if self.flights.iter().all(|flight| flight.id != id) {
                return id;
            }
        }
    }
}

impl Flight {
    pub(crate) fn publish_id(&self) -> PublishId {
        match self.parcel.delivery {
            Delivery::ExactlyOnce => PublishId::ExactlyOnce(self.id),
            _ => PublishId::AtLeastOnce(self.id),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    First,
    Again,
}

pub(crate) fn write(out: &mut Vec<u8>, parcel: &Parcel, delivery: PublishId, attempt: Attempt) {
    let topic = TopicName::parse(parcel.topic.as_str()).expect("a valid topic");
    let dup = attempt == Attempt::Again;
    let publish = Publish { dup, delivery, retain: parcel.retain, topic, payload: &parcel.payload };
    out.extend(bytes(&Packet::Publish(publish)));
}
