//! §1.5.3: UTF-8 strings, both ways.

use std::borrow::Cow;

use snug::mqtt::client::Lost;
use snug::mqtt::{Connect, EncodeError, Field, Packet, TopicError, TopicName};

use crate::rows::covers;
use crate::story::{Story, options};

/// A QoS 0 PUBLISH on a topic of these bytes.
fn publish_on(topic: &[u8]) -> Vec<u8> {
    let topic_len = u8::try_from(topic.len()).unwrap();
    [&[0x30, topic_len + 2, 0, topic_len], topic].concat()
}

fn rule_that_closed(bytes: &[u8]) -> &'static str {
    let mut story = Story::online();
    story.hear_bytes(bytes);
    assert_eq!(story.closed().len(), 1, "the connection closes");
    assert!(story.taken().is_empty(), "nothing is passed on");
    match story.lost() {
        Some(Lost::Protocol(error)) => error.rule(),
        other => panic!("{other:?}"),
    }
}

/// The boundary with JavaScript, where strings may be broken, is `web`'s; behind it a `str` can't hold one.
#[test]
fn a_lone_surrogate_can_not_become_a_string_we_send() {
    covers!("MQTT-1.5.3-1 a");
    assert!(String::from_utf16(&[0x61, 0xD800]).is_err());
    assert!(char::from_u32(0xDFFF).is_none());
    assert!(String::from_utf8(vec![0xED, 0xA0, 0x80]).is_err());
}

#[test]
fn a_packet_with_broken_utf8_ends_the_connection() {
    covers!("MQTT-1.5.3-1 b");
    for topic in [&[0xED, 0xA0, 0x80][..], &[0xC0, 0x80], &[0xE2, 0x82], &[0xF4, 0x90, 0x80, 0x80]] {
        assert_eq!(rule_that_closed(&publish_on(topic)), "MQTT-1.5.3-1", "{topic:02X?}");
    }
}

#[test]
fn u_0000_is_never_sent() {
    covers!("MQTT-1.5.3-2 a");
    assert_eq!(TopicName::parse("a\0b"), Err(TopicError::Nul));
    let mut connect = Connect { client_id: Cow::Borrowed("\0"), ..options().connect };
    assert_eq!(Packet::Connect(connect.clone()).encode(&mut vec![]), Err(EncodeError::Nul(Field::ClientId)));
    connect.client_id = "me".into();
    connect.user_name = Some("a\0".into());
    assert_eq!(Packet::Connect(connect).encode(&mut vec![]), Err(EncodeError::Nul(Field::UserName)));
}

#[test]
fn a_packet_with_u_0000_ends_the_connection() {
    covers!("MQTT-1.5.3-2 b");
    assert_eq!(rule_that_closed(&publish_on(b"a\0b")), "MQTT-1.5.3-2");
}

#[test]
fn a_byte_order_mark_is_a_character_like_any_other() {
    covers!("MQTT-1.5.3-3");
    let mut story = Story::online();
    story.hear_bytes(&publish_on(&[0xEF, 0xBB, 0xBF, 0x61]));
    assert_eq!(story.disk.taken[0].topic.as_str(), "\u{feff}a");
    let sent = crate::scripted_broker::bytes(&crate::scripted_broker::on_topic(
        "\u{feff}a",
        snug::mqtt::PublishId::AtMostOnce,
        "",
    ));
    assert_eq!(sent, [0x30, 6, 0, 4, 0xEF, 0xBB, 0xBF, 0x61]);
}
