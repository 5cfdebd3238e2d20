//! The journal is a detour: what was written to it ends in the tables as if it had been written there.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use snug::chat::{Acknowledged, ChatChange, MessageKey, MessageRecord, Origin, Place, RoomKey, Status};
use snug::mqtt::PacketId;
use snug::mqtt::session::{Digest, SessionChange};
use snug::store::{Batch, MemoryStore, Table, trust_key};

use crate::any_changes::{ID, change, key, record, session_changes, store};

/// Its rows, but the one that only a journal needs.
fn without_trust(mut store: MemoryStore) -> BTreeMap<(Table, Vec<u8>), Vec<u8>> {
    let mut rows = std::mem::take(store.rows_mut());
    rows.remove(&(Table::Incoming, trust_key(ID)));
    rows
}

proptest! {
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
