//! What is kept comes back as it was, and bytes of any kind in its place are set aside, never a panic.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics is a test that fails")]

use std::collections::BTreeMap;

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
    read_change, trust_key, write_change,
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

/// Its rows, but the one that only a journal needs.
fn without_trust(mut store: MemoryStore) -> BTreeMap<(Table, Vec<u8>), Vec<u8>> {
    let mut rows = std::mem::take(store.rows_mut());
    rows.remove(&(Table::Incoming, trust_key(ID)));
    rows
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

    /// Whenever it is folded, and however much of it at a time.
    #[test]
    fn a_journal_that_is_folded_leaves_what_was_written_without_one(
        chat in vec((vec(change(), 0..4), 0..4_usize), 0..20),
        session in session_changes(),
    ) {
        let (mut direct, mut journaled) = (store(), store());
        let mut commit = |batch: &Batch, folded| {
            direct.commit(ID, batch).unwrap();
            journaled.commit_to_journal(ID, batch).unwrap();
            prop_assert_eq!(journaled.fold(ID, folded), 0);
            Ok(())
        };
        for (chat, folded) in chat {
            commit(&Batch { chat, ..Batch::default() }, folded)?;
        }
        for (number, change) in session.into_iter().enumerate() {
            commit(&Batch { session: vec![change], ..Batch::default() }, number % 3)?;
        }
        journaled.fold(ID, usize::MAX);
        prop_assert_eq!(without_trust(journaled), without_trust(direct));
    }

    #[test]
    fn what_is_in_the_journal_comes_back_as_what_is_in_tables(chat in vec(change(), 0..20), session in session_changes()) {
        let (mut direct, mut journaled) = (store(), store());
        let batch = Batch { chat, session, ..Batch::default() };
        direct.commit(ID, &batch).unwrap();
        journaled.commit_to_journal(ID, &batch).unwrap();
        prop_assert_eq!(journaled.load(&key(), ID), direct.load(&key(), ID));
    }

    #[test]
    fn entries_of_any_bytes_are_set_aside_and_the_others_are_folded(
        garbage in vec((0..9_u64, vec(any::<u8>(), 0..40)), 0..9),
        chat in vec(change(), 1..5),
    ) {
        let (mut store, mut expected) = (store(), store());
        let batch = Batch { chat, ..Batch::default() };
        expected.commit(ID, &batch).unwrap();
        store.commit_to_journal(ID, &batch).unwrap();
        for (number, mut value) in garbage {
            // No format that there is.
            value.insert(0, 77);
            store.rows_mut().insert((Table::Journal, [&ID.0[..], &(number + 1).to_be_bytes()].concat()), value);
        }
        let entries = |store: &mut MemoryStore, table| store.rows_mut().keys().filter(|(other, _)| *other == table).count();
        let all = entries(&mut store, Table::Journal);
        let set_aside = store.fold(ID, usize::MAX);
        prop_assert_eq!(entries(&mut store, Table::Journal), 0);
        prop_assert_eq!(entries(&mut store, Table::Aside), set_aside);
        prop_assert!(all - set_aside <= 1);
        store.rows_mut().retain(|(table, _), _| *table != Table::Aside);
        prop_assert_eq!(without_trust(store), without_trust(expected));
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

#[test]
fn a_long_batch_is_several_entries_none_of_which_is_long() {
    let message = |place| MessageRecord {
        room: RoomKey(1),
        key: MessageKey(place),
        place: Place::Settled(place),
        topic: None,
        payload: vec![7; 1_000].into(),
        origin: Origin::Own,
        status: Status::Delivered,
        acknowledged: Acknowledged::Yes,
        arrived_at: 0,
    };
    let mut store = store();
    let chat = (0..200).map(|place| ChatChange::Message(message(place))).collect();
    store.commit_to_journal(ID, &Batch { chat, ..Batch::default() }).unwrap();
    let lengths_in = |store: &mut MemoryStore, table| {
        let rows = store.rows_mut().iter().filter(|((other, _), _)| *other == table);
        rows.map(|(_, value)| value.len()).collect::<Vec<_>>()
    };
    let lengths = lengths_in(&mut store, Table::Journal);
    assert!(lengths.len() > 4 && lengths.iter().all(|length| *length < 48 * 1024), "{lengths:?}");
    store.fold(ID, 1);
    assert_eq!(lengths_in(&mut store, Table::Journal), lengths[1..], "the oldest is folded first");
    store.fold(ID, usize::MAX);
    assert_eq!(lengths_in(&mut store, Table::Messages).len(), 200);
}

#[test]
fn packet_ids_in_the_journal_of_a_store_that_failed_are_forgotten_and_its_messages_are_not() {
    let mut store = store();
    let id = PacketId::new(7).unwrap();
    let draft = ChatChange::Draft { room: RoomKey(0), text: "still there".into() };
    let session = vec![SessionChange::TakenAgain(id, Digest(1)), SessionChange::Stored(record(1, 1))];
    let batch = Batch { session, chat: vec![draft.clone()], ..Batch::default() };
    store.commit_to_journal(ID, &batch).unwrap();
    // Deleting works where nothing can be written any more.
    store.rows_mut().retain(|(table, _), _| *table != Table::Incoming);
    let kept = store.load(&key(), ID).1;
    assert!(kept.session.incoming_ids.is_empty() && kept.session.digests.is_empty());
    assert_eq!((kept.session.outgoing, kept.chat, kept.set_aside), (vec![record(1, 1)], vec![draft], 0));
}
