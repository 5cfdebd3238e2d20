//! What is kept comes back as it was, and bytes of any kind in its place are set aside, never a panic.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use snug::chat::{
    Access, Acknowledged, ChatChange, Failure, MessageKey, MessageRecord, Notify, Origin, Place, RoomKey,
    RoomRecord, RoomSettings, Status,
};
use snug::mqtt::session::{Digest, Message, OutRecord, Phase, Session, SessionChange, Ticket};
use snug::mqtt::{Delivery, PacketId, TopicName};
use snug::store::{
    AccountId, AccountRecord, Batch, Connect, MemoryStore, Presence, StoreError, Table, account_key,
    read_change, write_change,
};

fn delivery() -> impl Strategy<Value = Delivery> {
    prop_oneof![Just(Delivery::AtMostOnce), Just(Delivery::AtLeastOnce), Just(Delivery::ExactlyOnce)]
}

fn status() -> impl Strategy<Value = Status> {
    let failures = [Failure::TooLarge, Failure::QueueFull, Failure::Refused, Failure::Unprintable];
    let all = [Status::Queued, Status::Sent, Status::Unconfirmed, Status::Delivered, Status::Received];
    prop::sample::select(all.into_iter().chain(failures.map(Status::Failed)).collect::<Vec<_>>())
}

fn settings() -> impl Strategy<Value = RoomSettings> {
    let notify = prop_oneof![Just(Notify::All), Just(Notify::Mentions), Just(Notify::None)];
    ("[a-z家]{0,9}", option::of(any::<u8>()), notify).prop_map(|(alias, colour, notify)| RoomSettings {
        alias,
        colour,
        notify,
    })
}

fn room_record() -> impl Strategy<Value = RoomRecord> {
    let access =
        prop_oneof![Just(Access::Asking), Just(Access::Refused), delivery().prop_map(Access::Granted),];
    let chosen = (any::<u32>(), option::of(settings()));
    (0..5_u32, "[^\\x00]{1,20}", access, delivery(), any::<u64>(), chosen).prop_map(
        |(key, topic, access, delivery, read, (order, settings))| RoomRecord {
            key: RoomKey(key),
            topic,
            access,
            delivery,
            read,
            order,
            settings,
        },
    )
}

fn message_record() -> impl Strategy<Value = MessageRecord> {
    let place = prop_oneof![Just(Place::Waiting), (0..1_u64 << 62).prop_map(Place::Settled)];
    let origin = prop_oneof![
        Just(Origin::Own),
        (any::<bool>(), delivery()).prop_map(|(retained, delivery)| Origin::Received { retained, delivery }),
    ];
    let acknowledged = prop_oneof![Just(Acknowledged::No), Just(Acknowledged::Yes)];
    let payload = vec(any::<u8>(), 0..60);
    let marks = (status(), acknowledged, any::<u64>(), option::of("[a-z在/]{1,9}"), payload);
    (0..5_u32, 0..1_u64 << 62, place, origin, marks).prop_map(|(room, key, place, origin, marks)| {
        let (status, acknowledged, arrived_at, topic, payload) = marks;
        MessageRecord {
            room: RoomKey(room),
            key: MessageKey(key),
            place,
            topic: topic.map(Into::into),
            payload: payload.into(),
            origin,
            status,
            acknowledged,
            arrived_at,
        }
    })
}

fn change() -> impl Strategy<Value = ChatChange> {
    let room = (0..5_u32).prop_map(RoomKey);
    prop_oneof![
        3 => room_record().prop_map(ChatChange::Room),
        6 => message_record().prop_map(ChatChange::Message),
        1 => room.clone().prop_map(ChatChange::Left),
        1 => (room.clone(), any::<u64>(), 0..1_u64 << 62).prop_map(|(room, key, place)| {
            ChatChange::Deleted { room, key: MessageKey(key), place: Place::Settled(place) }
        }),
        1 => (room.clone(), 0..1_u64 << 62).prop_map(|(room, before)| ChatChange::Cleared { room, before }),
        1 => message_record().prop_map(ChatChange::Imported),
        1 => room.clone().prop_map(ChatChange::Earlier),
        2 => (room, ".{0,20}").prop_map(|(room, text)| ChatChange::Draft { room, text }),
    ]
}

fn record(order: u64, id: u16) -> OutRecord {
    OutRecord {
        order,
        ticket: Ticket(u128::from(order) << 90 | 7),
        packet_id: PacketId::new(id).unwrap(),
        message: Message {
            topic: TopicName::parse("在/chat").unwrap(),
            payload: vec![0, 1, 255].into(),
            delivery: if id.is_multiple_of(2) { Delivery::AtLeastOnce } else { Delivery::ExactlyOnce },
            retain: id.is_multiple_of(3),
        },
        phase: Phase::Publish,
    }
}

/// Steps of a session as a client makes them: an id is in use once.
fn session_changes() -> impl Strategy<Value = Vec<SessionChange>> {
    vec((0..6_u8, 1..12_u16), 0..60).prop_map(|steps| {
        let (mut changes, mut session, mut order) = (Vec::new(), Session::default(), 0);
        for (kind, id) in steps {
            let packet_id = PacketId::new(id).unwrap();
            let known = session.outgoing.iter().find(|record| record.packet_id == packet_id).cloned();
            let change = match (kind, known) {
                (0, None) => {
                    order += 1;
                    SessionChange::Stored(record(order, id))
                }
                (1, Some(record)) => SessionChange::Released { order: record.order, release: order },
                (2, Some(record)) => SessionChange::Done { order: record.order },
                (3, _) => SessionChange::Freed(packet_id),
                (4, _) => SessionChange::TakenAgain(packet_id, Digest(order)),
                (5, _) => SessionChange::Completed(packet_id, Digest(order)),
                _ => continue,
            };
            session.apply(&change);
            changes.push(change);
        }
        changes
    })
}

const ID: AccountId = AccountId([1; 8]);

fn key() -> Vec<u8> {
    account_key("ws://broker/mqtt", "Lucy")
}

fn account() -> AccountRecord {
    AccountRecord {
        client_id: "snugabc".into(),
        greeted: vec!["chat".into(), "在".into()],
        settings: "{}".into(),
        presence: Presence::Refused,
        connect: Connect::Unanswered,
        leaving: vec!["lab/+".into()],
    }
}

/// With the account's own record, without which nothing is found again.
fn store() -> MemoryStore {
    let mut store = MemoryStore::default();
    let batch = Batch { account: Some((key(), account())), ..Batch::default() };
    store.commit(ID, &batch).unwrap();
    store
}

proptest! {
    #[test]
    fn what_one_tab_says_of_a_change_is_what_the_other_reads(change in change()) {
        prop_assert_eq!(read_change(&write_change(&change)), Some(change));
    }

    #[test]
    fn reading_a_change_never_panics(bytes in vec(any::<u8>(), 0..80)) {
        read_change(&bytes);
    }

    /// In one batch or in many, the same is there in the end.
    #[test]
    fn batches_that_merge_leave_the_same(changes in vec(change(), 0..40), session in session_changes()) {
        let (mut one, mut many) = (store(), store());
        let mut merged = Batch::default();
        for change in &changes {
            let batch = Batch { chat: vec![change.clone()], ..Batch::default() };
            many.commit(ID, &batch).unwrap();
            merged.append(batch);
        }
        for change in &session {
            let batch = Batch { session: vec![change.clone()], ..Batch::default() };
            many.commit(ID, &batch).unwrap();
            merged.append(batch);
        }
        one.commit(ID, &merged).unwrap();
        prop_assert_eq!(one.rows_mut(), many.rows_mut());
    }

    #[test]
    fn a_session_comes_back_as_it_was(changes in session_changes()) {
        let mut store = store();
        let mut session = Session::new("snugabc");
        for change in &changes {
            session.apply(change);
        }
        store.commit(ID, &Batch { session: changes, ..Batch::default() }).unwrap();
        let (id, kept) = store.load(&key(), AccountId::default());
        prop_assert_eq!((id, kept.set_aside), (ID, 0));
        prop_assert_eq!(kept.session, session);
        prop_assert_eq!(kept.account, Some(account()));
    }

    #[test]
    fn rows_of_any_bytes_are_set_aside_and_never_met_again(
        rows in vec((0..5_usize, vec(any::<u8>(), 0..20), vec(any::<u8>(), 0..40)), 0..20),
    ) {
        let mut store = store();
        for (table, rest, value) in rows {
            let key = [&ID.0[..], &rest].concat();
            store.rows_mut().insert((Table::OF_ACCOUNT[table], key), value);
        }
        let (_, first) = store.load(&key(), AccountId::default());
        let (_, second) = store.load(&key(), AccountId::default());
        prop_assert_eq!(second.set_aside, 0);
        prop_assert_eq!(first.chat, second.chat);
        let aside = store.rows_mut().keys().filter(|(table, _)| *table == Table::Aside).count();
        prop_assert_eq!(aside, first.set_aside);
    }
}

#[test]
fn an_incoming_id_of_an_older_page_is_taken_though_nothing_is_known_of_its_message() {
    let mut store = store();
    let id = PacketId::new(7).unwrap();
    let session = vec![SessionChange::TakenAgain(id, Digest(1))];
    store.commit(ID, &Batch { session, ..Batch::default() }).unwrap();
    let incoming = store.rows_mut().iter_mut().find(|((table, _), _)| *table == Table::Incoming);
    incoming.unwrap().1.clear();
    let kept = store.load(&key(), ID).1;
    assert_eq!((kept.set_aside, kept.session.incoming_ids.len()), (0, 1));
    assert!(kept.session.digests.is_empty());
}

#[test]
fn a_batch_that_fails_leaves_nothing_behind() {
    let mut store = store();
    let before = store.rows_mut().clone();
    store.fail_with(Some(StoreError::Quota));
    let batch = Batch { session: vec![SessionChange::Stored(record(1, 1))], ..Batch::default() };
    assert_eq!(store.commit(ID, &batch), Err(StoreError::Quota));
    assert_eq!(*store.rows_mut(), before);
    store.fail_with(None);
    store.commit(ID, &batch).unwrap();
    assert_eq!(store.load(&key(), ID).1.session.outgoing, [record(1, 1)]);
}

#[test]
fn accounts_share_no_rows_and_one_is_erased_without_the_other() {
    let mut store = store();
    let other = AccountId([2; 8]);
    let other_key = account_key("ws://broker/mqtt", "Tom");
    let draft = |text: &str| vec![ChatChange::Draft { room: RoomKey(0), text: text.into() }];
    store.commit(ID, &Batch { chat: draft("Lucy's"), ..Batch::default() }).unwrap();
    let toms =
        Batch { chat: draft("Tom's"), account: Some((other_key.clone(), account())), ..Batch::default() };
    store.commit(other, &toms).unwrap();
    assert_eq!(store.load(&key(), ID).1.chat, draft("Lucy's"));
    store.erase(&key());
    assert_eq!(store.load(&key(), ID).1.account, None);
    assert_eq!(store.load(&other_key, ID).1.chat, draft("Tom's"));
}

#[test]
fn a_room_kept_before_rooms_were_moved_or_had_settings_is_read() {
    let room = RoomRecord {
        key: RoomKey(3),
        topic: "chat".into(),
        access: Access::Granted(Delivery::ExactlyOnce),
        delivery: Delivery::AtLeastOnce,
        read: 7,
        order: 0,
        settings: None,
    };
    let bytes = *b"\x00\x03\x01\x01\x02\x07chat";
    assert_eq!(read_change(&bytes), Some(ChatChange::Room(room.clone())));
    assert_eq!(
        write_change(&ChatChange::Room(room)),
        bytes,
        "and an older page reads ours, while nothing is chosen"
    );
}

#[test]
fn what_a_later_version_writes_behind_a_rooms_settings_is_left_unread() {
    let settings = RoomSettings { alias: "家".into(), colour: Some(255), notify: Notify::None };
    let room = RoomRecord {
        key: RoomKey(3),
        topic: "chat".into(),
        access: Access::Asking,
        delivery: Delivery::AtMostOnce,
        read: 0,
        order: 4,
        settings: Some(settings),
    };
    let mut bytes = write_change(&ChatChange::Room(room.clone()));
    bytes.extend(b"later");
    assert_eq!(read_change(&bytes), Some(ChatChange::Room(room)));
}
