//! What is held and what is stored are together what was said: read page by page, of any size and from any place, a room
//! is the same as if all of it were in memory, whatever was deleted, cleared or grew too old.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

use proptest::collection::vec;
use proptest::prelude::*;
use snug::chat::{Chat, Item, Limits, MessageKey, Place, Room, RoomKey, Ulid};
use snug::mqtt::{Delivery, TopicName};
use snug::store::{self, AccountId, AccountRecord, Batch, From, MemoryStore, Table, account_key};

const ID: AccountId = AccountId([1; 8]);

#[derive(Clone, Debug)]
enum Step {
    Hear,
    HearRetained,
    Say,
    /// One of ours that has not come back.
    Echo(usize),
    /// One of all that are settled.
    Delete(usize),
    /// A place among all that are settled.
    Expire(usize),
    Clear,
    Open,
    Close,
    /// Another tab showed it up to one of all that are settled.
    Read(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => Just(Step::Hear),
        1 => Just(Step::HearRetained),
        4 => Just(Step::Say),
        4 => any::<usize>().prop_map(Step::Echo),
        2 => any::<usize>().prop_map(Step::Delete),
        1 => any::<usize>().prop_map(Step::Expire),
        1 => Just(Step::Clear),
        1 => Just(Step::Open),
        2 => Just(Step::Close),
        1 => any::<usize>().prop_map(Step::Read),
    ]
}

/// The same happens in both; only the first has a store, and holds little.
struct World {
    chat: Chat,
    whole: Chat,
    store: MemoryStore,
    ours: Vec<Vec<u8>>,
    said: u64,
}

impl World {
    fn new() -> Self {
        let limits = |held| Limits { held, ..Limits::default() };
        let (chat, whole) = (Chat::new("Lucy", limits(6)), Chat::new("Lucy", limits(usize::MAX)));
        let mut store = MemoryStore::default();
        let account = Some((account_key("ws://a", "Lucy"), AccountRecord::default()));
        store.commit(ID, &Batch { account, ..Batch::default() }).unwrap();
        let mut world = Self { chat, whole, store, ours: Vec::new(), said: 0 };
        world.both(|chat| _ = chat.join(Room::parse("chat").unwrap()));
        world
    }

    fn both(&mut self, what: impl Fn(&mut Chat)) {
        what(&mut self.chat);
        what(&mut self.whole);
        let batch = Batch { chat: self.chat.take_changes(), ..Batch::default() };
        self.store.commit(ID, &batch).unwrap();
    }

    fn hear(&mut self, payload: &[u8], retained: bool) {
        self.both(|chat| {
            let topic = TopicName::parse("chat").unwrap();
            chat.receive(&topic, payload, retained, Delivery::AtLeastOnce, 9);
        });
    }

    fn settled(&self) -> Vec<(MessageKey, u64)> {
        settled(self.whole.rooms()[0].timeline.iter())
    }

    fn take(&mut self, step: &Step) {
        let room = self.chat.rooms()[0].key;
        let all = self.settled();
        let pick = |number: usize| (!all.is_empty()).then(|| all[number % all.len()]);
        self.said += 1;
        match step {
            Step::Hear | Step::HearRetained => {
                let payload = format!(r#"{{"user":"Tom","say":"hi","id":"{}"}}"#, self.said);
                self.hear(payload.as_bytes(), matches!(step, Step::HearRetained));
            }
            Step::Say => {
                let id = Ulid::new(self.said, [1; 10]);
                let payload = std::cell::RefCell::new(Vec::new());
                self.both(|chat| _ = payload.replace(chat.write(room, "mine", id, 5).unwrap().payload));
                self.ours.push(payload.into_inner());
            }
            Step::Echo(number) => {
                if !self.ours.is_empty() {
                    let ours = self.ours.remove(number % self.ours.len());
                    self.hear(&ours, false);
                }
            }
            Step::Delete(number) => {
                if let Some((key, place)) = pick(*number) {
                    self.both(|chat| _ = chat.delete_at(room, key, Place::Settled(place)));
                }
            }
            Step::Expire(number) => {
                if let Some((_, place)) = pick(*number) {
                    self.both(|chat| _ = chat.expire(room, place));
                }
            }
            Step::Clear => self.both(|chat| _ = chat.clear(room)),
            Step::Open => self.both(|chat| _ = chat.open(room)),
            Step::Close => self.both(Chat::close),
            Step::Read(number) => {
                if let Some((_, place)) = pick(*number) {
                    self.both(|chat| _ = chat.read_up_to(room, place + 1));
                }
            }
        }
    }

    fn page(&self, from: From, count: usize) -> Vec<(MessageKey, u64)> {
        let room = self.chat.rooms()[0].key;
        let reaches = store::page(ID, room, from, count);
        let rows: Vec<_> = reaches.iter().flat_map(|reach| self.store.read(Table::Messages, reach)).collect();
        let items: Vec<_> = store::read_messages(&rows).filter_map(|record| self.chat.item(record)).collect();
        settled(items.iter())
    }

    /// As a page that opens now finds it.
    fn opened(&mut self) -> Chat {
        let (_, kept) = self.store.load(&account_key("ws://a", "Lucy"), ID);
        let mut chat = Chat::new("Lucy", Limits::default());
        kept.chat.into_iter().for_each(|change| _ = chat.replay(change));
        kept.earlier.into_iter().for_each(|(room, news)| chat.set_earlier(room, news));
        chat.count_unread();
        chat
    }
}

fn settled<'a>(items: impl Iterator<Item = &'a Item>) -> Vec<(MessageKey, u64)> {
    items
        .filter_map(|item| match item.place {
            Place::Settled(place) => Some((item.message.key, place)),
            Place::Waiting => None,
        })
        .collect()
}

fn unread(chat: &mut Chat, room: RoomKey) -> u32 {
    chat.count_unread();
    chat.room(room).unwrap().unread
}

proptest! {
    #[test]
    fn a_room_read_in_pages_is_the_whole_room(steps in vec(step(), 0..150), size in 1..9_usize) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
        }
        let all = world.settled();
        let held = settled(world.chat.rooms()[0].timeline.iter());
        prop_assert!(held.len() <= 6);
        prop_assert!(all.ends_with(&held));
        if !world.chat.rooms()[0].timeline.has_earlier() {
            prop_assert_eq!(&held, &all);
        }

        let mut back = held.clone();
        loop {
            let before = back.first().map_or(u64::MAX >> 1, |(_, place)| *place);
            let page = world.page(From::Before(before), size);
            if page.is_empty() {
                break;
            }
            prop_assert!(page.len() <= size);
            back.splice(0..0, page);
        }
        prop_assert_eq!(&back, &all);

        let mut on = Vec::new();
        while let Some(page) = Some(world.page(From::After(on.last().map_or(0, |(_, place)| *place)), size))
            .filter(|page| !page.is_empty())
        {
            on.extend(page);
            prop_assert!(on.len() <= all.len());
        }
        prop_assert_eq!(&on, &all);

        for (index, (_, place)) in all.iter().enumerate() {
            let around = world.page(From::Around(*place), size);
            let start = index.saturating_sub(size / 2);
            let end = (index + size - size / 2).min(all.len());
            prop_assert_eq!(&around[..], &all[start..end]);
        }
    }

    #[test]
    fn unread_messages_are_counted_wherever_they_are(steps in vec(step(), 0..150)) {
        let mut world = World::new();
        for step in &steps {
            world.take(step);
        }
        let room = world.chat.rooms()[0].key;
        let expected = unread(&mut world.whole, room);
        prop_assert_eq!(unread(&mut world.chat, room), expected);
        let mut opened = world.opened();
        prop_assert_eq!(unread(&mut opened, room), expected);
        prop_assert_eq!(settled(opened.rooms()[0].timeline.iter()), world.settled());
    }
}
