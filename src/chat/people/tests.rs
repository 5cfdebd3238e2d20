//! Who is here, on a clock of the test's own.

use super::*;

/// Everybody's presence as one page hears it, connected for a while, in the room `chat`.
struct Page {
    people: People,
    now: Moment,
}

impl Page {
    fn new() -> Self {
        let mut people = People::default();
        people.set_prefix("snug");
        people.set_me("me");
        people.connected(0);
        let mut page = Self { people, now: Moment { clock: 0, wall: 1_000_000 } };
        page.wait(SETTLING);
        page
    }

    fn wait(&mut self, ms: u64) -> bool {
        (self.now.clock, self.now.wall) = (self.now.clock + ms, self.now.wall + ms);
        self.people.timeout(self.now, is_ours)
    }

    fn hear(&mut self, topic: &str, payload: &[u8]) -> bool {
        let side = Side::read("snug", topic).unwrap();
        self.people.hear(self.now, &side, payload, is_ours)
    }

    fn here(&mut self, client: &str, name: &str, rooms: &[&str]) -> bool {
        let payload = presence_payload(name, Presence::Online, rooms.iter().copied(), 7);
        self.hear(&["snug/presence/", client].concat(), &payload)
    }

    fn gone(&mut self, client: &str) {
        assert!(!self.hear(&["snug/presence/", client].concat(), b""), "not yet");
    }

    fn names(&self, room: &str) -> Vec<(String, String)> {
        let members = self.people.members(room).into_iter();
        members.map(|member| (member.name.to_string(), member.client_id.to_string())).collect()
    }

    fn comings(&self) -> Vec<(String, Came)> {
        self.people.comings("chat").map(|coming| (coming.name.to_string(), coming.what)).collect()
    }
}

fn is_ours(topic: &str) -> bool {
    topic == "chat"
}

fn tom(what: Came) -> (String, Came) {
    ("Tom".to_owned(), what)
}

#[test]
fn members_of_a_room_stand_by_name_and_then_by_client_id() {
    let mut page = Page::new();
    for (client, name, rooms) in [
        ("c", "Tom", &["chat"][..]),
        ("a", "Tom", &["x", "chat"]),
        ("me", "Ann", &["chat"]),
        ("z", "Ann", &["x"]),
    ] {
        assert!(page.here(client, name, rooms));
    }
    let pair = |name: &str, client: &str| (name.to_owned(), client.to_owned());
    assert_eq!(page.names("chat"), [pair("Ann", "me"), pair("Tom", "a"), pair("Tom", "c")]);
    assert_eq!(page.people.all().len(), 4);
    let me: Vec<bool> = page.people.members("chat").iter().map(|member| member.is_me).collect();
    assert_eq!(me, [true, false, false]);
}

#[test]
fn a_direct_room_has_those_two_of_whom_it_is() {
    let mut page = Page::new();
    page.here("me", "Ann", &[]);
    page.here("a", "Tom", &[]);
    page.here("b", "Eve", &[]);
    let names: Vec<_> = page.names("snug/dm/Ann/Tom").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Ann", "Tom"]);
}

#[test]
fn what_is_said_again_is_no_news() {
    let mut page = Page::new();
    assert!(page.here("a", "Tom", &["chat"]));
    assert!(!page.here("a", "Tom", &["chat"]));
    let away = presence_payload("Tom", Presence::Away, ["chat"].into_iter(), 8);
    assert!(page.hear("snug/presence/a", &away));
    assert_eq!(page.people.all()[0].status, Presence::Away);
}

#[test]
fn a_member_who_is_gone_for_90_s_has_left() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    page.gone("a");
    assert_eq!(page.people.poll_timeout(), Some(page.now.clock + 90_000));
    assert!(!page.wait(89_999));
    assert_eq!(page.names("chat").len(), 1);
    assert!(page.wait(1));
    assert!(page.people.all().is_empty());
    assert_eq!(page.comings(), [tom(Came::Came), tom(Came::Left)]);
    assert_eq!(page.people.poll_timeout(), None);
}

#[test]
fn a_return_within_90_s_is_nothing() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    page.gone("a");
    page.wait(80_000);
    assert!(!page.here("a", "Tom", &["chat"]));
    assert!(!page.wait(90_000));
    assert_eq!(page.comings(), [tom(Came::Came)]);
}

#[test]
fn without_a_connection_nobody_leaves() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    page.gone("a");
    page.wait(80_000);
    page.people.disconnected();
    assert!(!page.wait(80_000));
    assert_eq!(page.people.poll_timeout(), None);
    page.people.connected(page.now.clock);
    assert!(!page.wait(89_999));
    assert!(page.wait(1), "after its time on the new connection");
}

#[test]
fn who_is_not_told_again_by_a_new_session_has_left() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    page.here("b", "Ann", &["chat"]);
    page.people.doubt_all(page.now.clock);
    page.here("b", "Ann", &["chat"]);
    page.wait(90_000);
    assert_eq!(page.names("chat"), [("Ann".to_owned(), "b".to_owned())]);
}

#[test]
fn those_who_are_here_when_we_come_do_not_come() {
    let mut page = Page::new();
    page.people.connected(page.now.clock);
    page.here("a", "Tom", &["chat"]);
    page.wait(SETTLING);
    page.here("b", "Ann", &["chat"]);
    page.here("me", "Lucy", &["chat"]);
    assert_eq!(page.comings(), [("Ann".to_owned(), Came::Came)]);
    let at = page.people.comings("chat").next().map(|coming| coming.at);
    assert_eq!(at, Some(page.now.wall));
}

#[test]
fn joining_and_leaving_a_room_is_told_in_that_room() {
    let mut page = Page::new();
    page.here("a", "Tom", &["x"]);
    assert_eq!(page.comings(), []);
    page.here("a", "Tom", &["x", "chat"]);
    page.here("a", "Tom", &["x"]);
    assert_eq!(page.comings(), [tom(Came::Came), tom(Came::Left)]);
    assert_eq!(page.people.comings("x").count(), 0, "not a room of ours");
}

#[test]
fn a_second_device_of_the_same_name_neither_comes_nor_leaves() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    page.here("b", "Tom", &["chat"]);
    page.gone("a");
    page.wait(90_000);
    assert_eq!(page.comings(), [tom(Came::Came)]);
    page.gone("b");
    page.wait(90_000);
    assert_eq!(page.comings(), [tom(Came::Came), tom(Came::Left)]);
}

#[test]
fn only_the_last_50_comings_are_kept() {
    let mut page = Page::new();
    for number in 0..60 {
        page.here(&number.to_string(), &format!("N{number}"), &["chat"]);
    }
    let comings = page.comings();
    assert_eq!((comings.len(), comings[0].0.as_str()), (50, "N10"));
}

#[test]
fn however_many_claim_to_be_here_a_thousand_are_and_we_among_them() {
    let mut page = Page::new();
    for number in 0..1_100 {
        page.here(&number.to_string(), "Tom", &[]);
    }
    assert_eq!(page.people.all().len(), 1_000);
    assert!(page.here("me", "Lucy", &[]));
    assert!(!page.here(&"x".repeat(300), "Tom", &[]));
}

#[test]
fn garbage_changes_nothing() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    for payload in [&b"\xff"[..], b"{}", b"[]", br#"{"user":""}"#] {
        for topic in ["snug/presence/a", "snug/room/chat/typing/a", "snug/room/chat/seen/a"] {
            assert!(!page.hear(topic, payload));
        }
    }
    assert_eq!(page.names("chat").len(), 1);
}

#[test]
fn who_types_is_forgotten_after_6_s() {
    let mut page = Page::new();
    assert!(page.hear("snug/room/chat/typing/a", br#"{"user":"Tom"}"#));
    assert!(page.hear("snug/room/chat/typing/b", br#"{"user":"Ann"}"#));
    page.hear("snug/room/chat/typing/c", br#"{"user":"Tom"}"#);
    let names: Vec<_> = page.people.typing("chat").iter().map(|name| name.to_string()).collect();
    assert_eq!(names, ["Tom", "Ann"]);
    page.wait(3_000);
    assert!(!page.hear("snug/room/chat/typing/a", br#"{"user":"Tom"}"#));
    assert!(page.wait(3_000), "Ann stopped");
    assert_eq!(page.people.typing("chat").len(), 1);
    assert!(page.people.said_something("chat", "Tom"), "and Tom has said it");
    assert!(page.people.typing("chat").is_empty());
    assert!(!page.hear("snug/room/chat/typing/me", br#"{"user":"Lucy"}"#), "our own");
    assert!(!page.hear("snug/room/x/typing/a", br#"{"user":"Tom"}"#), "not a room of ours");
}

#[test]
fn everyone_has_read_up_to_one_message() {
    let mut page = Page::new();
    assert!(page.hear("snug/room/chat/seen/a", br#"{"user":"Tom","id":"1"}"#));
    assert!(page.hear("snug/room/chat/seen/b", br#"{"user":"Ann","id":"1"}"#));
    assert!(page.hear("snug/room/chat/seen/a", br#"{"user":"Tom","id":"2"}"#));
    assert!(!page.hear("snug/room/chat/seen/a", br#"{"user":"Tom","id":"2"}"#));
    let seen = page.people.seen_by("chat").into_iter();
    let seen: Vec<_> = seen.map(|(name, id)| (name.to_string(), id.to_string())).collect();
    assert_eq!(seen, [("Ann".to_owned(), "1".to_owned()), ("Tom".to_owned(), "2".to_owned())]);
    page.people.forget_room("chat");
    assert!(page.people.seen_by("chat").is_empty());
}

#[test]
fn readers_and_writers_are_bounded() {
    let mut page = Page::new();
    for number in 0..300 {
        page.hear(&format!("snug/room/chat/seen/{number}"), br#"{"user":"Tom","id":"1"}"#);
        page.hear(&format!("snug/room/chat/typing/{number}"), format!(r#"{{"user":"{number}"}}"#).as_bytes());
    }
    assert_eq!((page.people.seen_by("chat").len(), page.people.typing("chat").len()), (200, 200));
}

#[test]
fn another_tab_that_hears_the_same_knows_the_same() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    page.here("b", "Ann", &["chat", "x"]);
    page.gone("a");
    let mut other = Page::new();
    other.now = page.now;
    other.here("old", "Eve", &["chat"]);
    other.people.doubt_all(other.now.clock);
    for (client, payload) in page.people.said() {
        other.hear(&["snug/presence/", &client].concat(), &payload);
    }
    page.wait(90_000);
    other.wait(90_000);
    assert_eq!(page.people.all(), other.people.all());
}

#[test]
fn a_broker_that_refuses_costs_all_of_it() {
    let mut page = Page::new();
    page.here("a", "Tom", &["chat"]);
    assert!(page.people.refuse() && page.people.is_refused() && page.people.all().is_empty());
    assert!(!page.people.refuse());
    assert!(!page.here("b", "Ann", &["chat"]));
    assert!(page.people.hope());
    assert!(page.here("b", "Ann", &["chat"]));
}
