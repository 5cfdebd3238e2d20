//! A small faithful 3.1.1 broker: the session of one client, another publisher, and an observer who sees all that the
//! client publishes. It speaks through the project's codec and panics where the client breaks the protocol.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::{BTreeSet, VecDeque};

use snug::mqtt::{Delivery, Frame, Framer, Packet, PacketId, Publish, PublishId, TopicName};

use crate::scripted_broker::{accepted, bytes, granted};

/// How many messages may be unacknowledged on the way to the client.
const WINDOW: usize = 5;

/// A message, told by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Numbered {
    pub(crate) number: u32,
    pub(crate) delivery: Delivery,
}

#[derive(Debug, Default)]
struct ServerSession {
    subscribed: bool,
    /// QoS 2 messages of the client, between PUBLISH and PUBREL.
    incoming: BTreeSet<PacketId>,
    /// Ids whose PUBREL came and which no new message has used since.
    released: BTreeSet<PacketId>,
    waiting: VecDeque<Numbered>,
    flights: Vec<Flight>,
    last_id: u16,
}

#[derive(Debug)]
struct Flight {
    id: PacketId,
    message: Numbered,
    released: bool,
    sent: bool,
}

#[derive(Debug)]
struct Connection {
    framer: Framer,
    greeted: bool,
    to_client: Vec<u8>,
}

#[derive(Debug, Default)]
pub(crate) struct ModelBroker {
    session: Option<ServerSession>,
    connection: Option<Connection>,
    /// What the observer saw, in order.
    pub(crate) seen: Vec<Numbered>,
}

impl ModelBroker {
    /// The client's end opened a connection; an older one is gone with it.
    pub(crate) fn opened(&mut self) {
        self.connection =
            Some(Connection { framer: Framer::new(usize::MAX), greeted: false, to_client: Vec::new() });
    }

    pub(crate) fn closed(&mut self) {
        self.connection = None;
    }

    /// Restarts with its sessions, and sends again what it has only to release (docs/brokers.md: mosquitto 2.0.11).
    pub(crate) fn restart(&mut self) {
        self.connection = None;
        for flight in self.session.iter_mut().flat_map(|session| &mut session.flights) {
            flight.released = false;
        }
    }

    /// Restarts without its memory.
    pub(crate) fn lose_session(&mut self) {
        self.connection = None;
        self.session = None;
    }

    /// The other publisher says something. True: the client is promised to get it, as surely as its delivery says.
    pub(crate) fn tell(&mut self, message: Numbered) -> bool {
        let Some(session) = self.session.as_mut().filter(|session| session.subscribed) else { return false };
        if message.delivery != Delivery::AtMostOnce {
            session.waiting.push_back(message);
            self.pump();
            return true;
        }
        match self.connection.as_mut().filter(|connection| connection.greeted) {
            Some(connection) => {
                write_news(&mut connection.to_client, message, PublishId::AtMostOnce, false);
                true
            }
            None => false,
        }
    }

    /// Bytes from the client.
    pub(crate) fn hear(&mut self, message: &[u8]) {
        let Some(connection) = &mut self.connection else { return };
        let mut packets = Vec::new();
        let mut frames = connection.framer.feed(message);
        while let Some(Frame { first, body }) = frames.next().expect("the client frames its packets rightly")
        {
            packets.push((first, body.to_vec()));
        }
        for (first, body) in packets {
            let packet = Packet::decode(Frame { first, body: &body });
            self.read(packet.expect("the client keeps to the specification"));
        }
        self.pump();
    }

    /// What is to be sent to the client now.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        self.connection
            .as_mut()
            .map(|connection| std::mem::take(&mut connection.to_client))
            .unwrap_or_default()
    }

    /// Nothing is on its way to the client.
    pub(crate) fn is_idle(&self) -> bool {
        self.session.as_ref().is_some_and(|session| {
            session.subscribed && session.flights.is_empty() && session.waiting.is_empty()
        })
    }

    fn read(&mut self, packet: Packet<'_>) {
        let Some(connection) = &mut self.connection else { return };
        if !connection.greeted {
            assert!(matches!(packet, Packet::Connect(_)), "CONNECT comes first, not {packet:?}");
            connection.greeted = true;
            let present = self.session.is_some();
            self.reply(&accepted(present));
            self.resume();
            return;
        }
        let session = self.session.as_mut().expect("a session once connected");
        match packet {
            Packet::Publish(publish) => self.publish(&publish),
            Packet::PubRel(id) => {
                session.incoming.remove(&id);
                session.released.insert(id);
                self.reply(&Packet::PubComp(id));
            }
            Packet::PubAck(id) => session.finish(id, Delivery::AtLeastOnce),
            Packet::PubRec(id) => self.received(id),
            Packet::PubComp(id) => session.finish(id, Delivery::ExactlyOnce),
            Packet::Subscribe(subscribe) => {
                session.subscribed = true;
                self.reply(&granted(subscribe.id, &[Delivery::ExactlyOnce]));
            }
            Packet::PingReq => self.reply(&Packet::PingResp),
            Packet::Disconnect => self.connection = None,
            other => panic!("unexpected: {other:?}"),
        }
    }

    fn publish(&mut self, publish: &Publish<'_>) {
        let number = std::str::from_utf8(publish.payload).ok().and_then(|text| text.parse().ok());
        let message = Numbered { number: number.expect("a number"), delivery: publish.delivery.delivery() };
        let session = self.session.as_mut().expect("a session once connected");
        match publish.delivery {
            PublishId::AtMostOnce => self.seen.push(message),
            PublishId::AtLeastOnce(id) => {
                self.seen.push(message);
                self.reply(&Packet::PubAck(id));
            }
            PublishId::ExactlyOnce(id) => {
                let repetition = session.incoming.contains(&id);
                assert!(
                    publish.dup || !repetition,
                    "{id:?} is in use, and this is not its repetition [MQTT-3.3.1-1]"
                );
                let released = session.released.remove(&id);
                assert!(!(publish.dup && released), "PUBLISH {id:?} again after its PUBREL [MQTT-4.3.3-1]");
                if session.incoming.insert(id) {
                    self.seen.push(message);
                }
                self.reply(&Packet::PubRec(id));
            }
        }
    }

    fn received(&mut self, id: PacketId) {
        let session = self.session.as_mut().expect("a session once connected");
        if let Some(flight) = session.flights.iter_mut().find(|flight| flight.id == id) {
            assert_eq!(flight.message.delivery, Delivery::ExactlyOnce, "PUBREC for a QoS 1 message");
            flight.released = true;
        }
        self.reply(&Packet::PubRel(id));
    }

    /// A new connection: what is open goes out again.
    fn resume(&mut self) {
        let session = self.session.get_or_insert_default();
        let Some(connection) = &mut self.connection else { return };
        for flight in &mut session.flights {
            if flight.released {
                connection.to_client.extend(bytes(&Packet::PubRel(flight.id)));
            } else {
                write_news(&mut connection.to_client, flight.message, flight.publish_id(), flight.sent);
                flight.sent = true;
            }
        }
    }

    /// As much as the window lets out.
    fn pump(&mut self) {
        let Some(session) = &mut self.session else { return };
        let Some(connection) = self.connection.as_mut().filter(|connection| connection.greeted) else {
            return;
        };
        while session.flights.len() < WINDOW
            && let Some(message) = session.waiting.pop_front()
        {
            let id = session.free_id();
            let flight = Flight { id, message, released: false, sent: true };
            write_news(&mut connection.to_client, message, flight.publish_id(), false);
            session.flights.push(flight);
        }
    }

    fn reply(&mut self, packet: &Packet<'_>) {
        if let Some(connection) = &mut self.connection {
            connection.to_client.extend(bytes(packet));
        }
    }
}

impl ServerSession {
    fn finish(&mut self, id: PacketId, delivery: Delivery) {
        self.flights.retain(|flight| {
            if flight.id == id {
                assert_eq!(flight.message.delivery, delivery, "the wrong acknowledgement for {id:?}");
            }
            flight.id != id
        });
    }

    /// From a small range, so that ids are soon used again.
    fn free_id(&mut self) -> PacketId {
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
    fn publish_id(&self) -> PublishId {
        match self.message.delivery {
            Delivery::ExactlyOnce => PublishId::ExactlyOnce(self.id),
            _ => PublishId::AtLeastOnce(self.id),
        }
    }
}

fn write_news(out: &mut Vec<u8>, message: Numbered, delivery: PublishId, dup: bool) {
    let topic = TopicName::parse("news").expect("a valid topic");
    let payload = message.number.to_string();
    let publish = Publish { dup, delivery, retain: false, topic, payload: payload.as_bytes() };
    out.extend(bytes(&Packet::Publish(publish)));
}
