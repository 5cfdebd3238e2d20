//! What a person decides for a room: its name here, its place in the list. And who is called by name, who is answered.

use super::page::{Page, heard};
use super::tabs::Tabs;
use snug::chat::{Content, Notify, RoomSettings, Status};
use snug::engine::Command;

fn topics(page: &Page) -> Vec<String> {
    page.core.chat().rooms().iter().map(|entry| entry.room.as_str().to_owned()).collect()
}

fn join(page: &mut Page, rooms: &[&str]) {
    for room in rooms {
        page.command(Command::Join((*room).into()));
        page.serve();
    }
}

fn re(page: &Page) -> Option<String> {
    let room = page.core.chat().room(page.room("chat")).unwrap();
    match &room.last().unwrap().content {
        Content::Chat { re, .. } => re.clone(),
        _ => None,
    }
}

#[test]
fn what_was_chosen_for_a_room_comes_back() {
    let mut page = Page::connected("Lucy");
    join(&mut page, &["/+"]);
    let (room, feed) = (page.room("chat"), page.room("/+"));
    let notify = |page: &Page, room| page.core.chat().room(room).unwrap().settings.notify;
    assert_eq!((notify(&page, room), notify(&page, feed)), (Notify::Mentions, Notify::None));
    let settings = RoomSettings { alias: "家".into(), colour: Some(0), notify: Notify::All };
    page.command(Command::SetRoom { room, settings: settings.clone() });
    let page = page.reload();
    assert_eq!(page.core.chat().room(room).unwrap().settings, settings);
    assert_eq!(notify(&page, feed), Notify::None);
}

#[test]
fn rooms_stand_where_they_were_put_and_new_ones_at_the_end() {
    let mut page = Page::connected("Lucy");
    join(&mut page, &["a", "b", "c"]);
    let (b, chat) = (page.room("b"), page.room("chat"));
    page.command(Command::MoveRoom { room: b, to: 0 });
    page.command(Command::MoveRoom { room: chat, to: 99 });
    assert_eq!(topics(&page), ["b", "a", "c", "chat"]);
    let mut page = page.reload();
    page.accept();
    assert_eq!(topics(&page), ["b", "a", "c", "chat"]);
    join(&mut page, &["d"]);
    let c = page.room("c");
    page.command(Command::MoveRoom { room: c, to: 3 });
    let before = topics(&page);
    assert_eq!(before, ["b", "a", "chat", "c", "d"]);
    assert_eq!(topics(&page.reload()), before);
}

#[test]
fn all_tabs_show_one_list() {
    let mut tabs = Tabs::new();
    join(&mut tabs.leader, &["a"]);
    tabs.talk();
    let (a, chat) = (tabs.follower.room("a"), tabs.follower.room("chat"));
    tabs.follower.command(Command::MoveRoom { room: a, to: 0 });
    let settings = RoomSettings { alias: "Home".into(), ..RoomSettings::default() };
    tabs.follower.command(Command::SetRoom { room: chat, settings: settings.clone() });
    tabs.talk();
    for page in [&tabs.leader, &tabs.follower] {
        assert_eq!(topics(page), ["a", "chat"]);
        assert_eq!(page.core.chat().room(chat).unwrap().settings, settings);
    }
}

#[test]
fn those_who_call_us_by_name_are_counted_apart_also_after_a_reload_and_in_other_tabs() {
    let mut tabs = Tabs::new();
    tabs.leader.command(Command::Close);
    tabs.follower.command(Command::Close);
    for (number, say) in ["hi", "@lucy?", "@Lucyna", "在吗 @LUCY你好"].into_iter().enumerate() {
        let payload = format!(r#"{{"user":"Tom","say":"{say}","id":"{number}"}}"#);
        tabs.leader.broker_says(&heard("chat", &payload));
    }
    tabs.talk();
    let count = |page: &Page| {
        let entry = page.core.chat().room(page.room("chat")).unwrap();
        (entry.unread, entry.mentions)
    };
    assert_eq!((count(&tabs.leader), count(&tabs.follower)), ((4, 2), (4, 2)));
    let room = tabs.leader.room("chat");
    let mut page = tabs.leader.reload_at("#room=other");
    assert!(page.account.is_none(), "a link to a room not joined waits");
    page.command(Command::SignIn(super::page::sign_in("Lucy")));
    assert_eq!(count(&tabs.follower), (4, 2));
    tabs.follower.command(Command::Open(room));
    assert_eq!(count(&tabs.follower), (0, 0));
}

#[test]
fn an_answer_names_its_message_over_a_reload_and_when_it_is_sent_again() {
    let mut page = Page::connected("Lucy");
    let room = page.room("chat");
    page.cut();
    page.command(Command::Say { room, text: "yes".into(), re: Some("01J".into()) });
    let mut page = page.reload();
    assert_eq!(re(&page).as_deref(), Some("01J"));
    page.accept();
    assert_eq!(page.statuses(), [("yes".to_owned(), Status::Delivered)]);
    assert_eq!(re(&page).as_deref(), Some("01J"));
}

#[test]
fn a_tab_that_follows_answers_through_the_leader() {
    let mut tabs = Tabs::new();
    let room = tabs.follower.room("chat");
    tabs.follower.command(Command::Say { room, text: "yes".into(), re: Some("01J".into()) });
    tabs.follower.command(Command::Say { room, text: "no".into(), re: Some(String::new()) });
    tabs.talk();
    assert_eq!(re(&tabs.leader), None);
    let entry = tabs.leader.core.chat().room(room).unwrap();
    let first = &entry.timeline.window(0..1)[0].message.content;
    assert!(matches!(first, Content::Chat { re: Some(re), .. } if re == "01J"));
    assert_eq!(re(&tabs.follower), None);
}
