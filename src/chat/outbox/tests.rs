//! From the composer to the echo, and what can go wrong on the way.

use super::super::book::{FIRST, Limits};
use super::*;

struct Page {
    chat: Chat,
    room: RoomKey,
    written: u8,
}

impl Page {
    /// In a room that we may read.
    fn new() -> Self {
        let mut chat = Chat::new("Lucy", Limits { max_message_bytes: 200, ..Limits::default() });
        let room = chat.join(Room::parse("chat").unwrap());
        chat.set_access("chat", Access::Granted(Delivery::ExactlyOnce));
        Self { chat, room, written: 0 }
    }

    fn write(&mut self, text: &str) -> Outgoing {
        self.write_in(self.room, text)
    }

    fn write_in(&mut self, room: RoomKey, text: &str) -> Outgoing {
        self.written += 1;
        self.chat.write(room, text, Ulid::new(1, [self.written; 10]), 5).unwrap()
    }

    fn hear(&mut self, payload: &[u8]) -> Vec<Effect> {
        let topic = TopicName::parse("chat").unwrap();
        self.chat.receive(&topic, payload, false, Delivery::AtLeastOnce, 9)
    }

    fn statuses(&self) -> Vec<(u64, &'static str)> {
        let timeline = &self.chat.room(self.room).unwrap().timeline;
        timeline.iter().map(|item| (item.message.key.0 - FIRST, item.status.as_str())).collect()
    }
}

#[test]
fn a_message_is_queued_then_sent_then_delivered_by_its_echo() {
    let mut page = Page::new();
    let ours = page.write("Tom在吗?");
    assert_eq!((ours.topic.as_str(), ours.delivery), ("chat", Delivery::AtLeastOnce));
    assert_eq!(page.statuses(), [(0, "queued")]);
    let sent = Effect::StatusChanged { room: page.room, key: ours.key, status: Status::Sent };
    assert_eq!(page.chat.sent(&ours.id), Some(sent));
    assert_eq!(page.chat.acknowledged(&ours.id), []);
    assert_eq!(page.statuses(), [(0, "sent")]);
    let settled = Effect::Settled { room: page.room, key: ours.key };
    assert_eq!(page.hear(&ours.payload), [settled]);
    assert_eq!(page.statuses(), [(0, "delivered")]);
    assert_eq!(page.chat.room(page.room).unwrap().unread, 0);
}

#[test]
fn nothing_leads_back_from_delivered() {
    let mut page = Page::new();
    let ours = page.write("hi");
    page.hear(&ours.payload);
    assert_eq!(page.chat.sent(&ours.id), None);
    assert_eq!(page.chat.acknowledged(&ours.id), []);
    assert_eq!(page.chat.failed(&ours.id, Failure::Refused), []);
    assert_eq!(page.hear(&ours.payload), []);
    assert_eq!(page.statuses(), [(0, "delivered")]);
}

#[test]
fn an_echo_settles_after_what_came_before_it() {
    let mut page = Page::new();
    let first = page.write("first");
    page.write("second");
    page.hear(br#"{"user":"Tom","say":"hi"}"#);
    assert_eq!(page.statuses(), [(2, "received"), (0, "queued"), (1, "queued")]);
    page.hear(&first.payload);
    page.hear(b"later");
    assert_eq!(page.statuses(), [(2, "received"), (0, "delivered"), (5, "received"), (1, "queued")]);
}

#[test]
fn where_we_may_not_read_the_acknowledgement_delivers() {
    let mut page = Page::new();
    page.chat.set_access("chat", Access::Refused);
    let ours = page.write("hi");
    let settled = Effect::Settled { room: page.room, key: ours.key };
    assert_eq!(page.chat.acknowledged(&ours.id), [settled]);
    assert_eq!(page.hear(&ours.payload), []);
    assert_eq!(page.statuses(), [(0, "delivered")]);
}

#[test]
fn an_acknowledgement_before_it_is_known_whether_we_may_read_waits_for_that() {
    for (access, status) in [(Access::Granted(Delivery::AtLeastOnce), "sent"), (Access::Refused, "delivered")]
    {
        let mut page = Page::new();
        page.chat.set_access("chat", Access::Asking);
        let ours = page.write("hi");
        page.chat.acknowledged(&ours.id);
        assert_eq!(page.statuses(), [(0, "sent")]);
        page.chat.set_access("chat", access);
        assert_eq!(page.statuses(), [(0, status)]);
    }
}

#[test]
fn our_id_under_another_name_is_not_our_echo() {
    let mut page = Page::new();
    let ours = page.write("hi");
    page.hear(&compose("Eve", "hi", &ours.id, 5, None));
    assert_eq!(page.statuses(), [(1, "received"), (0, "queued")]);
}

#[test]
fn a_feed_hears_what_we_say_but_does_not_count_it() {
    let mut page = Page::new();
    let feed = page.chat.join(Room::parse("#").unwrap());
    let ours = page.write("hi");
    page.hear(&ours.payload);
    let entry = page.chat.room(feed).unwrap();
    assert_eq!((entry.timeline.len(), entry.unread), (1, 0));
    assert_eq!(page.chat.write(feed, "hi", Ulid::new(2, [9; 10]), 5), Err(WriteError::ReadOnly));
}

#[test]
fn a_failed_message_is_sent_again_byte_for_byte() {
    let mut page = Page::new();
    let ours = page.write("hi");
    page.write("later");
    assert_eq!(page.chat.resend(page.room, ours.key), None);
    page.chat.failed(&ours.id, Failure::QueueFull);
    assert_eq!(page.statuses(), [(0, "failed"), (1, "queued")]);
    assert_eq!(page.chat.resend(page.room, ours.key), Some(ours));
    assert_eq!(page.statuses(), [(0, "queued"), (1, "queued")]);
}

#[test]
fn a_failed_message_that_comes_back_is_delivered() {
    let mut page = Page::new();
    let ours = page.write("hi");
    page.chat.failed(&ours.id, Failure::Refused);
    page.hear(&ours.payload);
    assert_eq!(page.statuses(), [(0, "delivered")]);
}

#[test]
fn a_deleted_message_is_gone_and_its_late_copy_is_shown_once() {
    let mut page = Page::new();
    let ours = page.write("hi");
    assert!(page.chat.delete(page.room, ours.key));
    assert!(!page.chat.delete(page.room, ours.key));
    assert_eq!(page.chat.sent(&ours.id), None);
    page.hear(&ours.payload);
    page.hear(&ours.payload);
    assert_eq!(page.statuses(), [(1, "received")]);
}

#[test]
fn what_is_unsent_comes_in_writing_order_across_rooms() {
    let mut page = Page::new();
    let other = page.chat.join(Room::parse("other").unwrap());
    let all = [page.write("a"), page.write_in(other, "b"), page.write("c"), page.write("d")];
    page.chat.sent(&all[1].id);
    page.chat.acknowledged(&all[2].id);
    let unsent: Vec<Outgoing> = page.chat.unsent().collect();
    assert_eq!(unsent, [all[0].clone(), all[1].clone(), all[3].clone()]);
}

#[test]
fn what_cannot_be_written_changes_nothing() {
    let mut page = Page::new();
    let id = Ulid::new(1, [1; 10]);
    let size = compose("Lucy", &"在".repeat(100), &id.to_string(), 5, None).len();
    for (text, error) in
        [(" \n", WriteError::Empty), (&"在".repeat(100), WriteError::TooLarge { size, limit: 200 })]
    {
        assert_eq!(page.chat.write(page.room, text, id, 5), Err(error));
    }
    assert_eq!(page.chat.write(RoomKey(9), "hi", id, 5), Err(WriteError::NoRoom));
    assert!(page.statuses().is_empty());
}

#[test]
fn a_room_left_takes_its_outbox_along() {
    let mut page = Page::new();
    let ours = page.write("hi");
    page.chat.leave(page.room);
    assert_eq!(page.chat.sent(&ours.id), None);
    assert_eq!(page.chat.unsent().count(), 0);
}

#[test]
fn what_comes_back_before_ours_on_their_way_is_delivered_and_stays_behind_them() {
    let mut page = Page::new();
    let ours: Vec<_> = ["a", "b", "c"].map(|text| page.write(text)).into();
    ours.iter().for_each(|message| _ = page.chat.sent(&message.id));
    let delivered = Effect::StatusChanged { room: page.room, key: ours[2].key, status: Status::Delivered };
    assert_eq!(page.hear(&ours[2].payload), [delivered]);
    page.hear(br#"{"user":"Tom","say":"hi","id":"1"}"#);
    assert_eq!(page.statuses(), [(4, "received"), (0, "sent"), (1, "sent"), (2, "delivered")]);
    assert_eq!(page.hear(&ours[2].payload), [], "come back once more");
    page.hear(&ours[0].payload);
    page.chat.acknowledged(&ours[1].id);
    assert!(page.chat.unsent().next().is_none());
    let settled = Effect::Settled { room: page.room, key: ours[2].key };
    assert!(page.chat.doubt(&ours[1].id).contains(&settled));
    assert_eq!(page.statuses(), [(4, "received"), (0, "delivered"), (2, "delivered"), (1, "sent")]);
}

#[test]
fn what_failed_or_was_deleted_holds_nothing_back() {
    let mut page = Page::new();
    let ours: Vec<_> = ["a", "b", "c"].map(|text| page.write(text)).into();
    page.hear(&ours[2].payload);
    page.chat.failed(&ours[0].id, Failure::Refused);
    assert_eq!(page.statuses(), [(0, "failed"), (1, "queued"), (2, "delivered")]);
    page.chat.delete(page.room, ours[1].key);
    assert_eq!(page.statuses(), [(2, "delivered"), (0, "failed")]);
}
