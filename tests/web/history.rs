//! The history through the engine's handle, with real rows in IndexedDB: five thousand messages are imported, read in
//! pages, searched, exported, and go again. No broker is needed, nor there.

use std::cell::RefCell;
use std::rc::Rc;

use snug::chat::{FIRST, Item, RoomKey};
use snug::engine::{
    self, Command, Export, Found, From, Handle, HostConfig, ImportError, Imported, KeepFor, SignIn, Trace,
};
use snug::web::database::Database;
use snug::web::timer;
use wasm_bindgen_test::wasm_bindgen_test;

const MESSAGES: usize = 5_000;

/// Signed in under this name; nothing answers there.
async fn signed_in(name: &str, trace: Trace) -> (Handle, RoomKey) {
    let handle = engine::start(HostConfig::default(), |_| {});
    handle.send(Command::SignIn(SignIn {
        broker: "ws://127.0.0.1:9/mqtt".into(),
        name: name.into(),
        room: "chat".into(),
        trace,
        ..SignIn::default()
    }));
    let room = loop {
        if let Some(room) = handle.chat(|chat| chat.find("chat")) {
            break room;
        }
        timer::pause(5).await;
    };
    (handle, room)
}

async fn discard(handle: Handle) {
    handle.send(Command::SignOut(engine::Leaving::Erase));
    drop(handle);
    let _ = Database::erase("snug").await;
}

fn file(room: &str) -> String {
    let line = |number| {
        let word = if number % 100 == 7 { "Nadel 针" } else { "hay" };
        format!(
            r#"{{"room":"{room}","user":"Tom","say":"{number} {word}","id":"{room}{number}","ts":{number},"at":{number}}}"#
        )
    };
    (0..MESSAGES).map(line).collect::<Vec<_>>().join("\n")
}

fn texts(items: &[Item]) -> Vec<String> {
    items.iter().map(|item| item.message.content.summary()).collect()
}

async fn page(handle: &Handle, room: RoomKey, from: From, count: usize) -> Vec<String> {
    texts(&handle.page(room, from, count).await.unwrap())
}

async fn all_of_it(name: &str, trace: Trace) {
    let (handle, room) = signed_in(name, trace).await;
    let text = [&file("chat"), "\nnonsense\n", &file("lab")].concat();
    let imported = handle.import(text).await.unwrap();
    assert_eq!(imported, Imported { messages: 2 * MESSAGES, rooms: 1, known: 0, unreadable: 1 });
    assert!(handle.chat(|chat| chat.room(room).unwrap().timeline.has_earlier()));
    assert_eq!(handle.storage().await.messages, 2 * MESSAGES as u64);

    let first = FIRST - MESSAGES as u64;
    assert_eq!(page(&handle, room, From::Before(FIRST), 2).await, ["4998 hay", "4999 hay"]);
    assert_eq!(page(&handle, room, From::After(first), 2).await, ["1 hay", "2 hay"]);
    let around = page(&handle, room, From::Around(first + 2_000), 3).await;
    assert_eq!(around, ["1999 hay", "2000 hay", "2001 hay"]);
    assert!(page(&handle, room, From::Before(first), 9).await.is_empty());

    let progress = Rc::new(RefCell::new(Vec::<Found>::new()));
    let told = progress.clone();
    let found =
        handle.search("nadel 针 in:chat", 3, move |found| told.borrow_mut().push(found)).await.unwrap();
    assert_eq!((found.total, found.complete), (50, true));
    assert_eq!(found.hits[0].excerpt, "4907 Nadel 针");
    assert_eq!(found.hits[0].marks, [5..10, 11..14]);
    assert_eq!(found.hits[0].author.as_deref(), Some("Tom"));
    assert_eq!(found.hits.iter().map(|hit| hit.moment).collect::<Vec<_>>(), [4_907, 4_807, 4_707]);
    let totals: Vec<usize> = progress.take().iter().map(|found| found.total).collect();
    assert!(totals.len() > 1 && totals.is_sorted(), "{totals:?}");

    let hit = &found.hits[0];
    handle.send(Command::Forget { room, key: hit.key, place: hit.place });
    let again = handle.search("nadel in:chat", 1, |_| {}).await.unwrap();
    assert_eq!((again.total, again.hits[0].moment), (49, 4_807));

    let exported = handle.export(Export::JsonLines, None).await.unwrap().concat();
    let exported = String::from_utf8(exported).unwrap();
    assert_eq!(exported.lines().count(), 2 * MESSAGES - 1);
    let back = handle.import(exported).await.unwrap();
    assert_eq!((back.messages, back.known), (0, 2 * MESSAGES - 1));
    let time = |at: u64| at.to_string();
    let text = handle.export(Export::Text(Box::new(time)), Some(room)).await.unwrap().concat();
    assert!(String::from_utf8(text).unwrap().starts_with("[0] Tom: 0 hay\n[1] Tom: 1 hay\n"));

    handle.send(Command::ClearHistory { room: Some(room) });
    handle.send(Command::KeepFor(KeepFor::Days(30)));
    assert_eq!(handle.keep_for(), KeepFor::Days(30));
    while handle.storage().await.messages > 0 {
        timer::pause(20).await;
    }
    let nothing = Found { complete: true, ..Found::default() };
    assert_eq!(handle.search("hay", 1, |_| {}).await.unwrap(), nothing);
    assert_eq!(handle.import("nonsense\n".into()).await, Err(ImportError::Nothing { lines: 1 }));
    discard(handle).await;
}

#[wasm_bindgen_test]
async fn five_thousand_messages_are_paged_searched_exported_and_gone_on_this_device() {
    all_of_it("history-device", Trace::Keep).await;
}

#[wasm_bindgen_test]
async fn five_thousand_messages_are_paged_searched_exported_and_gone_in_memory() {
    all_of_it("history-memory", Trace::None).await;
}

#[wasm_bindgen_test]
async fn a_search_that_another_overtakes_ends_with_what_it_has() {
    let (handle, _) = signed_in("history-overtaken", Trace::None).await;
    handle.import(file("chat")).await.unwrap();
    let other = handle.clone();
    let slow = handle.search("hay", 1, move |_| {
        // Typed on: the answer to this one is not wanted any more.
        let other = other.clone();
        wasm_bindgen_futures::spawn_local(async move { _ = other.search("nadel", 1, |_| {}).await });
    });
    let found = slow.await.unwrap();
    let newer = handle.search("nadel", 1, |_| {}).await.unwrap();
    assert!(found.total <= MESSAGES);
    assert_eq!((newer.total, newer.complete), (50, true));
    discard(handle).await;
}
