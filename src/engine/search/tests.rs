//! An index over a store with messages: what is found, before and after all of it was read, and what is not any more.

use super::*;
use crate::chat::{Acknowledged, MessageKey, Origin, Status};
use crate::mqtt::Delivery;
use crate::store::{AccountId, Batch, MemoryStore, Table};

const ACCOUNT: AccountId = AccountId([1; 8]);
const CHAT: RoomKey = RoomKey(0);
const LAB: RoomKey = RoomKey(1);

/// A store with messages, and an index over it.
#[derive(Default)]
struct World {
    store: MemoryStore,
    index: Index,
    next: u64,
}

impl World {
    fn tell(&mut self, room: RoomKey, user: &str, say: &str) -> u64 {
        let payload = serde_json::json!({ "user": user, "say": say }).to_string().into_bytes();
        self.next += 1;
        let record = MessageRecord {
            room,
            key: MessageKey(self.next),
            place: Place::Settled(self.next),
            topic: None,
            payload: payload.into(),
            origin: Origin::Received { retained: false, delivery: Delivery::AtLeastOnce },
            status: Status::Received,
            acknowledged: Acknowledged::No,
            arrived_at: 0,
        };
        let batch = Batch { chat: vec![ChatChange::Message(record)], ..Batch::default() };
        self.store.commit(ACCOUNT, &batch).unwrap();
        self.next
    }

    fn read(&mut self, slice: Slice) -> bool {
        let mut more = false;
        for reach in store::page(ACCOUNT, slice.room(), slice.from(), SLICE) {
            more = self.index.add(slice, &self.store.read(Table::Messages, &reach), 65_536);
        }
        more
    }

    fn prepare(&mut self, revisions: &[ChatChange]) {
        self.index.prepare(&[CHAT, LAB], revisions);
        for room in [CHAT, LAB] {
            while let Some(slice) = self.index.newer(room) {
                if !self.read(slice) {
                    break;
                }
            }
        }
    }

    fn load(&mut self) {
        self.prepare(&[]);
        while let Some(slice) = self.index.older() {
            self.read(slice);
        }
    }

    fn find(&self, query: &str) -> Vec<u64> {
        self.find_up_to(query, 100).0
    }

    fn find_up_to(&self, query: &str, limit: usize) -> (Vec<u64>, usize) {
        let query = Query::parse(query);
        let topic = |room| if room == LAB { "lab" } else { "chat" };
        let found = self.index.find(&query, limit, |room| query.is_in_room(topic(room)));
        (found.places.into_iter().map(|(_, place)| place).collect(), found.total)
    }
}

#[test]
fn all_words_have_to_be_there_in_any_order_and_any_script() {
    let mut world = World::default();
    world.tell(CHAT, "Tom", "The quick brown fox");
    world.tell(LAB, "Lucy", "Quick, the FOX! 狐狸在跑");
    world.tell(CHAT, "Tom", "quickly");
    world.load();
    assert_eq!(world.find("quick"), [3, 2, 1]);
    assert_eq!(world.find("fox quick"), [2, 1]);
    assert_eq!(world.find("狸在"), [2]);
    assert!(world.find("fox quickly").is_empty());
    assert_eq!(world.find("fox\nQuick"), [2, 1], "never across two messages");
    assert_eq!(world.find("quick quick"), [3, 2, 1]);
}

#[test]
fn a_message_counts_once_however_often_the_word_is_in_it() {
    let mut world = World::default();
    world.tell(CHAT, "Tom", "ha ha ha");
    world.tell(CHAT, "Tom", "");
    world.tell(CHAT, "Tom", "ha");
    world.load();
    assert_eq!(world.find_up_to("ha", 10), (vec![3, 1], 2));
    assert_eq!(world.find_up_to("ha", 1), (vec![3], 2));
    assert_eq!(world.find_up_to("ha", 0), (vec![], 2));
}

#[test]
fn names_and_rooms_narrow_it_down() {
    let mut world = World::default();
    world.tell(CHAT, "Tom", "hi");
    world.tell(LAB, "Lucy", "hi");
    world.tell(LAB, "Tom", "hi there");
    world.load();
    assert_eq!(world.find("hi from:TOM"), [3, 1]);
    assert_eq!(world.find("from:lucy"), [2]);
    assert_eq!(world.find("hi in:lab"), [3, 2]);
    assert_eq!(world.find("in:lab from:tom there"), [3]);
    assert!(world.find("from:ann").is_empty());
}

#[test]
fn the_newest_are_found_before_all_is_read() {
    let mut world = World::default();
    for number in 0..5_000 {
        world.tell(if number % 2 == 0 { CHAT } else { LAB }, "Tom", "word");
    }
    world.prepare(&[]);
    let slice = world.index.older().unwrap();
    world.read(slice);
    assert_eq!(world.find_up_to("word", 1), (vec![5_000], 2_000));
    assert!(!world.index.is_complete());
    let slice = world.index.older().unwrap();
    world.read(slice);
    assert_eq!(world.find_up_to("word", 2), (vec![5_000, 4_999], 4_000));
    world.load();
    assert!(world.index.is_complete());
    assert_eq!(world.find_up_to("word", 1), (vec![5_000], 5_000));
}

#[test]
fn what_comes_later_is_read_and_nothing_twice() {
    let mut world = World::default();
    world.load();
    world.tell(CHAT, "Tom", "first");
    world.load();
    world.tell(CHAT, "Tom", "first again");
    world.load();
    world.load();
    assert_eq!(world.find_up_to("first", 9), (vec![2, 1], 2));
}

#[test]
fn a_slice_that_another_search_read_already_is_left_out() {
    let mut world = World::default();
    world.tell(CHAT, "Tom", "once");
    world.prepare(&[]);
    let slice = world.index.older().unwrap();
    world.read(slice);
    world.read(slice);
    world.load();
    world.tell(CHAT, "Tom", "once");
    let slice = world.index.newer(CHAT).unwrap();
    world.read(slice);
    world.read(slice);
    assert_eq!(world.find_up_to("once", 9), (vec![2, 1], 2));
}

#[test]
fn what_is_gone_is_not_found() {
    let mut world = World::default();
    for room in [CHAT, CHAT, CHAT, LAB, LAB] {
        world.tell(room, "Tom", "here");
    }
    world.load();
    let (room, key, place) = (CHAT, MessageKey(2), Place::Settled(2));
    world.prepare(&[ChatChange::Deleted { room, key, place }]);
    assert_eq!(world.find("here"), [5, 4, 3, 1]);
    world.prepare(&[ChatChange::Cleared { room: LAB, before: 5 }]);
    assert_eq!(world.find("here"), [5, 3, 1]);
    world.prepare(&[ChatChange::Left(CHAT)]);
    assert_eq!(world.find("here"), [5]);
    assert_eq!(world.find("from:tom"), [5]);
}

#[test]
fn what_is_imported_before_all_that_was_read_is_found() {
    let mut world = World { next: 100, ..World::default() };
    world.tell(CHAT, "Tom", "new");
    world.load();
    world.next = 50;
    world.tell(CHAT, "Tom", "imported");
    world.prepare(&[ChatChange::Earlier(CHAT)]);
    world.load();
    assert_eq!(world.find("imported"), [51]);
    assert_eq!(world.find("from:tom"), [101, 51]);
}
