//! What must survive a crash: outgoing QoS 1 and 2 with their phase, order and packet id, and the ids of
//! incoming QoS 2 messages that were taken but not yet released [MQTT-4.1.0-1]; and, beyond what is demanded, what those
//! messages were, until it is proven that the broker is done with them, too (`client::completions`).
//! Plain records and the changes to them. Who sends what and when is `client`'s.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Delivery, PacketId, TopicName};

/// The caller's name for one publish, the same from the first attempt to the last, over reloads too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u128);

/// What is to be published. The payload is shared, since it is needed for the wire and for the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub topic: TopicName<'static>,
    pub payload: Arc<[u8]>,
    pub delivery: Delivery,
    pub retain: bool,
}

/// How far an outgoing QoS 1 or 2 message got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// PUBLISH not yet acknowledged: no PUBACK (QoS 1), no PUBREC (QoS 2).
    Publish,
    /// PUBREC came: from now on only PUBREL may be sent [MQTT-4.3.3-1].
    /// The number is the place among the PUBRECs [MQTT-4.6.0-4].
    Release(u64),
}

/// An outgoing QoS 1 or 2 message that is not finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutRecord {
    /// The place in the original sending order [MQTT-4.6.0-1].
    pub order: u64,
    pub ticket: Ticket,
    pub packet_id: PacketId,
    pub message: Message,
    pub phase: Phase,
}

/// A message from the broker, as it came. The payload is shared with the chat and the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    pub topic: TopicName<'static>,
    pub payload: Arc<[u8]>,
    pub delivery: Delivery,
    pub retain: bool,
    pub dup: bool,
}

/// Tells messages apart that came under one packet id: FNV-1a of topic and payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub u64);

impl Digest {
    /// No topic has a U+0000 [MQTT-1.5.3-2], so it ends the topic.
    pub fn of(topic: &TopicName<'_>, payload: &[u8]) -> Self {
        let bytes = topic.as_str().bytes().chain([0]).chain(payload.iter().copied());
        let next = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(bytes.fold(0xcbf2_9ce4_8422_2325, next))
    }
}

/// One step that has to be on disk before the packets that depend on it may leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SessionChange {
    /// Before the first PUBLISH.
    Stored(OutRecord),
    /// PUBREC came; before PUBREL.
    Released { order: u64, release: u64 },
    /// PUBACK or PUBCOMP came: the record goes.
    Done { order: u64 },
    /// A message came: it and, under QoS 2, its packet id are one step, before PUBACK or PUBREC.
    Taken { message: Arc<Incoming>, exactly_once: Option<(PacketId, Digest)> },
    /// A message came that was completed before, and that the broker sends once more: its id alone, before PUBREC.
    TakenAgain(PacketId, Digest),
    /// PUBREL came, before PUBCOMP. The id may be used for another message, and must not swallow it.
    Completed(PacketId, Digest),
    /// The broker has our PUBCOMP, or lost the session; or PUBREL came for a message of which nothing else is known.
    Freed(PacketId),
}

/// The session as it stands in the store, for the client id it belongs to [MQTT-3.1.3-2].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    pub client_id: String,
    /// In sending order.
    pub outgoing: Vec<OutRecord>,
    pub incoming_ids: BTreeSet<PacketId>,
    /// Of those, as far as it is known, and of messages that are completed.
    pub digests: BTreeMap<PacketId, Digest>,
}

impl Session {
    pub fn new(client_id: &str) -> Self {
        Self { client_id: client_id.into(), ..Self::default() }
    }

    /// Packet ids of incoming messages of which anything is kept.
    pub fn known_ids(&self) -> BTreeSet<PacketId> {
        self.incoming_ids.iter().chain(self.digests.keys()).copied().collect()
    }

    /// Replays one change, in the order in which they were made.
    pub fn apply(&mut self, change: &SessionChange) {
        match change {
            // A step that was reported as failed may have been stored after all, and comes again.
            SessionChange::Stored(record) => {
                self.outgoing.retain(|stored| stored.order != record.order);
                self.outgoing.push(record.clone());
            }
            SessionChange::Released { order, release } => {
                if let Some(record) = self.outgoing.iter_mut().find(|record| record.order == *order) {
                    record.phase = Phase::Release(*release);
                }
            }
            SessionChange::Done { order } => self.outgoing.retain(|record| record.order != *order),
            SessionChange::Taken { exactly_once: Some((id, digest)), .. }
            | SessionChange::TakenAgain(id, digest) => {
                self.incoming_ids.insert(*id);
                self.digests.insert(*id, *digest);
            }
            SessionChange::Taken { exactly_once: None, .. } => {}
            SessionChange::Completed(id, digest) => {
                self.incoming_ids.remove(id);
                self.digests.insert(*id, *digest);
            }
            SessionChange::Freed(id) => {
                self.incoming_ids.remove(id);
                self.digests.remove(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(order: u64) -> OutRecord {
        OutRecord {
            order,
            ticket: Ticket(u128::from(order)),
            packet_id: PacketId::new(7).expect("7 is not 0"),
            message: Message {
                topic: TopicName::parse("chat").expect("a valid topic"),
                payload: Arc::from(*b"x"),
                delivery: Delivery::ExactlyOnce,
                retain: false,
            },
            phase: Phase::Publish,
        }
    }

    #[test]
    fn a_record_lives_from_stored_to_done() {
        let mut session = Session::new("a");
        session.apply(&SessionChange::Stored(record(1)));
        session.apply(&SessionChange::Released { order: 1, release: 4 });
        assert_eq!(session.outgoing.first().map(|record| record.phase), Some(Phase::Release(4)));
        session.apply(&SessionChange::Done { order: 1 });
        assert!(session.outgoing.is_empty());
    }

    #[test]
    fn a_record_stored_twice_is_there_once() {
        let mut session = Session::new("a");
        session.apply(&SessionChange::Stored(record(1)));
        session.apply(&SessionChange::Stored(record(1)));
        assert_eq!(session.outgoing.len(), 1);
    }

    #[test]
    fn an_incoming_id_lives_from_taken_to_freed() {
        let mut session = Session::new("a");
        let id = PacketId::new(3).expect("3 is not 0");
        let message = Arc::new(Incoming {
            topic: TopicName::parse("chat").expect("a valid topic"),
            payload: Arc::from([]),
            delivery: Delivery::ExactlyOnce,
            retain: false,
            dup: false,
        });
        let digest = Digest::of(&message.topic, &message.payload);
        session.apply(&SessionChange::Taken { message, exactly_once: Some((id, digest)) });
        assert!(session.incoming_ids.contains(&id));
        session.apply(&SessionChange::Completed(id, digest));
        assert!(session.incoming_ids.is_empty() && session.known_ids().contains(&id));
        session.apply(&SessionChange::Freed(id));
        assert!(session.known_ids().is_empty());
    }
}
