//! Versions, and other tabs that are in the way.

use super::{MARKS, NOTES, discard, empty, is_broken, keys, put, read};
use crate::eval;
use js_sys::Promise;
use snug::web::database::{Database, DatabaseError, Upgrade, persist};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

static UPGRADES: &[Upgrade] =
    &[Upgrade { tables: &[NOTES] }, Upgrade { tables: &[] }, Upgrade { tables: &[MARKS, "drafts"] }];

#[wasm_bindgen_test]
async fn every_older_version_is_upgraded_and_keeps_what_it_holds() {
    for older in 1..=UPGRADES.len() {
        let name = "snug-test-upgrade";
        Database::erase(name).await.unwrap();
        let database = Database::open(name, &UPGRADES[..older]).await.unwrap();
        database.write(None, vec![put(NOTES, b"key", b"value")]).await.unwrap();
        drop(database);

        let database = Database::open(name, UPGRADES).await.unwrap();
        assert_eq!(read(&database, b"key").await.as_deref(), Some(b"value".as_slice()), "version {older}");
        let writes = vec![put(MARKS, b"new", b""), put("drafts", b"new", b"")];
        database.write(None, writes).await.unwrap();
        discard(name, database).await;
    }
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_page_is_refused_and_left_alone() {
    let name = "snug-test-newer";
    Database::erase(name).await.unwrap();
    let newer = Database::open(name, UPGRADES).await.unwrap();
    newer.write(None, vec![put(NOTES, b"key", b"value")]).await.unwrap();
    assert_eq!(Database::open(name, &UPGRADES[..2]).await.unwrap_err(), DatabaseError::Newer);
    assert_eq!(
        read(&newer, b"key").await.as_deref(),
        Some(b"value".as_slice()),
        "and its tab is not disturbed"
    );
    discard(name, newer).await;
}

#[wasm_bindgen_test]
async fn an_older_connection_of_ours_makes_way_and_says_so_from_then_on() {
    let name = "snug-test-makes-way";
    Database::erase(name).await.unwrap();
    let older = Database::open(name, &UPGRADES[..1]).await.unwrap();
    let newer = Database::open(name, UPGRADES).await.unwrap();
    assert!(is_broken(older.write(None, vec![put(NOTES, b"key", b"")]).await));
    assert!(is_broken(older.read(NOTES, b"key".to_vec()).await));
    newer.write(None, vec![put(NOTES, b"key", b"")]).await.unwrap();
    discard(name, newer).await;
}

/// Opens version 1 as something would that never makes way.
async fn obstinate(name: &str) {
    let script = format!(
        "new Promise(done => {{ const asked = indexedDB.open('{name}', 1);
            asked.onupgradeneeded = () => asked.result.createObjectStore('notes');
            asked.onsuccess = () => {{ globalThis.obstinate = asked.result; done() }} }})"
    );
    JsFuture::from(Promise::from(eval(&script))).await.unwrap();
}

/// The version on disk, once what was asked before is done.
async fn version(name: &str) -> Option<f64> {
    let script = format!(
        "new Promise(done => {{ const asked = indexedDB.open('{name}');
            asked.onsuccess = () => {{ asked.result.close(); done(asked.result.version) }} }})"
    );
    JsFuture::from(Promise::from(eval(&script))).await.unwrap().as_f64()
}

#[wasm_bindgen_test]
async fn a_connection_that_does_not_make_way_blocks_the_upgrade_until_it_does() {
    let name = "snug-test-blocked";
    Database::erase(name).await.unwrap();
    obstinate(name).await;
    assert_eq!(Database::open(name, UPGRADES).await.unwrap_err(), DatabaseError::Blocked);
    eval("obstinate.close()");
    assert_eq!(version(name).await, Some(3.0), "the upgrade that was given up is made now");
    // It is whole, and its connection is in nobody's way.
    let upgraded = Database::open(name, UPGRADES).await.unwrap();
    upgraded.write(None, vec![put("drafts", b"key", b"")]).await.unwrap();
    discard(name, upgraded).await;
}

#[wasm_bindgen_test]
async fn a_connection_that_makes_way_in_time_is_waited_for() {
    let name = "snug-test-in-time";
    Database::erase(name).await.unwrap();
    obstinate(name).await;
    eval("obstinate.onversionchange = () => setTimeout(() => obstinate.close(), 50)");
    let upgraded = Database::open(name, UPGRADES).await.unwrap();
    upgraded.write(None, vec![put("drafts", b"key", b"")]).await.unwrap();
    discard(name, upgraded).await;
}

#[wasm_bindgen_test]
async fn an_erased_database_is_empty_and_its_connections_are_closed() {
    let name = "snug-test-erase";
    let database = empty(name).await;
    database.write(None, vec![put(NOTES, b"key", b"value")]).await.unwrap();
    Database::erase(name).await.unwrap();
    assert!(is_broken(database.read(NOTES, b"key".to_vec()).await));
    let again = Database::open(name, super::TWO_TABLES).await.unwrap();
    assert_eq!(keys(&again).await, Vec::<Vec<u8>>::new());
    discard(name, again).await;
    assert_eq!(Database::erase(name).await, Ok(()), "nothing to erase is fine");
}

#[wasm_bindgen_test]
async fn an_erasure_that_is_blocked_says_so() {
    let name = "snug-test-erase-blocked";
    Database::erase(name).await.unwrap();
    obstinate(name).await;
    assert_eq!(Database::erase(name).await, Err(DatabaseError::Blocked));
    eval("obstinate.close()");
    assert_eq!(Database::erase(name).await, Ok(()));
}

#[wasm_bindgen_test]
async fn a_closed_connection_is_closed_for_all_its_clones() {
    let name = "snug-test-close";
    let database = empty(name).await;
    let clone = database.clone();
    database.close();
    assert!(is_broken(clone.write(None, vec![put(NOTES, b"key", b"")]).await));
    discard(name, database).await;
}

/// Stand-ins for what browsers do in private mode or with blocked cookies: no `indexedDB`, or one that refuses.
#[wasm_bindgen_test]
async fn a_browser_that_lets_nothing_be_kept_is_told_apart() {
    for refusal in [
        "return undefined",
        "throw new DOMException('', 'SecurityError')",
        "return { open() { throw new DOMException('', 'SecurityError') } }",
        "return { open() { const asked = { error: new DOMException('', 'InvalidStateError') };
            setTimeout(() => asked.onerror(new Event('error'))); return asked } }",
    ] {
        eval(&format!(
            "globalThis.realIndexedDb = Object.getOwnPropertyDescriptor(self, 'indexedDB');
             Object.defineProperty(self, 'indexedDB', {{ configurable: true, get() {{ {refusal} }} }})"
        ));
        let outcome = Database::open("snug-test-missing", UPGRADES).await;
        eval(
            "delete self.indexedDB; realIndexedDb && Object.defineProperty(self, 'indexedDB', realIndexedDb)",
        );
        assert_eq!(outcome.unwrap_err(), DatabaseError::Missing, "{refusal}");
    }
}

/// A stand-in answers, since browsers answer as they please, and some ask the user first.
#[wasm_bindgen_test]
async fn persistence_is_asked_for_and_answered() {
    let mut heard = Vec::new();
    for storage in [
        "{ persist: async () => true }",
        "{ persist: async () => false }",
        "{ persist: async () => { throw new TypeError() } }",
        "{ persist() { throw new TypeError() } }",
        "undefined",
    ] {
        eval(&format!(
            "Object.defineProperty(navigator, 'storage', {{ configurable: true, value: {storage} }})"
        ));
        heard.push(persist().await);
        eval("delete navigator.storage");
    }
    assert_eq!(heard, [true, false, false, false, false]);
}
