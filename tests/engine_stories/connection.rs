//! Connections: refused, lost and found, and what is stored before it is shown.

use super::page::{Page, heard, sign_in};
use snug::chat::Status;
use snug::engine::{Change, Command, Connection, HostConfig, Network, Problem, Stage};
use snug::mqtt::client::Closed;
use snug::mqtt::{ConnectCode, Packet, PacketId, Publish, PublishId, TopicName};
use snug::store::StoreError;

#[test]
fn what_comes_is_shown_once_it_is_stored() {
    let mut page = Page::connected("Lucy");
    page.store.fail_with(Some(StoreError::Quota));
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi"}"#));
    assert!(page.statuses().is_empty());
    assert_eq!(page.closed, [4000], "not acknowledged, so that the broker keeps it");
    assert!(page.problems().contains(&&Problem::Store));
    page.store.fail_with(None);
    page.wait(1_000);
    page.accept();
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi"}"#));
    assert_eq!(page.statuses(), [("hi".to_owned(), Status::Received)]);
}

#[test]
fn a_burst_is_one_step() {
    let mut page = Page::connected("Lucy");
    page.batches.clear();
    let mut bytes = vec![];
    for number in 0..1_000 {
        heard("chat", &format!(r#"{{"user":"Tom","say":"{number}"}}"#)).encode(&mut bytes).unwrap();
    }
    let on = page.connection;
    page.input(|core, now| core.handle_message(now, on, &bytes));
    assert_eq!(page.statuses().len(), 1_000);
    assert_eq!(page.batches.len(), 1);
}

#[test]
fn a_refused_password_goes_back_to_the_form_and_stops() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    page.answer(ConnectCode::BadUserNameOrPassword);
    assert_eq!(page.problems(), [&Problem::Refused(ConnectCode::BadUserNameOrPassword)]);
    assert_eq!(
        page.changes.iter().rfind(|change| matches!(change, Change::Stage(_))),
        Some(&Change::Stage(Stage::Out))
    );
    page.wait(3_600_000);
    assert_eq!(page.opened.len(), 1);
}

#[test]
fn an_unreachable_broker_is_named_and_tried_again_until_it_answers() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    for _ in 0..50 {
        let on = page.connection;
        page.input(|core, now| core.handle_closed(now, on, Closed::BeforeOpen, 1006));
        page.wait(60_000);
    }
    assert_eq!(page.opened.len(), 51);
    assert_eq!(page.problems(), [&Problem::Unreachable { url: "ws://broker/mqtt".into() }], "said once");
    page.accept();
    assert_eq!(
        page.changes.iter().rfind(|change| matches!(change, Change::Problem(_))),
        Some(&Change::Problem(None))
    );
}

#[test]
fn a_broker_that_hangs_up_on_our_greeting_is_told_with_its_close_code() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    let on = page.connection;
    page.input(|core, now| core.handle_opened(now, on, "mqtt"));
    page.input(|core, now| core.handle_closed(now, on, Closed::AfterOpen, 1002));
    assert_eq!(page.problems(), [&Problem::ClosedAtConnect { url: "ws://broker/mqtt".into(), code: 1002 }]);
}

#[test]
fn a_lost_network_is_offline_and_a_found_one_is_tried_at_once() {
    let mut page = Page::connected("Lucy");
    page.input(|core, now| core.handle_network(now, Network::Offline));
    page.cut();
    assert_eq!(
        page.changes.iter().rfind(|change| matches!(change, Change::Connection(_))),
        Some(&Change::Connection(Connection::Offline))
    );
    let before = page.opened.len();
    page.input(|core, now| core.handle_network(now, Network::Online));
    assert_eq!(page.opened.len(), before + 1);
}

#[test]
fn a_packet_id_in_use_by_the_broker_does_not_disturb_ours() {
    let mut page = Page::connected("Lucy");
    page.say("mine");
    let id = PacketId::new(1).unwrap();
    page.broker_says(&Packet::Publish(Publish {
        dup: false,
        delivery: PublishId::AtLeastOnce(id),
        retain: false,
        topic: TopicName::parse("chat").unwrap(),
        payload: b"theirs",
    }));
    page.serve();
    assert!(page.got.contains(&"PubAck".to_owned()));
    assert_eq!(page.statuses().len(), 2);
}
