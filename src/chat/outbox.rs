//! What we write: from the composer to the echo. A message of ours is queued, sent, delivered or failed;
//! it never goes back on its own. Not here: the queue that guards the wire, which is MQTT's session.

use super::book::{Chat, Effect};
use super::change::{Acknowledged, ChatChange, MessageRecord};
use super::compose::compose;
use super::dialect::{Content, is_id};
use super::entry::RoomEntry;
use super::message::{Failure, Message, MessageKey, Origin, Status};
use super::room::{Access, Room, RoomKey};
use super::timeline::Item;
use super::ulid::Ulid;
use crate::mqtt::{Delivery, TopicName};
use thiserror::Error;

/// A message of ours, ready to be published. The same message gives the same bytes each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub topic: TopicName<'static>,
    pub payload: Vec<u8>,
    pub delivery: Delivery,
    pub id: String,
    pub key: MessageKey,
}

/// Why a text was not taken. Nothing was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    #[error("there is nothing but white space in it")]
    Empty,
    /// Bytes of the whole payload, and the most it may have.
    #[error("the message has {size} bytes, {limit} are allowed")]
    TooLarge { size: usize, limit: usize },
    #[error("a feed is read-only")]
    ReadOnly,
    #[error("the room was left")]
    NoRoom,
}

impl Chat {
    /// Whether [`Chat::answer`] would take this text. Nothing is changed.
    pub fn check(
        &self,
        room: RoomKey,
        text: &str,
        re: Option<&str>,
        id: Ulid,
        now: u64,
    ) -> Result<(), WriteError> {
        self.prepare(room, text, re, id, now).map(drop)
    }

    /// Takes a text, exact to the character, to the end of the room as [`Status::Queued`]. `id` must be a
    /// fresh one, `now` is ms since the epoch.
    pub fn write(&mut self, room: RoomKey, text: &str, id: Ulid, now: u64) -> Result<Outgoing, WriteError> {
        self.answer(room, text, None, id, now)
    }

    /// The same, in answer to the message with the id `re`. What can't be an id is left out.
    pub fn answer(
        &mut self,
        room: RoomKey,
        text: &str,
        re: Option<&str>,
        id: Ulid,
        now: u64,
    ) -> Result<Outgoing, WriteError> {
        let re = re.filter(|re| is_id(re));
        let (topic, delivery, payload) = self.prepare(room, text, re, id, now)?;
        let id = id.to_string();
        let content = Content::Chat {
            user: Some(self.me().to_owned()),
            say: text.to_owned(),
            id: Some(id.clone()),
            sent_at: Some(now),
            re: re.map(str::to_owned),
        };
        let message = self.message(&topic, content, Origin::Own, now);
        let key = message.key;
        self.room_mut(room).ok_or(WriteError::NoRoom)?.timeline.write(message);
        self.outbox.insert(id.clone(), (room, key));
        self.note_own(room, key);
        self.take_from_draft(room, text);
        Ok(Outgoing { topic, payload, delivery, id, key })
    }

    fn prepare(
        &self,
        room: RoomKey,
        text: &str,
        re: Option<&str>,
        id: Ulid,
        now: u64,
    ) -> Result<(TopicName<'static>, Delivery, Vec<u8>), WriteError> {
        let entry = self.room(room).ok_or(WriteError::NoRoom)?;
        let Room::Chat(topic) = &entry.room else { return Err(WriteError::ReadOnly) };
        if text.trim().is_empty() {
            return Err(WriteError::Empty);
        }
        let re = re.filter(|re| is_id(re));
        let payload = compose(self.me(), text, &id.to_string(), now, re);
        let (size, limit) = (payload.len(), self.limits().max_message_bytes);
        if size > limit {
            return Err(WriteError::TooLarge { size, limit });
        }
        Ok((topic.clone(), entry.delivery, payload))
    }

    /// Whether one of ours in this room has this id: who asks twice for the same message gets it once.
    pub fn has_said(&self, room: RoomKey, id: &str) -> bool {
        let ours = |item: &Item| item.message.origin == Origin::Own && item.message.id() == Some(id);
        self.outbox.contains_key(id)
            || self.room(room).is_some_and(|entry| entry.timeline.iter().rev().any(ours))
    }

    /// It was written to a live connection at QoS 0: that is all that will be heard of it but its echo, and not even
    /// after a reload may it go out again. What its room says by now does not matter. `None` unless it was queued.
    pub fn sent_at_most_once(&mut self, id: &str) -> Option<Effect> {
        let (room, key) = *self.outbox.get(id)?;
        self.room_mut(room)?.timeline.unsettled_mut(key)?.acknowledged = Acknowledged::Yes;
        let effect = self.sent(id);
        self.note_own(room, key);
        effect
    }

    /// It was written to a live connection, which will acknowledge it. `None` unless it was queued.
    pub fn sent(&mut self, id: &str) -> Option<Effect> {
        let (room, key) = *self.outbox.get(id)?;
        let item = self.room_mut(room)?.timeline.unsettled_mut(key)?;
        if item.status != Status::Queued {
            return None;
        }
        item.status = Status::Sent;
        self.note_own_later(room, key);
        Some(Effect::StatusChanged { room, key, status: Status::Sent })
    }

    /// PUBACK or PUBCOMP came. Where we can read the room, only the echo proves delivery, for a broker may
    /// acknowledge what it does not pass on [MQTT-3.3.5-2]; elsewhere this is all the proof there will be.
    pub fn acknowledged(&mut self, id: &str) -> Vec<Effect> {
        let Some((room, key)) = self.outbox.get(id).copied() else { return Vec::new() };
        let Some(entry) = self.room_mut(room) else { return Vec::new() };
        if entry.access == Access::Refused {
            self.outbox.remove(id);
            return self.delivered(room, key);
        }
        let Some(item) = entry.timeline.unsettled_mut(key) else { return Vec::new() };
        item.acknowledged = Acknowledged::Yes;
        let effect = self.sent(id);
        self.note_own(room, key);
        effect.into_iter().collect()
    }

    /// It can't be sent. Should it come back after all, it is delivered.
    pub fn failed(&mut self, id: &str, failure: Failure) -> Vec<Effect> {
        let Some((room, key)) = self.outbox.get(id).copied() else { return Vec::new() };
        let item = self.room_mut(room).and_then(|entry| entry.timeline.unsettled_mut(key));
        let Some(item) = item else { return Vec::new() };
        let status = Status::Failed(failure);
        item.status = status;
        self.note_own(room, key);
        self.changed(room, key, status)
    }

    /// Queues a message that failed, or of which nothing was heard, again where it stands, under its old id. `None`
    /// for any other.
    pub fn resend(&mut self, room: RoomKey, key: MessageKey) -> Option<Outgoing> {
        let item = self.room_mut(room)?.timeline.unsettled_mut(key)?;
        if !matches!(item.status, Status::Failed(_) | Status::Unconfirmed) {
            return None;
        }
        let message = item.message.clone();
        self.queue_again(room, key);
        outgoing(self.room(room)?, &message)
    }

    pub(super) fn queue_again(&mut self, room: RoomKey, key: MessageKey) {
        let Some(item) = self.room_mut(room).and_then(|entry| entry.timeline.unsettled_mut(key)) else {
            return;
        };
        (item.status, item.acknowledged) = (Status::Queued, Acknowledged::No);
        self.note_own(room, key);
    }

    /// A new record of one of ours is due.
    pub(super) fn note_own(&mut self, room: RoomKey, key: MessageKey) {
        self.hurry();
        self.note_own_later(room, key);
    }

    /// The same, with whatever else is stored next.
    fn note_own_later(&mut self, room: RoomKey, key: MessageKey) {
        let record = self.room(room).and_then(|entry| own_record(entry, entry.timeline.find(key)?));
        if let Some(record) = record {
            self.note_later(ChatChange::Message(record));
        }
    }

    /// Forgets a message on this device; whether it was there. What was sent can't be called back: if it
    /// comes back later, it is shown as received.
    pub fn delete(&mut self, room: RoomKey, key: MessageKey) -> bool {
        let place = self.room(room).and_then(|entry| Some(entry.timeline.find(key)?.place));
        place.is_some_and(|place| self.delete_at(room, key, place))
    }

    /// All messages that the broker has not acknowledged, in the order they were written, across rooms.
    pub fn unsent(&self) -> impl Iterator<Item = Outgoing> {
        let mut queued: Vec<(&RoomEntry, &Message)> = Vec::new();
        for entry in self.rooms() {
            let open = |item: &&Item| {
                item.acknowledged == Acknowledged::No && matches!(item.status, Status::Queued | Status::Sent)
            };
            let items = entry.timeline.unsettled().iter().filter(open);
            queued.extend(items.map(|item| (entry, item.message.as_ref())));
        }
        crate::order::sort_by_key(&mut queued, |(_, message)| message.key);
        queued.into_iter().filter_map(|(entry, message)| outgoing(entry, message))
    }
}

fn own_record(entry: &RoomEntry, item: &Item) -> Option<MessageRecord> {
    Some(MessageRecord {
        room: entry.key,
        key: item.message.key,
        place: item.place,
        topic: None,
        payload: outgoing(entry, &item.message)?.payload.into(),
        origin: Origin::Own,
        status: item.status,
        acknowledged: item.acknowledged,
        arrived_at: item.message.arrived_at,
    })
}

/// `None` for what we did not write.
pub(super) fn outgoing(entry: &RoomEntry, message: &Message) -> Option<Outgoing> {
    let Room::Chat(topic) = &entry.room else { return None };
    let Content::Chat { user: Some(user), say, id: Some(id), sent_at: Some(ts), re } = &message.content
    else {
        return None;
    };
    Some(Outgoing {
        topic: topic.clone(),
        payload: compose(user, say, id, *ts, re.as_deref()),
        delivery: entry.delivery,
        id: id.clone(),
        key: message.key,
    })
}

#[cfg(test)]
mod tests;
