//! What is there after the page died: everything that was stored, in its place, as far as it had come.

use super::page::{Page, heard};
use snug::chat::{MessageKey, Place, Status};
use snug::engine::{Change, Command, Problem};
use snug::mqtt::{ConnectCode, Delivery};
use snug::store::{Table, read_messages, rows_of};

fn delivered(text: &str) -> (String, Status) {
    (text.to_owned(), Status::Delivered)
}

#[test]
fn messages_rooms_unread_counts_and_drafts_come_back() {
    let mut page = Page::connected("Lucy");
    page.say("mine");
    page.serve();
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"theirs","id":"1"}"#));
    page.command(Command::Join("lab".into()));
    page.serve();
    let (chat, lab) = (page.room("chat"), page.room("lab"));
    page.command(Command::Open(chat));
    page.broker_says(&heard("lab", r#"{"user":"Tom","say":"unread","id":"2"}"#));
    page.command(Command::Draft { room: chat, text: "half a thought".into() });
    page.wait(1_000);
    let before = page.statuses();
    let page = page.reload();
    assert_eq!(page.statuses(), before);
    let room = |key| page.core.chat().room(key).unwrap();
    assert_eq!((room(chat).unread, room(lab).unread), (0, 1));
    assert_eq!((room(chat).draft.as_str(), room(lab).draft.as_str()), ("half a thought", ""));
}

#[test]
fn what_was_queued_offline_survives_a_reload_and_goes_out_once_in_order() {
    let mut page = Page::connected("Lucy");
    page.cut();
    for text in ["one", "two", "three"] {
        page.say(text);
    }
    let mut page = page.reload();
    assert!(page.statuses().iter().all(|(_, status)| *status == Status::Queued));
    page.accept();
    assert_eq!(page.statuses(), [delivered("one"), delivered("two"), delivered("three")]);
    let sent: Vec<_> = page.got.iter().filter(|packet| packet.starts_with("PUBLISH")).collect();
    let publish = |text: &str| format!("PUBLISH chat AtLeastOnce {text}");
    assert_eq!(sent, [&publish("one"), &publish("two"), &publish("three")]);
}

#[test]
fn what_was_on_its_way_is_sent_again_by_the_session_alone() {
    let mut page = Page::connected("Lucy");
    page.say("halfway");
    page.unread.clear();
    let mut page = page.reload();
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    assert_eq!(page.statuses(), [delivered("halfway")]);
    assert_eq!(page.got.iter().filter(|packet| packet.contains("halfway")).count(), 1);
}

#[test]
fn what_was_acknowledged_is_not_published_again_after_a_reload() {
    let mut page = Page::connected("Lucy");
    page.say("acknowledged");
    // PUBACK comes, the echo does not.
    let answers = page.read_sent();
    let on = page.connection;
    page.input(|core, now| core.handle_message(now, on, &answers[0]));
    let mut page = page.reload();
    assert_eq!(page.statuses(), [("acknowledged".to_owned(), Status::Sent)]);
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    assert!(!page.got.iter().any(|packet| packet.contains("acknowledged")), "{:?}", page.got);
}

#[test]
fn a_message_without_an_echo_is_called_sent_not_confirmed_and_can_be_sent_again() {
    let mut page = Page::connected("Lucy");
    page.say("into the dark");
    let answers = page.read_sent();
    let on = page.connection;
    page.input(|core, now| core.handle_message(now, on, &answers[0]));
    page.wait(9_999);
    assert_eq!(page.statuses(), [("into the dark".to_owned(), Status::Sent)]);
    page.wait(1);
    assert_eq!(page.statuses(), [("into the dark".to_owned(), Status::Unconfirmed)]);
    let room = page.room("chat");
    assert_eq!(page.core.chat().room(room).unwrap().echo, snug::chat::Echo::Missing);

    let key = page.core.chat().room(room).unwrap().last().unwrap().key;
    page.command(Command::Resend { room, key });
    page.serve();
    assert_eq!(page.statuses(), [delivered("into the dark")]);
}

#[test]
fn an_echo_that_comes_late_still_delivers() {
    let mut page = Page::connected("Lucy");
    page.say("slow");
    let answers = page.read_sent();
    let on = page.connection;
    page.input(|core, now| core.handle_message(now, on, &answers[0]));
    page.wait(60_000);
    page.input(|core, now| core.handle_message(now, on, &answers[1]));
    assert_eq!(page.statuses(), [delivered("slow")]);
}

#[test]
fn what_a_broker_acknowledged_and_lost_with_the_session_is_published_again_under_its_id() {
    let mut page = Page::connected("Lucy");
    page.say("echoed");
    page.serve();
    page.say("lost by the broker");
    let answers = page.read_sent();
    let on = page.connection;
    page.input(|core, now| core.handle_message(now, on, &answers[0]));
    page.cut();
    page.wait(1_000);
    page.accept();
    assert_eq!(page.statuses(), [delivered("echoed"), delivered("lost by the broker")]);
    let sent = page.got.iter().filter(|packet| packet.contains("lost by the broker"));
    assert_eq!(sent.count(), 2, "a reader that knows ids shows it once");
}

#[test]
fn a_page_that_died_before_the_broker_answered_subscribes_again() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.wait(60_000);
    // CONNECT went out, the broker made a new session, and nobody heard of it.
    let mut page = page.reload();
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    assert_eq!(page.got, ["CONNECT clean=false", "SUBSCRIBE chat"]);
}

#[test]
fn connect_leaves_once_it_is_stored_that_it_does() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.held = Some(vec![]);
    page.wait(60_000);
    let on = page.connection;
    page.input(|core, now| core.handle_opened(now, on, "mqtt"));
    // A page that died now would leave no word of it, and no session at the broker.
    assert!(page.unread.is_empty(), "CONNECT before it was stored");
    page.release_store();
    page.read_sent();
    assert_eq!(page.got, ["CONNECT clean=false"]);
}

#[test]
fn a_page_that_died_before_it_was_granted_its_rooms_again_subscribes_again() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.wait(60_000);
    // A new session at the broker; the page dies before SUBACK.
    page.answer(ConnectCode::Accepted);
    let mut page = page.reload();
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    assert_eq!(page.got, ["CONNECT clean=false", "SUBSCRIBE chat"]);
}

#[test]
fn at_qos_0_nothing_goes_out_twice() {
    let mut page = Page::connected("Lucy");
    let room = page.room("chat");
    page.command(Command::Deliver { room, delivery: Delivery::AtMostOnce });
    page.say("once at most");
    page.unread.clear();
    let mut page = page.reload();
    assert_eq!(page.core.chat().room(room).unwrap().delivery, Delivery::AtMostOnce, "the choice is kept");
    page.accept();
    assert!(!page.got.iter().any(|packet| packet.contains("once at most")));
}

#[test]
fn a_message_seen_before_the_reload_is_not_shown_again() {
    let mut page = Page::connected("Lucy");
    let tom = r#"{"user":"Tom","say":"hi","id":"1"}"#;
    page.broker_says(&heard("chat", tom));
    let mut page = page.reload();
    page.accept();
    page.broker_says(&heard("chat", tom));
    assert_eq!(page.statuses().len(), 1);
}

#[test]
fn records_of_garbage_are_set_aside_and_counted_and_the_rest_is_there() {
    let mut page = Page::connected("Lucy");
    for text in ["one", "two", "three"] {
        page.say(text);
        page.serve();
    }
    let messages = page.store.rows_mut().iter_mut().filter(|((table, _), _)| *table == Table::Messages);
    for (_, value) in messages.take(1) {
        *value = b"garbage".to_vec();
    }
    let (_, id) = page.account.clone().unwrap();
    page.store.rows_mut().insert((Table::Outgoing, [&id.0[..], b"?"].concat()), vec![]);
    page.store.rows_mut().insert((Table::Rooms, [&id.0[..], &[0, 0, 0, 9]].concat()), vec![1, 9, 9]);
    let page = page.reload();
    assert_eq!(page.statuses(), [delivered("two"), delivered("three")]);
    assert_eq!(page.problems(), [&Problem::SetAside { count: 3 }]);
    let mut again = page.reload();
    assert!(again.problems().is_empty(), "said once");
    let aside = again.store.rows_mut().keys().filter(|(table, _)| *table == Table::Aside).count();
    assert_eq!(aside, 3);
}

#[test]
fn what_was_typed_the_moment_before_a_reload_is_there_and_nobody_elses() {
    let mut page = Page::connected("Lucy");
    let room = page.room("chat");
    page.command(Command::Draft { room, text: "just typed".into() });
    let kept = page.core.drafts_text().unwrap();
    let mut page = page.reload();
    page.input(|core, now| core.handle_drafts(now, &kept));
    assert_eq!(page.core.chat().room(room).unwrap().draft, "just typed");
    let mut tom = Page::connected("Tom");
    tom.input(|core, now| core.handle_drafts(now, &kept));
    tom.input(|core, now| core.handle_drafts(now, "{"));
    assert_eq!(tom.core.drafts_text(), None);
}

#[test]
fn what_was_said_is_not_offered_again_and_what_was_typed_after_it_is() {
    let mut page = Page::connected("Lucy");
    let room = page.room("chat");
    page.command(Command::Draft { room, text: "said".into() });
    page.wait(1_000);
    page.command(Command::Draft { room, text: "said and more".into() });
    page.say("said");
    let page = page.reload();
    assert_eq!(page.statuses().len(), 1);
    assert_eq!(page.core.chat().room(room).unwrap().draft, " and more");
}

#[test]
fn a_store_that_can_not_be_read_leaves_the_room_of_the_sign_in() {
    let mut page = Page::connected("Lucy");
    page.store = snug::store::MemoryStore::default();
    let mut page = page.reload();
    page.accept();
    assert_eq!(page.got, ["CONNECT clean=false", "SUBSCRIBE chat"]);
    assert!(page.changes.contains(&Change::Opened(page.room("chat"))));
}

#[test]
fn the_text_stays_in_the_box_until_it_is_stored() {
    let mut page = Page::connected("Lucy");
    page.held = Some(vec![]);
    page.say("careful");
    assert!(!page.has_said());
    page.read_sent();
    assert!(page.got.is_empty(), "nothing leaves before it is stored: {:?}", page.got);
    page.release_store();
    assert!(page.has_said());
    page.serve();
    assert_eq!(page.statuses(), [delivered("careful")]);
}

#[test]
fn what_was_sent_at_qos_0_is_not_awaited_for_ever_when_its_room_delivers_otherwise_by_now() {
    let mut page = Page::connected("Lucy");
    let room = page.room("chat");
    page.cut();
    page.command(Command::Deliver { room, delivery: Delivery::AtMostOnce });
    page.say("once at most");
    page.command(Command::Deliver { room, delivery: Delivery::AtLeastOnce });
    page.wait(1_000);
    page.answer_with(ConnectCode::Accepted, true);
    page.unread.clear();
    page.wait(10_000);
    assert_eq!(page.statuses(), [("once at most".to_owned(), Status::Unconfirmed)]);
    let mut page = page.reload();
    page.answer_with(ConnectCode::Accepted, true);
    page.read_sent();
    assert!(!page.got.iter().any(|packet| packet.contains("once at most")), "{:?}", page.got);
}

#[test]
fn at_qos_0_a_lost_session_brings_nothing_back() {
    let mut page = Page::connected("Lucy");
    page.say("echoed");
    page.serve();
    let room = page.room("chat");
    page.command(Command::Deliver { room, delivery: Delivery::AtMostOnce });
    page.say("once at most");
    page.read_sent();
    page.cut();
    page.wait(1_000);
    page.accept();
    assert_eq!(page.got.iter().filter(|packet| packet.contains("once at most")).count(), 1);
}

#[test]
fn signing_out_leaves_no_timer_that_is_due_for_ever() {
    let mut page = Page::connected("Lucy");
    page.say("hi");
    page.sign_out();
    page.wait(1_500);
    assert!(page.core.poll_timeout().is_none_or(|at| at > page.now.clock));
}

/// Of the message with this key, if it is kept in one of these places.
fn payload(page: &Page, key: MessageKey, places: &[Place]) -> Option<String> {
    let (_, account) = page.account.as_ref().unwrap();
    let keys = rows_of(*account, page.room("chat"), key, places);
    let values = page.store.read_each(Table::Messages, keys.clone());
    let rows: Vec<_> = keys.into_iter().zip(values).filter_map(|(key, value)| Some((key, value?))).collect();
    let record = read_messages(&rows).find(|record| record.key == key)?;
    Some(String::from_utf8(record.payload.to_vec()).unwrap())
}

#[test]
fn a_payload_is_kept_byte_for_byte_while_it_waits_and_where_it_settles() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.say("mine");
    let item = |page: &Page, index: usize| {
        let item =
            page.core.chat().room(page.room("chat")).unwrap().timeline.window(index..index + 1)[0].clone();
        (item.message.key, item.place)
    };
    let (mine, waiting) = item(&page, 0);
    assert_eq!(waiting, Place::Waiting);
    let kept = payload(&page, mine, &[waiting]).unwrap();
    assert!(kept.starts_with(r#"{"user":"Lucy","say":"mine","id":""#), "{kept}");

    page.wait(60_000);
    page.answer(ConnectCode::Accepted);
    let odd = r#" {"say" : "theirs","say":"\u0074wice","more":[1e2]} "#;
    page.broker_says(&heard("chat", odd));
    page.serve();
    let ((theirs, first), (ours, settled)) = (item(&page, 0), item(&page, 1));
    assert_eq!(payload(&page, theirs, &[first]).as_deref(), Some(odd));
    assert_eq!((ours, payload(&page, ours, &[settled])), (mine, Some(kept.clone())));
    assert_eq!(payload(&page, mine, &[waiting]), None, "it waits no more");
    assert_eq!(payload(&page, mine, &[waiting, settled]), Some(kept));
    assert_eq!(payload(&page, mine, &[first]), None, "somebody else's place");
}
