//! What leaves once a connection is up, in this order: acknowledgements whose step is committed, subscriptions,
//! what an earlier connection left unacknowledged, then new publishes as the window allows (C3-1).

use super::super::session::{Message, OutRecord, Phase, SessionChange, Ticket};
use super::super::{Delivery, Packet, PacketId, Publish, PublishId, Subscribe, Unsubscribe};
use super::Client;
use super::flights::NextPacket;
use super::io::{Event, Millis, PublishError};

/// A publish that waits for its turn.
#[derive(Clone, Debug)]
pub(super) struct Queued {
    pub(super) ticket: Ticket,
    pub(super) message: Message,
}

/// An answer to something that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    /// PUBACK.
    Acknowledged(PacketId),
    /// PUBREC.
    Received(PacketId),
    /// PUBCOMP.
    Complete(PacketId),
}

impl Client {
    /// Takes a message to publish, connected or not, in order with those before it. QoS 1 and 2 are stored by
    /// [`super::Output::Persist`] when the window is near; until then keeping them is the caller's.
    pub fn publish(&mut self, now: Millis, ticket: Ticket, message: Message) -> Result<(), PublishError> {
        message.topic.printable()?;
        let size = message.topic.as_str().len() + message.payload.len() + 9;
        let limit = self.options.packet_limit_out;
        if size > limit {
            return Err(PublishError::TooLarge { size, limit });
        }
        if self.queue.len() >= self.options.queue_limit {
            return Err(PublishError::QueueFull { limit: self.options.queue_limit });
        }
        self.queue.push_back(Queued { ticket, message });
        self.pump(now);
        Ok(())
    }

    /// Takes back a publish that is still waiting. False when it is, or may be, on its way already.
    pub fn withdraw(&mut self, ticket: Ticket) -> bool {
        if let Some(order) = self.flights.take_unwritten(ticket) {
            self.persist(SessionChange::Done { order });
            return true;
        }
        let before = self.queue.len();
        self.queue.retain(|queued| queued.ticket != ticket);
        self.queue.len() < before
    }

    /// Writes all that may leave now.
    pub(super) fn pump(&mut self, now: Millis) {
        if !self.link.is_up() {
            return;
        }
        self.wrote = false;
        self.send_replies();
        self.send_requests();
        if !self.congested {
            self.send_flights();
            self.send_queue();
        }
        if self.wrote {
            self.note_sent(now);
        }
    }

    fn send_replies(&mut self) {
        let committed = self.commits.committed();
        while let Some((_, reply)) = self.replies.pop_front_if(|(after, _)| *after <= committed) {
            self.write(&match reply {
                Reply::Acknowledged(id) => Packet::PubAck(id),
                Reply::Received(id) => Packet::PubRec(id),
                Reply::Complete(id) => Packet::PubComp(id),
            });
        }
    }

    fn send_requests(&mut self) {
        while self.subscriptions.wants_more() {
            let Some(id) = self.free_packet_id() else { return };
            if let Some(filters) = self.subscriptions.next_unsubscribe(id) {
                self.write(&Packet::Unsubscribe(Unsubscribe { id, filters }));
            } else if let Some(filters) = self.subscriptions.next_subscribe(id) {
                self.write(&Packet::Subscribe(Subscribe { id, filters }));
            }
        }
    }

    fn send_flights(&mut self) {
        let (on, window) = (self.connection, self.options.window);
        while let Some(next) = self.flights.next(on, self.commits.committed(), window) {
            match &next {
                NextPacket::Release(id) | NextPacket::ReleaseUnknown(id) => self.write(&Packet::PubRel(*id)),
                NextPacket::Publish(place) => self.write_flight(*place),
            }
            if let Some(ticket) = self.flights.sent(&next, on) {
                self.event(Event::Sent(ticket));
            }
        }
    }

    fn write_flight(&mut self, place: usize) {
        let Some(flight) = self.flights.at(place) else { return };
        let record = &flight.record;
        let id = match record.message.delivery {
            Delivery::ExactlyOnce => PublishId::ExactlyOnce(record.packet_id),
            _ => PublishId::AtLeastOnce(record.packet_id),
        };
        let (message, dup) = (record.message.clone(), flight.attempted);
        self.write(&publish_packet(&message, id, dup));
    }

    fn send_queue(&mut self) {
        while let Some(front) = self.queue.front() {
            if front.message.delivery == Delivery::AtMostOnce {
                let Some(Queued { ticket, message }) = self.queue.pop_front() else { return };
                self.write(&publish_packet(&message, PublishId::AtMostOnce, false));
                self.event(Event::Sent(ticket));
            } else if self.flights.len() < self.options.window + self.options.ahead
                && let Some(packet_id) = self.free_packet_id()
                && let Some(queued) = self.queue.pop_front()
            {
                self.launch(queued, packet_id);
            } else {
                return;
            }
        }
    }

    /// Stored first; written when that is committed and the window has room.
    fn launch(&mut self, Queued { ticket, message }: Queued, packet_id: PacketId) {
        self.last_order += 1;
        let record = OutRecord { order: self.last_order, ticket, packet_id, message, phase: Phase::Publish };
        let stored_at = self.persist(SessionChange::Stored(record.clone()));
        self.flights.add(record, stored_at);
    }
}

fn publish_packet(message: &Message, id: PublishId, dup: bool) -> Packet<'_> {
    Packet::Publish(Publish {
        dup,
        delivery: id,
        retain: message.retain,
        topic: message.topic.borrow(),
        payload: &message.payload,
    })
}
