//! Rooms of two: opened here or by the other's first word, and nobody else's business.

use super::page::{Page, heard, sign_in};
use super::tabs::Tabs;
use snug::chat::{Access, Notify};
use snug::engine::{Change, Command, HostConfig, Problem};

const ROOM: &str = "snug/dm/Lucy/Tom";
const HI: &str = r#"{"user":"Tom","say":"psst","id":"1"}"#;

fn topics(page: &Page) -> Vec<String> {
    page.core.chat().rooms().iter().map(|entry| entry.room.as_str().to_owned()).collect()
}

#[test]
fn a_room_of_two_is_opened_without_asking_or_greeting() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    let asked = page.beside.join("\n");
    assert!(asked.contains("snug/dm/Lucy/+ snug/dm/+/Lucy"), "{asked}");
    page.beside.clear();
    page.command(Command::Direct("Tom".into()));
    page.serve();
    let room = page.room(ROOM);
    let entry = page.core.chat().room(room).unwrap();
    assert_eq!(entry.direct.as_deref(), Some("Tom"));
    assert!(matches!(entry.access, Access::Granted(_)));
    assert_eq!(entry.settings.notify, Notify::All);
    assert!(page.changes.contains(&Change::Opened(room)));
    assert!(!page.beside.iter().any(|packet| packet.contains("SUBSCRIBE snug/dm")), "{:?}", page.beside);
    assert!(!page.beside.iter().any(|packet| packet.starts_with("PUBLISH")), "{:?}", page.beside);
    page.command(Command::Say { room, text: "just us".into(), re: None });
    page.serve();
    assert!(page.beside.contains(&format!("PUBLISH {ROOM} AtLeastOnce just us")));
    assert_eq!(page.core.chat().room(room).unwrap().timeline.len(), 1);
}

#[test]
fn with_whom_somebody_talks_is_not_told_to_the_others() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Direct("Tom".into()));
    page.command(Command::Join("lab".into()));
    page.serve();
    let said = page.presence.last().unwrap();
    assert!(said.contains(r#""rooms":["chat","lab"]"#), "{said}");
}

#[test]
fn the_first_word_of_somebody_makes_the_room_and_nothing_is_said_in_return() {
    let mut page = Page::connected("Lucy");
    page.beside.clear();
    page.broker_says(&heard(ROOM, HI));
    page.wait(5_000);
    page.serve();
    let room = page.room(ROOM);
    let entry = page.core.chat().room(room).unwrap();
    assert_eq!((entry.unread, entry.mentions, entry.timeline.len()), (1, 1, 1));
    assert!(matches!(entry.access, Access::Granted(_)));
    assert!(page.changes.contains(&Change::Rooms));
    assert!(!page.changes.contains(&Change::Opened(room)), "nobody asked for it");
    assert!(page.beside.is_empty() && page.got.is_empty(), "{:?} {:?}", page.beside, page.got);
    let page = page.reload();
    let entry = page.core.chat().room(room).unwrap();
    assert_eq!((entry.unread, entry.mentions, entry.direct.as_deref()), (1, 1, Some("Tom")));
}

#[test]
fn what_is_not_for_us_or_wrongly_spelled_makes_no_room() {
    let mut page = Page::connected("Lucy");
    for topic in
        ["snug/dm/Ann/Tom", "snug/dm/Tom/Lucy", "snug/dm/Lucy/T%6Fm", "snug/dm/Lucy/Lucy", "snug/dm/Lucy/a/b"]
    {
        page.broker_says(&heard(topic, HI));
    }
    page.broker_says(&heard(ROOM, ""));
    assert_eq!(topics(&page), ["chat"]);
}

#[test]
fn names_claimed_without_end_do_not_fill_the_device() {
    let mut page = Page::connected("Lucy");
    for number in 0..1_010 {
        page.broker_says(&heard(&format!("snug/dm/Lucy/X{number}"), HI));
    }
    assert_eq!(topics(&page).len(), 1_001);
}

#[test]
fn a_room_of_two_that_was_left_is_forgotten_until_the_next_word() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Direct("Tom".into()));
    page.serve();
    let room = page.room(ROOM);
    let chat = page.room("chat");
    page.command(Command::Open(chat));
    page.serve();
    page.beside.clear();
    page.command(Command::Leave(room));
    page.serve();
    assert!(page.beside.is_empty(), "{:?}", page.beside);
    assert_eq!(topics(&page), ["chat"]);
    page.broker_says(&heard(ROOM, HI));
    assert_eq!(topics(&page), ["chat", ROOM]);
}

#[test]
fn a_broker_without_rooms_of_two_says_so_in_the_room() {
    let mut page = Page::new(HostConfig { greeting: String::new(), ..HostConfig::default() });
    page.refuses = Some("snug/dm/");
    page.command(Command::SignIn(sign_in("Lucy")));
    page.command(Command::Direct("Ann".into()));
    page.accept();
    page.command(Command::Direct("Tom".into()));
    page.serve();
    for topic in [ROOM, "snug/dm/Ann/Lucy"] {
        let room = page.room(topic);
        assert_eq!(page.core.chat().room(room).unwrap().access, Access::Refused, "{topic}");
    }
    assert!(page.problems().is_empty());
}

#[test]
fn a_lost_session_asks_for_rooms_of_two_again() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Direct("Tom".into()));
    page.serve();
    let room = page.room(ROOM);
    page.cut();
    page.wait(60_000);
    page.answer(snug::mqtt::ConnectCode::Accepted);
    assert_eq!(page.core.chat().room(room).unwrap().access, Access::Asking);
    page.serve();
    assert!(matches!(page.core.chat().room(room).unwrap().access, Access::Granted(_)));
}

#[test]
fn nobody_talks_with_nobody_or_with_themselves() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Direct(" ".into()));
    assert_eq!(page.problems(), [&Problem::NoName]);
    page.command(Command::Direct("Lucy".into()));
    assert_eq!(topics(&page), ["chat"]);
}

#[test]
fn the_hosts_prefix_is_that_of_rooms_of_two() {
    let mut page =
        Page::new(HostConfig { prefix: "our/own".into(), greeting: String::new(), ..HostConfig::default() });
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    page.broker_says(&heard("our/own/dm/Lucy/Tom", HI));
    page.broker_says(&heard(ROOM, HI));
    assert_eq!(topics(&page), ["chat", "our/own/dm/Lucy/Tom"]);
}

#[test]
fn a_tab_that_follows_opens_a_room_of_two_through_the_leader() {
    let mut tabs = Tabs::new();
    tabs.follower.command(Command::Direct("Tom".into()));
    tabs.talk();
    let room = tabs.follower.room(ROOM);
    assert!(tabs.follower.changes.contains(&Change::Opened(room)));
    assert_eq!(topics(&tabs.leader), topics(&tabs.follower));
    tabs.leader.broker_says(&heard("snug/dm/Ann/Lucy", HI));
    tabs.talk();
    assert_eq!(topics(&tabs.follower).len(), 3);
}
