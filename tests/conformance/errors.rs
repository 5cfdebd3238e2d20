//! §4.8: breaches of the protocol, and what we can't take, end the connection.

use snug::mqtt::client::{CloseWhy, Lost};
use snug::mqtt::{Delivery, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{bytes, id, message};
use crate::story::{Answers, Story, options};
use crate::vectors::{BAD, GOOD, ONLY_TO_A_BROKER};

/// Closed by us as a fault, without a word, and deaf from then on.
fn assert_closed_in_silence(story: &mut Story, what: &str) {
    assert_eq!(story.closed(), [(story.connection(), CloseWhy::Fault)], "{what}: closes once");
    assert!(story.sent().is_empty(), "{what}: nothing acknowledged, and no DISCONNECT");
    story.hear(&message(PublishId::AtLeastOnce(id(1)), "late"));
    assert!(story.taken().is_empty(), "{what}: nothing passed on");
    assert!(story.sent().is_empty());
}

#[test]
fn every_breach_closes_the_connection_with_nothing_acknowledged_or_passed_on() {
    covers!("MQTT-4.8.0-1");
    let broken = BAD.iter().map(|vector| (vector.bytes, vector.what));
    let wrong_way = ONLY_TO_A_BROKER.iter().map(|vector| (vector.bytes, vector.what));
    for (bytes, what) in broken.chain(wrong_way) {
        let mut story = Story::online();
        story.hear_bytes(bytes);
        assert!(matches!(story.lost(), Some(Lost::Protocol(_))), "{what}: {:?}", story.lost());
        assert_closed_in_silence(&mut story, what);
    }
}

#[test]
fn every_breach_closes_the_connection_in_place_of_connack_too() {
    covers!("MQTT-4.8.0-1");
    for vector in BAD {
        let mut story = Story::new();
        story.connect();
        story.said();
        story.hear_bytes(vector.bytes);
        assert!(matches!(story.lost(), Some(Lost::Protocol(_))), "{}: {:?}", vector.what, story.lost());
        assert_closed_in_silence(&mut story, vector.what);
    }
}

/// What came before the breach in the same WebSocket message is not acknowledged either.
#[test]
fn a_breach_behind_a_good_packet_leaves_that_unacknowledged() {
    covers!("MQTT-4.8.0-1");
    let mut story = Story::online();
    story.hear_bytes(&[bytes(&message(PublishId::AtLeastOnce(id(1)), "good")), vec![0xF0, 0]].concat());
    assert_eq!(story.closed().len(), 1);
    assert!(story.sent().is_empty());
}

#[test]
fn good_packets_do_not_close_the_connection() {
    covers!("MQTT-4.8.0-1");
    for vector in GOOD.iter().filter(|vector| vector.bytes[0] != 0x20) {
        let mut story = Story::online();
        story.hear_bytes(vector.bytes);
        assert_eq!(story.lost(), None, "{}", vector.what);
    }
}

#[test]
fn what_can_not_be_stored_closes_the_connection_and_is_not_acknowledged() {
    covers!("MQTT-4.8.0-2");
    for delivery in [PublishId::AtLeastOnce(id(7)), PublishId::ExactlyOnce(id(7))] {
        let mut story = Story::online();
        story.answers = Answers::Held;
        story.hear(&message(delivery, "x"));
        story.fail();
        assert_eq!(story.lost(), Some(&Lost::Store));
        assert_eq!(story.closed().len(), 1);
        assert!(story.sent().is_empty());
        // The broker sends it again, and it is not taken for a repetition.
        story.answers = Answers::AtOnce;
        story.connect();
        story.accept(true);
        story.hear(&message(delivery, "x"));
        assert_eq!(story.taken(), ["x"]);
    }
}

#[test]
fn a_packet_over_our_limit_closes_the_connection_with_an_error_of_its_own() {
    covers!("MQTT-4.8.0-2");
    let mut options = options();
    options.packet_limit_in = 1_000;
    let mut story = Story::online_with(options);
    story.publish(Delivery::AtMostOnce, "x");
    story.said();
    // The header alone says it.
    story.hear_bytes(&[0x30, 0xE8, 0x07]);
    assert_eq!(story.lost(), Some(&Lost::PacketTooLarge { size: 1_003, limit: 1_000 }));
    assert_closed_in_silence(&mut story, "a packet over the limit");
}
