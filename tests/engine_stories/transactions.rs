//! How many transactions a thousand messages take, whatever the machine: with a store that has answered before anything
//! else happens, which is the most there can be, and with one that answers only when nothing else is left to happen.

use std::collections::VecDeque;

use super::page::{Page, heard};
use super::weight::answers;
use snug::chat::Status;
use snug::engine::{Command, Queue};
use snug::mqtt::{Delivery, Framer, Packet, PacketId, Publish, PublishId};
use snug::store::writes_to_journal;

const MESSAGES: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Disk {
    /// Faster than all that comes: nothing waits, so nothing is merged.
    Fast,
    /// Slower than the broker: what comes meanwhile waits, and is merged.
    Slow,
}

/// A page with its disk and a broker each of whose packets is a WebSocket message of its own.
struct Desk {
    page: Page,
    disk: Disk,
    queue: Queue,
    transactions: usize,
    /// Of the transaction that has most.
    rows: usize,
    coming: VecDeque<Vec<u8>>,
    next_id: u16,
}

impl Desk {
    fn new(disk: Disk, delivery: Delivery) -> Self {
        let mut page = Page::connected("Lucy");
        let room = page.room("chat");
        page.command(Command::Deliver { room, delivery });
        page.serve();
        page.held = Some(vec![]);
        Self {
            page,
            disk,
            queue: Queue::default(),
            transactions: 0,
            rows: 0,
            coming: VecDeque::new(),
            next_id: 1,
        }
    }

    fn say(&mut self, number: usize) {
        self.page.say(&format!("own {number}"));
        self.tick();
    }

    /// Tom's message is on its way.
    fn tell(&mut self, number: usize, delivery: Delivery) {
        let said = format!(r#"{{"user":"Tom","say":"hi","id":"01JD{number:022}","ts":1795175748000}}"#);
        let Packet::Publish(publish) = heard("chat", &said) else { panic!("a publish") };
        let id = self.fresh_id();
        let delivery = match delivery {
            Delivery::AtMostOnce => PublishId::AtMostOnce,
            Delivery::AtLeastOnce => PublishId::AtLeastOnce(id),
            Delivery::ExactlyOnce => PublishId::ExactlyOnce(id),
        };
        self.send(&Packet::Publish(Publish { delivery, ..publish }));
    }

    /// Until nothing moves any more.
    fn rest(&mut self) {
        loop {
            self.tick();
            let on = self.page.connection;
            if let Some(bytes) = self.coming.pop_front() {
                self.page.input(|core, now| core.handle_message(now, on, &bytes));
            } else if !self.write() {
                return;
            }
        }
    }

    /// The broker reads and answers; a fast disk is done.
    fn tick(&mut self) {
        while self.disk == Disk::Fast && self.write() {}
        let sent = std::mem::take(&mut self.page.unread).concat();
        let mut framer = Framer::new(1 << 20);
        let mut frames = framer.feed(&sent);
        while let Some(frame) = frames.next().unwrap() {
            let id = self.fresh_id();
            for answer in answers(&Packet::decode(frame).unwrap(), id) {
                self.send(&answer);
            }
        }
    }

    /// One transaction, if there is anything to write.
    fn write(&mut self) -> bool {
        for (step, batch) in self.page.held.replace(vec![]).unwrap() {
            self.queue.add(step, batch);
        }
        let Some(transaction) = self.queue.take() else { return false };
        self.transactions += 1;
        let (_, id) = self.page.account.as_ref().unwrap();
        let rows = writes_to_journal(*id, &transaction.batch, &mut 0).len();
        self.rows = self.rows.max(rows);
        self.page.store.commit(*id, &transaction.batch).unwrap();
        self.page.input(|core, now| core.handle_committed(now, transaction.last.unwrap()));
        true
    }

    fn send(&mut self, packet: &Packet<'_>) {
        let mut bytes = vec![];
        packet.encode(&mut bytes).unwrap();
        self.coming.push_back(bytes);
    }

    fn fresh_id(&mut self) -> PacketId {
        self.next_id += 1;
        PacketId::new(self.next_id).unwrap()
    }

    fn count(&self, status: Status) -> usize {
        self.page.statuses().iter().filter(|(_, of)| *of == status).count()
    }
}

/// A thousand of one's own, the next when the one before is delivered and a second has gone.
fn one_by_one(disk: Disk, delivery: Delivery) -> usize {
    let mut desk = Desk::new(disk, delivery);
    for number in 0..MESSAGES {
        desk.say(number);
        desk.rest();
        desk.page.wait(1_000);
        desk.rest();
    }
    assert_eq!(desk.count(Status::Delivered), MESSAGES);
    desk.transactions
}

/// A thousand of one's own, said before the first is stored where the disk is slow.
fn at_once(disk: Disk, delivery: Delivery) -> usize {
    let mut desk = Desk::new(disk, delivery);
    (0..MESSAGES).for_each(|number| desk.say(number));
    desk.rest();
    assert_eq!(desk.count(Status::Delivered), MESSAGES);
    desk.transactions
}

#[test]
fn a_transaction_is_one_row_whatever_it_is_that_one_of_ours_changes() {
    for delivery in [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce] {
        for disk in [Disk::Fast, Disk::Slow] {
            let mut desk = Desk::new(disk, delivery);
            (0..100).for_each(|number| desk.say(number));
            (0..100).for_each(|number| desk.tell(number, delivery));
            desk.rest();
            assert_eq!((desk.rows, desk.count(Status::Received)), (1, 100), "{disk:?} {delivery:?}");
        }
    }
}

/// A thousand of somebody else, each a WebSocket message, all there before the first is stored where the disk is slow.
fn incoming(disk: Disk, delivery: Delivery) -> usize {
    let mut desk = Desk::new(disk, delivery);
    (0..MESSAGES).for_each(|number| desk.tell(number, delivery));
    desk.rest();
    assert_eq!(desk.count(Status::Received), MESSAGES);
    desk.transactions
}

/// At most so many transactions, at QoS 0, 1 and 2.
fn check(count: fn(Disk, Delivery) -> usize, disk: Disk, at_most: [usize; 3]) {
    let deliveries = [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce];
    let counted = deliveries.map(|delivery| count(disk, delivery));
    assert!(
        counted.iter().zip(at_most).all(|(counted, at_most)| *counted <= at_most),
        "{disk:?}: {counted:?}"
    );
}

#[test]
fn one_of_ours_is_never_more_than_two_transactions_at_qos_0_three_at_qos_1_and_five_at_qos_2() {
    // It is stored; each acknowledgement is, and its copy with its packet id.
    check(one_by_one, Disk::Fast, [2_000, 3_000, 5_000]);
    check(at_once, Disk::Fast, [2_000, 3_000, 5_000]);
}

#[test]
fn what_the_broker_says_while_one_of_ours_is_stored_is_one_transaction() {
    check(one_by_one, Disk::Slow, [1_000, 2_000, 3_000]);
}

#[test]
fn a_thousand_of_ours_said_at_once_are_stored_window_by_window() {
    // Twenty are on their way at a time and twenty more are stored, so that both leave between two transactions.
    check(at_once, Disk::Slow, [24, 32, 55]);
}

#[test]
fn one_of_somebody_else_is_never_more_than_one_transaction_and_its_pubrel_another() {
    // Beside, that we have read it, which waits for its PUBACK.
    check(incoming, Disk::Fast, [1_002, 1_002, 2_002]);
}

#[test]
fn a_thousand_that_come_while_one_is_stored_are_a_dozen_transactions() {
    check(incoming, Disk::Slow, [12, 12, 16]);
}

#[test]
fn a_thousand_in_one_websocket_message_are_one_step_and_one_transaction() {
    let mut desk = Desk::new(Disk::Fast, Delivery::AtLeastOnce);
    (0..MESSAGES).for_each(|number| desk.tell(number, Delivery::AtLeastOnce));
    let all = desk.coming.drain(..).collect::<Vec<_>>().concat();
    desk.coming.push_back(all);
    desk.rest();
    assert_eq!(desk.count(Status::Received), MESSAGES);
    assert!(desk.transactions <= 3, "{}, with that it was read", desk.transactions);
}
