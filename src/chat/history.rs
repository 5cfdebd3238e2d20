//! What is older than what is held: the store has it, and here it is only known that there is some, how much of it is
//! unread, and what is taken out of it.

use super::book::{Chat, Effect};
use super::change::{ChatChange, MessageRecord, Place};
use super::dialect::Content;
use super::message::{Message, MessageKey};
use super::room::RoomKey;
use super::timeline::Item;
use std::sync::Arc;

impl Chat {
    /// A record as the timeline would show it, without making it part of the chat. `None` if its room is not here.
    pub fn item(&self, record: MessageRecord) -> Option<Item> {
        let room = self.room(record.room)?.room.as_str();
        let topic = record.topic.unwrap_or_else(|| room.into());
        let content = Content::read(&record.payload, self.limits.max_message_bytes);
        let (key, arrived_at, origin) = (record.key, record.arrived_at, record.origin);
        let message = Arc::new(Message { key, topic, content, arrived_at, origin });
        let (status, place, acknowledged) = (record.status, record.place, record.acknowledged);
        Some(Item { message, status, place, acknowledged })
    }

    /// After a load: these, in order, came before what was replayed, so that none of them is new when it comes again.
    pub fn recall(&mut self, records: Vec<MessageRecord>) {
        for record in records.into_iter().rev() {
            let room = record.room;
            let item = self.item(record);
            if let Some((item, entry)) = item.zip(self.room_mut(room)) {
                entry.timeline.recall(&item.message);
            }
        }
    }

    /// After a load: the store has more of this room, before what was replayed, and unread messages at these places of
    /// it, ascending.
    pub fn set_earlier(&mut self, room: RoomKey, news: Vec<u64>) {
        if let Some(entry) = self.room_mut(room) {
            entry.timeline.set_earlier(news);
        }
    }

    /// From now on nothing is kept elsewhere, so nothing that is here goes.
    pub fn hold_all(&mut self) {
        self.limits.held = usize::MAX;
        self.rooms.iter_mut().for_each(|entry| entry.timeline.hold_all());
    }

    /// Forgets on this device all that is settled in a room; what waits stays.
    pub fn clear(&mut self, room: RoomKey) -> Option<Effect> {
        self.expire(room, self.next_number)
    }

    /// Forgets on this device what is settled in a room before this place. What was not read by then never is.
    pub fn expire(&mut self, room: RoomKey, before: u64) -> Option<Effect> {
        let entry = self.room_mut(room)?;
        if entry.read < before {
            entry.read = before;
            self.touch(room);
        }
        let effect = self.clear_before(room, before);
        self.note(ChatChange::Cleared { room, before });
        effect
    }

    /// Forgets a message on this device that may no longer be held, as [`Chat::delete`] does with one that is. Whether
    /// its room is here.
    pub fn delete_at(&mut self, room: RoomKey, key: MessageKey, place: Place) -> bool {
        if self.take_out(room, key, place).is_none() {
            return false;
        }
        self.note(ChatChange::Deleted { room, key, place });
        self.settle_ready(room);
        true
    }

    /// Has these written into the store, at their places before all that this room has; they count as read.
    pub fn import(&mut self, room: RoomKey, records: Vec<MessageRecord>) -> Option<Effect> {
        let last = records.iter().map(|record| record.place).max()?;
        let entry = self.room_mut(room)?;
        entry.timeline.extend_earlier();
        if let Place::Settled(last) = last
            && entry.read <= last
        {
            entry.read = last + 1;
            self.touch(room);
        }
        records.into_iter().for_each(|record| self.note(ChatChange::Imported(record)));
        self.note(ChatChange::Earlier(room));
        Some(Effect::Moved { room })
    }

    /// Since this was last asked: changes to what was stored long ago, for whoever has a copy of it.
    pub fn take_revisions(&mut self) -> Vec<ChatChange> {
        std::mem::take(&mut self.revisions)
    }

    pub(super) fn remember_revision(&mut self, change: &ChatChange) {
        match change {
            ChatChange::Left(_)
            | ChatChange::Deleted { .. }
            | ChatChange::Cleared { .. }
            | ChatChange::Earlier(_) => self.revisions.push(change.clone()),
            ChatChange::Room(_)
            | ChatChange::Message(_)
            | ChatChange::Imported(_)
            | ChatChange::Draft { .. } => {}
        }
    }

    /// `None` if the room is not here.
    pub(super) fn take_out(&mut self, room: RoomKey, key: MessageKey, place: Place) -> Option<()> {
        let entry = self.room_mut(room)?;
        if let Place::Settled(place) = place {
            entry.timeline.forget_earlier_news(place);
        }
        let item = entry.timeline.remove(key);
        if let Some(id) = item.as_ref().and_then(|item| item.message.id())
            && self.outbox.get(id) == Some(&(room, key))
        {
            self.outbox.remove(id);
        }
        Some(())
    }

    pub(super) fn clear_before(&mut self, room: RoomKey, before: u64) -> Option<Effect> {
        let is_all = before >= self.next_number;
        let me = self.shared_me();
        let entry = self.room_mut(room)?;
        entry.timeline.clear_before(before);
        if is_all {
            entry.timeline.end_earlier();
        }
        entry.count_unread(&me);
        Some(Effect::Moved { room })
    }
}

#[cfg(test)]
mod tests;
