//! The log of the wire: what somebody reads who wants to know how the connection fares, in the order it happened.

use super::page::{Page, sign_in};
use snug::engine::{BrokerSession, Claim, Command, HostConfig, Leaving, Network, Wire};
use snug::mqtt::client::{ConnectError, Lost};
use snug::mqtt::{ConnectCode, Packet, SubAck, SubscribeOutcome};

fn page() -> Page {
    Page::new(HostConfig { greeting: String::new(), ..HostConfig::default() })
}

/// What happened since this was last asked.
fn happened(page: &Page, known: &mut usize) -> Vec<Wire> {
    let entries = page.core.wire_log();
    let new = entries[*known..].iter().map(|entry| entry.what.clone()).collect();
    *known = entries.len();
    new
}

fn opening() -> Wire {
    Wire::Opening("ws://broker/mqtt".into())
}

#[test]
fn a_connection_is_followed_from_its_opening_to_its_end_and_the_next() {
    let (mut page, mut known) = (page(), 0);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.accept();
    let expected = [
        opening(),
        Wire::Opened,
        Wire::Accepted(BrokerSession::New),
        Wire::Subscribed("snug/presence/+".into()),
        Wire::Subscribed("snug/dm/Lucy/+".into()),
        Wire::Subscribed("snug/dm/+/Lucy".into()),
        Wire::Subscribed("chat".into()),
        Wire::Subscribed("snug/room/chat/typing/+".into()),
        Wire::Subscribed("snug/room/chat/seen/+".into()),
    ];
    assert_eq!(happened(&page, &mut known), expected);
    assert_eq!(page.core.wire_log()[0].at, page.now.wall);

    page.wait(60_000);
    page.now.clock += 42;
    page.now.wall += 42;
    page.serve();
    assert_eq!(happened(&page, &mut known), [Wire::Ping(42)]);

    page.cut();
    let lost = happened(&page, &mut known);
    assert_eq!(lost[..2], [Wire::Closed(1006), Wire::Lost(Lost::Closed)]);
    let [Wire::Retry(seconds)] = lost[2..] else { panic!("{lost:?}") };
    page.wait(seconds * 1_000);
    page.answer_with(ConnectCode::Accepted, true);
    page.serve();
    let presence = Wire::Subscribed("snug/presence/+".into());
    let expected = [opening(), Wire::Opened, Wire::Accepted(BrokerSession::Kept), presence];
    assert_eq!(happened(&page, &mut known), expected);
}

#[test]
fn a_broker_that_falls_silent_is_closed_with_our_own_code() {
    let (mut page, mut known) = (Page::connected("Lucy"), 0);
    happened(&page, &mut known);
    page.wait(60_000);
    page.wait(60_000);
    let lost = happened(&page, &mut known);
    assert_eq!(lost[..2], [Wire::Closed(4000), Wire::Lost(Lost::Silent)]);
    assert!(matches!(lost[2..], [Wire::Retry(_)]), "{lost:?}");
}

#[test]
fn refusals_say_of_what() {
    let (mut page, mut known) = (page(), 0);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.answer(ConnectCode::NotAuthorized);
    let expected = [opening(), Wire::Opened, Wire::Closed(4000), Wire::Refused(ConnectCode::NotAuthorized)];
    assert_eq!(happened(&page, &mut known), expected, "and it is not tried again");

    let (mut page, mut known) = (Page::connected("Lucy"), 0);
    happened(&page, &mut known);
    page.command(Command::Join("secret".into()));
    let asked = std::mem::take(&mut page.unread);
    let id = asked.iter().find_map(|bytes| match bytes[..] {
        [0x82, _, high, low, ..] => snug::mqtt::PacketId::new(u16::from_be_bytes([high, low])),
        _ => None,
    });
    page.broker_says(&Packet::SubAck(SubAck { id: id.unwrap(), outcomes: vec![SubscribeOutcome::Refused] }));
    assert_eq!(happened(&page, &mut known), [Wire::SubRefused("secret".into())]);
}

#[test]
fn what_never_opened_and_what_is_no_mqtt_are_told_apart() {
    let (mut page, mut known) = (page(), 0);
    page.command(Command::SignIn(sign_in("Lucy")));
    page.never_opens();
    let lost = happened(&page, &mut known);
    assert_eq!(
        lost[..3],
        [opening(), Wire::Closed(1006), Wire::Lost(Lost::Connect(ConnectError::Unreachable))]
    );
    assert!(matches!(lost[3..], [Wire::Retry(_)]), "{lost:?}");

    page.wait(60_000);
    let on = page.connection;
    page.input(|core, now| core.handle_opened(now, on, ""));
    let lost = happened(&page, &mut known);
    let not_mqtt = Wire::Lost(Lost::Connect(ConnectError::NotMqtt));
    assert_eq!(lost[..4], [opening(), Wire::Opened, Wire::Closed(4000), not_mqtt]);
}

#[test]
fn each_address_of_a_search_is_there_and_no_wait_between_brokers_that_stand_in_for_each_other() {
    let (mut page, mut known) = (page(), 0);
    page.command(Command::SignIn(snug::engine::SignIn {
        broker: "broker.example".into(),
        ..sign_in("Lucy")
    }));
    let tried: Vec<_> = page.probes.iter().map(|(_, url)| Wire::Opening(url.clone())).collect();
    assert!(tried.len() > 1);
    assert_eq!(happened(&page, &mut known), tried);

    let (mut page, mut known) = (self::page(), 0);
    let two = "ws://one/mqtt,ws://two/mqtt";
    page.command(Command::SignIn(snug::engine::SignIn { broker: two.into(), ..sign_in("Lucy") }));
    page.never_opens();
    let unreachable = Wire::Lost(Lost::Connect(ConnectError::Unreachable));
    let (one, other) = (Wire::Opening("ws://one/mqtt".into()), Wire::Opening("ws://two/mqtt".into()));
    assert_eq!(happened(&page, &mut known), [one, Wire::Closed(1006), unreachable, other]);
}

#[test]
fn the_network_is_noted_when_it_goes_and_comes() {
    let (mut page, mut known) = (page(), 0);
    for network in [Network::Online, Network::Offline, Network::Offline, Network::Online] {
        page.input(|core, now| core.handle_network(now, network));
    }
    assert_eq!(happened(&page, &mut known), [Wire::Offline, Wire::Online]);
}

#[test]
fn another_client_with_our_id_is_noted_once_we_give_way() {
    let (mut page, mut known) = (Page::connected("Lucy"), 0);
    for _ in 0..2 {
        page.cut();
        page.wait(60_000);
        page.accept();
    }
    happened(&page, &mut known);
    page.cut();
    let expected = [Wire::Closed(1006), Wire::Lost(Lost::Closed), Wire::TakenOver];
    assert_eq!(happened(&page, &mut known), expected);
}

#[test]
fn a_tab_that_loses_the_lead_closes_and_one_that_follows_has_no_wire() {
    let (mut page, mut known) = (Page::connected("Lucy"), 0);
    happened(&page, &mut known);
    page.input(|core, now| core.handle_deposed(now));
    assert_eq!(happened(&page, &mut known), [Wire::Closed(4000)]);

    let (mut page, mut known) = (self::page(), 0);
    page.claim = Claim::Follow;
    page.command(Command::SignIn(sign_in("Lucy")));
    assert!(happened(&page, &mut known).is_empty());
}

#[test]
fn signing_out_is_a_close_and_one_more_connection_and_erasing_forgets_what_named_rooms() {
    let (mut page, mut known) = (Page::connected("Lucy"), 0);
    happened(&page, &mut known);
    page.sign_out();
    page.answer(ConnectCode::Accepted);
    let farewell =
        [Wire::Closed(1000), opening(), Wire::Opened, Wire::Accepted(BrokerSession::New), Wire::Closed(1000)];
    assert_eq!(happened(&page, &mut known), farewell);

    let mut page = Page::connected("Lucy");
    page.command(Command::SignOut(Leaving::Erase));
    let left: Vec<_> = page.core.wire_log().into_iter().map(|entry| entry.what).collect();
    assert_eq!(left, [opening()]);
}
