//! Rooms and feeds: joined, left, refused.

use super::page::{Page, heard};
use snug::chat::Status;
use snug::engine::{Change, Command, Problem};
use snug::mqtt::{ConnectCode, Packet, SubAck, SubscribeOutcome};

#[test]
fn a_room_left_for_the_list_counts_what_comes() {
    let mut page = Page::connected("Lucy");
    page.broker_says(&heard("chat", "seen"));
    page.command(Command::Close);
    page.broker_says(&heard("chat", "unseen"));
    let room = page.room("chat");
    assert_eq!(page.core.chat().room(room).unwrap().unread, 1);
    page.command(Command::Open(room));
    assert_eq!(page.core.chat().room(room).unwrap().unread, 0);
}

#[test]
fn a_refused_room_is_told_and_the_others_stand() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("secret".into()));
    let bytes = page.unread.remove(0);
    let Packet::Subscribe(subscribe) =
        Packet::decode(snug::mqtt::Frame { first: bytes[0], body: &bytes[2..] }).unwrap()
    else {
        panic!("a SUBSCRIBE");
    };
    page.broker_says(&Packet::SubAck(SubAck { id: subscribe.id, outcomes: vec![SubscribeOutcome::Refused] }));
    assert_eq!(page.problems(), [&Problem::RoomRefused { topic: "secret".into() }]);
    page.say("still here");
    page.serve();
    assert_eq!(page.statuses(), [("still here".to_owned(), Status::Delivered)]);
}

#[test]
fn joining_a_room_again_only_shows_it() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("chat".into()));
    page.serve();
    assert!(page.got.is_empty(), "no SUBSCRIBE, which would bring retained messages again: {:?}", page.got);
    assert!(page.changes.contains(&Change::Opened(page.room("chat"))));
}

#[test]
fn a_feed_hears_and_never_says() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("/+".into()));
    page.serve();
    page.broker_says(&heard("/kitchen", "21.5"));
    let feed = page.room("/+");
    let chat = page.core.chat();
    assert_eq!(chat.room(feed).unwrap().timeline.len(), 1);
    assert_eq!(&*chat.room(feed).unwrap().last().unwrap().topic, "/kitchen");
    page.command(Command::Say { room: feed, text: "no".into(), re: None });
    assert!(matches!(page.problems()[..], [Problem::Write(_)]));
    assert!(!page.got.iter().any(|packet| packet.starts_with("PUBLISH")));
}

#[test]
fn leaving_a_room_unsubscribes_and_is_remembered() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("other".into()));
    page.serve();
    let other = page.room("other");
    page.command(Command::Leave(other));
    page.serve();
    assert!(page.got.contains(&"UNSUBSCRIBE other".to_owned()));
    let page = page.reload();
    let rooms: Vec<_> = page.core.chat().rooms().iter().map(|entry| entry.room.as_str().to_owned()).collect();
    assert_eq!(rooms, ["chat"]);
}

/// Signed in to `chat` and `lab`, and offline.
fn offline_with_a_lab() -> Page {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("lab".into()));
    page.serve();
    page.cut();
    page
}

/// Another page, at a broker that kept the session: what it said.
fn said_after_reload(page: Page) -> (Page, Vec<String>) {
    let mut page = page.reload();
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    let said = std::mem::take(&mut page.got);
    (page, said)
}

#[test]
fn a_room_left_offline_is_left_at_the_broker_by_the_next_page() {
    let mut page = offline_with_a_lab();
    page.command(Command::Leave(page.room("lab")));
    let (page, said) = said_after_reload(page);
    assert_eq!(said, ["CONNECT clean=false", "UNSUBSCRIBE lab"]);
    // And once that is acknowledged, not again.
    assert_eq!(said_after_reload(page).1, ["CONNECT clean=false"]);
}

#[test]
fn a_page_that_dies_before_the_broker_answered_leaves_the_room_again() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Leave(page.room("chat")));
    page.read_sent();
    assert_eq!(page.got, ["UNSUBSCRIBE chat"]);
    assert_eq!(said_after_reload(page).1, ["CONNECT clean=false", "UNSUBSCRIBE chat"]);
}

#[test]
fn a_room_left_and_joined_again_offline_stays() {
    let mut page = offline_with_a_lab();
    page.command(Command::Leave(page.room("lab")));
    page.command(Command::Join("lab".into()));
    let (page, said) = said_after_reload(page);
    assert_eq!(said, ["CONNECT clean=false", "SUBSCRIBE lab"]);
    assert_eq!(said_after_reload(page).1, ["CONNECT clean=false"]);
}

#[test]
fn a_broker_with_a_new_session_has_nothing_to_leave() {
    let mut page = offline_with_a_lab();
    page.command(Command::Leave(page.room("lab")));
    let mut page = page.reload();
    page.accept();
    assert_eq!(page.got, ["CONNECT clean=false", "SUBSCRIBE chat"]);
    assert_eq!(said_after_reload(page).1, ["CONNECT clean=false"]);
}

#[test]
fn the_room_that_was_open_is_open_again_after_a_reload() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("garden".into()));
    page.command(Command::Open(page.room("chat")));
    assert_eq!(page.reload().core.chat().open_room().map(|room| room.0), Some(0));
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("garden".into()));
    let garden = page.room("garden");
    let page = page.reload();
    assert_eq!(page.core.chat().open_room(), Some(garden));
}

#[test]
fn another_greeting_is_said_from_then_on_and_after_a_reload() {
    let mut page = Page::connected("Lucy");
    page.command(Command::SetGreeting("Ahoy!".into()));
    let mut page = page.reload();
    page.answer(ConnectCode::Accepted);
    page.serve();
    assert_eq!(page.core.greeting().as_deref(), Some("Ahoy!"));
    page.command(Command::Join("garden".into()));
    page.serve();
    assert!(page.got.iter().any(|said| said.ends_with("Ahoy!")), "{:?}", page.got);
}
