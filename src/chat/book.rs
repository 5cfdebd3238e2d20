//! The book of all rooms: who is in it, what arrives where, what is unread. Writing is in `outbox`.

use super::change::{Acknowledged, ChatChange, MessageRecord, Place};
use super::dialect::{Content, cut_name};
use super::entry::{Access, Echo, RoomEntry};
use super::message::{Message, MessageKey, Origin, Status};
use super::room::{Room, RoomKey};
use super::timeline::Arrival;
use crate::mqtt::{Delivery, TopicName};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Everything said and heard on this page.
#[derive(Debug)]
pub struct Chat {
    me: String,
    limits: Limits,
    pub(super) rooms: Vec<RoomEntry>,
    open: Option<RoomKey>,
    visibility: Visibility,
    /// Our messages that have not settled, by id.
    pub(super) outbox: HashMap<String, (RoomKey, MessageKey)>,
    /// Each topic's text once, however many messages it has.
    topics: HashSet<Arc<str>>,
    pub(super) next_room: u32,
    /// For keys and places alike.
    pub(super) next_number: u64,
    /// What became different since it was last taken.
    changes: Vec<ChatChange>,
    /// Rooms of which a new record is due.
    touched: BTreeSet<RoomKey>,
    /// Some of it can't wait to be stored.
    urgent: bool,
}

/// How much is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a payload that is read at once, and the most that we write.
    pub max_message_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_message_bytes: 65_536 }
    }
}

/// Whether somebody can see the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Shown,
    Hidden,
}

/// What a page has to show anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A new message of somebody else's stands after everything settled.
    Arrived { room: RoomKey, key: MessageKey },
    /// Ours took its place in the broker's order, perhaps another one than before, and is [`Status::Delivered`].
    Settled { room: RoomKey, key: MessageKey },
    /// Ours came further, or failed, where it stands.
    StatusChanged { room: RoomKey, key: MessageKey, status: Status },
    /// The unread count, or what else the list says of the room, changed.
    Unread { room: RoomKey },
    /// Messages came, moved or went otherwise.
    Moved { room: RoomKey },
    /// The room is gone.
    Left { room: RoomKey },
}

impl Chat {
    /// `me` is the name we write under, cut as any reader would cut it: at 256 characters.
    pub fn new(me: &str, limits: Limits) -> Self {
        Self {
            me: cut_name(me).to_owned(),
            limits,
            rooms: Vec::new(),
            open: None,
            visibility: Visibility::Shown,
            outbox: HashMap::new(),
            topics: HashSet::new(),
            next_room: 0,
            next_number: 0,
            changes: Vec::new(),
            touched: BTreeSet::new(),
            urgent: false,
        }
    }

    /// What became different since this was last asked, in an order in which it can be replayed.
    pub fn take_changes(&mut self) -> Vec<ChatChange> {
        self.urgent = false;
        let touched = std::mem::take(&mut self.touched);
        let records = touched.into_iter().filter_map(|key| Some(ChatChange::Room(self.room(key)?.record())));
        let mut all: Vec<_> = records.collect();
        all.append(&mut self.changes);
        all
    }

    pub fn has_changes(&self) -> bool {
        !self.changes.is_empty() || !self.touched.is_empty()
    }

    /// Whether any of them has to be stored before anything else happens: all but how far rooms were read, drafts, and
    /// that a message was sent.
    pub fn has_urgent_changes(&self) -> bool {
        self.urgent
    }

    pub fn me(&self) -> &str {
        &self.me
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// In the order they were joined.
    pub fn rooms(&self) -> &[RoomEntry] {
        &self.rooms
    }

    pub fn room(&self, key: RoomKey) -> Option<&RoomEntry> {
        self.rooms.iter().find(|entry| entry.key == key)
    }

    /// By topic name or filter, exact to the byte.
    pub fn find(&self, text: &str) -> Option<RoomKey> {
        self.rooms.iter().find(|entry| entry.room.as_str() == text).map(|entry| entry.key)
    }

    /// The key of a room joined before, or a new one.
    pub fn join(&mut self, room: Room) -> RoomKey {
        if let Some(key) = self.find(room.as_str()) {
            return key;
        }
        let key = RoomKey(self.next_room);
        self.next_room += 1;
        self.rooms.push(RoomEntry::new(key, room));
        self.touch(key);
        self.hurry();
        key
    }

    /// Takes the room out, with its messages; those on their way are followed no further.
    pub fn leave(&mut self, key: RoomKey) -> Option<RoomEntry> {
        let place = self.rooms.iter().position(|entry| entry.key == key)?;
        self.outbox.retain(|_, (room, _)| *room != key);
        if self.open == Some(key) {
            self.open = None;
        }
        self.note(ChatChange::Left(key));
        Some(self.rooms.remove(place))
    }

    /// What SUBACK said of a filter; the room it belongs to.
    pub fn set_access(&mut self, filter: &str, access: Access) -> Option<RoomKey> {
        let key = self.find(filter)?;
        self.room_mut(key)?.access = access;
        self.touch(key);
        self.hurry();
        Some(key)
    }

    /// How messages of this room are published from now on.
    pub fn set_delivery(&mut self, key: RoomKey, delivery: Delivery) {
        if let Some(entry) = self.room_mut(key) {
            entry.delivery = delivery;
            self.touch(key);
            self.hurry();
        }
    }

    /// What stands in the composer of a room, so that a reload does not lose it.
    pub fn set_draft(&mut self, key: RoomKey, text: &str) {
        if let Some(entry) = self.room_mut(key).filter(|entry| entry.draft != text) {
            text.clone_into(&mut entry.draft);
            self.note_later(ChatChange::Draft { room: key, text: text.to_owned() });
        }
    }

    /// Another tab showed the room up to before this place.
    pub fn read_up_to(&mut self, key: RoomKey, place: u64) -> Option<Effect> {
        let entry = self.room_mut(key).filter(|entry| place > entry.read)?;
        entry.read = place;
        entry.count_unread();
        self.touch(key);
        Some(Effect::Unread { room: key })
    }

    /// This room is on screen. While the page is shown, nothing in it is unread.
    pub fn open(&mut self, key: RoomKey) -> Option<Effect> {
        self.open = Some(self.room(key)?.key);
        self.read_what_is_on_screen()
    }

    /// The room on screen.
    pub fn open_room(&self) -> Option<RoomKey> {
        self.open
    }

    /// No room is on screen: all of them count what comes.
    pub fn close(&mut self) {
        self.open = None;
    }

    /// A hidden page shows nothing, so that its open room counts like the others.
    pub fn set_visibility(&mut self, visibility: Visibility) -> Option<Effect> {
        self.visibility = visibility;
        self.read_what_is_on_screen()
    }

    /// A PUBLISH arrived; `retained` is its RETAIN flag, `now` ms since the epoch. It goes to every room that
    /// matches. Where it is our own copy, ours settles; where it is there already, it is dropped. An empty
    /// retained payload, which clears a state, is an empty text.
    pub fn receive(
        &mut self,
        topic: &TopicName<'_>,
        payload: &[u8],
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
        let content = Content::read(payload, self.limits.max_message_bytes);
        let message = self.message(topic, content, Origin::Received { retained, delivery }, now);
        let echoed = self.take_echoed(&message);
        let counts = !retained && echoed.is_none();
        let payload = Arc::<[u8]>::from(payload);
        for room in rooms {
            match echoed.filter(|(own_room, _)| *own_room == room) {
                Some((_, key)) => effects.extend(self.echo(room, key)),
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
        let Some(entry) = self.room_mut(room) else { return };
        if entry.timeline.arrive(Arc::clone(message)) == Arrival::Duplicate {
            return;
        }
        effects.push(Effect::Arrived { room, key: message.key });
        let topic = entry.room.is_feed().then(|| Arc::clone(&message.topic));
        if on_screen {
            entry.read_all();
            self.touch(room);
        } else if counts {
            entry.unread = entry.unread.saturating_add(1);
            effects.push(Effect::Unread { room });
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

    /// Ours came back.
    fn echo(&mut self, room: RoomKey, key: MessageKey) -> Option<Effect> {
        let entry = self.room_mut(room)?;
        entry.echo = Echo::Heard;
        self.settle(room, key)
    }

    /// Ours is delivered: its place is behind all that came before.
    pub(super) fn settle(&mut self, room: RoomKey, key: MessageKey) -> Option<Effect> {
        let place = self.next_number;
        self.next_number += 1;
        let on_screen = self.on_screen() == Some(room);
        let entry = self.room_mut(room)?;
        entry.timeline.settle(key, place)?;
        if on_screen && entry.read_all() {
            self.touch(room);
        }
        self.note_own(room, key);
        Some(Effect::Settled { room, key })
    }

    pub(super) fn note(&mut self, change: ChatChange) {
        self.hurry();
        self.changes.push(change);
    }

    pub(super) fn note_later(&mut self, change: ChatChange) {
        self.changes.push(change);
    }

    pub(super) fn hurry(&mut self) {
        self.urgent = true;
    }

    pub(super) fn touch(&mut self, room: RoomKey) {
        self.touched.insert(room);
    }

    pub(super) fn room_mut(&mut self, key: RoomKey) -> Option<&mut RoomEntry> {
        self.rooms.iter_mut().find(|entry| entry.key == key)
    }

    /// A message with a key of its own.
    pub(super) fn message(
        &mut self,
        topic: &TopicName<'_>,
        content: Content,
        origin: Origin,
        arrived_at: u64,
    ) -> Arc<Message> {
        let key = MessageKey(self.next_number);
        self.next_number += 1;
        Arc::new(Message { key, topic: self.shared_topic(topic.as_str()), content, arrived_at, origin })
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

    pub(super) fn on_screen(&self) -> Option<RoomKey> {
        self.open.filter(|_| self.visibility == Visibility::Shown)
    }

    fn read_what_is_on_screen(&mut self) -> Option<Effect> {
        let entry = self.room_mut(self.on_screen()?)?;
        let (room, unread) = (entry.key, entry.unread);
        if entry.read_all() {
            self.touch(room);
        }
        (unread > 0).then_some(Effect::Unread { room })
    }

    pub(super) fn shared_topic(&mut self, topic: &str) -> Arc<str> {
        if let Some(shared) = self.topics.get(topic) {
            return Arc::clone(shared);
        }
        let shared = Arc::<str>::from(topic);
        self.topics.insert(Arc::clone(&shared));
        shared
    }
}

#[cfg(test)]
mod tests {
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
