//! A small faithful 3.1.1 broker: the session of one client, another publisher, and an observer who sees all that the
//! client publishes. It speaks through the project's codec and panics where the client breaks the protocol.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::BTreeSet;

use snug::mqtt::{Delivery, Packet, PacketId, Publish, PublishId};

use crate::deliveries::{Deliveries, Parcel, write_once};
use crate::scripted_broker::{accepted, granted, with_packet};
use crate::server_end::ServerEnd;

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
    deliveries: Deliveries,
}

#[derive(Debug, Default)]
pub(crate) struct ModelBroker {
    session: Option<ServerSession>,
    connection: Option<ServerEnd>,
    /// What the observer saw, in order.
    pub(crate) seen: Vec<Numbered>,
}

impl ModelBroker {
    /// The client's end opened a connection; an older one is gone with it.
    pub(crate) fn opened(&mut self) {
        self.connection = Some(ServerEnd::default());
    }

    pub(crate) fn closed(&mut self) {
        self.connection = None;
    }

    /// Restarts with its sessions, and sends again what it has only to release (docs/brokers.md: mosquitto 2.0.11).
    pub(crate) fn restart(&mut self) {
        self.connection = None;
        if let Some(session) = &mut self.session {
            session.deliveries.forget_releases();
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
            session.deliveries.add(parcel(message));
            self.pump();
            return true;
        }
        match self.connection.as_mut().filter(|connection| connection.greeted) {
            Some(connection) => {
                write_once(&mut connection.to_client, &parcel(message));
                true
            }
            None => false,
        }
    }

    /// Bytes from the client.
    pub(crate) fn hear(&mut self, message: &[u8]) {
        let Some(connection) = &mut self.connection else { return };
        for packet in connection.hear(message) {
            with_packet(&packet, |packet| self.read(packet));
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
        self.session.as_ref().is_some_and(|session| session.subscribed && session.deliveries.is_empty())
    }

    fn read(&mut self, packet: Packet<'_>) {
        let Some(connection) = &mut self.connection else { return };
        if !connection.greeted {
            assert!(matches!(packet, Packet::Connect(_)), "CONNECT comes first, not {packet:?}");
            connection.greeted = true;
            let present = self.session.is_some();
            connection.reply(&accepted(present));
            self.session.get_or_insert_default().deliveries.resume(&mut connection.to_client);
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
            Packet::PubAck(id) => _ = session.deliveries.finish(id, Delivery::AtLeastOnce),
            Packet::PubRec(id) => {
                session.deliveries.received(id);
                self.reply(&Packet::PubRel(id));
            }
            Packet::PubComp(id) => _ = session.deliveries.finish(id, Delivery::ExactlyOnce),
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

    /// As much as the window lets out.
    fn pump(&mut self) {
        let Some(session) = &mut self.session else { return };
        if let Some(connection) = self.connection.as_mut().filter(|connection| connection.greeted) {
            session.deliveries.pump(&mut connection.to_client);
        }
    }

    fn reply(&mut self, packet: &Packet<'_>) {
        if let Some(connection) = &mut self.connection {
            connection.reply(packet);
        }
    }
}

/// A message on the topic `news`.
fn parcel(message: Numbered) -> Parcel {
    let payload = message.number.to_string().into_bytes();
    Parcel { topic: "news".into(), payload, delivery: message.delivery, retain: false }
}
