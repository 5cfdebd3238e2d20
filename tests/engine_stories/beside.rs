//! What is said beside an open room: who is typing there, and who has read how far.

use super::page::{Page, heard, sign_in};
use super::people::{hide, published, show, typing};
use snug::engine::{Change, Command, HostConfig, Receipts};
use snug::mqtt::ConnectCode;

#[test]
fn the_room_on_screen_is_watched_and_no_other() {
    let mut page = Page::connected("Lucy");
    assert!(
        page.beside.iter().any(|packet| packet.contains("snug/room/chat/typing/+ snug/room/chat/seen/+"))
    );
    page.beside.clear();
    page.command(Command::Join("home/1".into()));
    page.serve();
    let all = page.beside.join("\n");
    assert!(all.contains("UNSUBSCRIBE snug/room/chat/typing/+\nUNSUBSCRIBE snug/room/chat/seen/+"), "{all}");
    assert!(
        all.contains("\nSUBSCRIBE snug/room/home%2F1/typing/+\nSUBSCRIBE snug/room/home%2F1/seen/+"),
        "{all}"
    );
    page.beside.clear();
    page.command(Command::Join("#".into()));
    page.serve();
    let all = page.beside.join("\n");
    assert!(all.contains("UNSUBSCRIBE snug/room/home%2F1/typing/+") && !all.contains("SUBSCRIBE #"), "{all}");
    page.beside.clear();
    let room = page.room("chat");
    page.command(Command::Open(room));
    page.command(Command::Close);
    page.serve();
    assert!(page.beside.join("\n").contains("UNSUBSCRIBE snug/room/chat/typing/+"));
}

#[test]
fn what_an_earlier_page_watched_is_watched_no_longer() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("lab".into()));
    page.serve();
    let mut page = page.reload_at("#room=chat");
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    let all = page.beside.join("\n");
    assert!(all.contains("UNSUBSCRIBE snug/room/lab/typing/+ snug/room/lab/seen/+"), "{all}");
    assert!(all.contains("snug/room/chat/typing/+"), "{all}");
}

#[test]
fn typing_is_said_every_three_seconds_and_only_at_once() {
    let mut page = Page::connected("Lucy");
    let room = page.room("chat");
    page.beside.clear();
    for _ in 0..10 {
        page.command(Command::Typing(room));
        page.wait(500);
    }
    page.serve();
    let id = page.client_id();
    let typed = format!(r#"PUBLISH snug/room/chat/typing/{id} AtMostOnce {{"user":"Lucy"}}"#);
    assert_eq!(published(&page, "typing"), [&typed, &typed]);
    assert_eq!(typing(&page), 0, "our own");
    page.cut();
    page.beside.clear();
    page.wait(60_000);
    page.command(Command::Typing(room));
    page.accept();
    assert!(published(&page, "typing").is_empty(), "too late");
    assert!(page.got.iter().all(|packet| !packet.starts_with("PUBLISH")));
}

#[test]
fn whoever_types_is_seen_until_they_said_it() {
    let mut page = Page::connected("Lucy");
    page.broker_says(&heard("snug/room/chat/typing/tom", r#"{"user":"Tom"}"#));
    assert_eq!(typing(&page), 1);
    page.wait(6_000);
    assert_eq!(typing(&page), 0);
    page.broker_says(&heard("snug/room/chat/typing/tom", r#"{"user":"Tom"}"#));
    page.changes.clear();
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi","id":"1"}"#));
    assert_eq!(typing(&page), 0);
    assert!(page.changes.contains(&Change::People));
}

#[test]
fn what_was_read_is_said_once_a_second_and_only_the_newest() {
    let mut page = Page::connected("Lucy");
    page.beside.clear();
    for number in 1..=4 {
        page.broker_says(&heard("chat", &format!(r#"{{"user":"Tom","say":"hi","id":"{number}"}}"#)));
        page.wait(100);
    }
    page.serve();
    let id = page.client_id();
    let seen = |number: u8| {
        format!(r#"PUBLISH snug/room/chat/seen/{id} AtLeastOnce {{"user":"Lucy","id":"{number}"}}"#)
    };
    assert_eq!(published(&page, "seen"), [&seen(1)]);
    assert!(page.core.poll_timeout().is_some_and(|at| at <= page.now.clock + 1_000));
    page.wait(1_000);
    page.serve();
    assert_eq!(published(&page, "seen"), [&seen(1), &seen(4)]);
    page.wait(60_000);
    page.serve();
    assert_eq!(published(&page, "seen").len(), 2);
}

#[test]
fn what_nobody_looked_at_was_not_read() {
    let mut page = Page::connected("Lucy");
    page.beside.clear();
    hide(&mut page);
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi","id":"1"}"#));
    page.wait(5_000);
    page.serve();
    assert!(published(&page, "seen").is_empty());
    show(&mut page);
    page.serve();
    assert_eq!(published(&page, "seen").len(), 1);
}

#[test]
fn whoever_keeps_it_to_themselves_says_nothing_of_what_they_read() {
    let mut page = Page::connected("Lucy");
    page.command(Command::SetReceipts(Receipts::Keep));
    let mut page = page.reload();
    page.accept();
    assert_eq!(page.core.receipts(), Receipts::Keep);
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi","id":"1"}"#));
    page.wait(5_000);
    page.serve();
    assert!(published(&page, "seen").is_empty());
}

#[test]
fn a_broker_that_refuses_what_is_beside_a_room_hears_nothing_of_it() {
    let mut page = Page::new(HostConfig { greeting: String::new(), ..HostConfig::default() });
    page.refuses = Some("snug/room/");
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    let room = page.room("chat");
    page.command(Command::Typing(room));
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi","id":"1"}"#));
    page.command(Command::Join("lab".into()));
    page.wait(5_000);
    page.serve();
    assert!(published(&page, "/room/").is_empty());
    assert!(!page.beside.iter().any(|packet| packet.contains("snug/room/lab/")), "not asked again");
    assert!(page.problems().is_empty() && !page.core.chat().people().is_refused());
}

#[test]
fn others_read_up_to_a_message() {
    let mut page = Page::connected("Lucy");
    page.broker_says(&heard("snug/room/chat/seen/tom", r#"{"user":"Tom","id":"7"}"#));
    let seen = page.core.chat().people().seen_by("chat");
    assert_eq!(seen, [("Tom".into(), "7".into())]);
    assert!(page.changes.contains(&Change::People));
}
