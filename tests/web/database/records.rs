//! What is put in comes back, in order.

use super::{MARKS, NOTES, discard, empty, keys, put, read};
use crate::eval;
use snug::web::database::{Take, Write};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_record_comes_back_byte_for_byte_until_it_is_deleted() {
    let name = "snug-test-round-trip";
    let database = empty(name).await;
    let every_byte: Vec<u8> = (0..=255).collect();
    let writes = vec![put(NOTES, &every_byte, &every_byte), put(NOTES, b"", b"of the empty key")];
    database.write(None, writes).await.unwrap();
    database.write(None, vec![put(NOTES, b"empty", b"")]).await.unwrap();
    assert_eq!(read(&database, &every_byte).await, Some(every_byte));
    assert_eq!(read(&database, b"").await.as_deref(), Some(b"of the empty key".as_slice()));
    assert_eq!(read(&database, b"empty").await, Some(vec![]), "an empty value is a value");
    assert_eq!(read(&database, b"other").await, None);

    database.write(None, vec![put(NOTES, b"empty", b"full")]).await.unwrap();
    assert_eq!(read(&database, b"empty").await.as_deref(), Some(b"full".as_slice()));
    let gone = |key: &[u8]| Write::Delete { table: NOTES, key: key.to_vec() };
    database.write(None, vec![gone(b"empty"), gone(b"never there")]).await.unwrap();
    assert_eq!(read(&database, b"empty").await, None);
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn what_is_written_is_there_for_the_next_connection() {
    let name = "snug-test-reopened";
    let database = empty(name).await;
    database.write(None, vec![put(NOTES, b"key", b"value")]).await.unwrap();
    drop(database);
    let database = super::Database::open(name, super::TWO_TABLES).await.unwrap();
    assert_eq!(read(&database, b"key").await.as_deref(), Some(b"value".as_slice()));
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn keys_are_ordered_byte_by_byte_and_a_prefix_comes_first() {
    let name = "snug-test-order";
    let database = empty(name).await;
    let ordered: [&[u8]; 8] = [b"", &[0], &[0, 0], &[0, 1], b"a", &[0x7F], &[0x80], &[0xFF, 0xFF]];
    let writes = ordered.iter().rev().map(|key| put(NOTES, key, key)).collect();
    database.write(None, writes).await.unwrap();
    assert_eq!(keys(&database).await, ordered);
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn a_range_has_its_beginning_and_not_its_end() {
    let name = "snug-test-range";
    let database = empty(name).await;
    let writes = (0..10).map(|key| put(NOTES, &[key], &[key, key])).collect();
    database.write(None, writes).await.unwrap();
    let range = async |from: &[u8], to: &[u8]| {
        database.read_range(NOTES, from.to_vec(), to.to_vec(), Take::All).await.unwrap()
    };
    assert_eq!(range(&[3], &[5]).await, [(vec![3], vec![3, 3]), (vec![4], vec![4, 4])]);
    assert_eq!(range(&[3, 0], &[5]).await, [(vec![4], vec![4, 4])], "no key of the range need be there");
    assert_eq!(range(&[8], &[200]).await.len(), 2);
    assert_eq!(range(&[], &[200]).await.len(), 10);
    assert_eq!(range(&[20], &[200]).await, []);
    assert_eq!(range(&[5], &[5]).await, [], "nothing is between a key and itself");
    assert_eq!(range(&[5], &[3]).await, [], "nor from behind");
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn the_last_of_a_range_come_in_ascending_order() {
    let name = "snug-test-last";
    let database = empty(name).await;
    let writes = (0..10).map(|key| put(NOTES, &[key], &[key, key])).collect();
    database.write(None, writes).await.unwrap();
    let last = async |from: &[u8], to: &[u8], last| {
        let records = database.read_range(NOTES, from.to_vec(), to.to_vec(), Take::Last(last)).await.unwrap();
        assert!(records.iter().all(|(key, value)| value == &[key[0], key[0]]), "{records:?}");
        records.into_iter().map(|(key, _)| key[0]).collect::<Vec<_>>()
    };
    assert_eq!(last(&[2], &[8], 1).await, [7]);
    assert_eq!(last(&[2], &[8], 2).await, [6, 7]);
    assert_eq!(last(&[2], &[8], 3).await, [5, 6, 7]);
    assert_eq!(last(&[2], &[8], 6).await, [2, 3, 4, 5, 6, 7], "as many as there are");
    assert_eq!(last(&[2], &[8], 7).await, [2, 3, 4, 5, 6, 7], "more than there are");
    assert_eq!(last(&[2], &[8], u32::MAX).await, [2, 3, 4, 5, 6, 7]);
    assert!(last(&[2], &[8], 0).await.is_empty());
    assert!(last(&[20], &[30], 3).await.is_empty());
    assert!(last(&[8], &[2], 3).await.is_empty());
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn several_ranges_of_several_tables_come_in_the_order_asked() {
    let name = "snug-test-ranges";
    let database = empty(name).await;
    let writes = vec![put(NOTES, b"a", b"1"), put(NOTES, b"b", b"2"), put(MARKS, b"a", b"3")];
    database.write(None, writes).await.unwrap();
    let range = |table, from: &[u8], to: &[u8]| (table, from.to_vec(), to.to_vec());
    let ranges = vec![range(MARKS, b"a", b"z"), range(NOTES, b"b", b"z"), range(NOTES, b"z", b"a")];
    let record = |key: &[u8], value: &[u8]| (key.to_vec(), value.to_vec());
    let found = database.read_ranges(ranges).await.unwrap();
    assert_eq!(found, [vec![record(b"a", b"3")], vec![record(b"b", b"2")], vec![]]);
    assert_eq!(database.read_ranges(vec![]).await.unwrap(), Vec::<Vec<_>>::new());
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn a_deleted_range_leaves_its_end_and_its_surroundings() {
    let name = "snug-test-delete-range";
    let database = empty(name).await;
    let writes = (0..10).map(|key| put(NOTES, &[key], b"")).collect();
    database.write(None, writes).await.unwrap();
    let range = |from, to| Write::DeleteRange { table: NOTES, from: vec![from], to: vec![to] };
    database.write(None, vec![range(2, 8), range(9, 1), put(NOTES, &[5], b"new")]).await.unwrap();
    assert_eq!(keys(&database).await, [[0], [1], [5], [8], [9]], "in the order of the writes");
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn what_others_put_there_is_read_as_nothing_and_never_as_a_crash() {
    let name = "snug-test-garbage";
    let database = empty(name).await;
    let script =
        "new Promise(done => { const asked = indexedDB.open('snug-test-garbage'); asked.onsuccess = () => {
        const store = asked.result.transaction('notes', 'readwrite').objectStore('notes');
        store.put('a text', new Uint8Array([1]));
        store.put({ an: ['object'] }, new Uint8Array([2]));
        store.put(undefined, new Uint8Array([3]));
        store.put(new Uint8Array([7]).buffer, new Uint8Array([4]));
        store.put(new Uint8Array([8]), 'a key of another kind');
        store.put(new Uint8Array([8]), [new Uint8Array([5])]);
        store.transaction.oncomplete = () => { asked.result.close(); done() } } })";
    JsFuture::from(js_sys::Promise::from(eval(script))).await.unwrap();
    let values = [vec![], vec![], vec![], vec![7]];
    let keys = [vec![1], vec![2], vec![3], vec![4]];
    let records: Vec<_> = keys.into_iter().zip(values).collect();
    assert_eq!(database.read_range(NOTES, vec![], vec![9], Take::All).await.unwrap(), records);
    assert_eq!(database.read_range(NOTES, vec![], vec![9], Take::Last(9)).await.unwrap(), records);
    assert_eq!(read(&database, &[1]).await, Some(vec![]));
    assert_eq!(read(&database, &[3]).await, None, "undefined is how IndexedDB says that nothing is there");
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn the_first_of_a_range_come_in_ascending_order() {
    let name = "snug-test-first";
    let database = empty(name).await;
    let writes = (0..10).map(|key| put(NOTES, &[key], &[key, key])).collect();
    database.write(None, writes).await.unwrap();
    let first = async |from: &[u8], to: &[u8], first| {
        let records =
            database.read_range(NOTES, from.to_vec(), to.to_vec(), Take::First(first)).await.unwrap();
        assert!(records.iter().all(|(key, value)| value == &[key[0], key[0]]), "{records:?}");
        records.into_iter().map(|(key, _)| key[0]).collect::<Vec<_>>()
    };
    assert_eq!(first(&[2], &[8], 2).await, [2, 3]);
    assert_eq!(first(&[2], &[8], 99).await, [2, 3, 4, 5, 6, 7]);
    assert!(first(&[2], &[8], 0).await.is_empty());
    assert!(first(&[8], &[2], 3).await.is_empty());
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn several_keys_are_read_at_once_and_a_range_is_counted() {
    let name = "snug-test-each";
    let database = empty(name).await;
    let writes = vec![put(NOTES, b"a", b"1"), put(NOTES, b"b", b""), put(NOTES, b"c", b"3")];
    database.write(None, writes).await.unwrap();
    let keys = [b"c".to_vec(), b"x".to_vec(), b"b".to_vec()];
    let found = database.read_each(NOTES, &keys).await.unwrap();
    assert_eq!(found, [Some(b"3".to_vec()), None, Some(vec![])]);
    assert_eq!(database.read_each(NOTES, &[]).await.unwrap(), []);
    assert_eq!(database.count(NOTES, b"a", b"c").await.unwrap(), 2);
    assert_eq!(database.count(NOTES, b"a", b"z").await.unwrap(), 3);
    assert_eq!(database.count(NOTES, b"z", b"a").await.unwrap(), 0);
    discard(name, database).await;
}
