//! All or nothing, and only behind the fence.

use super::{MARKS, NOTES, discard, empty, is_broken, keys, put, read};
use crate::{Faults, eval};
use snug::web::database::{DatabaseError, Fence, Take, Write};
use wasm_bindgen_test::wasm_bindgen_test;

/// Changes a property of the browser's own for as long as it lives.
struct Meddling(&'static str);

impl Meddling {
    /// Lets `put` do this instead with every value that begins with 66; `real` is what it did before.
    fn with_put(instead: &str) -> Self {
        eval(&format!(
            "globalThis.realPut = IDBObjectStore.prototype.put;
             IDBObjectStore.prototype.put = function (value, key) {{
                const real = realPut.bind(this);
                if (value[0] !== 66) return real(value, key);
                {instead} }}"
        ));
        Self("IDBObjectStore.prototype.put = realPut")
    }

    /// Lets every transaction that was aborted say that this is why.
    fn with_reason(name: &str) -> Self {
        eval(&format!(
            "globalThis.realError = Object.getOwnPropertyDescriptor(IDBTransaction.prototype, 'error');
             Object.defineProperty(IDBTransaction.prototype, 'error',
                {{ configurable: true, get() {{ return new DOMException('full', '{name}') }} }})"
        ));
        Self("Object.defineProperty(IDBTransaction.prototype, 'error', realError)")
    }
}

impl Drop for Meddling {
    fn drop(&mut self) {
        eval(self.0);
    }
}

fn batch() -> Vec<Write> {
    let delete = Write::Delete { table: NOTES, key: b"kept".to_vec() };
    vec![delete, put(NOTES, b"a", b"1"), put(MARKS, b"b", &[66]), put(NOTES, b"c", b"3")]
}

fn fence(value: &[u8]) -> Option<Fence> {
    Some(Fence { table: MARKS, key: b"owner".to_vec(), value: value.to_vec() })
}

#[wasm_bindgen_test]
async fn a_value_that_cannot_be_stored_leaves_nothing_of_its_batch() {
    let name = "snug-test-unstorable";
    let database = empty(name).await;
    database.write(None, vec![put(NOTES, b"kept", b""), put(MARKS, b"owner", b"me")]).await.unwrap();
    for instead in [
        // Refused at once: a function is no data.
        "return real(() => {}, key)",
        // Refused later, by the request's own event: the key is taken.
        "real(value, key); return this.add(value, key)",
    ] {
        let _meddling = Meddling::with_put(instead);
        assert!(is_broken(database.write(None, batch()).await), "{instead}");
        assert!(is_broken(database.write(fence(b"me"), batch()).await), "{instead}");
        assert_eq!(keys(&database).await, [b"kept"], "{instead}");
        assert_eq!(database.read(MARKS, b"b".to_vec()).await, Ok(None), "{instead}");
    }
    database.write(None, batch()).await.unwrap();
    assert_eq!(keys(&database).await, [b"a", b"c"], "the database is as good as before");
    discard(name, database).await;
}

/// No test can fill a disk; a stand-in says what a browser says then.
#[wasm_bindgen_test]
async fn a_transaction_aborted_for_want_of_room_says_so() {
    let name = "snug-test-quota";
    let database = empty(name).await;
    {
        let _meddling = Meddling::with_reason("QuotaExceededError");
        let _aborting =
            Meddling::with_put("const put = real(value, key); this.transaction.abort(); return put");
        assert_eq!(database.write(None, vec![put(NOTES, b"big", &[66])]).await, Err(DatabaseError::Quota));
    }
    assert_eq!(keys(&database).await, Vec::<Vec<u8>>::new());
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn writes_are_on_disk_before_they_count_as_done() {
    let name = "snug-test-durability";
    let database = empty(name).await;
    let _meddling =
        Meddling::with_put("globalThis.durability = this.transaction.durability; return real(value, key)");
    database.write(None, vec![put(NOTES, b"key", &[66])]).await.unwrap();
    assert!(
        eval("durability === 'strict' || durability === undefined").is_truthy(),
        "older browsers have no choice"
    );
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn behind_a_fence_is_written_only_while_its_record_has_its_value() {
    let name = "snug-test-fence";
    let database = empty(name).await;
    let note = || vec![put(NOTES, b"key", b"value")];
    assert_eq!(database.write(fence(b"me"), note()).await, Err(DatabaseError::Fenced), "no record");
    assert_eq!(
        database.write(fence(b""), note()).await,
        Err(DatabaseError::Fenced),
        "no record is no empty one"
    );
    database.write(None, vec![put(MARKS, b"owner", b"you")]).await.unwrap();
    assert_eq!(database.write(fence(b"me"), note()).await, Err(DatabaseError::Fenced));
    assert_eq!(keys(&database).await, Vec::<Vec<u8>>::new());

    database.write(fence(b"you"), vec![put(MARKS, b"owner", b"me")]).await.unwrap();
    database.write(fence(b"me"), note()).await.unwrap();
    assert_eq!(read(&database, b"key").await.as_deref(), Some(b"value".as_slice()));
    assert_eq!(database.write(fence(b"me"), vec![]).await, Ok(()), "a fence alone asks whether it holds");
    assert_eq!(database.write(fence(b"you"), vec![]).await, Err(DatabaseError::Fenced));
    assert_eq!(database.write(None, vec![]).await, Ok(()));
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn a_write_given_up_before_its_fence_was_read_writes_nothing_and_harms_nothing() {
    let name = "snug-test-given-up";
    let faults = Faults::new();
    let database = empty(name).await;
    database.write(None, vec![put(MARKS, b"owner", b"me")]).await.unwrap();
    {
        let mut write = Box::pin(database.write(fence(b"me"), vec![put(NOTES, b"key", b"value")]));
        let once =
            std::future::poll_fn(|context| std::task::Poll::Ready(write.as_mut().poll(context).is_ready()));
        assert!(!once.await);
    }
    // Reading waits for the transaction before it.
    assert_eq!(keys(&database).await, Vec::<Vec<u8>>::new());
    assert_eq!(faults.count(), Some(0.0));
    database.write(fence(b"me"), vec![put(NOTES, b"other", b"")]).await.unwrap();
    assert_eq!(keys(&database).await, [b"other"]);
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn a_table_that_is_not_there_is_broken_and_nothing_of_the_batch_is_written() {
    let name = "snug-test-no-table";
    let database = empty(name).await;
    let writes = vec![put(NOTES, b"key", b"value"), put("no such table", b"key", b"value")];
    assert!(is_broken(database.write(None, writes).await));
    assert!(is_broken(database.read("no such table", vec![]).await));
    assert!(is_broken(database.read_range("no such table", vec![], vec![1], Take::Last(1)).await));
    assert_eq!(keys(&database).await, Vec::<Vec<u8>>::new());
    discard(name, database).await;
}

#[wasm_bindgen_test]
async fn writes_under_way_together_are_made_in_the_order_they_began() {
    let name = "snug-test-together";
    let database = empty(name).await;
    let writes = |value: u8| vec![put(NOTES, b"key", &[value])];
    let begun: Vec<_> = (0..5).map(|value| database.write(None, writes(value))).map(begin).collect();
    for write in begun {
        write.await.unwrap();
    }
    assert_eq!(read(&database, b"key").await, Some(vec![4]));
    discard(name, database).await;
}

/// Polls once, as tasks of their own would.
fn begin<T>(future: impl Future<Output = T>) -> std::pin::Pin<Box<impl Future<Output = T>>> {
    let mut future = Box::pin(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_pending());
    future
}

#[wasm_bindgen_test]
async fn what_follows_from_records_is_written_in_the_transaction_that_reads_them() {
    let name = "snug-test-rewrite";
    let database = empty(name).await;
    let notes = [b"a", b"b", b"c"].map(|key| put(NOTES, key, b"old"));
    database.write(None, notes.into()).await.unwrap();
    let of = |from: &[u8], to: &[u8], first| vec![(NOTES, from.to_vec(), to.to_vec(), first)];
    let two = || of(&[], &[0xFF], 2);
    let gather = |read: Vec<Vec<(Vec<u8>, Vec<u8>)>>| {
        let keys: Vec<Vec<u8>> = read.into_iter().flatten().map(|(key, _)| key).collect();
        let found = put(MARKS, b"found", &keys.concat());
        keys.into_iter().map(|key| Write::Delete { table: NOTES, key }).chain([found]).collect()
    };
    let rewritten = begin(database.rewrite(&[NOTES, MARKS], two(), Box::new(gather)));
    // Asked for later, and so made later.
    let written = begin(database.write(None, vec![put(NOTES, b"a", b"new")]));
    rewritten.await.unwrap();
    written.await.unwrap();
    assert_eq!(database.read(MARKS, b"found".to_vec()).await.unwrap().as_deref(), Some(b"ab".as_slice()));
    assert_eq!(keys(&database).await, [b"a", b"c"]);

    assert!(
        is_broken(database.rewrite(&[NOTES], two(), Box::new(gather)).await),
        "the other table is not in it"
    );
    assert_eq!(keys(&database).await, [b"a", b"c"], "nothing of what failed was written");
    database
        .rewrite(&[NOTES], two(), Box::new(|read| vec![put(NOTES, b"d", &[read.len() as u8])]))
        .await
        .unwrap();
    assert_eq!(read(&database, b"d").await, Some(vec![1]));
    database
        .rewrite(&[NOTES], of(&[1], &[1], 2), Box::new(|_| panic!("there is nothing to read")))
        .await
        .unwrap();
    discard(name, database).await;
}
