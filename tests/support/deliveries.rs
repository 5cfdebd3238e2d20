//! What a model broker has on its way to its client, and how a message goes out. Ids come from a small range, so that
//! they are soon used again.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::VecDeque;

use snug::mqtt::{Delivery, Packet, PacketId, Publish, PublishId, TopicName};

use crate::scripted_broker::bytes;

/// How many messages may be unacknowledged on the way to the client.
const WINDOW: usize = 5;

/// A message as the broker has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parcel {
    pub(crate) topic: String,
    pub(crate) payload: Vec<u8>,
    pub(crate) delivery: Delivery,
    pub(crate) retain: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Deliveries {
    waiting: VecDeque<Parcel>,
    flights: Vec<Flight>,
    last_id: u16,
}

#[derive(Debug)]
struct Flight {
    id: PacketId,
    parcel: Parcel,
    released: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Attempt {
    First,
    Again,
}

impl Deliveries {
    pub(crate) fn add(&mut self, parcel: Parcel) {
        self.waiting.push_back(parcel);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.flights.is_empty() && self.waiting.is_empty()
    }

    /// The message on its way under this id.
    pub(crate) fn under(&self, id: PacketId) -> Option<&Parcel> {
        self.flights.iter().find(|flight| flight.id == id).map(|flight| &flight.parcel)
    }

    /// PUBREC came.
    pub(crate) fn received(&mut self, id: PacketId) {
        if let Some(flight) = self.flights.iter_mut().find(|flight| flight.id == id) {
            assert_eq!(flight.parcel.delivery, Delivery::ExactlyOnce, "PUBREC for a QoS 1 message");
            flight.released = true;
        }
    }

    /// PUBACK or PUBCOMP came.
    pub(crate) fn finish(&mut self, id: PacketId, delivery: Delivery) -> Option<Parcel> {
        let place = self.flights.iter().position(|flight| flight.id == id)?;
        let parcel = self.flights.remove(place).parcel;
        assert_eq!(parcel.delivery, delivery, "the wrong acknowledgement for {id:?}");
        Some(parcel)
    }

    /// Sends again what it has only to release, as a broker does that forgot PUBREC.
    pub(crate) fn forget_releases(&mut self) {
        self.flights.iter_mut().for_each(|flight| flight.released = false);
    }

    /// A new connection: what is open goes out again [MQTT-4.4.0-1].
    pub(crate) fn resume(&self, out: &mut Vec<u8>) {
        for flight in &self.flights {
            match flight.released {
                true => out.extend(bytes(&Packet::PubRel(flight.id))),
                false => write(out, &flight.parcel, flight.publish_id(), Attempt::Again),
            }
        }
    }

    /// As much as the window lets out.
    pub(crate) fn pump(&mut self, out: &mut Vec<u8>) {
        while self.flights.len() < WINDOW
            && let Some(parcel) = self.waiting.pop_front()
        {
            let flight = Flight { id: self.free_id(), parcel, released: false };
            write(out, &flight.parcel, flight.publish_id(), Attempt::First);
            self.flights.push(flight);
        }
    }

    /// All of it, what waits first.
    pub(crate) fn into_parcels(self) -> impl Iterator<Item = Parcel> {
        self.waiting.into_iter().chain(self.flights.into_iter().map(|flight| flight.parcel))
    }

    fn free_id(&mut self) -> PacketId {
        loop {
            self.last_id = self.last_id % 8 + 1;
            let id = PacketId::new(self.last_id).expect("1 to 8");
            if self.under(id).is_none() {
                return id;
            }
        }
    }
}

impl Flight {
    fn publish_id(&self) -> PublishId {
        match self.parcel.delivery {
            Delivery::ExactlyOnce => PublishId::ExactlyOnce(self.id),
            _ => PublishId::AtLeastOnce(self.id),
        }
    }
}

/// At QoS 0: to whoever is there.
pub(crate) fn write_once(out: &mut Vec<u8>, parcel: &Parcel) {
    write(out, parcel, PublishId::AtMostOnce, Attempt::First);
}

fn write(out: &mut Vec<u8>, parcel: &Parcel, delivery: PublishId, attempt: Attempt) {
    let topic = TopicName::parse(parcel.topic.as_str()).expect("a valid topic");
    let dup = attempt == Attempt::Again;
    let publish = Publish { dup, delivery, retain: parcel.retain, topic, payload: &parcel.payload };
    out.extend(bytes(&Packet::Publish(publish)));
}
