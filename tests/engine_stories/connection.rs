//! Connections: refused, lost and found, and what is stored before it is shown.

use super::page::{Page, heard, sign_in};
use snug::engine::{Change, Command, Connection, HostConfig, Network, Problem, Stage};
use snug::mqtt::client::Closed;
use snug::mqtt::{ConnectCode, Packet, PacketId, Publish, PublishId};
use snug::store::StoreError;

/// A message of somebody else, under an id of the broker's.
fn theirs() -> Packet<'static> {
    let Packet::Publish(theirs) = heard("chat", "theirs") else { panic!("a PUBLISH") };
    Packet::Publish(Publish { delivery: PublishId::AtLeastOnce(PacketId::new(1).unwrap()), ..theirs })
}

#[test]
fn what_comes_is_acknowledged_once_it_is_stored_and_told_at_once_if_it_would_come_again() {
    let mut page = Page::connected("Lucy");
    page.held = Some(vec![]);
    page.broker_says(&theirs());
    page.read_sent();
    let told = [Change::Timeline(page.room("chat")), Change::Rooms];
    assert!(told.iter().all(|change| page.changes.contains(change)) && page.got.is_empty());
    page.changes.clear();
    page.release_store();
    page.read_sent();
    assert_eq!(page.got, ["PubAck"]);
    assert!(!told.iter().any(|change| page.changes.contains(change)), "told twice: {:?}", page.changes);
}

#[test]
fn what_comes_at_qos_0_is_told_once_it_is_stored() {
    let mut page = Page::connected("Lucy");
    page.held = Some(vec![]);
    page.broker_says(&heard("chat", "theirs"));
    let told = Change::Timeline(page.room("chat"));
    assert!(!page.changes.contains(&told));
    page.release_store();
    assert!(page.changes.contains(&told));
}

#[test]
fn an_endpoint_that_speaks_before_connect_left_is_told_all_the_same() {
    type Early = fn(&mut Page);
    let early: [Early; 2] = [
        |page| {
            let on = page.connection;
            page.input(|core, now| core.handle_text(now, on));
        },
        |page| {
            let on = page.connection;
            page.input(|core, now| core.handle_closed(now, on, Closed::AfterOpen, 1006));
        },
    ];
    for happen in early {
        let mut page = Page::new(HostConfig::default());
        page.held = Some(vec![]);
        page.command(Command::SignIn(sign_in("Lucy")));
        let on = page.connection;
        page.input(|core, now| core.handle_opened(now, on, "mqtt"));
        happen(&mut page);
        page.read_sent();
        assert!(page.got.is_empty(), "CONNECT was not stored: {:?}", page.got);
        assert!(matches!(page.problems()[..], [Problem::Protocol { .. } | Problem::ClosedAtConnect { .. }]));
    }
}

#[test]
fn a_slow_store_does_not_bring_back_an_old_state() {
    let mut page = Page::new(HostConfig::default());
    page.command(Command::SignIn(sign_in("Lucy")));
    page.held = Some(vec![]);
    page.answer(ConnectCode::Accepted);
    page.cut();
    page.release_store();
    let last = |wanted: fn(&Change) -> bool| page.changes.iter().rfind(|change| wanted(change)).unwrap();
    let connection = last(|change| matches!(change, Change::Connection(_)));
    assert!(matches!(connection, Change::Connection(Connection::Reconnecting { .. })), "{connection:?}");
    assert_eq!(last(|change| matches!(change, Change::Stage(_))), &Change::Stage(Stage::In));
}

#[test]
fn a_store_without_room_is_told_once_and_the_chat_goes_on_in_memory() {
    let mut page = Page::connected("Lucy");
    page.store.fail_with(Some(StoreError::Quota));
    page.broker_says(&heard("chat", r#"{"user":"Tom","say":"hi"}"#));
    page.say("hello");
    page.serve();
    assert_eq!(page.statuses().len(), 2);
    assert!(page.problems().iter().all(|problem| **problem == Problem::Storage(StoreError::Quota)));
    assert!(page.closed.is_empty());
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
    assert_eq!(page.problems(), [&Problem::CredentialsWanted]);
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
    assert_eq!(page.problems(), [&Problem::NotUnderstood { url: "ws://broker/mqtt".into(), code: 1002 }]);
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
    page.broker_says(&theirs());
    page.serve();
    assert!(page.got.contains(&"PubAck".to_owned()));
    assert_eq!(page.statuses().len(), 2);
}
