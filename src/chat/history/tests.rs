//! A room that holds little: what goes, what is counted though it went, and what does not come again.

use super::super::{ChatChange, FIRST, Limits, Room, Status, Ulid};
use super::*;
use crate::mqtt::{Delivery, TopicName};

struct Page {
    chat: Chat,
    room: RoomKey,
}

impl Page {
    /// Of no more than eight settled messages.
    fn new() -> Self {
        let mut chat = Chat::new("Lucy", Limits { held: 8, ..Limits::default() });
        let room = chat.join(Room::parse("chat").unwrap());
        Self { chat, room }
    }

    fn hear(&mut self, count: u64) {
        for _ in 0..count {
            let id = self.chat.next_number;
            let payload = [r#"{"user":"Tom","say":"hi","id":""#, &id.to_string(), r#""}"#].concat();
            self.hear_this(&payload);
        }
    }

    fn hear_this(&mut self, payload: &str) {
        let topic = TopicName::parse("chat").unwrap();
        self.chat.receive(&topic, payload.as_bytes(), false, Delivery::AtLeastOnce, 9);
    }

    fn say(&mut self, number: u8) -> MessageKey {
        self.chat.write(self.room, "mine", Ulid::new(1, [number; 10]), 5).unwrap().key
    }

    fn unread(&self) -> u32 {
        self.chat.room(self.room).unwrap().unread
    }

    fn held(&self) -> Vec<u64> {
        let timeline = &self.chat.room(self.room).unwrap().timeline;
        timeline.iter().map(|item| item.message.key.0 - FIRST).collect()
    }

    fn has_earlier(&self) -> bool {
        self.chat.room(self.room).unwrap().timeline.has_earlier()
    }
}

#[test]
fn what_is_too_much_goes_from_the_front_and_what_waits_stays() {
    let mut page = Page::new();
    let mine = page.say(1).0 - FIRST;
    page.hear(8);
    assert!(!page.has_earlier());
    page.hear(1);
    assert_eq!(page.held(), [6, 7, 8, 9, mine]);
    assert!(page.has_earlier());
    page.hear(4);
    assert_eq!(page.held(), [6, 7, 8, 9, 10, 11, 12, 13, mine]);
}

#[test]
fn unread_messages_are_counted_though_they_are_not_held() {
    let mut page = Page::new();
    page.hear(30);
    assert_eq!(page.unread(), 30);
    page.chat.count_unread();
    assert_eq!(page.unread(), 30);
    // Another tab showed some of them, among those that are not held.
    page.chat.read_up_to(page.room, FIRST + 10);
    assert_eq!(page.unread(), 20);
    page.chat.delete_at(page.room, MessageKey(FIRST + 12), Place::Settled(FIRST + 12));
    page.chat.count_unread();
    assert_eq!(page.unread(), 19);
    page.chat.open(page.room);
    page.chat.count_unread();
    assert_eq!(page.unread(), 0);
}

#[test]
fn a_message_that_is_not_held_any_more_does_not_arrive_again() {
    let mut page = Page::new();
    let hi = r#"{"user":"Ann","say":"hi","id":"1"}"#;
    page.hear_this(hi);
    page.hear(20);
    let before = page.held();
    page.hear_this(hi);
    assert_eq!(page.held(), before);
}

#[test]
fn records_of_what_is_not_held_change_nothing_when_they_are_replayed() {
    let mut page = Page::new();
    page.hear(30);
    let records = page.chat.take_changes();
    let (held, unread) = (page.held(), page.unread());
    for record in records {
        page.chat.replay(record);
    }
    assert_eq!((page.held(), page.unread()), (held, unread));
}

#[test]
fn a_page_replayed_in_step_holds_the_same() {
    let (mut page, mut other) = (Page::new(), Page::new());
    for round in 0..40 {
        page.hear(3);
        if round == 20 {
            page.chat.clear(page.room);
        }
        for change in page.chat.take_changes() {
            other.chat.replay(change);
        }
        assert_eq!(other.held(), page.held());
        assert_eq!(other.unread(), page.unread());
        assert_eq!(other.has_earlier(), page.has_earlier());
    }
}

#[test]
fn clearing_leaves_what_waits_and_the_numbers_go_on() {
    let mut page = Page::new();
    page.hear(30);
    let mine = page.say(1).0 - FIRST;
    page.chat.take_changes();
    page.chat.clear(page.room);
    assert_eq!((page.held(), page.has_earlier(), page.unread()), (vec![mine], false, 0));
    let mut again = Chat::new("Lucy", Limits::default());
    for change in page.chat.take_changes() {
        again.replay(change);
    }
    assert_eq!(again.next_number, page.chat.next_number);
}

#[test]
fn what_is_old_goes_and_the_rest_stays() {
    let mut page = Page::new();
    page.hear(6);
    page.chat.expire(page.room, FIRST + 4);
    assert_eq!((page.held(), page.unread(), page.has_earlier()), (vec![4, 5], 2, false));
    page.hear(10);
    page.chat.expire(page.room, FIRST + 5);
    assert!(page.has_earlier(), "there may still be some between");
}

#[test]
fn without_a_store_everything_is_held() {
    let mut page = Page::new();
    page.chat.hold_all();
    page.hear(30);
    assert_eq!(page.held().len(), 30);
}

#[test]
fn changes_to_what_was_stored_long_ago_are_told_to_whoever_asks() {
    let mut page = Page::new();
    page.hear(2);
    let key = MessageKey(FIRST);
    page.chat.delete(page.room, key);
    let place = Place::Settled(FIRST);
    assert_eq!(page.chat.take_revisions(), [ChatChange::Deleted { room: page.room, key, place }]);
    assert_eq!(page.chat.take_revisions(), []);
}

#[test]
fn a_record_reads_as_the_timeline_shows_it() {
    let mut page = Page::new();
    page.hear(1);
    let record = page.chat.take_changes().into_iter().find_map(|change| match change {
        ChatChange::Message(record) => Some(record),
        _ => None,
    });
    let item = page.chat.item(record.unwrap()).unwrap();
    assert_eq!(item.status, Status::Received);
    assert_eq!(item.message, page.chat.room(page.room).unwrap().timeline.iter().next().unwrap().message);
}
