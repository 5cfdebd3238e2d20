//! §3.1: CONNECT, byte for byte, and what no CONNECT may say.

use std::borrow::Cow;

use snug::mqtt::client::{Client, ClientOptions};
use snug::mqtt::session::Session;
use snug::mqtt::{Connect, Delivery, EncodeError, Field, Packet, TopicError, TopicName, Will};

use crate::rows::covers;
use crate::scripted_broker::bytes;
use crate::story::{Story, clean_options};

fn plain() -> Connect<'static> {
    Connect { client_id: "a".into(), ..clean_options().connect }
}

fn will() -> Will<'static> {
    Will {
        topic: TopicName::parse("w").unwrap(),
        message: Cow::Borrowed(&[0xFF]),
        delivery: Delivery::AtLeastOnce,
        retain: true,
    }
}

/// Flags, and the payload behind the ten bytes of the variable header.
fn flags_and_payload(connect: Connect<'static>) -> (u8, Vec<u8>) {
    let packet = bytes(&Packet::Connect(connect));
    assert_eq!(packet[..9], [0x10, u8::try_from(packet.len() - 2).unwrap(), 0, 4, b'M', b'Q', b'T', b'T', 4]);
    (packet[9], packet[12..].to_vec())
}

fn refusal(connect: Connect<'static>) -> EncodeError {
    let error = Packet::Connect(connect.clone()).encode(&mut vec![]).unwrap_err();
    let client = Client::new(ClientOptions::new(connect), Session::default());
    assert_eq!(client.unwrap_err(), error, "and no client can be made that would send it");
    error
}

#[test]
fn connect_is_the_first_packet_on_every_connection() {
    covers!("MQTT-3.1.0-1");
    let mut story = Story::new();
    story.publish(Delivery::AtLeastOnce, "waits");
    story.subscribe("a");
    for _ in 0..3 {
        story.connect();
        assert_eq!(story.said(), ["CONNECT"]);
        story.accept(false);
        assert!(!story.said().is_empty());
        story.wait(6_000);
        story.cut();
    }
}

#[test]
fn a_will_brings_its_topic_and_its_message() {
    covers!("MQTT-3.1.2-9");
    let (flags, payload) = flags_and_payload(Connect { will: Some(will()), ..plain() });
    assert_eq!(flags, 0b0010_1110);
    assert_eq!(payload, [0, 1, b'a', 0, 1, b'w', 0, 1, 0xFF]);
}

#[test]
fn without_a_will_there_is_nothing_of_one() {
    covers!("MQTT-3.1.2-11", "MQTT-3.1.2-13", "MQTT-3.1.2-15");
    let (flags, payload) = flags_and_payload(plain());
    assert_eq!(flags & 0b0011_1100, 0);
    assert_eq!(payload, [0, 1, b'a']);
}

#[test]
fn a_will_has_qos_0_1_or_2_and_3_can_not_be_said() {
    covers!("MQTT-3.1.2-14");
    for (delivery, bits) in
        [(Delivery::AtMostOnce, 0), (Delivery::AtLeastOnce, 1), (Delivery::ExactlyOnce, 2)]
    {
        let will = Some(Will { delivery, ..will() });
        assert_eq!((flags_and_payload(Connect { will, ..plain() }).0 >> 3) & 3, bits);
    }
    assert_eq!(Delivery::from_bits(3), None);
}

#[test]
fn without_a_user_name_there_is_none_in_the_payload() {
    covers!("MQTT-3.1.2-18", "MQTT-3.1.2-20");
    let (flags, payload) = flags_and_payload(plain());
    assert_eq!((flags & 0xC0, payload.len()), (0, 3));
    let named = Connect { user_name: Some("u".into()), ..plain() };
    assert_eq!(flags_and_payload(named), (0x82, vec![0, 1, b'a', 0, 1, b'u']));
}

#[test]
fn a_user_name_is_in_the_payload_even_an_empty_one() {
    covers!("MQTT-3.1.2-19");
    let (flags, payload) = flags_and_payload(Connect { user_name: Some("".into()), ..plain() });
    assert_eq!((flags, payload), (0x82, vec![0, 1, b'a', 0, 0]));
}

#[test]
fn a_password_is_in_the_payload_whatever_its_bytes() {
    covers!("MQTT-3.1.2-21");
    for password in [&[][..], &[0xFF, 0x00, 0xC0]] {
        let connect = Connect { user_name: Some("u".into()), password: Some(password.into()), ..plain() };
        let (flags, payload) = flags_and_payload(connect);
        assert_eq!(flags, 0xC2);
        let length = [0, u8::try_from(password.len()).unwrap()];
        assert_eq!(payload, [&[0, 1, b'a', 0, 1, b'u'], &length[..], password].concat());
    }
}

#[test]
fn a_password_without_a_user_name_is_refused() {
    covers!("MQTT-3.1.2-22");
    let connect = Connect { password: Some(Cow::Borrowed(b"p")), ..plain() };
    assert_eq!(refusal(connect), EncodeError::PasswordWithoutUserName);
}

#[test]
fn the_payload_keeps_its_order_in_every_combination() {
    covers!("MQTT-3.1.3-1");
    for parts in 0..8_u8 {
        let (has_will, has_user, has_password) = (parts & 1 != 0, parts & 2 != 0, parts & 4 != 0);
        let connect = Connect {
            will: has_will.then(will),
            user_name: has_user.then(|| "u".into()),
            password: has_password.then(|| Cow::Borrowed(&b"p"[..])),
            ..plain()
        };
        if has_password && !has_user {
            assert_eq!(refusal(connect), EncodeError::PasswordWithoutUserName);
            continue;
        }
        let mut payload = vec![0, 1, b'a'];
        let parts: [(bool, &[u8]); 3] =
            [(has_will, &[0, 1, b'w', 0, 1, 0xFF]), (has_user, &[0, 1, b'u']), (has_password, &[0, 1, b'p'])];
        for (_, part) in parts.into_iter().filter(|(present, _)| *present) {
            payload.extend_from_slice(part);
        }
        assert_eq!(flags_and_payload(connect).1, payload);
    }
}

#[test]
fn the_session_of_another_client_id_is_not_used() {
    covers!("MQTT-3.1.3-2");
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "mine");
    let mut options = crate::story::options();
    options.connect.client_id = "somebody else".into();
    let other = Client::new(options, story.disk.session.clone()).unwrap();
    assert_eq!(other.pending(), 0);
    let same = Client::new(crate::story::options(), story.disk.session.clone()).unwrap();
    assert_eq!(same.pending(), 1);
}

#[test]
fn the_client_id_comes_first_even_when_it_is_empty() {
    covers!("MQTT-3.1.3-3");
    let (_, payload) =
        flags_and_payload(Connect { client_id: "".into(), user_name: Some("u".into()), ..plain() });
    assert_eq!(payload, [0, 0, 0, 1, b'u']);
}

#[test]
fn a_client_id_that_is_no_utf8_string_of_the_protocol_is_refused() {
    covers!("MQTT-3.1.3-4");
    assert_eq!(refusal(Connect { client_id: "a\0".into(), ..plain() }), EncodeError::Nul(Field::ClientId));
    let long = "房".repeat(21_846);
    assert_eq!(refusal(Connect { client_id: long.into(), ..plain() }), EncodeError::TooLong(Field::ClientId));
    let longest = Connect { client_id: "房".repeat(21_845).into(), ..plain() };
    assert!(Packet::Connect(longest).encode(&mut vec![]).is_ok());
}

#[test]
fn an_empty_client_id_needs_a_clean_session() {
    covers!("MQTT-3.1.3-7");
    let connect = Connect { client_id: "".into(), clean_session: false, ..plain() };
    assert_eq!(refusal(connect.clone()), EncodeError::EmptyClientId);
    assert!(ClientOptions::new(Connect { clean_session: true, ..connect }).check().is_ok());
}

#[test]
fn a_will_topic_is_a_topic_name() {
    covers!("MQTT-3.1.3-10");
    let rows = [
        ("w\0".to_owned(), TopicError::Nul),
        (String::new(), TopicError::Empty),
        ("w/#".into(), TopicError::WildcardInName),
        ("房".repeat(21_846), TopicError::TooLong),
    ];
    for (text, error) in rows {
        assert_eq!(TopicName::parse(text), Err(error));
    }
    // Only a topic name fits into a will.
    let Will { topic, .. } = will();
    assert_eq!(topic, TopicName::parse("w").unwrap());
}

#[test]
fn a_user_name_that_is_no_utf8_string_of_the_protocol_is_refused() {
    covers!("MQTT-3.1.3-11");
    let named = |name: String| Connect { user_name: Some(name.into()), ..plain() };
    assert_eq!(refusal(named("\0".into())), EncodeError::Nul(Field::UserName));
    assert_eq!(refusal(named("房".repeat(21_846))), EncodeError::TooLong(Field::UserName));
}
