//! Connecting and reconnecting (C1).

use snug::mqtt::client::{Closed, ConnectError, ConnectionId, Event, Lost, Millis, PublishError};
use snug::mqtt::session::Ticket;
use snug::mqtt::{ConnectCode, Delivery, PublishId};

use crate::scripted_broker::{bytes, id, message, refused};
use crate::story::{Story, options};

/// The waits after so many failures in a row.
fn waits(seed: u64, attempts: usize) -> Vec<Millis> {
    let mut options = options();
    options.seed = seed;
    let mut story = Story::with(options);
    story.tell(|client, now| client.connect(now));
    (0..attempts)
        .map(|_| {
            let on = story.connection();
            story.tell(|client, now| client.handle_closed(now, on, Closed::BeforeOpen));
            assert_eq!(story.lost(), Some(&Lost::Connect(ConnectError::Unreachable)));
            let wait = story.retry_at().unwrap() - story.now;
            story.wait(wait);
            wait
        })
        .collect()
}

#[test]
fn c1_1_the_wait_doubles_from_a_second_to_a_minute_and_there_is_always_another_attempt() {
    for seed in 0..100 {
        for (attempt, wait) in waits(seed, 20).into_iter().enumerate() {
            assert!(wait <= (1_000 << attempt.min(6)).min(60_000));
        }
    }
    let longest = (0..100).map(|seed| waits(seed, 10)[9]).max();
    assert!(longest > Some(50_000), "{longest:?}");
}

#[test]
fn c1_2_two_clients_do_not_come_back_in_step() {
    assert_ne!(waits(1, 8), waits(2, 8));
    assert_eq!(waits(1, 8), waits(1, 8), "yet a run can be repeated");
}

#[test]
fn c1_3_a_broker_that_accepts_and_closes_is_not_asked_ever_faster() {
    let mut options = options();
    options.seed = 3;
    let mut story = Story::with(options);
    story.connect();
    let mut waits = Vec::new();
    for _ in 0..14 {
        story.accept(false);
        // Long enough to be no takeover, too short to be called stable.
        story.wait(6_000);
        story.cut();
        let wait = story.retry_at().unwrap() - story.now;
        waits.push(wait);
        story.wait(wait);
        story.open("mqtt");
    }
    assert!(waits[7..].iter().any(|wait| *wait > 20_000), "{waits:?}");
    // One connection that lasts, and it starts again at a second.
    story.accept(false);
    story.wait(10_000);
    story.cut();
    assert!(story.retry_at().unwrap() - story.now <= 1_000);
}

#[test]
fn c1_4_opening_and_connack_together_have_thirty_seconds() {
    let mut story = Story::new();
    story.tell(|client, now| client.connect(now));
    story.wait(20_000);
    story.open("mqtt");
    story.wait(9_999);
    assert_eq!(story.lost(), None);
    story.wait(1);
    assert_eq!(story.lost(), Some(&Lost::Connect(ConnectError::TimedOut)));
    assert_eq!(story.closed().len(), 1);
}

#[test]
fn c1_5_only_an_unavailable_server_is_asked_again_after_a_refusal() {
    let rows = [
        (ConnectCode::UnacceptableProtocol, false),
        (ConnectCode::IdentifierRejected, false),
        (ConnectCode::ServerUnavailable, true),
        (ConnectCode::BadUserNameOrPassword, false),
        (ConnectCode::NotAuthorized, false),
    ];
    for (code, again) in rows {
        let mut story = Story::new();
        story.connect();
        story.hear(&refused(code));
        assert_eq!(story.lost(), Some(&Lost::Connect(ConnectError::Refused(code))));
        assert_eq!(story.retry_at().is_some(), again, "{code:?}");
        assert_eq!(story.closed().len(), 1);
        story.wait(3_600_000);
        assert_eq!(story.opened().len() > 1, again, "{code:?}");
    }
}

#[test]
fn c1_6_after_signing_out_there_is_no_other_attempt() {
    let mut waiting = Story::online();
    waiting.cut();
    for mut story in [Story::new(), Story::online(), waiting] {
        story.tell(|client, _| client.disconnect());
        let opened = story.opened().len();
        story.tell(|client, now| client.retry_now(now));
        story.tell(|client, now| client.probe(now));
        story.wait(3_600_000);
        assert_eq!(story.opened().len(), opened);
        assert_eq!(story.events().last(), Some(&Event::Disconnected));
    }
}

#[test]
fn c1_7_waking_up_cuts_the_wait_short() {
    for wake in [snug::mqtt::client::Client::probe, snug::mqtt::client::Client::retry_now] {
        let mut story = Story::online();
        story.wait(20_000);
        for _ in 0..6 {
            story.cut();
            story.tell(wake);
            story.open("mqtt");
        }
        assert_eq!(story.opened().len(), 7);
    }
}

#[test]
fn c1_8_late_news_of_an_old_socket_is_ignored() {
    let mut story = Story::online();
    let old = story.connection();
    story.cut();
    story.connect();
    assert_ne!(story.connection(), old);
    story.said();
    story.tell(|client, now| client.handle_message(now, old, &[0xF0, 0]));
    story.tell(|client, now| client.handle_text(now, old));
    story.tell(|client, now| client.handle_closed(now, old, Closed::AfterOpen));
    story.accept(true);
    let before = story.outputs.len();
    let late = bytes(&message(PublishId::AtLeastOnce(id(1)), "late"));
    story.tell(|client, now| client.handle_message(now, old, &late));
    story.tell(|client, now| client.handle_opened(now, old, "mqtt"));
    story.tell(|client, now| client.handle_closed(now, old, Closed::AfterOpen));
    assert_eq!(story.outputs.len(), before);
    assert!(story.client.is_connected());
}

#[test]
fn c1_8_there_are_never_two_sockets() {
    let mut story = Story::new();
    for _ in 0..3 {
        story.tell(|client, now| client.connect(now));
        story.tell(|client, now| client.retry_now(now));
        story.tell(|client, now| client.probe(now));
    }
    assert_eq!(story.opened(), [ConnectionId(1)]);
}

#[test]
fn c1_9_what_is_published_offline_waits_in_its_order_until_taken_back() {
    let mut story = Story::new();
    story.publish(Delivery::AtMostOnce, "stale");
    let typing = story.publish(Delivery::AtMostOnce, "typing");
    story.publish(Delivery::AtLeastOnce, "message");
    assert!(story.client.withdraw(typing));
    assert!(!story.client.withdraw(typing));
    story.connect();
    story.accept(false);
    let said = story.said();
    assert_eq!(said[1], "PUBLISH q0 stale");
    assert!(said[2].ends_with(" message") && said.len() == 3, "{said:?}");
}

#[test]
fn c1_10_the_queue_is_bounded_and_says_so() {
    let mut options = options();
    options.queue_limit = 3;
    let mut story = Story::with(options);
    for _ in 0..3 {
        story.publish(Delivery::AtLeastOnce, "x");
    }
    let fourth = crate::story::message(Delivery::AtLeastOnce, "y");
    let error = story.tell(|client, now| client.publish(now, Ticket(99), fourth));
    assert_eq!(error, Err(PublishError::QueueFull { limit: 3 }));
    assert_eq!(story.client.pending(), 3);
}

#[test]
fn a_message_that_brokers_would_not_take_is_refused_before_it_is_queued() {
    let mut options = options();
    options.packet_limit_out = 100;
    let mut story = Story::online_with(options);
    let large = crate::story::message(Delivery::AtLeastOnce, &"x".repeat(100));
    let error = story.tell(|client, now| client.publish(now, Ticket(1), large));
    assert_eq!(error, Err(PublishError::TooLarge { size: 113, limit: 100 }));
    assert_eq!(story.client.pending(), 0);
}

#[test]
fn a_broker_that_closes_before_connack_has_failed() {
    let mut story = Story::new();
    story.connect();
    story.cut();
    assert_eq!(story.lost(), Some(&Lost::Connect(ConnectError::Closed)));
    assert!(story.retry_at().is_some());
}

#[test]
fn a_full_socket_holds_publishes_back_and_nothing_else() {
    let mut story = Story::online();
    story.tell(|client, now| client.handle_send_buffer(now, 600 * 1024));
    story.publish(Delivery::AtMostOnce, "waits");
    story.hear(&message(PublishId::AtLeastOnce(id(1)), "x"));
    assert_eq!(story.said(), ["PUBACK 1"]);
    story.tell(|client, now| client.handle_send_buffer(now, 0));
    assert_eq!(story.said(), ["PUBLISH q0 waits"]);
}
