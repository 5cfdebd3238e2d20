//! The chat from its records: after a reload, and in tabs that follow another one. The records are the truth; nothing
//! here makes new ones.

use std::sync::Arc;

use super::book::{Chat, Effect};
use super::change::{ChatChange, MessageRecord, Place, RoomRecord};
use super::dialect::Content;
use super::entry::Echo;
use super::message::{Message, Origin, Status};
use super::room::{Access, Room, RoomKey};
use super::timeline::{Item, Put};

impl Chat {
    /// Makes the chat as the record says. What belongs to a room that is not here is left out.
    pub fn replay(&mut self, change: ChatChange) -> Option<Effect> {
        self.remember_revision(&change);
        match change {
            ChatChange::Room(record) => self.replay_room(record),
            ChatChange::Left(room) => {
                if let Some(place) = self.rooms.iter().position(|entry| entry.key == room) {
                    let left = self.rooms.remove(place);
                    self.people.forget_room(left.room.as_str());
                }
                self.outbox.retain(|_, (of, _)| *of != room);
                Some(Effect::Left { room })
            }
            ChatChange::Message(record) => self.replay_message(record),
            ChatChange::Deleted { room, key, place } => {
                self.take_out(room, key, place)?;
                Some(Effect::Moved { room })
            }
            ChatChange::Draft { room, text } => {
                self.room_mut(room)?.draft = text;
                None
            }
            ChatChange::Cleared { room, before } => self.clear_before(room, before),
            ChatChange::Imported(_) => None,
            ChatChange::Earlier(room) => {
                self.room_mut(room)?.timeline.extend_earlier();
                Some(Effect::Moved { room })
            }
        }
    }

    /// What is unread follows from what is here and from how far each room was read: once all is replayed.
    pub fn count_unread(&mut self) {
        let me = self.shared_me();
        self.rooms.iter_mut().for_each(|entry| entry.count_unread(&me));
    }

    fn replay_room(&mut self, record: RoomRecord) -> Option<Effect> {
        let key = record.key;
        self.next_room = self.next_room.max(key.0.saturating_add(1));
        if self.room(key).is_none() {
            let room = Room::parse(&record.topic).ok()?;
            let entry = self.new_entry(key, room);
            self.rooms.push(entry);
        }
        let me = self.shared_me();
        let entry = self.room_mut(key)?;
        entry.order = record.order;
        entry.settings = record.settings.unwrap_or_else(|| entry.default_settings());
        entry.delivery = record.delivery;
        entry.access = record.access;
        if record.read > entry.read {
            entry.read = record.read;
            entry.timeline.read_before(record.read);
            entry.count_unread(&me);
        }
        // All messages may be gone, but numbers go on.
        self.next_number = self.next_number.max(record.read);
        self.sort_rooms();
        Some(Effect::Unread { room: key })
    }

    fn replay_message(&mut self, record: MessageRecord) -> Option<Effect> {
        let (room, key, status) = (record.room, record.key, record.status);
        // Also of a room whose own record is gone: no other may get its key, and with it these messages.
        self.next_room = self.next_room.max(room.0.saturating_add(1));
        let last = match record.place {
            Place::Settled(place) => place.max(key.0),
            Place::Waiting => key.0,
        };
        self.next_number = self.next_number.max(last.saturating_add(1));
        // Told before it was read, and heard after: what is delivered never goes back.
        if record.origin == Origin::Own && status != Status::Delivered {
            let known = self.room(room)?.timeline.find(key);
            if known.is_some_and(|known| known.status == Status::Delivered) {
                return None;
            }
        }
        let content = Content::read(&record.payload, self.limits().max_message_bytes);
        let own_topic = Arc::<str>::from(self.room(room)?.room.as_str());
        let topic = self.shared_topic(record.topic.as_ref().unwrap_or(&own_topic));
        let (arrived_at, origin) = (record.arrived_at, record.origin);
        let message = Arc::new(Message { key, topic, content, arrived_at, origin });
        self.follow_own(room, &message, status);
        let on_screen = self.on_screen() == Some(room);
        let me = self.shared_me();
        let entry = self.room_mut(room)?;
        let (place, acknowledged) = (record.place, record.acknowledged);
        let came_back = origin == Origin::Own && status == Status::Delivered;
        if came_back && matches!(entry.access, Access::Granted(_)) {
            entry.echo = Echo::Heard;
        }
        let put = entry.timeline.put(Item { message: Arc::clone(&message), status, place, acknowledged });
        let is_news = matches!(origin, Origin::Received { retained: false, .. });
        if put == Put::New && place >= Place::Settled(entry.read) && is_news && !on_screen {
            entry.count_one(&message, &me);
        }
        if put == Put::New && matches!(origin, Origin::Received { .. }) {
            entry.heard += 1;
        }
        let is_feed = entry.room.is_feed();
        if on_screen && entry.read_all() {
            self.touch(room);
        }
        if let Some(author) = message.author().filter(|_| put == Put::New && !is_feed) {
            self.people.said_something(&message.topic, author);
        }
        Some(match (put, origin) {
            (Put::Updated, _) => Effect::StatusChanged { room, key, status },
            (Put::Moved, _) => Effect::Settled { room, key },
            (Put::New, Origin::Received { .. }) => Effect::Arrived { room, key },
            (Put::New, Origin::Own) | (Put::Beyond, _) => Effect::Moved { room },
        })
    }

    /// Which of ours have not come back.
    fn follow_own(&mut self, room: RoomKey, message: &Message, status: Status) {
        let Some(id) = message.id().filter(|_| message.origin == Origin::Own) else { return };
        match status {
            Status::Delivered => _ = self.outbox.remove(id),
            _ => _ = self.outbox.insert(id.to_owned(), (room, message.key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::book::Limits;
    use super::super::entry::RoomEntry;
    use super::super::ulid::Ulid;
    use super::super::{Failure, Visibility};
    use super::*;
    use crate::mqtt::{Delivery, TopicName};

    fn hear(chat: &mut Chat, payload: &[u8]) {
        let topic = TopicName::parse("chat").unwrap();
        chat.receive(&topic, payload, false, Delivery::AtLeastOnce, 9);
    }

    /// A room's name, unread count, draft and messages.
    type Seen = (String, u32, String, Vec<(u64, String, Status)>);

    /// What a person sees of it.
    fn seen(chat: &Chat) -> Vec<Seen> {
        let room = |entry: &RoomEntry| {
            let items = entry.timeline.iter();
            let lines = items.map(|item| (item.message.key.0, item.message.content.summary(), item.status));
            (entry.room.as_str().to_owned(), entry.unread, entry.draft.clone(), lines.collect())
        };
        chat.rooms().iter().map(room).collect()
    }

    /// A chat in which much happened, with all its records.
    fn eventful() -> (Chat, Vec<ChatChange>) {
        let mut chat = Chat::new("Lucy", Limits::default());
        let room = chat.join(Room::parse("chat").unwrap());
        let left = chat.join(Room::parse("left").unwrap());
        let feed = chat.join(Room::parse("#").unwrap());
        chat.set_access("chat", Access::Granted(Delivery::ExactlyOnce));
        let say = |chat: &mut Chat, number: u8| {
            chat.write(room, &format!("own {number}"), Ulid::new(1, [number; 10]), 5).unwrap()
        };
        let ours: Vec<_> = (0..5).map(|number| say(&mut chat, number)).collect();
        hear(&mut chat, br#"{"user":"Tom","say":"hi","id":"1"}"#);
        hear(&mut chat, b"plain");
        for message in &ours {
            chat.sent(&message.id);
        }
        hear(&mut chat, &ours[2].payload);
        chat.acknowledged(&ours[0].id);
        chat.failed(&ours[3].id, Failure::QueueFull);
        chat.delete(room, ours[4].key);
        chat.open(room);
        chat.close();
        hear(&mut chat, b"news");
        chat.set_draft(room, "half a thou");
        chat.leave(left);
        chat.open(feed);
        chat.set_visibility(Visibility::Hidden);
        hear(&mut chat, b"more news");
        let records = chat.take_changes();
        (chat, records)
    }

    #[test]
    fn a_chat_replayed_from_its_records_is_the_same_chat() {
        let (chat, records) = eventful();
        let mut replayed = Chat::new("Lucy", Limits::default());
        for record in records.iter().chain(&records) {
            replayed.replay(record.clone());
        }
        replayed.count_unread();
        assert_eq!(seen(&replayed), seen(&chat));
        assert!(replayed.take_changes().is_empty());
    }

    #[test]
    fn what_goes_on_after_a_replay_takes_fresh_numbers() {
        let (mut chat, records) = eventful();
        let mut replayed = Chat::new("Lucy", Limits::default());
        for record in records {
            replayed.replay(record);
        }
        let room = chat.find("chat").unwrap();
        let id = Ulid::new(7, [7; 10]);
        let (one, two) = (chat.write(room, "on", id, 5).unwrap(), replayed.write(room, "on", id, 5).unwrap());
        assert_eq!(one, two);
        assert!(replayed.has_said(room, &id.to_string()));
    }

    #[test]
    fn a_message_that_was_here_before_the_reload_is_not_shown_again() {
        let (mut chat, records) = eventful();
        let mut replayed = Chat::new("Lucy", Limits::default());
        for record in records {
            replayed.replay(record);
        }
        let again = br#"{"user":"Tom","say":"hi","id":"1"}"#;
        hear(&mut chat, again);
        hear(&mut replayed, again);
        let lines = |chat: &Chat| seen(chat).into_iter().map(|room| room.3).collect::<Vec<_>>();
        assert_eq!(lines(&replayed), lines(&chat));
    }

    #[test]
    fn what_is_delivered_is_not_undone_by_what_was_told_before_it() {
        let mut chat = Chat::new("Lucy", Limits::default());
        let room = chat.join(Room::parse("chat").unwrap());
        chat.set_access("chat", Access::Granted(Delivery::ExactlyOnce));
        let ours = chat.write(room, "own", Ulid::new(1, [1; 10]), 5).unwrap();
        chat.sent(&ours.id);
        let early = chat.take_changes();
        hear(&mut chat, &ours.payload);
        let mut replayed = Chat::new("Lucy", Limits::default());
        for record in early.iter().cloned().chain(chat.take_changes()).chain(early.iter().cloned()) {
            replayed.replay(record);
        }
        assert_eq!(seen(&replayed), seen(&chat));
        assert!(replayed.unsent().next().is_none());
    }

    #[test]
    fn messages_of_no_room_are_left_out() {
        let (_, records) = eventful();
        let mut empty = Chat::new("Lucy", Limits::default());
        for record in records {
            if !matches!(record, ChatChange::Room(_)) {
                empty.replay(record);
            }
        }
        assert!(seen(&empty).is_empty());
    }
}
