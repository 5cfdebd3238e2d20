//! §3.3: PUBLISH in both directions, and §4.3.1, QoS 0.

use snug::mqtt::client::Lost;
use snug::mqtt::{Delivery, EncodeError, Packet, Publish, PublishId, TopicError, TopicName};

use crate::rows::covers;
use crate::scripted_broker::{bytes, id, message, on_topic};
use crate::story::Story;

fn rule_that_closed(bytes: &[u8]) -> &'static str {
    let mut story = Story::online();
    story.hear_bytes(bytes);
    assert_eq!(story.closed().len(), 1, "the connection closes");
    assert!(story.taken().is_empty() && story.said().is_empty(), "nothing is passed on or acknowledged");
    match story.lost() {
        Some(Lost::Protocol(error)) => error.rule(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_publish_cut_before_its_ack_is_sent_again_with_dup() {
    covers!("MQTT-3.3.1-1");
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "a");
    story.publish(Delivery::ExactlyOnce, "b");
    let first = story.sent();
    story.come_back(true);
    let again: Vec<_> = story.sent().split_off(1);
    for (first, again) in first.iter().zip(&again) {
        assert_eq!(first[0] & 0x08, 0);
        assert_eq!(again[0], first[0] | 0x08);
        assert_eq!(again[1..], first[1..], "otherwise the same to the byte");
    }
    assert_eq!(again.len(), 2);
}

#[test]
fn qos_0_is_never_a_duplicate() {
    covers!("MQTT-3.3.1-2");
    let topic = TopicName::parse("a").unwrap();
    let packet = Packet::Publish(Publish {
        dup: true,
        delivery: PublishId::AtMostOnce,
        retain: false,
        topic,
        payload: b"",
    });
    assert_eq!(packet.encode(&mut vec![]), Err(EncodeError::DupOnQos0));
    assert_eq!(rule_that_closed(&[0x38, 3, 0, 1, 0x61]), "MQTT-3.3.1-2");
}

#[test]
fn qos_3_can_not_be_said() {
    covers!("MQTT-3.3.1-4 a");
    let bits = [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce].map(Delivery::bits);
    assert_eq!(bits, [0, 1, 2]);
    assert_eq!(Delivery::from_bits(3), None);
}

#[test]
fn a_publish_with_qos_3_ends_the_connection() {
    covers!("MQTT-3.3.1-4 b");
    for first in [0x36, 0x37, 0x3E, 0x3F] {
        assert_eq!(rule_that_closed(&[first, 5, 0, 1, 0x61, 0, 1]), "MQTT-3.3.1-4");
    }
}

#[test]
fn the_topic_is_the_first_field() {
    covers!("MQTT-3.3.2-1 a");
    assert_eq!(
        bytes(&on_topic("a/b", PublishId::AtLeastOnce(id(10)), "x")),
        [0x32, 8, 0, 3, 0x61, 0x2F, 0x62, 0, 10, 0x78]
    );
}

#[test]
fn a_topic_in_broken_utf8_ends_the_connection() {
    covers!("MQTT-3.3.2-1 b");
    assert_eq!(rule_that_closed(&[0x30, 5, 0, 3, 0xED, 0xA0, 0x80]), "MQTT-1.5.3-1");
}

#[test]
fn nothing_is_published_to_a_wildcard() {
    covers!("MQTT-3.3.2-2 a");
    for text in ["a/+", "#", "a+b", "a#"] {
        assert_eq!(TopicName::parse(text), Err(TopicError::WildcardInName));
    }
}

#[test]
fn a_wildcard_in_a_topic_that_comes_ends_the_connection() {
    covers!("MQTT-3.3.2-2 b");
    for wildcard in *b"#+" {
        assert_eq!(rule_that_closed(&[0x30, 3, 0, 1, wildcard]), "MQTT-4.7.1-1");
    }
}

#[test]
fn each_qos_gets_its_own_answer() {
    covers!("MQTT-3.3.4-1");
    let mut story = Story::online();
    story.hear(&message(PublishId::AtMostOnce, "nothing"));
    assert!(story.sent().is_empty());
    story.hear(&message(PublishId::AtLeastOnce(id(0x0102)), "PUBACK"));
    assert_eq!(story.sent(), [[0x40, 2, 1, 2]]);
    story.hear(&message(PublishId::ExactlyOnce(id(0x0304)), "PUBREC"));
    assert_eq!(story.sent(), [[0x50, 2, 3, 4]]);
}

#[test]
fn qos_0_goes_out_once_without_dup() {
    covers!("MQTT-4.3.1-1");
    let mut story = Story::online();
    story.publish(Delivery::AtMostOnce, "x");
    assert_eq!(story.sent()[0][0], 0x30);
    story.come_back(true);
    assert_eq!(story.said(), ["CONNECT"], "and not again");
}
