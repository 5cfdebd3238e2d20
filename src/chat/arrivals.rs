//! What arrives: into which rooms it goes, whether it is our own come back or here already, whether it is unread.

use super::book::{Chat, Effect};
use super::change::{Acknowledged, ChatChange, MessageRecord, Place};
use super::dialect::Content;
use super::entry::{Echo, RoomEntry};
use super::message::{Message, MessageKey, Origin, Status};
use super::room::RoomKey;
use super::timeline::Arrival;
use crate::mqtt::{Delivery, TopicName};
use std::sync::Arc;

impl Chat {
    /// A PUBLISH arrived; `retained` is its RETAIN flag, `now` ms since the epoch. It goes to every room that
    /// matches. Where it is our own copy, ours settles; where it is there already, it is dropped. An empty
    /// retained payload, which clears a state, is an empty text.
    pub fn receive(
        &mut self,
        topic: &TopicName<'_>,
        payload: impl Into<Arc<[u8]>>,
        retained: bool,
        delivery: Delivery,
        now: u64,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        let rooms = self.rooms.iter().filter(|entry| entry.room.matches(topic)).map(|entry| entry.key);
        let rooms: Vec<RoomKey> = rooms.collect();
        if rooms.is_empty() {
            return effects;
        }
        let payload = payload.into();
        let content = Content::read(&payload, self.limits().max_message_bytes);
        let message = self.message(topic, content, Origin::Received { retained, delivery }, now);
        let echoed = self.take_echoed(&message);
        let counts = !retained && echoed.is_none();
        for room in rooms {
            match echoed.filter(|(own_room, _)| *own_room == room) {
                Some((_, key)) => {
                    if let Some(entry) = self.room_mut(room) {
                        entry.echo = Echo::Heard;
                    }
                    effects.extend(self.delivered(room, key));
                }
                None => self.arrive(room, &message, &payload, counts, &mut effects),
            }
        }
        effects
    }

    fn arrive(
        &mut self,
        room: RoomKey,
        message: &Arc<Message>,
        payload: &Arc<[u8]>,
        counts: bool,
        effects: &mut Vec<Effect>,
    ) {
        let on_screen = self.on_screen() == Some(room);
        let me = self.shared_me();
        let Some(entry) = self.room_mut(room) else { return };
        if entry.timeline.arrive(Arc::clone(message)) == Arrival::Duplicate {
            return;
        }
        entry.heard += 1;
        effects.push(Effect::Arrived { room, key: message.key });
        let is_feed = entry.room.is_feed();
        let topic = is_feed.then(|| Arc::clone(&message.topic));
        if on_screen {
            entry.read_all();
            self.touch(room);
        } else if counts {
            entry.count_one(message, &me);
            effects.push(Effect::Unread { room });
        }
        if !is_feed
            && message.author().is_some_and(|author| self.people.said_something(&message.topic, author))
        {
            effects.push(Effect::People);
        }
        self.note(ChatChange::Message(MessageRecord {
            room,
            key: message.key,
            place: Place::Settled(message.key.0),
            topic,
            payload: Arc::clone(payload),
            origin: message.origin,
            status: Status::Received,
            acknowledged: Acknowledged::No,
            arrived_at: message.arrived_at,
        }));
    }

    /// Ours is delivered. Its place is behind all that came before, and behind those of ours that it overtook.
    pub(super) fn delivered(&mut self, room: RoomKey, key: MessageKey) -> Vec<Effect> {
        let entry = self.room_mut(room);
        if entry.and_then(|entry| entry.timeline.come_back(key)).is_none() {
            return Vec::new();
        }
        let settled = self.settle_ready(room);
        if settled.contains(&Effect::Settled { room, key }) {
            return settled;
        }
        self.note_own(room, key);
        vec![Effect::StatusChanged { room, key, status: Status::Delivered }]
    }

    /// Those of ours that came back and that nothing holds any longer take their places.
    pub(super) fn settle_ready(&mut self, room: RoomKey) -> Vec<Effect> {
        let mut effects = Vec::new();
        while let Some(key) = self.room(room).and_then(|entry| entry.timeline.ready()) {
            let place = self.next_number;
            self.next_number += 1;
            let Some(entry) = self.room_mut(room) else { break };
            if entry.timeline.settle(key, place).is_none() {
                break;
            }
            self.note_own(room, key);
            effects.push(Effect::Settled { room, key });
        }
        let on_screen = self.on_screen() == Some(room) && !effects.is_empty();
        if on_screen && self.room_mut(room).is_some_and(RoomEntry::read_all) {
            self.touch(room);
        }
        effects
    }

    /// One of ours leaves the outbox if this is it, come back: same id, name and topic.
    fn take_echoed(&mut self, message: &Message) -> Option<(RoomKey, MessageKey)> {
        let id = message.id()?;
        let (room, key) = *self.outbox.get(id)?;
        let own = &self.room(room)?.timeline.unsettled_item(key)?.message;
        if own.identity() != message.identity() {
            return None;
        }
        self.outbox.remove(id)
    }
}

#[cfg(test)]
mod tests {
    use super::super::book::{Limits, Visibility};
    use super::super::room::Access;
    use super::super::room::Room;
    use super::*;

    struct Page(Chat);

    impl Page {
        fn new() -> Self {
            Self(Chat::new("Lucy", Limits::default()))
        }

        fn join(&mut self, room: &str) -> RoomKey {
            self.0.join(Room::parse(room).unwrap())
        }

        fn hear(&mut self, topic: &str, payload: &str) -> Vec<Effect> {
            self.hear_as(topic, payload, false)
        }

        fn hear_as(&mut self, topic: &str, payload: &str, retained: bool) -> Vec<Effect> {
            let topic = TopicName::parse(topic).unwrap();
            self.0.receive(&topic, payload.as_bytes(), retained, Delivery::AtLeastOnce, 7)
        }

        fn unread(&self, room: RoomKey) -> u32 {
            self.0.room(room).unwrap().unread
        }

        fn len(&self, room: RoomKey) -> usize {
            self.0.room(room).unwrap().timeline.len()
        }
    }

    #[test]
    fn a_room_is_joined_once() {
        let mut page = Page::new();
        let chat = page.join("chat");
        assert_ne!(page.join("chat2"), chat);
        assert_eq!(page.join("chat"), chat);
        assert_eq!(page.0.find("chat"), Some(chat));
        assert_eq!(page.0.rooms().len(), 2);
    }

    #[test]
    fn a_room_left_and_joined_again_is_a_new_one() {
        let mut page = Page::new();
        let old = page.join("chat");
        page.0.open(old);
        assert_eq!(page.0.leave(old).map(|entry| entry.key), Some(old));
        assert!(page.0.leave(old).is_none());
        let new = page.join("chat");
        assert_ne!(new, old);
        page.hear("chat", "hi");
        assert_eq!(page.unread(new), 1);
    }

    #[test]
    fn a_message_goes_to_every_room_that_matches_and_to_no_other() {
        let mut page = Page::new();
        let (chat, feed, other) = (page.join("chat"), page.join("+"), page.join("other"));
        page.hear("chat", "hi");
        assert_eq!([page.len(chat), page.len(feed), page.len(other)], [1, 1, 0]);
        assert_eq!(page.0.room(feed).unwrap().last().unwrap().topic.as_ref(), "chat");
        assert_eq!(page.hear("elsewhere/x", "hi"), []);
    }

    #[test]
    fn the_same_id_from_the_same_user_is_shown_once() {
        let mut page = Page::new();
        let chat = page.join("chat");
        let tom = r#"{"user":"Tom","say":"hi","id":"1"}"#;
        assert_eq!(page.hear("chat", tom).len(), 2);
        assert_eq!(page.hear("chat", tom), []);
        assert_eq!(page.unread(chat), 1);
        page.hear("chat", r#"{"user":"Ann","say":"hi","id":"1"}"#);
        assert_eq!(page.len(chat), 2);
    }

    #[test]
    fn without_an_id_equal_messages_are_two() {
        let mut page = Page::new();
        let chat = page.join("chat");
        page.hear("chat", r#"{"user": "Tom", "say": "hi"}"#);
        page.hear("chat", r#"{"user": "Tom", "say": "hi"}"#);
        assert_eq!(page.len(chat), 2);
    }

    #[test]
    fn a_feed_shows_one_id_on_two_topics_twice() {
        let mut page = Page::new();
        let feed = page.join("/+");
        page.hear("/a", r#"{"say":"hi","id":"1"}"#);
        page.hear("/b", r#"{"say":"hi","id":"1"}"#);
        assert_eq!(page.len(feed), 2);
    }

    #[test]
    fn only_what_is_on_screen_is_read() {
        let mut page = Page::new();
        let (chat, other) = (page.join("chat"), page.join("other"));
        page.0.open(chat);
        page.hear("chat", "hi");
        page.hear("other", "hi");
        assert_eq!((page.unread(chat), page.unread(other)), (0, 1));
        assert_eq!(page.0.open(other), Some(Effect::Unread { room: other }));
        page.hear("chat", "hi");
        assert_eq!((page.unread(chat), page.unread(other)), (1, 0));
    }

    #[test]
    fn a_hidden_page_reads_nothing_until_it_is_shown_again() {
        let mut page = Page::new();
        let chat = page.join("chat");
        page.0.open(chat);
        assert_eq!(page.0.set_visibility(Visibility::Hidden), None);
        page.hear("chat", "hi");
        assert_eq!(page.unread(chat), 1);
        assert_eq!(page.0.set_visibility(Visibility::Shown), Some(Effect::Unread { room: chat }));
        assert_eq!(page.unread(chat), 0);
    }

    #[test]
    fn retained_messages_are_shown_but_never_unread() {
        let mut page = Page::new();
        let chat = page.join("chat");
        page.hear_as("chat", "21.5", true);
        page.hear_as("chat", "", true);
        assert_eq!((page.len(chat), page.unread(chat)), (2, 0));
        assert_eq!(page.0.room(chat).unwrap().last().unwrap().content, Content::Text(String::new()));
    }

    #[test]
    fn access_is_told_by_filter() {
        let mut page = Page::new();
        let feed = page.join("/+");
        assert_eq!(page.0.set_access("/+", Access::Refused), Some(feed));
        assert_eq!(page.0.room(feed).unwrap().access, Access::Refused);
        assert_eq!(page.0.set_access("nowhere", Access::Refused), None);
        page.0.set_delivery(feed, Delivery::ExactlyOnce);
        assert_eq!(page.0.room(feed).unwrap().delivery, Delivery::ExactlyOnce);
    }
}
