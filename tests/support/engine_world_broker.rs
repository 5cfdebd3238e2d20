//! A small faithful 3.1.1 broker for whole pages: topics, retained messages, wills, the session of one client, and an
//! observer who reads along. It speaks through the project's codec and panics where the client breaks the protocol.

use std::collections::BTreeMap;

use snug::mqtt::session::Session;
use snug::mqtt::{
    Connect, Delivery, Packet, PacketId, Publish, PublishId, SubAck, Subscribe, SubscribeOutcome,
    TopicFilter, TopicName,
};

use crate::deliveries::{Parcel, write_once};
use crate::scripted_broker::{accepted, with_packet};
use crate::server_end::ServerEnd;
use crate::server_session::ServerSession;

/// When a QoS 2 message of the client is passed on (§4.3.3, figure 4.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// A: it is held back until PUBREL.
    Hold,
    /// B: at once, and its packet id is remembered until PUBREL.
    PassOn,
}

#[derive(Debug, Default)]
struct Connection {
    end: ServerEnd,
    /// CleanSession 1: the session ends with the connection [MQTT-3.1.2-6].
    clean: bool,
    session_present: bool,
    will: Option<Parcel>,
}

#[derive(Debug)]
pub(crate) struct RoomBroker {
    method: Method,
    session: Option<ServerSession>,
    connection: Option<Connection>,
    retained: BTreeMap<String, Parcel>,
    /// What the observer saw of the client, in order.
    pub(crate) seen: Vec<Parcel>,
    /// What went with a lost session before the client had acknowledged it.
    pub(crate) lost: Vec<Parcel>,
    /// What the client has acknowledged.
    pub(crate) taken: Vec<Parcel>,
    /// What was given to a session of which the client perhaps does not know that it is a new one.
    pub(crate) unsure: Vec<Parcel>,
    /// The broker began anew, and it is not certain that the client's disk knows.
    pub(crate) is_uncertain: bool,
    /// QoS 2 messages of the client that went with the session before PUBREL, as long as the client can't know.
    pub(crate) held_and_lost: Vec<Parcel>,
    pub(crate) sessions_lost: u32,
}

impl RoomBroker {
    pub(crate) fn new(method: Method) -> Self {
        Self {
            method,
            session: None,
            connection: None,
            retained: BTreeMap::new(),
            seen: Vec::new(),
            lost: Vec::new(),
            taken: Vec::new(),
            unsure: Vec::new(),
            is_uncertain: false,
            held_and_lost: Vec::new(),
            sessions_lost: 0,
        }
    }

    /// The client's end opened a connection; an older one is gone with it.
    pub(crate) fn opened(&mut self) {
        self.closed();
        self.connection = Some(Connection::default());
    }

    /// Without DISCONNECT, so the will speaks.
    pub(crate) fn closed(&mut self) {
        let Some(connection) = self.connection.take() else { return };
        if connection.clean {
            self.end_session();
        }
        if let Some(will) = connection.will {
            self.pass_on(will);
        }
    }

    /// Restarts without its memory.
    pub(crate) fn lose_session(&mut self) {
        self.connection = None;
        self.retained.clear();
        self.end_session();
    }

    /// Somebody else says something. True: the client is promised to get it, as surely as its delivery says.
    pub(crate) fn tell(&mut self, parcel: Parcel) -> bool {
        self.route(parcel)
    }

    /// The client's disk knows that this session is a new one. What it has not taken for finished, it has still.
    pub(crate) fn is_known_to_be_new(&mut self, session: &Session) {
        self.is_uncertain = false;
        let has = |parcel: &Parcel| {
            session.outgoing.iter().any(|record| *record.message.payload == parcel.payload[..])
        };
        self.held_and_lost.retain(|parcel| !has(parcel));
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.end.greeted)
    }

    /// What the CONNACK of this connection said.
    pub(crate) fn said_present(&self) -> bool {
        self.connection.as_ref().is_some_and(|connection| connection.session_present)
    }

    /// The message on its way to the client under this id.
    pub(crate) fn flight(&self, id: PacketId) -> Option<&Parcel> {
        self.session.as_ref()?.deliveries.under(id)
    }

    /// Bytes from the client.
    pub(crate) fn hear(&mut self, message: &[u8]) {
        let Some(connection) = &mut self.connection else { return };
        for packet in connection.end.hear(message) {
            with_packet(&packet, |packet| self.read(packet));
        }
        self.pump();
    }

    /// What is to be sent to the client now.
    pub(crate) fn take_bytes(&mut self) -> Vec<u8> {
        self.connection
            .as_mut()
            .map(|connection| std::mem::take(&mut connection.end.to_client))
            .unwrap_or_default()
    }

    /// Nothing is on its way to the client.
    pub(crate) fn is_idle(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.deliveries.is_empty())
    }

    fn read(&mut self, packet: Packet<'_>) {
        let Some(connection) = &self.connection else { return };
        if !connection.end.greeted {
            let Packet::Connect(connect) = packet else { panic!("CONNECT comes first, not {packet:?}") };
            return self.greet(&connect);
        }
        let session = self.session.as_mut().expect("a session once connected");
        match packet {
            Packet::Publish(publish) => self.publish(&publish),
            Packet::PubRel(id) => {
                let held = session.incoming.remove(&id).flatten();
                session.released.insert(id);
                if let Some(parcel) = held {
                    self.accept(parcel);
                }
                self.reply(&Packet::PubComp(id));
            }
            Packet::PubAck(id) => self.finish(id, Delivery::AtLeastOnce),
            Packet::PubRec(id) => {
                session.deliveries.received(id);
                self.reply(&Packet::PubRel(id));
            }
            Packet::PubComp(id) => self.finish(id, Delivery::ExactlyOnce),
            Packet::Subscribe(subscribe) => self.subscribe(&subscribe),
            Packet::Unsubscribe(unsubscribe) => {
                session
                    .granted
                    .retain(|known, _| unsubscribe.filters.iter().all(|left| left.as_str() != known));
                self.reply(&Packet::UnsubAck(unsubscribe.id));
            }
            Packet::PingReq => self.reply(&Packet::PingResp),
            Packet::Disconnect => {
                if let Some(connection) = &mut self.connection {
                    connection.will = None;
                }
                self.closed();
            }
            other => panic!("unexpected: {other:?}"),
        }
    }

    fn greet(&mut self, connect: &Connect<'_>) {
        if connect.clean_session {
            self.end_session();
        }
        let present = self.session.is_some();
        let Some(connection) = &mut self.connection else { return };
        (connection.end.greeted, connection.clean) = (true, connect.clean_session);
        connection.session_present = present;
        connection.will = connect.will.as_ref().map(|will| Parcel {
            topic: will.topic.as_str().to_owned(),
            payload: will.message.to_vec(),
            delivery: will.delivery,
            retain: will.retain,
        });
        connection.end.reply(&accepted(present));
        self.session.get_or_insert_default().deliveries.resume(&mut connection.end.to_client);
    }

    fn subscribe(&mut self, subscribe: &Subscribe<'_>) {
        let mut outcomes = Vec::new();
        let mut kept = Vec::new();
        for (filter, delivery) in &subscribe.filters {
            outcomes.push(SubscribeOutcome::Granted(*delivery));
            let session = self.session.as_mut().expect("a session once connected");
            session.granted.insert(filter.as_str().to_owned(), *delivery);
            let all = self.retained.values().filter(|parcel| matches(filter.as_str(), &parcel.topic));
            kept.extend(all.cloned());
        }
        self.reply(&Packet::SubAck(SubAck { id: subscribe.id, outcomes }));
        for parcel in kept {
            self.route(parcel);
        }
    }

    fn publish(&mut self, publish: &Publish<'_>) {
        let parcel = Parcel {
            topic: publish.topic.as_str().to_owned(),
            payload: publish.payload.to_vec(),
            delivery: publish.delivery.delivery(),
            retain: publish.retain,
        };
        let method = self.method;
        let session = self.session.as_mut().expect("a session once connected");
        match publish.delivery {
            PublishId::AtMostOnce => self.accept(parcel),
            PublishId::AtLeastOnce(id) => match method {
                Method::Hold => {
                    self.reply(&Packet::PubAck(id));
                    self.accept(parcel);
                }
                Method::PassOn => {
                    self.accept(parcel);
                    self.reply(&Packet::PubAck(id));
                }
            },
            PublishId::ExactlyOnce(id) => {
                let is_new = !session.incoming.contains_key(&id);
                assert!(publish.dup || is_new, "{id:?} is in use, and this is no repetition [MQTT-3.3.1-1]");
                let released = session.released.remove(&id);
                // A page may die before another message under this id left at all; the next one can't know, and says DUP.
                let said = session.last_said.insert(id, publish.payload.to_vec());
                let same = said.is_some_and(|said| said == publish.payload);
                assert!(
                    !(publish.dup && released && same),
                    "PUBLISH {id:?} again after its PUBREL [MQTT-4.3.3-1]"
                );
                match method {
                    Method::Hold if is_new => _ = session.incoming.insert(id, Some(parcel)),
                    Method::PassOn if is_new => {
                        session.incoming.insert(id, None);
                        self.accept(parcel);
                    }
                    _ => {}
                }
                self.reply(&Packet::PubRec(id));
            }
        }
    }

    /// A message of the client, for everyone.
    fn accept(&mut self, parcel: Parcel) {
        self.seen.push(parcel.clone());
        self.pass_on(parcel);
    }

    fn pass_on(&mut self, parcel: Parcel) {
        if parcel.retain {
            match parcel.payload.is_empty() {
                true => _ = self.retained.remove(&parcel.topic),
                false => _ = self.retained.insert(parcel.topic.clone(), parcel.clone()),
            }
        }
        // Who has subscribed already gets it as news [MQTT-3.3.1-9].
        self.route(Parcel { retain: false, ..parcel });
    }

    fn route(&mut self, parcel: Parcel) -> bool {
        let Some(session) = &mut self.session else { return false };
        // Once, however many filters match [MQTT-3.3.5-1].
        let all = session.granted.iter().filter(|(filter, _)| matches(filter, &parcel.topic));
        let Some(granted) = all.map(|(_, granted)| *granted).max() else { return false };
        let parcel = Parcel { delivery: parcel.delivery.min(granted), ..parcel };
        if parcel.delivery != Delivery::AtMostOnce {
            if self.is_uncertain && parcel.delivery == Delivery::ExactlyOnce {
                self.unsure.push(parcel.clone());
            }
            session.deliveries.add(parcel);
            self.pump();
            return true;
        }
        match self.connection.as_mut().filter(|connection| connection.end.greeted) {
            Some(connection) => {
                write_once(&mut connection.end.to_client, &parcel);
                true
            }
            None => false,
        }
    }

    fn finish(&mut self, id: PacketId, delivery: Delivery) {
        let session = self.session.as_mut().expect("a session once connected");
        self.taken.extend(session.deliveries.finish(id, delivery));
    }

    /// As much as the window lets out.
    fn pump(&mut self) {
        let Some(session) = &mut self.session else { return };
        if let Some(connection) = self.connection.as_mut().filter(|connection| connection.end.greeted) {
            session.deliveries.pump(&mut connection.end.to_client);
        }
    }

    fn end_session(&mut self) {
        let Some(session) = self.session.take() else { return };
        self.held_and_lost.extend(session.incoming.into_values().flatten());
        self.lost.extend(session.deliveries.into_parcels());
        self.sessions_lost += 1;
        self.is_uncertain = true;
    }

    fn reply(&mut self, packet: &Packet<'_>) {
        if let Some(connection) = &mut self.connection {
            connection.end.reply(packet);
        }
    }
}

fn matches(filter: &str, topic: &str) -> bool {
    let filter = TopicFilter::parse(filter).expect("a valid filter");
    filter.matches(&TopicName::parse(topic).expect("a valid topic"))
}
