//! What is written and what is heard.

use super::page::{Page, heard};
use snug::chat::Status;
use snug::engine::{Change, Command, Problem};
use snug::mqtt::ConnectCode;

#[test]
fn a_message_goes_from_queued_to_sent_to_delivered() {
    let mut page = Page::connected("Lucy");
    page.cut();
    page.say("Tom在吗?");
    assert!(page.has_said());
    assert_eq!(page.statuses(), [("Tom在吗?".to_owned(), Status::Queued)]);
    page.wait(1_000);
    page.answer(ConnectCode::Accepted);
    assert_eq!(page.statuses(), [("Tom在吗?".to_owned(), Status::Sent)]);
    page.serve();
    assert_eq!(page.statuses(), [("Tom在吗?".to_owned(), Status::Delivered)]);
    assert!(page.got.contains(&"PUBLISH chat AtLeastOnce Tom在吗?".to_owned()));
}

#[test]
fn a_message_deleted_while_it_waits_for_the_broker_is_never_sent() {
    let mut page = Page::connected("Lucy");
    let chat = page.room("chat");
    // Twenty leave; the others are stored with their packet ids, and the last five are not even that.
    (0..45).for_each(|number| page.say(&format!("<{number}>")));
    let deleted = ["<22>", "<42>"];
    let room = page.core.chat().room(chat).unwrap();
    let is_deleted = |text: Option<&str>| text.is_some_and(|text| deleted.contains(&text));
    let doomed = room.timeline.iter().filter(|item| is_deleted(item.message.said()));
    let doomed: Vec<_> = doomed.map(|item| item.message.key).collect();
    for key in doomed {
        page.command(Command::Delete { room: chat, key });
    }
    let mut page = page.reload();
    page.accept();
    page.serve();
    page.serve();
    let heard = |text: &str| page.got.iter().any(|packet| packet.contains(text));
    assert!(heard("<21>") && heard("<23>") && heard("<44>"), "{:?}", page.got);
    assert!(!deleted.iter().any(|text| heard(text)), "{:?}", page.got);
    assert!(page.statuses().iter().all(|(_, status)| *status == Status::Delivered));
    assert_eq!(page.statuses().len(), 43);
}

#[test]
fn a_message_too_large_keeps_the_text() {
    let mut page = Page::connected("Lucy");
    page.say(&"x".repeat(70_000));
    assert!(matches!(page.problems()[0], Problem::Write(_)));
    assert!(!page.has_said());
    assert!(page.statuses().is_empty());
}

#[test]
fn trouble_with_the_connection_does_not_make_a_text_that_is_being_stored_seem_unsaid() {
    let mut page = Page::connected("Lucy");
    page.held = Some(vec![]);
    page.say("slowly stored");
    for _ in 0..3 {
        page.cut();
        page.wait(60_000);
        page.answer(ConnectCode::Accepted);
    }
    assert!(!page.changes.iter().any(|change| matches!(change, Change::NotSaid(_))));
    page.release_store();
    assert!(page.has_said());
}

#[test]
fn the_same_mistake_is_told_each_time() {
    let mut page = Page::connected("Lucy");
    page.say(&"x".repeat(70_000));
    page.say(&"x".repeat(70_000));
    assert_eq!(page.problems().len(), 2);
}

#[test]
fn received_data_never_makes_us_publish() {
    let mut page = Page::connected("Lucy");
    for payload in [r#"{"user":"Lucy","say":"Hello,anyone!"}"#, r#"{"msg":"x","data":"y"}"#, "{", "", "\u{1}"]
    {
        page.broker_says(&heard("chat", payload));
    }
    page.serve();
    assert!(page.got.is_empty(), "{:?}", page.got);
    assert_eq!(page.statuses().len(), 5);
}
