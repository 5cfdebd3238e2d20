//! The byte vectors of `support/vectors.rs` through framer and codec, and what we send, byte for byte.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[path = "support/vectors.rs"]
mod vectors;

use std::borrow::Cow;

use snug::mqtt::{
    ConnAck, Connect, ConnectCode, DEFAULT_PACKET_LIMIT, Delivery, Framer, Packet, PacketId, Publish,
    PublishId, SubAck, Subscribe, SubscribeOutcome, TopicFilter, TopicName, Unsubscribe, Will,
};
use vectors::{BAD, GOOD, ONLY_TO_A_BROKER};

/// Reads one packet from one message. The error is the broken rule.
fn read(bytes: &[u8], check: impl FnOnce(Packet<'_>)) -> Result<(), &'static str> {
    let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
    let mut frames = framer.feed(bytes);
    let frame = frames.next().map_err(|error| error.rule())?.expect("the vector is a whole packet");
    check(Packet::decode(frame).map_err(|error| error.rule())?);
    assert_eq!(frames.next(), Ok(None));
    Ok(())
}

fn written(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    packet.encode(&mut out).unwrap();
    out
}

fn id(value: u16) -> PacketId {
    PacketId::new(value).unwrap()
}

fn name(text: &str) -> TopicName<'_> {
    TopicName::parse(text).unwrap()
}

fn filter(text: &str) -> TopicFilter<'_> {
    TopicFilter::parse(text).unwrap()
}

#[test]
fn every_good_packet_is_read() {
    for vector in GOOD.iter().chain(ONLY_TO_A_BROKER) {
        assert_eq!(read(vector.bytes, |_| ()), Ok(()), "{}", vector.what);
    }
}

#[test]
fn every_bad_packet_is_refused_by_the_rule_it_breaks() {
    for vector in BAD {
        assert_eq!(read(vector.bytes, |_| ()), Err(vector.rule), "{}", vector.what);
    }
}

#[test]
fn what_was_read_is_written_with_the_same_bytes() {
    // The one exception is a length written longer than needed: read, never written.
    for vector in GOOD.iter().filter(|vector| vector.bytes != [0xD0, 0x80, 0x00]) {
        read(vector.bytes, |packet| assert_eq!(written(&packet), vector.bytes, "{}", vector.what)).unwrap();
    }
    read(&[0xD0, 0x80, 0x00], |packet| assert_eq!(written(&packet), [0xD0, 0x00])).unwrap();
}

#[test]
fn a_connack_says_whether_we_are_in_and_known() {
    let rows = [
        ([0x20, 0x02, 0x00, 0x00], ConnAck { session_present: false, code: ConnectCode::Accepted }),
        ([0x20, 0x02, 0x01, 0x00], ConnAck { session_present: true, code: ConnectCode::Accepted }),
        ([0x20, 0x02, 0x00, 0x05], ConnAck { session_present: false, code: ConnectCode::NotAuthorized }),
    ];
    for (bytes, connack) in rows {
        read(&bytes, |packet| assert_eq!(packet, Packet::ConnAck(connack))).unwrap();
    }
}

#[test]
fn a_received_publish_keeps_topic_flags_and_payload() {
    let publish = |dup, delivery, retain, topic, payload| {
        Packet::Publish(Publish { dup, delivery, retain, topic: name(topic), payload })
    };
    let rows: [(&[u8], Packet<'_>); 5] = [
        (&[0x30, 0x03, 0x00, 0x01, 0x61], publish(false, PublishId::AtMostOnce, false, "a", b"")),
        (&[0x31, 0x04, 0x00, 0x01, 0x61, 0xFF], publish(false, PublishId::AtMostOnce, true, "a", b"\xFF")),
        // U+FEFF is a character like any other [MQTT-1.5.3-3].
        (
            &[0x30, 0x06, 0x00, 0x04, 0xEF, 0xBB, 0xBF, 0x61],
            publish(false, PublishId::AtMostOnce, false, "\u{feff}a", b""),
        ),
        (
            &[0x30, 0x08, 0x00, 0x06, 0x41, 0xF0, 0xAA, 0x9B, 0x94, 0x2F],
            publish(false, PublishId::AtMostOnce, false, "A\u{2A6D4}/", b""),
        ),
        (
            &[0x3D, 0x05, 0x00, 0x01, 0x61, 0xFF, 0xFF],
            publish(true, PublishId::ExactlyOnce(id(65_535)), true, "a", b""),
        ),
    ];
    for (bytes, expected) in rows {
        read(bytes, |packet| assert_eq!(packet, expected)).unwrap();
    }
}

#[test]
fn a_suback_answers_each_filter_in_its_place() {
    let outcomes = vec![
        SubscribeOutcome::Granted(Delivery::AtMostOnce),
        SubscribeOutcome::Granted(Delivery::AtLeastOnce),
        SubscribeOutcome::Granted(Delivery::ExactlyOnce),
        SubscribeOutcome::Refused,
    ];
    let expected = Packet::SubAck(SubAck { id: id(10), outcomes });
    read(&[0x90, 0x06, 0x00, 0x0A, 0x00, 0x01, 0x02, 0x80], |packet| assert_eq!(packet, expected)).unwrap();
}

#[test]
fn what_a_client_sends_is_byte_exact() {
    let connect = Connect {
        client_id: "a".into(),
        clean_session: true,
        keep_alive: 60,
        will: None,
        user_name: None,
        password: None,
    };
    let subscribe = Subscribe {
        id: id(10),
        filters: vec![(filter("a/b"), Delivery::AtLeastOnce), (filter("c/d"), Delivery::ExactlyOnce)],
    };
    let publish = Publish {
        dup: false,
        delivery: PublishId::AtLeastOnce(id(10)),
        retain: false,
        topic: name("a/b"),
        payload: b"x",
    };
    let unsubscribe = Unsubscribe { id: id(10), filters: vec![filter("a/b"), filter("c/d")] };

    let rows: [(Packet<'_>, &[u8]); 10] = [
        (Packet::Connect(connect), b"\x10\x0D\x00\x04MQTT\x04\x02\x00\x3C\x00\x01a"),
        (Packet::Subscribe(subscribe), b"\x82\x0E\x00\x0A\x00\x03a/b\x01\x00\x03c/d\x02"),
        (Packet::Unsubscribe(unsubscribe), b"\xA2\x0C\x00\x0A\x00\x03a/b\x00\x03c/d"),
        (Packet::Publish(publish), b"\x32\x08\x00\x03a/b\x00\x0Ax"),
        (Packet::PubAck(id(0x1234)), b"\x40\x02\x12\x34"),
        (Packet::PubRec(id(0x1234)), b"\x50\x02\x12\x34"),
        (Packet::PubRel(id(0x1234)), b"\x62\x02\x12\x34"),
        (Packet::PubComp(id(0x1234)), b"\x70\x02\x12\x34"),
        (Packet::PingReq, b"\xC0\x00"),
        (Packet::Disconnect, b"\xE0\x00"),
    ];
    for (packet, bytes) in rows {
        assert_eq!(written(&packet), bytes, "{packet:?}");
        read(bytes, |read| assert_eq!(read, packet)).unwrap();
    }
}

/// A CONNECT of client `a` with every combination of will, user name and password; the fields always in this
/// order [MQTT-3.1.3-1].
#[test]
fn connect_fields_are_present_as_the_flags_say_in_all_eight_combinations() {
    const WILL: &[u8] = b"\x00\x01w\x00\x02\xFF\x00";
    const USER: &[u8] = b"\x00\x01u";
    const PASSWORD: &[u8] = b"\x00\x02\xFE\x00";

    for (has_will, has_user, has_password) in (0..8).map(|bits| (bits & 4 != 0, bits & 2 != 0, bits & 1 != 0))
    {
        let will = Will {
            topic: name("w"),
            message: Cow::Borrowed(&[0xFF, 0x00]),
            delivery: Delivery::ExactlyOnce,
            retain: true,
        };
        let connect = Packet::Connect(Connect {
            client_id: "a".into(),
            clean_session: false,
            keep_alive: 0x0102,
            will: has_will.then_some(will),
            user_name: has_user.then_some("u".into()),
            password: has_password.then_some(Cow::Borrowed(&[0xFE, 0x00])),
        });
        if has_password && !has_user {
            let mut out = Vec::new();
            assert_eq!(connect.encode(&mut out).map_err(|error| error.rule()), Err("MQTT-3.1.2-22"));
            assert!(out.is_empty());
            continue;
        }

        // Will retain, will QoS 2 and will; user name; password. No will, no will bits [MQTT-3.1.2-11].
        let mut flags = 0;
        let mut payload = b"\x00\x01a".to_vec();
        for (present, bits, field) in
            [(has_will, 0x34, WILL), (has_user, 0x80, USER), (has_password, 0x40, PASSWORD)]
        {
            if present {
                flags |= bits;
                payload.extend_from_slice(field);
            }
        }
        let length = 10 + u8::try_from(payload.len()).unwrap();
        let expected =
            [b"\x10", &[length][..], b"\x00\x04MQTT\x04", &[flags], b"\x01\x02", &payload].concat();
        assert_eq!(written(&connect), expected);
        read(&expected, |packet| assert_eq!(packet, connect)).unwrap();
    }
}

#[test]
fn an_empty_user_name_and_password_are_present_all_the_same() {
    let connect = Packet::Connect(Connect {
        client_id: "a".into(),
        clean_session: true,
        keep_alive: 0,
        will: None,
        user_name: Some("".into()),
        password: Some(Cow::Borrowed(&[])),
    });
    let expected = b"\x10\x11\x00\x04MQTT\x04\xC2\x00\x00\x00\x01a\x00\x00\x00\x00";
    assert_eq!(written(&connect), expected);
    read(expected, |packet| assert_eq!(packet, connect)).unwrap();
}
