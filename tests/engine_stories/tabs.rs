//! Several tabs of one account: one leads and holds the connection, the others follow, and whoever leads next goes on.

use super::page::{Page, heard, sign_in};
use snug::chat::{Status, Visibility};
use snug::engine::{
    Change, Claim, Command, Connection, HostConfig, Leaving, Prefill, Problem, Profile, Stage, StoreError,
};

/// A leading tab and one that follows it, on one device.
pub(crate) struct Tabs {
    pub(crate) leader: Page,
    pub(crate) follower: Page,
}

impl Tabs {
    pub(crate) fn new() -> Self {
        Self::of(Page::connected("Lucy"))
    }

    pub(crate) fn of(leader: Page) -> Self {
        let follower = follower_of(&leader);
        let mut tabs = Self { leader, follower };
        tabs.talk();
        tabs.follower.changes.clear();
        tabs
    }

    /// What each said reaches the other, until nobody says anything more.
    pub(crate) fn talk(&mut self) {
        while !(self.leader.told.is_empty() && self.follower.told.is_empty()) {
            hear(&mut self.follower, std::mem::take(&mut self.leader.told));
            hear(&mut self.leader, std::mem::take(&mut self.follower.told));
            self.leader.serve();
        }
    }

    /// The leader is gone, and the lock is the follower's.
    pub(crate) fn leader_dies(self) -> Page {
        let mut page = self.follower;
        page.store = self.leader.store;
        promote(&mut page, Claim::Lead);
        page
    }
}

fn follower_of(leader: &Page) -> Page {
    let mut page = Page::new(HostConfig { greeting: String::new(), ..HostConfig::default() });
    page.claim = Claim::Follow;
    page.store = leader.store.clone();
    let profile = Profile::parse(leader.profile.as_deref().unwrap());
    page.input(|core, now| core.restore(now, profile, &Prefill::default(), None));
    page
}

fn hear(page: &mut Page, talk: Vec<Vec<u8>>) {
    for bytes in talk {
        page.input(|core, now| core.handle_told(now, &bytes));
    }
}

fn promote(page: &mut Page, claim: Claim) {
    let (key, id) = page.account.clone().unwrap();
    let (id, kept) = page.store.load(&key, id);
    page.account = Some((key, id));
    page.input(|core, now| core.handle_claimed(now, claim, kept));
}

#[test]
fn a_follower_shows_what_is_there_and_opens_no_connection() {
    let mut leader = Page::connected("Lucy");
    leader.say("before");
    leader.serve();
    let follower = follower_of(&leader);
    let mut tabs = Tabs { leader, follower };
    assert_eq!(tabs.follower.statuses(), [("before".to_owned(), Status::Delivered)]);
    tabs.talk();
    assert!(tabs.follower.changes.contains(&Change::Connection(Connection::Connected)));
    assert!(tabs.follower.changes.contains(&Change::Stage(Stage::In)));
    tabs.leader.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi"}"#));
    tabs.talk();
    assert_eq!(tabs.follower.statuses(), tabs.leader.statuses());
    assert_eq!(tabs.follower.opened.len(), 0);
}

#[test]
fn what_was_stored_while_a_follower_came_up_is_not_missed() {
    let leader = Page::connected("Lucy");
    let mut tabs = Tabs { follower: follower_of(&leader), leader };
    // After the follower has read, and before the leader has heard of it.
    tabs.leader.broker_says(&heard("chat", r#"{"user":"Tom","say":"in between"}"#));
    tabs.talk();
    assert_eq!(tabs.follower.read_again, 1);
    tabs.follower.store = tabs.leader.store.clone();
    promote(&mut tabs.follower, Claim::Follow);
    tabs.talk();
    assert_eq!(tabs.follower.statuses(), tabs.leader.statuses());
    assert_eq!(tabs.follower.read_again, 1, "once");
}

#[test]
fn what_a_follower_says_goes_out_once_through_the_leader() {
    let mut tabs = Tabs::new();
    tabs.follower.say("from the other tab");
    assert!(!tabs.follower.has_said(), "not before it is stored");
    tabs.talk();
    assert!(tabs.follower.has_said());
    assert_eq!(tabs.leader.statuses(), [("from the other tab".to_owned(), Status::Delivered)]);
    assert_eq!(tabs.follower.statuses(), tabs.leader.statuses());
    let sent = tabs.leader.got.iter().filter(|packet| packet.contains("from the other tab"));
    assert_eq!(sent.count(), 1);
}

#[test]
fn a_follower_joins_leaves_and_deletes_through_the_leader() {
    let mut tabs = Tabs::new();
    tabs.follower.command(Command::Join("lab".into()));
    tabs.talk();
    let lab = tabs.follower.room("lab");
    assert!(tabs.follower.changes.contains(&Change::Opened(lab)));
    assert!(tabs.leader.got.contains(&"SUBSCRIBE lab".to_owned()));

    tabs.leader.say("oops");
    tabs.leader.serve();
    tabs.talk();
    let chat = tabs.follower.room("chat");
    let key = tabs.follower.core.chat().room(chat).unwrap().last().unwrap().key;
    tabs.follower.command(Command::Delete { room: chat, key });
    tabs.follower.command(Command::Leave(lab));
    tabs.talk();
    for page in [&tabs.leader, &tabs.follower] {
        assert!(page.statuses().is_empty());
        assert_eq!(page.core.chat().find("lab"), None);
    }
}

#[test]
fn what_one_tab_read_is_read_in_the_other() {
    let mut tabs = Tabs::new();
    tabs.leader.command(Command::Close);
    tabs.follower.command(Command::Close);
    tabs.leader.broker_says(&heard("chat", "hi"));
    tabs.talk();
    let unread = |page: &Page| page.core.chat().room(page.room("chat")).unwrap().unread;
    assert_eq!((unread(&tabs.leader), unread(&tabs.follower)), (1, 1));
    let room = tabs.follower.room("chat");
    tabs.follower.command(Command::Open(room));
    tabs.talk();
    assert_eq!((unread(&tabs.leader), unread(&tabs.follower)), (0, 0));
}

#[test]
fn the_follower_goes_on_when_the_leader_dies() {
    let mut tabs = Tabs::new();
    tabs.leader.say("unacknowledged");
    tabs.leader.unread.clear();
    let old_id = tabs.leader.client_id();
    let mut page = tabs.leader_dies();
    assert_eq!(page.opened.len(), 1);
    assert_eq!(page.client_id(), old_id);
    page.accept();
    assert_eq!(page.statuses(), [("unacknowledged".to_owned(), Status::Delivered)]);
    let chat = page.core.chat();
    assert_eq!(chat.open_room(), chat.find("chat"), "what was on screen still is");
}

#[test]
fn what_a_dead_leader_was_asked_is_done_once() {
    // It died before it heard, and after it had stored.
    for heard_it in [false, true] {
        let mut tabs = Tabs::new();
        tabs.follower.say("asked");
        if heard_it {
            hear(&mut tabs.leader, std::mem::take(&mut tabs.follower.told));
            tabs.leader.unread.clear();
        }
        let mut page = tabs.leader_dies();
        assert!(page.has_said());
        page.accept();
        assert_eq!(page.statuses(), [("asked".to_owned(), Status::Delivered)], "heard: {heard_it}");
        assert_eq!(page.got.iter().filter(|packet| packet.contains("asked")).count(), 1);
    }
}

#[test]
fn a_third_tab_follows_the_one_that_leads_next() {
    let mut tabs = Tabs::new();
    let mut third = follower_of(&tabs.leader);
    hear(&mut tabs.leader, std::mem::take(&mut third.told));
    hear(&mut third, std::mem::take(&mut tabs.leader.told));
    third.read_again = 0;
    // Stored, and told to nobody.
    tabs.leader.say("last words");
    tabs.leader.told.clear();
    tabs.leader.unread.clear();
    let mut tabs = Tabs { leader: tabs.leader_dies(), follower: third };
    tabs.talk();
    assert_eq!(tabs.follower.read_again, 1);
    tabs.follower.store = tabs.leader.store.clone();
    promote(&mut tabs.follower, Claim::Follow);
    tabs.leader.accept();
    tabs.leader.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi"}"#));
    tabs.talk();
    assert_eq!(tabs.follower.statuses(), tabs.leader.statuses());
    assert_eq!(tabs.follower.statuses().len(), 2);
}

#[test]
fn a_leader_that_does_not_answer_while_somebody_looks_is_replaced() {
    let tabs = Tabs::new();
    let mut page = tabs.follower;
    page.say("anybody?");
    page.wait(1_999);
    assert_eq!(page.stolen, 0);
    page.wait(1);
    assert_eq!(page.stolen, 1);
}

#[test]
fn a_hidden_follower_leaves_a_silent_leader_alone() {
    let leader = Page::connected("Lucy");
    let mut page = Page::new(HostConfig::default());
    page.claim = Claim::Follow;
    page.store = leader.store.clone();
    page.input(|core, now| core.handle_visibility(now, Visibility::Hidden));
    let profile = Profile::parse(leader.profile.as_deref().unwrap());
    page.input(|core, now| core.restore(now, profile, &Prefill::default(), None));
    page.wait(60_000);
    assert_eq!(page.stolen, 0);
    page.input(|core, now| core.handle_visibility(now, Visibility::Shown));
    page.wait(2_000);
    assert_eq!(page.stolen, 1);
}

#[test]
fn a_deposed_leader_hangs_up_without_goodbye_and_follows() {
    let mut tabs = Tabs::new();
    let mut old = tabs.leader;
    tabs.follower.store = old.store.clone();
    promote(&mut tabs.follower, Claim::Lead);
    old.got.clear();
    old.input(|core, now| core.handle_deposed(now));
    assert_eq!(old.closed, [4000]);
    old.claim = Claim::Follow;
    promote(&mut old, Claim::Follow);
    let mut tabs = Tabs { leader: tabs.follower, follower: old };
    tabs.leader.accept();
    tabs.talk();
    tabs.follower.say("as a follower");
    tabs.talk();
    assert_eq!(tabs.follower.statuses(), [("as a follower".to_owned(), Status::Delivered)]);
    tabs.follower.read_sent();
    assert!(tabs.follower.got.is_empty(), "no DISCONNECT, nothing: {:?}", tabs.follower.got);
}

#[test]
fn signing_out_in_one_tab_signs_out_all() {
    let mut tabs = Tabs::new();
    tabs.follower.command(Command::SignOut(Leaving::Keep));
    tabs.talk();
    for page in [&tabs.leader, &tabs.follower] {
        assert_eq!(
            page.changes.iter().rfind(|change| matches!(change, Change::Stage(_))),
            Some(&Change::Stage(Stage::Out))
        );
    }
    assert_eq!(tabs.follower.account, None);
}

#[test]
fn a_password_reaches_the_tab_that_may_lead_next() {
    let mut leader = Page::new(HostConfig::default());
    let mut wanted = sign_in("Lucy");
    (wanted.user_name, wanted.password) = (Some("lucy".into()), Some("secret".into()));
    leader.command(Command::SignIn(wanted));
    leader.accept();
    let follower = follower_of(&leader);
    let mut tabs = Tabs { leader, follower };
    tabs.talk();
    assert_eq!(tabs.follower.secret.as_deref(), Some("secret"));
}

#[test]
fn what_a_follower_types_too_large_is_said_at_once() {
    let mut tabs = Tabs::new();
    tabs.follower.say(&"x".repeat(70_000));
    assert_eq!(tabs.follower.problems().len(), 1);
    assert!(tabs.follower.told.is_empty());
}

#[test]
fn a_tab_that_comes_while_a_step_is_being_stored_hears_of_it() {
    let mut leader = Page::connected("Lucy");
    leader.held = Some(vec![]);
    leader.broker_says(&heard("chat", "being stored"));
    let follower = follower_of(&leader);
    leader.release_store();
    let mut tabs = Tabs { leader, follower };
    tabs.talk();
    assert_eq!(tabs.follower.statuses(), tabs.leader.statuses());
}

#[test]
fn what_is_asked_twice_is_answered_once_it_is_stored() {
    let mut tabs = Tabs::new();
    tabs.leader.held = Some(vec![]);
    tabs.follower.say("careful");
    let asked = std::mem::take(&mut tabs.follower.told);
    hear(&mut tabs.leader, asked.clone());
    hear(&mut tabs.leader, asked);
    hear(&mut tabs.follower, std::mem::take(&mut tabs.leader.told));
    assert!(!tabs.follower.changes.iter().any(|change| matches!(change, Change::Said { .. })));
    tabs.leader.release_store();
    tabs.talk();
    assert!(tabs.follower.changes.iter().any(|change| matches!(change, Change::Said { .. })));
}

#[test]
fn signing_out_elsewhere_leaves_no_password_and_no_way_back_in_this_tab() {
    let mut tabs = Tabs::new();
    tabs.leader.sign_out();
    let told = std::mem::take(&mut tabs.leader.told);
    tabs.follower.secret = Some("secret".into());
    hear(&mut tabs.follower, told);
    assert_eq!(tabs.follower.secret, None);
    assert!(!Profile::parse(tabs.follower.profile.as_deref().unwrap()).signed_in);
    assert_eq!(tabs.follower.account, None);
}

#[test]
fn a_leader_deposed_while_it_stores_a_text_gives_the_box_back() {
    let mut tabs = Tabs::new();
    tabs.leader.held = Some(vec![]);
    tabs.leader.say("frozen in between");
    tabs.leader.input(|core, now| core.handle_deposed(now));
    let room = tabs.leader.room("chat");
    assert!(tabs.leader.changes.contains(&Change::NotSaid(room)));
    assert!(!tabs.leader.has_said());
}

#[test]
fn what_was_asked_of_a_dead_leader_is_not_said_in_another_chat() {
    let mut tabs = Tabs::new();
    tabs.follower.say("meant for the room that was");
    let room = tabs.follower.room("chat");
    let mut page = tabs.follower;
    page.store = snug::store::MemoryStore::default();
    promote(&mut page, Claim::Alone);
    page.accept();
    assert!(page.changes.contains(&Change::NotSaid(room)));
    assert!(!page.got.iter().any(|packet| packet.contains("meant for")), "{:?}", page.got);
}

/// As when a newer version of the page took the database.
#[test]
fn a_leader_that_goes_on_by_itself_is_another_client_with_other_rooms() {
    let mut page = Page::connected("Lucy");
    let (before, room) = (page.client_id(), page.room("chat"));
    page.input(|core, now| core.handle_deposed(now));
    page.store = snug::store::MemoryStore::default();
    promote(&mut page, Claim::Alone);
    page.accept();
    assert_ne!(page.client_id(), before, "what the broker holds for the other is not for this one");
    assert_ne!(page.room("chat"), room, "no text that stands in a box is meant for it");
    page.got.clear();
    page.say("by myself");
    page.serve();
    assert_eq!(page.statuses(), [("by myself".to_owned(), Status::Delivered)]);
}

#[test]
fn store_trouble_is_told_in_every_tab() {
    let mut tabs = Tabs::new();
    tabs.leader.input(|core, now| core.handle_store_trouble(now, StoreError::Quota));
    tabs.talk();
    assert_eq!(tabs.follower.problems(), [&Problem::Storage(StoreError::Quota)]);
}

#[test]
fn a_link_to_a_room_that_was_left_since_throws_nobody_out() {
    let mut page = Page::connected("Lucy");
    page.command(Command::Join("lab".into()));
    page.serve();
    let mut page = page.reload_at("#room=lab");
    page.accept();
    let lab = page.room("lab");
    page.command(Command::Leave(lab));
    page.serve();
    page.changes.clear();
    page.input(|core, now| core.handle_deposed(now));
    promote(&mut page, Claim::Follow);
    assert!(page.account.is_some());
    assert!(!page.changes.contains(&Change::Stage(Stage::Out)));
}
