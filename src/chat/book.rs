//! The book of all rooms: who is in it, which one is on screen, what became different. What comes is in `arrivals`,
//! what is written in `outbox`.

use super::change::ChatChange;
use super::dialect::{Content, cut_name};
use super::entry::{News, RoomEntry};
use super::message::{Message, MessageKey, Origin, Status};
use super::people::{Moment, People};
use super::prefix::Side;
use super::room::{Access, Room, RoomKey};
use super::timeline::{HELD, Item};
use crate::mqtt::{Delivery, TopicName};
use litemap::LiteMap;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Everything said and heard on this page.
#[derive(Debug)]
pub struct Chat {
    me: Arc<str>,
    /// Of all topics that are no rooms, and of direct rooms; the host's.
    prefix: String,
    pub(super) limits: Limits,
    pub(super) people: People,
    /// In display order.
    pub(super) rooms: Vec<RoomEntry>,
    open: Option<RoomKey>,
    visibility: Visibility,
    /// Our messages that have not come back, by id.
    pub(super) outbox: HashMap<String, (RoomKey, MessageKey)>,
    /// Each topic's text once, however many messages it has.
    topics: HashSet<Arc<str>>,
    pub(super) next_room: u32,
    /// For keys and places alike.
    pub(super) next_number: u64,
    /// What became different since it was last taken.
    changes: Vec<ChatChange>,
    /// Rooms of which a new record is due.
    touched: LiteMap<RoomKey, ()>,
    /// Some of it can't wait to be stored.
    urgent: bool,
    /// Those of the changes, and of what was replayed, that change what was stored long ago.
    pub(super) revisions: Vec<ChatChange>,
}

/// Where the numbers of keys and places begin. Below it there is room for messages that are imported, which stand before
/// all that came here.
pub const FIRST: u64 = 1 << 40;

/// How much is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a payload that is read at once, and the most that we write.
    pub max_message_bytes: usize,
    /// Settled messages that are held of each room; those before them are in the store.
    pub held: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_message_bytes: 65_536, held: HELD }
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
    /// Who is here, typing or reading changed.
    People,
}

impl Chat {
    /// `me` is the name we write under, cut as any reader would cut it: at 256 characters. The prefix is `snug`.
    pub fn new(me: &str, limits: Limits) -> Self {
        Self {
            me: cut_name(me).into(),
            prefix: String::new(),
            people: People::default(),
            limits,
            rooms: Vec::new(),
            open: None,
            visibility: Visibility::Shown,
            outbox: HashMap::new(),
            topics: HashSet::new(),
            next_room: 0,
            next_number: FIRST,
            changes: Vec::new(),
            touched: LiteMap::new(),
            urgent: false,
            revisions: Vec::new(),
        }
        .with_prefix("snug")
    }

    /// With the prefix that the host chose, before any room is there.
    pub fn with_prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.prefix);
        self.people.set_prefix(prefix);
        self
    }

    /// With keys for its new rooms that the chat before never gave: what is on screen goes by them.
    pub fn with_keys_behind(mut self, before: &Self) -> Self {
        self.next_room = before.next_room;
        self
    }

    /// What became different since this was last asked, in an order in which it can be replayed.
    pub fn take_changes(&mut self) -> Vec<ChatChange> {
        self.urgent = false;
        let touched = std::mem::take(&mut self.touched);
        let records = touched.keys().filter_map(|key| Some(ChatChange::Room(self.room(*key)?.record())));
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

    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Who is here.
    pub fn people(&self) -> &People {
        &self.people
    }

    pub fn people_mut(&mut self) -> &mut People {
        &mut self.people
    }

    /// With those who were here in the chat before this one.
    pub fn with_people(mut self, before: &mut Self) -> Self {
        self.people = std::mem::take(&mut before.people);
        self.people.set_prefix(&self.prefix);
        self
    }

    /// Something came beside the rooms. Whether anything became different that can be seen.
    pub fn hear_side(&mut self, now: Moment, side: &Side<'_>, payload: &[u8]) -> bool {
        let rooms = &self.rooms;
        self.people.hear(now, side, payload, |topic| rooms.iter().any(|entry| entry.room.as_str() == topic))
    }

    /// Time passed for those who are here. Whether anything became different that can be seen.
    pub fn people_timeout(&mut self, now: Moment) -> bool {
        let rooms = &self.rooms;
        self.people.timeout(now, |topic| rooms.iter().any(|entry| entry.room.as_str() == topic))
    }

    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// In display order: as they were joined, unless they were moved.
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
        // Behind all others: of equals, the one with the newest key is the last.
        let order = self.rooms.last().map_or(0, |last| last.order);
        let entry = RoomEntry { order, ..self.new_entry(key, room) };
        self.rooms.push(entry);
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
        let left = self.rooms.remove(place);
        self.people.forget_room(left.room.as_str());
        Some(left)
    }

    /// What SUBACK said of a filter; the room it belongs to.
    pub fn set_access(&mut self, filter: &str, access: Access) -> Option<RoomKey> {
        let key = self.find(filter)?;
        self.room_mut(key)?.access = access;
        self.touch(key);
        self.hurry();
        if access == Access::Refused {
            self.settle_acknowledged(key);
        }
        Some(key)
    }

    /// The broker may have forgotten what it granted. A page that dies before it is granted again has to know.
    pub fn ask_again(&mut self) {
        let granted = self.rooms.iter_mut().filter(|entry| matches!(entry.access, Access::Granted(_)));
        let mut keys = Vec::new();
        for entry in granted {
            entry.access = Access::Asking;
            keys.push(entry.key);
        }
        for key in keys {
            self.touch(key);
            self.hurry();
        }
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

    /// This text was taken out of the composer, in one step with what became of it: it is never both said and offered
    /// again.
    pub(super) fn take_from_draft(&mut self, key: RoomKey, text: &str) {
        let rest = self.room(key).and_then(|entry| entry.draft.strip_prefix(text)).map(str::to_owned);
        if let Some(rest) = rest {
            self.set_draft(key, &rest);
        }
    }

    /// Another tab showed the room up to before this place.
    pub fn read_up_to(&mut self, key: RoomKey, place: u64) -> Option<Effect> {
        let me = self.shared_me();
        let entry = self.room_mut(key).filter(|entry| place > entry.read)?;
        entry.read = place;
        entry.timeline.read_before(place);
        entry.count_unread(&me);
        self.touch(key);
        Some(Effect::Unread { room: key })
    }

    /// This room is on screen. While the page is shown, nothing in it is unread.
    pub fn open(&mut self, key: RoomKey) -> Option<Effect> {
        let other = self.open != Some(key);
        let entry = self.room_mut(key)?;
        if other {
            entry.news = None;
        }
        self.open = Some(key);
        self.read_what_is_on_screen()
    }

    /// The room on screen.
    pub fn open_room(&self) -> Option<RoomKey> {
        self.open
    }

    /// The newest message of somebody else in the room on screen, if it has an id. What is older than the last 50 does not
    /// count any more.
    pub fn read_on_screen(&self) -> Option<(RoomKey, &str)> {
        let entry = self.room(self.on_screen()?).filter(|entry| !entry.room.is_feed())?;
        let theirs = |item: &&Item| matches!(item.message.origin, Origin::Received { .. });
        let newest = entry.timeline.settled().iter().rev().take(50).filter(theirs);
        newest.filter_map(|item| item.message.id()).next().map(|id| (entry.key, id))
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

    pub(super) fn shared_me(&self) -> Arc<str> {
        Arc::clone(&self.me)
    }

    pub(super) fn note(&mut self, change: ChatChange) {
        self.hurry();
        self.remember_revision(&change);
        self.changes.push(change);
    }

    pub(super) fn note_later(&mut self, change: ChatChange) {
        self.changes.push(change);
    }

    pub(super) fn hurry(&mut self) {
        self.urgent = true;
    }

    pub(super) fn touch(&mut self, room: RoomKey) {
        self.touched.insert(room, ());
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

    pub(super) fn on_screen(&self) -> Option<RoomKey> {
        self.open.filter(|_| self.visibility == Visibility::Shown)
    }

    fn read_what_is_on_screen(&mut self) -> Option<Effect> {
        let entry = self.room_mut(self.on_screen()?)?;
        let (room, unread) = (entry.key, entry.unread);
        if unread > 0 {
            entry.news = Some(News { from: entry.read, count: unread });
        }
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
