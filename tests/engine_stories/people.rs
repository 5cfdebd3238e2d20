//! Who is here, who is typing, who read what: heard, said, and given up without a word where the broker does not let us.

use super::page::{Page, heard, sign_in};
use super::tabs::Tabs;
use snug::chat::{Presence, Visibility};
use snug::engine::{Away, Change, Command, HostConfig, Receipts};
use snug::mqtt::ConnectCode;

const TOM: &str = r#"{"user":"Tom","status":"online","rooms":["chat"],"ts":1}"#;

pub(crate) fn names(page: &Page) -> Vec<(String, Presence)> {
    let members = page.core.chat().people().members("chat").into_iter();
    members.map(|member| (member.name.to_string(), member.status)).collect()
}

pub(crate) fn online(name: &str) -> (String, Presence) {
    (name.to_owned(), Presence::Online)
}

/// What this page said last of itself.
fn said(page: &Page) -> &str {
    page.presence.last().map_or("", String::as_str)
}

pub(crate) fn published<'p>(page: &'p Page, what: &str) -> Vec<&'p String> {
    page.beside.iter().filter(|packet| packet.starts_with("PUBLISH") && packet.contains(what)).collect()
}

pub(crate) fn typing(page: &Page) -> usize {
    page.core.chat().people().typing("chat").len()
}

/// Time passes on a connection that lives.
pub(crate) fn pass(page: &mut Page, ms: u64) {
    let mut left = ms;
    while left > 0 {
        let step = left.min(20_000);
        page.wait(step);
        page.serve();
        left -= step;
    }
}

pub(crate) fn hide(page: &mut Page) {
    page.input(|core, now| core.handle_visibility(now, Visibility::Hidden));
}

pub(crate) fn show(page: &mut Page) {
    page.input(|core, now| core.handle_visibility(now, Visibility::Shown));
}

#[test]
fn everybody_who_says_so_is_here_and_so_are_we() {
    let mut page = Page::connected("Lucy");
    page.broker_says(&heard("snug/presence/tom", TOM));
    assert_eq!(names(&page), [online("Lucy"), online("Tom")]);
    assert!(page.changes.contains(&Change::People));
    assert!(page.core.chat().people().members("chat")[0].is_me);
    page.changes.clear();
    page.broker_says(&heard("snug/presence/tom", TOM));
    assert!(!page.changes.contains(&Change::People), "nothing new");
    assert!(page.statuses().is_empty(), "no room hears of it");
}

#[test]
fn who_is_gone_leaves_after_a_while_by_the_pages_own_timer() {
    let mut page = Page::connected("Lucy");
    pass(&mut page, 60_000);
    page.broker_says(&heard("snug/presence/tom", TOM));
    page.broker_says(&heard("snug/presence/tom", ""));
    page.changes.clear();
    assert!(page.core.poll_timeout().is_some_and(|at| at <= page.now.clock + 90_000));
    pass(&mut page, 90_000);
    assert_eq!(names(&page), [online("Lucy")]);
    assert!(page.changes.contains(&Change::People));
    assert_eq!(page.core.chat().people().comings("chat").count(), 2);
}

#[test]
fn a_broker_that_keeps_presence_to_itself_costs_one_quiet_note() {
    let mut page = Page::new(HostConfig { greeting: String::new(), ..HostConfig::default() });
    page.refuses = Some("snug/presence/");
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    assert!(page.core.chat().people().is_refused());
    assert_eq!(page.changes.iter().filter(|change| **change == Change::People).count(), 1);
    assert!(page.problems().is_empty());
    page.say("still here");
    page.serve();
    assert_eq!(page.statuses().len(), 1);
    let mut page = page.reload();
    page.accept();
    assert!(page.core.chat().people().is_refused() && page.presence.is_empty(), "{:?}", page.presence);
}

#[test]
fn a_page_hidden_for_five_minutes_is_away_and_back_at_once_when_it_is_shown() {
    let mut page = Page::connected("Lucy");
    hide(&mut page);
    pass(&mut page, 299_999);
    assert!(said(&page).contains(r#""status":"online""#));
    assert_eq!(page.core.poll_timeout(), Some(page.now.clock + 1));
    pass(&mut page, 1);
    assert!(said(&page).contains(r#""status":"away""#), "{}", said(&page));
    assert_eq!(names(&page), [("Lucy".to_owned(), Presence::Away)]);
    show(&mut page);
    page.serve();
    assert!(said(&page).contains(r#""status":"online""#));
}

#[test]
fn away_by_hand_lasts_until_it_is_taken_back_and_over_a_reload() {
    let mut page = Page::connected("Lucy");
    page.command(Command::SetAway(Away::Manual));
    page.serve();
    assert!(said(&page).contains(r#""status":"away""#));
    hide(&mut page);
    show(&mut page);
    page.serve();
    assert!(said(&page).contains(r#""status":"away""#));
    let mut page = page.reload();
    page.accept();
    assert!(said(&page).contains(r#""status":"away""#));
    assert_eq!(page.core.away(), Away::Manual);
    page.command(Command::SetAway(Away::Auto));
    page.serve();
    assert!(said(&page).contains(r#""status":"online""#));
}

#[test]
fn offline_an_away_page_is_not_woken_for_nothing() {
    let mut page = Page::connected("Lucy");
    page.cut();
    hide(&mut page);
    page.wait(400_000);
    assert!(page.core.poll_timeout().is_none_or(|at| at > page.now.clock));
}

#[test]
fn a_feed_of_everything_still_shows_what_is_said_beside_the_rooms() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("#".into()));
    page.serve();
    let feed = page.room("#");
    let before = page.core.chat().room(feed).unwrap().timeline.len();
    page.broker_says(&heard("snug/presence/tom", TOM));
    assert_eq!(page.core.chat().room(feed).unwrap().timeline.len(), before + 1);
    assert_eq!(names(&page), [online("Lucy"), online("Tom")]);
}

#[test]
fn after_a_lost_session_whoever_is_not_told_again_leaves() {
    let mut page = Page::connected("Lucy");
    page.broker_says(&heard("snug/presence/tom", TOM));
    page.broker_says(&heard("snug/presence/ann", &TOM.replace("Tom", "Ann")));
    page.cut();
    page.wait(60_000);
    page.accept();
    page.broker_says(&heard("snug/presence/ann", &TOM.replace("Tom", "Ann")));
    pass(&mut page, 89_000);
    assert_eq!(names(&page), [online("Ann"), online("Lucy"), online("Tom")]);
    pass(&mut page, 1_000);
    assert_eq!(names(&page), [online("Ann"), online("Lucy")]);
}

#[test]
fn a_session_that_goes_on_is_asked_again_who_is_here() {
    let mut page = Page::connected("Lucy");
    page.broker_says(&heard("snug/presence/tom", TOM));
    page.cut();
    page.wait(60_000);
    page.presence.clear();
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    assert_eq!(page.presence[0], "SUBSCRIBE snug/presence/+", "what changed meanwhile was not queued for us");
    assert!(page.presence[1].starts_with("PUBLISH") && page.presence.len() == 2, "{:?}", page.presence);
    pass(&mut page, 90_000);
    assert_eq!(names(&page), [online("Lucy")]);
}

#[test]
fn a_tab_that_follows_knows_what_the_leader_knows() {
    let mut leader = Page::connected("Lucy");
    leader.broker_says(&heard("snug/presence/tom", TOM));
    let mut tabs = Tabs::of(leader);
    assert_eq!(names(&tabs.follower), [online("Lucy"), online("Tom")]);
    assert!(tabs.follower.core.chat().people().members("chat")[0].is_me);
    tabs.leader.broker_says(&heard("snug/presence/ann", &TOM.replace("Tom", "Ann")));
    tabs.leader.broker_says(&heard("snug/room/chat/typing/tom", r#"{"user":"Tom"}"#));
    tabs.follower.changes.clear();
    tabs.talk();
    assert_eq!(names(&tabs.follower), names(&tabs.leader));
    assert_eq!(typing(&tabs.follower), 1);
    assert!(tabs.follower.changes.contains(&Change::People));
    tabs.leader.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi","id":"1"}"#));
    tabs.talk();
    assert_eq!((typing(&tabs.leader), typing(&tabs.follower)), (0, 0), "he has said it");
    let page = tabs.leader_dies();
    assert_eq!(names(&page).len(), 3, "and keeps it when it leads");
}

#[test]
fn a_tab_that_follows_types_reads_and_is_looked_at_through_the_leader() {
    let mut tabs = Tabs::new();
    tabs.follower.command(Command::Join("lab".into()));
    tabs.talk();
    let chat = tabs.leader.room("chat");
    tabs.leader.command(Command::Open(chat));
    let lab = tabs.follower.room("lab");
    tabs.follower.command(Command::Open(lab));
    tabs.talk();
    tabs.leader.beside.clear();
    tabs.follower.command(Command::Typing(lab));
    tabs.leader.broker_says(&heard("lab", r#"{"user":"Tom","say":"hi","id":"1"}"#));
    tabs.talk();
    assert_eq!(published(&tabs.leader, "snug/room/lab/typing/").len(), 1, "{:?}", tabs.leader.beside);
    assert_eq!(published(&tabs.leader, "snug/room/lab/seen/").len(), 1, "{:?}", tabs.leader.beside);
    // Only the other tab is hidden.
    hide(&mut tabs.leader);
    let together = |tabs: &mut Tabs, ms: u64| {
        for _ in 0..ms / 20_000 {
            pass(&mut tabs.leader, 20_000);
            tabs.follower.wait(20_000);
            tabs.talk();
        }
    };
    together(&mut tabs, 600_000);
    assert!(published(&tabs.leader, "away").is_empty());
    hide(&mut tabs.follower);
    tabs.talk();
    together(&mut tabs, 300_000);
    assert_eq!(published(&tabs.leader, "away").len(), 1);
    show(&mut tabs.follower);
    tabs.talk();
    assert!(said(&tabs.leader).contains("online"));
}

#[test]
fn what_a_tab_that_follows_decides_holds_for_all() {
    let mut tabs = Tabs::new();
    tabs.follower.command(Command::SetAway(Away::Manual));
    tabs.follower.command(Command::SetReceipts(Receipts::Keep));
    tabs.talk();
    for page in [&tabs.leader, &tabs.follower] {
        assert_eq!((page.core.away(), page.core.receipts()), (Away::Manual, Receipts::Keep));
    }
    assert!(said(&tabs.leader).contains("away"));
}
