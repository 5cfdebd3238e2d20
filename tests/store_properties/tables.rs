//! What is committed is what a later page loads.

use proptest::collection::vec;
use proptest::prelude::*;
use snug::chat::{Access, ChatChange, Notify, RoomKey, RoomRecord, RoomSettings};
use snug::mqtt::session::{Digest, Session, SessionChange};
use snug::mqtt::{Delivery, PacketId};
use snug::store::{AccountId, Batch, StoreError, Table, account_key, read_change, write_change};

use crate::any_changes::{ID, account, change, key, record, session_changes, store};

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
