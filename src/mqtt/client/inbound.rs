//! What the broker says, packet by packet. A breach of the specification ends the connection with nothing
//! acknowledged or passed on after it [MQTT-4.8.0-1].

use std::mem;
use std::sync::Arc;

use super::super::session::{Digest, Incoming, SessionChange};
use super::super::{Frame, Framer, Packet, PacketId, Publish, PublishId, SubAck};
use super::Client;
use super::completions::Arrival;
use super::flights::Settled;
use super::io::{ConnectionId, Event, Lost, Millis, Output, ProtocolError};
use super::link::Link;
use super::outbound::Reply;

impl Client {
    /// One binary WebSocket message: any number of packets, or parts of them [MQTT-6.0.0-2].
    pub fn handle_message(&mut self, now: Millis, on: ConnectionId, bytes: &[u8]) {
        if on != self.connection || !matches!(self.link, Link::Greeting { .. } | Link::Up { .. }) {
            return;
        }
        self.heard(now);
        let mut framer = mem::replace(&mut self.framer, Framer::new(0));
        let read = self.read_frames(now, &mut framer, bytes);
        self.framer = framer;
        match read {
            Ok(()) => self.pump(now),
            Err(why) => self.lose(now, why),
        }
    }

    /// A text message, which MQTT never uses [MQTT-6.0.0-1].
    pub fn handle_text(&mut self, now: Millis, on: ConnectionId) {
        if on == self.connection && matches!(self.link, Link::Greeting { .. } | Link::Up { .. }) {
            let what = "a text message instead of a binary one";
            self.lose(now, ProtocolError::Breach { rule: "MQTT-6.0.0-1", what }.into());
        }
    }

    fn read_frames(&mut self, now: Millis, framer: &mut Framer, bytes: &[u8]) -> Result<(), Lost> {
        let mut frames = framer.feed(bytes);
        while let Some(frame) = frames.next()? {
            self.read(now, frame)?;
        }
        Ok(())
    }

    fn read(&mut self, now: Millis, frame: Frame<'_>) -> Result<(), Lost> {
        let packet = Packet::decode(frame)?;
        if let Link::Greeting { since, .. } = self.link {
            return match packet {
                Packet::ConnAck(answer) => self.greeted(now, since, answer),
                _ => Err(breach("MQTT-3.2.0-1", "something came before CONNACK")),
            };
        }
        self.check_kind(&packet)?;
        self.completions.heard(&packet);
        let on = self.connection;
        match packet {
            Packet::Publish(publish) => self.take(&publish),
            Packet::PubAck(id) => {
                let settled = self.flights.puback(id, on)?;
                self.settled(settled, "PUBACK");
            }
            Packet::PubRec(id) => self.received(id)?,
            Packet::PubRel(id) => self.free(id),
            Packet::PubComp(id) => {
                let settled = self.flights.pubcomp(id, on)?;
                self.settled(settled, "PUBCOMP");
            }
            Packet::SubAck(answer) => {
                let events = self.subscriptions.suback(answer.id, &answer.outcomes)?;
                self.answered(events, "SUBACK");
            }
            Packet::UnsubAck(id) => {
                let events = self.subscriptions.unsuback(id)?;
                self.answered(events, "UNSUBACK");
            }
            Packet::PingResp => self.pong(now),
            Packet::ConnAck(_) => return Err(breach("MQTT-3.2.0-1", "a second CONNACK")),
            Packet::Connect(_)
            | Packet::Subscribe(_)
            | Packet::Unsubscribe(_)
            | Packet::PingReq
            | Packet::Disconnect => return Err(breach("2.2.1", "a packet that only clients send")),
        }
        Ok(())
    }

    /// An acknowledgement of a publish for a request's id, or the other way round, is no stray (A4-3).
    fn check_kind(&self, packet: &Packet<'_>) -> Result<(), Lost> {
        let crossed = match packet {
            Packet::PubAck(id) | Packet::PubRec(id) | Packet::PubComp(id) => self.subscriptions.uses(*id),
            Packet::SubAck(SubAck { id, .. }) | Packet::UnsubAck(id) => self.flights.uses(*id),
            _ => false,
        };
        if crossed {
            return Err(breach("MQTT-2.3.1-6", "an acknowledgement of the wrong kind for this packet id"));
        }
        Ok(())
    }

    /// The message goes out with its packet id as one step; the answer follows when that is committed.
    /// Everything is answered, whoever subscribed to it [MQTT-4.5.0-2].
    fn take(&mut self, publish: &Publish<'_>) {
        match publish.delivery {
            PublishId::AtMostOnce => {
                self.persist(SessionChange::Taken { message: incoming(publish), exactly_once: None });
            }
            PublishId::AtLeastOnce(id) => {
                self.completions.forget(id);
                let seq =
                    self.persist(SessionChange::Taken { message: incoming(publish), exactly_once: None });
                self.replies.push_back((seq, Reply::Acknowledged(id)));
            }
            PublishId::ExactlyOnce(id) => {
                let seq = if !self.incoming_ids.insert(id) {
                    // Taken already, perhaps by a step that is not committed yet [MQTT-4.3.3-2].
                    self.commits.newest()
                } else {
                    let digest = Digest::of(&publish.topic, publish.payload);
                    let change = match self.completions.arrived(id, digest, publish.dup) {
                        Arrival::New => {
                            let exactly_once = Some((id, digest));
                            SessionChange::Taken { message: incoming(publish), exactly_once }
                        }
                        Arrival::Again => SessionChange::TakenAgain(id, digest),
                    };
                    self.persist(change)
                };
                self.replies.push_back((seq, Reply::Received(id)));
            }
        }
    }

    /// PUBREL is answered even for an id we do not know, or the broker would ask for ever (C3-8).
    fn free(&mut self, id: PacketId) {
        let digest = self.completions.released(id);
        let seq = match (self.incoming_ids.remove(&id), digest) {
            (true, Some(digest)) => self.persist(SessionChange::Completed(id, digest)),
            (true, None) => self.persist(SessionChange::Freed(id)),
            (false, _) => self.commits.newest(),
        };
        self.replies.push_back((seq, Reply::Complete(id)));
    }

    fn received(&mut self, id: PacketId) -> Result<(), ProtocolError> {
        match self.flights.pubrec(id, self.connection)? {
            Settled::Released { order, release } => {
                let seq = self.persist(SessionChange::Released { order, release });
                if let Some(flight) = self.flights.find_mut(order) {
                    flight.stored_at = seq;
                }
            }
            // An unknown id gets its PUBREL, or the broker would hang (A4-10).
            Settled::Stray => self.flights.release_unknown(id),
            Settled::Repeated | Settled::Done { .. } => {}
        }
        Ok(())
    }

    fn settled(&mut self, settled: Settled, packet: &'static str) {
        match settled {
            Settled::Done { order, ticket } => {
                self.persist(SessionChange::Done { order });
                self.event(Event::Acknowledged(ticket));
            }
            _ => self.event(Event::Stray { packet }),
        }
    }

    fn answered(&mut self, events: Option<Vec<Event>>, packet: &'static str) {
        match events {
            Some(events) => self.outputs.extend(events.into_iter().map(Output::Event)),
            None => self.event(Event::Stray { packet }),
        }
    }
}

fn incoming(publish: &Publish<'_>) -> Arc<Incoming> {
    Arc::new(Incoming {
        topic: publish.topic.clone().into_owned(),
        payload: publish.payload.into(),
        delivery: publish.delivery.delivery(),
        retain: publish.retain,
        dup: publish.dup,
    })
}

fn breach(rule: &'static str, what: &'static str) -> Lost {
    ProtocolError::Breach { rule, what }.into()
}
