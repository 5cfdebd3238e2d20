//! Takeover, wills and closing (C5).

use std::borrow::Cow;

use snug::mqtt::client::{CloseWhy, Lost, Output};
use snug::mqtt::{Delivery, Packet, PublishId, TopicName, Will};

use crate::scripted_broker::{id, message, with_packet};
use crate::story::{Story, options};

#[test]
fn c5_1_a_takeover_looks_like_any_close_and_is_tried_again() {
    let mut story = Story::online();
    story.wait(60);
    story.cut();
    assert_eq!(story.lost(), Some(&Lost::Closed));
    assert!(story.retry_at().is_some());
}

#[test]
fn c5_4_closed_three_times_running_within_seconds_it_stops_and_says_why() {
    let mut story = Story::online();
    for _ in 0..2 {
        story.wait(1_000);
        story.come_back(true);
    }
    story.wait(1_000);
    story.cut();
    assert_eq!(story.lost(), Some(&Lost::TakenOver));
    assert_eq!(story.retry_at(), None);
    let opened = story.opened().len();
    story.wait(3_600_000);
    assert_eq!(story.opened().len(), opened);
}

#[test]
fn c5_4_somebody_who_connects_again_gets_three_chances_again() {
    let mut story = Story::online();
    for round in 0..2 {
        for chance in 0..3 {
            story.cut();
            assert_eq!(story.lost() == Some(&Lost::TakenOver), chance == 2, "round {round}, chance {chance}");
            story.connect();
            story.accept(true);
        }
    }
}

#[test]
fn c5_4_a_network_that_comes_and_goes_is_no_takeover() {
    // Browsers tell of it before they close a connection, or after that.
    for told_before in [true, false] {
        let mut story = Story::online();
        for _ in 0..10 {
            story.wait(1_000);
            if told_before {
                story.tell(|client, now| client.network_changed(now));
                story.cut();
            } else {
                story.cut();
                story.tell(|client, now| client.network_changed(now));
            }
            assert_eq!(story.lost(), Some(&Lost::Closed));
            story.connect();
            story.accept(true);
        }
        assert!(story.client.is_connected());
    }
}

#[test]
fn c5_4_a_connection_that_lasts_is_no_takeover() {
    let mut story = Story::online();
    for _ in 0..10 {
        story.wait(1_000);
        story.come_back(true);
        story.wait(5_000);
        story.come_back(true);
    }
    assert!(story.client.is_connected());
}

#[test]
fn c5_7_a_fault_closes_without_disconnect_so_that_the_will_speaks() {
    let mut story = Story::online();
    story.hear_bytes(&[0xF0, 0]);
    assert!(story.said().is_empty());
    assert_eq!(story.closed(), [(story.connection(), CloseWhy::Fault)]);
    assert_eq!(CloseWhy::Fault.code(), 4000);
}

#[test]
fn c5_7_signing_out_says_disconnect_so_that_the_will_is_silent() {
    let mut story = Story::online();
    story.tell(|client, _| client.disconnect());
    assert_eq!(story.said(), ["DISCONNECT"]);
    assert_eq!(story.closed(), [(story.connection(), CloseWhy::Done)]);
    assert_eq!(CloseWhy::Done.code(), 1000);
}

/// The broker may have accepted us already, with the CONNACK on its way.
#[test]
fn c5_7_signing_out_before_connack_says_disconnect_too() {
    let mut story = Story::new();
    story.connect();
    story.tell(|client, _| client.disconnect());
    assert_eq!(story.said(), ["CONNECT", "DISCONNECT"]);
    story.accept(false);
    assert!(!story.client.is_connected());
    let mut opening = Story::new();
    opening.tell(|client, now| client.connect(now));
    opening.tell(|client, _| client.disconnect());
    assert!(opening.said().is_empty(), "there is nobody to say it to yet");
    assert_eq!(opening.closed().len(), 1);
}

#[test]
fn c5_9_every_end_that_is_ours_closes_the_socket() {
    let mut silent = Story::online();
    silent.wait(60_000);
    let mut breach = Story::online();
    breach.hear_bytes(&[0xF0, 0]);
    let mut left = Story::online();
    left.tell(|client, _| client.disconnect());
    for story in [silent, breach, left] {
        assert_eq!(story.closed().len(), 1);
        let close = story.outputs.iter().position(|output| matches!(output, Output::Close(..)));
        let sent = story.outputs.iter().rposition(|output| matches!(output, Output::Send(_)));
        assert!(sent < close, "and nothing is sent after that");
    }
}

#[test]
fn c5_10_a_retained_message_says_that_it_is_one() {
    let mut story = Story::online();
    story.hear_bytes(&[0x31, 3, 0, 1, 0x61]);
    story.hear(&message(PublishId::AtMostOnce, "news"));
    assert_eq!(story.disk.taken.iter().map(|message| message.retain).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn c5_6_what_should_win_over_an_old_will_can_be_published_after_every_connack() {
    let mut story = Story::online();
    story.come_back(true);
    let online = crate::story::message(Delivery::AtLeastOnce, "online");
    let online = snug::mqtt::session::Message { retain: true, ..online };
    story.said();
    story.tell(|client, now| client.publish(now, snug::mqtt::session::Ticket(7), online)).unwrap();
    assert_eq!(story.sent()[0][0], 0x33);
    story.hear(&Packet::PubAck(id(1)));
}

#[test]
fn the_will_goes_out_with_every_connect() {
    let mut options = options();
    options.connect.will = Some(Will {
        topic: TopicName::parse("snug/presence/me").unwrap(),
        message: Cow::Borrowed(b""),
        delivery: Delivery::AtLeastOnce,
        retain: true,
    });
    let mut story = Story::with(options.clone());
    for _ in 0..2 {
        story.connect();
        let connect = story.sent().remove(0);
        with_packet(&connect, |packet| assert_eq!(packet, Packet::Connect(options.connect.clone())));
        story.cut();
    }
}
