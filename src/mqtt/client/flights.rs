//! Outgoing QoS 1 and 2 messages between their first PUBLISH and their last acknowledgement:
//! which may be sent now, in which order, and what an acknowledgement means for each.

use std::collections::{BTreeSet, VecDeque};

use super::super::session::{OutRecord, Phase, Ticket};
use super::super::{Delivery, PacketId};
use super::io::{ConnectionId, ProtocolError, Seq};

/// Records of the session with what only this run of the page knows about them.
#[derive(Clone, Debug, Default)]
pub(super) struct Flights {
    /// In sending order [MQTT-4.6.0-1].
    list: Vec<Flight>,
    /// The ids of the list, for finding free ones.
    ids: BTreeSet<PacketId>,
    /// Ids of PUBRECs that fit nothing we know, with their places among the PUBRECs. No state: of this connection
    /// only, and gone with their PUBREL.
    unknown: VecDeque<(u64, PacketId)>,
    last_release: u64,
}

#[derive(Clone, Debug)]
pub(super) struct Flight {
    pub(super) record: OutRecord,
    /// The step that stores the current phase; nothing leaves before it is committed.
    pub(super) stored_at: Seq,
    /// On which connection the packet of the current phase was last written.
    pub(super) sent_on: ConnectionId,
    /// A PUBLISH was, or may have been, written before: the next one has DUP [MQTT-3.3.1-1].
    pub(super) attempted: bool,
}

/// What to write next for a flight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NextPacket {
    /// The flight at this place in the list.
    Publish(usize),
    Release(PacketId),
    ReleaseUnknown(PacketId),
}

/// What an acknowledgement did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Settled {
    /// Nothing we wait for: an unknown id, or a packet we have not sent on this connection.
    Stray,
    /// PUBACK or PUBCOMP: finished.
    Done { order: u64, ticket: Ticket },
    /// The first PUBREC: PUBREL follows once this is stored.
    Released { order: u64, release: u64 },
    /// PUBREC again: PUBREL again.
    Repeated,
}

impl Flights {
    /// From the store: all of it may have been attempted.
    pub(super) fn restore(records: Vec<OutRecord>) -> Self {
        let last_release = records.iter().filter_map(|record| release_place(record.phase)).max().unwrap_or(0);
        let mut list: Vec<_> = records
            .into_iter()
            .map(|record| Flight { record, stored_at: Seq(0), sent_on: ConnectionId(0), attempted: true })
            .collect();
        crate::order::sort_by_key(&mut list, |flight| flight.record.order);
        let ids = list.iter().map(|flight| flight.record.packet_id).collect();
        Self { list, ids, unknown: VecDeque::new(), last_release }
    }

    pub(super) fn into_records(self) -> Vec<OutRecord> {
        self.list.into_iter().map(|flight| flight.record).collect()
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether anything was written on this connection that its other end has yet to acknowledge.
    pub(super) fn awaits_answer(&self, on: ConnectionId) -> bool {
        self.list.iter().any(|flight| flight.sent_on == on)
    }

    /// How many the other end has, or may have: written on this connection, or released on any.
    fn under_way(&self, on: ConnectionId) -> usize {
        let is_under_way = |flight: &&Flight| flight.sent_on == on || flight.record.phase != Phase::Publish;
        self.list.iter().filter(is_under_way).count()
    }

    pub(super) fn last_order(&self) -> u64 {
        self.list.last().map_or(0, |flight| flight.record.order)
    }

    pub(super) fn uses(&self, id: PacketId) -> bool {
        self.ids.contains(&id)
    }

    pub(super) fn has(&self, ticket: Ticket) -> bool {
        self.list.iter().any(|flight| flight.record.ticket == ticket)
    }

    pub(super) fn add(&mut self, record: OutRecord, stored_at: Seq) {
        self.ids.insert(record.packet_id);
        self.list.push(Flight { record, stored_at, sent_on: ConnectionId(0), attempted: false });
    }

    pub(super) fn at(&self, place: usize) -> Option<&Flight> {
        self.list.get(place)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Flight> {
        self.list.iter_mut()
    }

    pub(super) fn find_mut(&mut self, order: u64) -> Option<&mut Flight> {
        self.list.iter_mut().find(|flight| flight.record.order == order)
    }

    /// Takes out the message that goes by this name, if it was never written. Gives its place in the order.
    pub(super) fn take_unwritten(&mut self, ticket: Ticket) -> Option<u64> {
        let is_it = |flight: &Flight| flight.record.ticket == ticket && !flight.attempted;
        let place = self.list.iter().position(is_it)?;
        let record = self.list.remove(place).record;
        self.ids.remove(&record.packet_id);
        Some(record.order)
    }

    /// A CleanSession 1 connection may reuse nothing [MQTT-3.1.2-6]: everything comes out, in order.
    pub(super) fn take_all(&mut self) -> Vec<OutRecord> {
        self.ids.clear();
        self.list.drain(..).map(|flight| flight.record).collect()
    }

    /// The orders of those that wait for PUBCOMP.
    pub(super) fn released(&self) -> Vec<u64> {
        let released = self.list.iter().filter(|flight| release_place(flight.record.phase).is_some());
        released.map(|flight| flight.record.order).collect()
    }

    /// The message as it was before its first PUBLISH, in its old place, under this id. Gives the id it had.
    pub(super) fn begin_anew(&mut self, order: u64, id: PacketId) -> Option<(PacketId, OutRecord)> {
        let flight = self.list.iter_mut().find(|flight| flight.record.order == order)?;
        let before = std::mem::replace(&mut flight.record.packet_id, id);
        flight.record.phase = Phase::Publish;
        (flight.sent_on, flight.attempted) = (ConnectionId(0), false);
        let record = flight.record.clone();
        self.ids.remove(&before);
        self.ids.insert(id);
        Some((before, record))
    }

    /// The next packet that may be written on this connection, in the original order; where a PUBREL is due, the one
    /// whose PUBREC came first [MQTT-4.6.0-4]. A PUBLISH not stored yet holds back the ones behind it, and so does a full
    /// window.
    pub(super) fn next(&self, on: ConnectionId, committed: Seq, window: usize) -> Option<NextPacket> {
        let release = self.next_release(on, committed);
        let mut publishes_held = self.under_way(on) >= window;
        let due = self.list.iter().enumerate().filter(|(_, flight)| flight.sent_on != on);
        for (place, flight) in due {
            match flight.record.phase {
                Phase::Publish if publishes_held => {}
                Phase::Publish if flight.stored_at <= committed => return Some(NextPacket::Publish(place)),
                Phase::Publish => publishes_held = true,
                Phase::Release(_) if release.is_some() => return release,
                Phase::Release(_) => {}
            }
        }
        release
    }

    /// The packet went out. Says whose message, if it was one.
    pub(super) fn sent(&mut self, next: &NextPacket, on: ConnectionId) -> Option<Ticket> {
        match next {
            NextPacket::Publish(place) => {
                let flight = self.list.get_mut(*place)?;
                flight.sent_on = on;
                flight.attempted = true;
                Some(flight.record.ticket)
            }
            NextPacket::Release(id) => {
                self.by_id(*id)?.sent_on = on;
                None
            }
            NextPacket::ReleaseUnknown(_) => {
                self.unknown.pop_front();
                None
            }
        }
    }

    /// PUBREC for an id we do not know.
    pub(super) fn release_unknown(&mut self, id: PacketId) {
        self.last_release += 1;
        self.unknown.push_back((self.last_release, id));
    }

    pub(super) fn forget_unknown(&mut self) {
        self.unknown.clear();
    }

    pub(super) fn puback(&mut self, id: PacketId, on: ConnectionId) -> Result<Settled, ProtocolError> {
        let Some(flight) = self.by_id(id) else { return Ok(Settled::Stray) };
        if flight.record.message.delivery != Delivery::AtLeastOnce {
            return Err(wrong_kind("MQTT-4.3.3-1"));
        }
        if flight.sent_on != on {
            return Ok(Settled::Stray);
        }
        Ok(self.finish(id))
    }

    pub(super) fn pubrec(&mut self, id: PacketId, on: ConnectionId) -> Result<Settled, ProtocolError> {
        let release = self.last_release + 1;
        let Some(flight) = self.by_id(id) else { return Ok(Settled::Stray) };
        if flight.record.message.delivery != Delivery::ExactlyOnce {
            return Err(wrong_kind("MQTT-4.3.2-1"));
        }
        match flight.record.phase {
            // Already released: another PUBREL, once the first is on its way.
            Phase::Release(_) => {
                if flight.sent_on == on {
                    flight.sent_on = ConnectionId(0);
                }
                Ok(Settled::Repeated)
            }
            Phase::Publish if flight.sent_on != on => Ok(Settled::Repeated),
            Phase::Publish => {
                flight.record.phase = Phase::Release(release);
                flight.sent_on = ConnectionId(0);
                let order = flight.record.order;
                self.last_release = release;
                Ok(Settled::Released { order, release })
            }
        }
    }

    pub(super) fn pubcomp(&mut self, id: PacketId, on: ConnectionId) -> Result<Settled, ProtocolError> {
        let Some(flight) = self.by_id(id) else { return Ok(Settled::Stray) };
        match flight.record.phase {
            Phase::Publish if flight.sent_on != on => Ok(Settled::Stray),
            Phase::Publish => Err(wrong_kind("MQTT-4.3.3-1")),
            Phase::Release(_) if flight.sent_on != on => Ok(Settled::Stray),
            Phase::Release(_) => Ok(self.finish(id)),
        }
    }

    fn finish(&mut self, id: PacketId) -> Settled {
        match self.list.iter().position(|flight| flight.record.packet_id == id) {
            Some(place) => {
                let record = self.list.remove(place).record;
                self.ids.remove(&id);
                Settled::Done { order: record.order, ticket: record.ticket }
            }
            None => Settled::Stray,
        }
    }

    fn by_id(&mut self, id: PacketId) -> Option<&mut Flight> {
        self.list.iter_mut().find(|flight| flight.record.packet_id == id)
    }

    /// The PUBREL whose PUBREC came first, if it is stored: none overtakes it.
    fn next_release(&self, on: ConnectionId, committed: Seq) -> Option<NextPacket> {
        let first = self
            .list
            .iter()
            .filter(|flight| flight.sent_on != on)
            .filter_map(|flight| Some((release_place(flight.record.phase)?, flight)))
            .min_by_key(|(place, _)| *place);
        match (first, self.unknown.front()) {
            (Some((place, _)), Some((unknown, id))) if *unknown < place => {
                Some(NextPacket::ReleaseUnknown(*id))
            }
            (Some((_, flight)), _) if flight.stored_at <= committed => {
                Some(NextPacket::Release(flight.record.packet_id))
            }
            (Some(_), _) => None,
            (None, unknown) => unknown.map(|(_, id)| NextPacket::ReleaseUnknown(*id)),
        }
    }
}

fn release_place(phase: Phase) -> Option<u64> {
    match phase {
        Phase::Publish => None,
        Phase::Release(place) => Some(place),
    }
}

fn wrong_kind(rule: &'static str) -> ProtocolError {
    ProtocolError::Breach { rule, what: "an acknowledgement of the wrong kind for this packet id" }
}
