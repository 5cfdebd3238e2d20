//! What the specification asks of a client, or allows it, without giving it a number.

use snug::mqtt::client::{ConnectError, Event, Lost};
use snug::mqtt::session::Ticket;
use snug::mqtt::{Connect, Delivery, Packet, PublishId, SubAck, SubscribeOutcome, TopicName};

use crate::rows::covers;
use crate::scripted_broker::{bytes, granted, id, message, on_topic, repeated};
use crate::story::{Story, clean_options, filter, options};

fn closes_on(bytes: &[u8]) -> bool {
    let mut story = Story::online();
    story.hear_bytes(bytes);
    story.closed().len() == 1 && matches!(story.lost(), Some(Lost::Protocol(_)))
}

#[test]
fn there_is_one_connect_a_connection() {
    covers!("U-1");
    let mut story = Story::new();
    story.connect();
    story.tell(|client, now| client.connect(now));
    story.open("mqtt");
    story.accept(false);
    story.tell(|client, now| client.connect(now));
    story.tell(|client, now| client.retry_now(now));
    story.open("mqtt");
    assert_eq!(story.said(), ["CONNECT"]);
    assert_eq!(story.opened().len(), 1);
}

#[test]
fn connect_says_mqtt_level_4_with_its_reserved_bit_clear() {
    covers!("U-2", "U-3", "U-26");
    let connect = Connect { client_id: "a".into(), keep_alive: 0x1234, ..clean_options().connect };
    let packet = bytes(&Packet::Connect(connect));
    assert_eq!(packet, *b"\x10\x0D\x00\x04MQTT\x04\x02\x12\x34\x00\x01a");
}

#[test]
fn reserved_bits_in_connack_end_the_connection() {
    covers!("U-4");
    for flags in [0x02, 0x80, 0xFF] {
        let mut story = Story::new();
        story.connect();
        story.hear_bytes(&[0x20, 2, flags, 0]);
        assert!(matches!(story.lost(), Some(Lost::Protocol(_))), "{flags:02X}");
        assert_eq!(story.closed().len(), 1);
    }
}

#[test]
fn a_broker_without_connack_is_left_after_a_while() {
    covers!("U-5");
    let mut story = Story::new();
    story.connect();
    story.wait(29_999);
    assert_eq!(story.lost(), None);
    story.wait(1);
    assert_eq!(story.lost(), Some(&Lost::Connect(ConnectError::TimedOut)));
    assert_eq!(story.closed().len(), 1);
}

#[test]
fn a_broker_without_pingresp_is_left_after_a_while() {
    covers!("U-6");
    let mut story = Story::online();
    story.wait(59_999);
    assert_eq!(story.said(), ["PINGREQ"]);
    story.wait(1);
    assert_eq!(story.lost(), Some(&Lost::Silent));
    assert_eq!(story.closed().len(), 1);
}

#[test]
fn a_ping_may_be_sent_at_any_time() {
    covers!("U-7");
    let mut story = Story::online();
    story.tell(|client, now| client.probe(now));
    assert_eq!(story.said(), ["PINGREQ"]);
    story.hear(&Packet::PingResp);
    story.wait(20_000);
    assert_eq!(story.lost(), None);
}

#[test]
fn control_characters_are_taken_but_not_sent() {
    covers!("U-8");
    let mut story = Story::online();
    story.hear_bytes(&[0x30, 3, 0, 1, 0x07]);
    assert_eq!(story.disk.taken[0].topic.as_str(), "\u{7}");
    let topic = TopicName::parse("a\n").unwrap();
    let message = snug::mqtt::session::Message { topic, ..crate::story::message(Delivery::AtMostOnce, "") };
    assert!(story.tell(|client, now| client.publish(now, Ticket(1), message)).is_err());
    story.subscribe("a\u{1}");
    assert!(story.sent().is_empty());
    let refused = Event::Subscribed { filter: filter("a\u{1}"), outcome: SubscribeOutcome::Refused };
    assert!(story.events().any(|event| *event == refused));
}

#[test]
fn types_that_never_come_to_a_client_end_the_connection() {
    covers!("U-9");
    for vector in crate::vectors::ONLY_TO_A_BROKER {
        assert!(closes_on(vector.bytes), "{}", vector.what);
    }
    assert!(closes_on(&[0x00, 0]) && closes_on(&[0xF0, 0]));
}

#[test]
fn a_length_of_five_bytes_is_refused_at_the_fourth() {
    covers!("U-10");
    assert!(!closes_on(&[0x30, 0xFF, 0xFF, 0xFF]));
    assert!(closes_on(&[0x30, 0xFF, 0xFF, 0xFF, 0xFF]));
}

#[test]
fn packets_of_fixed_length_have_that_length() {
    covers!("U-11");
    for bytes in [&[0x40, 3, 0, 1, 0][..], &[0xB0, 3, 0, 1, 0], &[0x70, 1, 0], &[0xD0, 1, 0], &[0x20, 1, 0]] {
        assert!(closes_on(bytes), "{bytes:02X?}");
    }
    for packet in
        [Packet::PubAck(id(1)), Packet::PubRec(id(1)), Packet::PubRel(id(1)), Packet::PubComp(id(1))]
    {
        assert_eq!(bytes(&packet).len(), 4);
    }
}

#[test]
fn the_byte_behind_a_filter_is_its_qos_and_nothing_else() {
    covers!("U-12");
    let mut story = Story::online();
    for (number, delivery) in
        [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce].into_iter().enumerate()
    {
        story.tell(|client, now| client.subscribe(now, filter("a"), delivery));
        assert_eq!(story.sent()[0].last().copied(), u8::try_from(number).ok());
    }
}

#[test]
fn disconnect_is_two_bytes() {
    covers!("U-13");
    let mut story = Story::online();
    story.tell(|client, _| client.disconnect());
    assert_eq!(story.sent(), [[0xE0, 0x00]]);
}

#[test]
fn messages_may_come_before_suback() {
    covers!("U-14");
    let mut story = Story::online();
    story.subscribe("chat");
    let request = story.sent_ids()[0];
    story.hear(&message(PublishId::AtLeastOnce(id(1)), "early"));
    assert_eq!(story.said(), ["PUBACK 1"]);
    story.hear(&granted(id(request), &[Delivery::ExactlyOnce]));
    assert_eq!(story.taken(), ["early"]);
}

#[test]
fn messages_may_come_that_no_subscription_asks_for() {
    covers!("U-15");
    let mut story = Story::online();
    story.hear(&on_topic("strange", PublishId::AtLeastOnce(id(1)), "x"));
    story.subscribe("chat");
    story.unsubscribe("chat");
    story.said();
    story.hear(&message(PublishId::ExactlyOnce(id(2)), "y"));
    assert_eq!(story.said(), ["PUBREC 2"]);
    assert_eq!(story.taken(), ["x", "y"]);
    assert_eq!(story.lost(), None);
}

#[test]
fn publishes_go_out_while_others_wait_for_their_acks() {
    covers!("U-16");
    let mut story = Story::online();
    for delivery in
        [Delivery::AtLeastOnce, Delivery::ExactlyOnce, Delivery::AtMostOnce, Delivery::AtLeastOnce]
    {
        story.publish(delivery, "x");
    }
    assert_eq!(story.sent().len(), 4);
}

#[test]
fn both_sides_may_use_the_same_id_at_once() {
    covers!("U-17");
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "ours");
    let both = story.sent_ids()[0];
    story.hear(&message(PublishId::ExactlyOnce(id(both)), "theirs"));
    story.hear(&Packet::PubRec(id(both)));
    story.hear(&Packet::PubRel(id(both)));
    story.hear(&Packet::PubComp(id(both)));
    assert_eq!(story.said(), [format!("PUBREC {both}"), format!("PUBREL {both}"), format!("PUBCOMP {both}")]);
    assert_eq!((story.client.pending(), story.taken()), (0, vec!["theirs".into()]));
}

/// Our choice: on PUBLISH.
#[test]
fn an_exactly_once_message_is_passed_on_with_its_publish_and_not_with_its_pubrel() {
    covers!("U-18");
    let mut story = Story::online();
    story.hear(&message(PublishId::ExactlyOnce(id(1)), "x"));
    assert_eq!(story.taken(), ["x"]);
    story.hear(&Packet::PubRel(id(1)));
    assert_eq!(story.taken(), ["x"]);
}

/// Our choice: go on, whichever side forgot (A4-5, A4-6).
#[test]
fn an_unexpected_session_present_is_no_reason_to_leave() {
    covers!("U-19");
    let mut fresh = Story::new();
    fresh.connect();
    fresh.accept(true);
    assert!(fresh.client.is_connected());
    let mut forgotten = Story::online();
    forgotten.publish(Delivery::AtLeastOnce, "x");
    forgotten.come_back(false);
    assert!(forgotten.client.is_connected());
}

/// Our choice: nothing but CONNECT goes out before CONNACK, so that nothing can be lost to a refusal.
#[test]
fn nothing_is_sent_before_connack() {
    covers!("U-20");
    let mut story = Story::new();
    story.connect();
    story.publish(Delivery::AtMostOnce, "x");
    story.publish(Delivery::AtLeastOnce, "y");
    story.subscribe("chat");
    assert_eq!(story.said(), ["CONNECT"]);
    assert!(!story.events().any(|event| matches!(event, Event::Sent(_))));
}

#[test]
fn a_clean_session_is_tried_until_it_works_and_ends_with_disconnect() {
    covers!("U-21");
    let mut story = Story::with(clean_options());
    story.connect();
    for attempt in 1..20 {
        story.cut();
        let retry_at = story.retry_at().expect("it does not give up");
        story.wait(retry_at - story.now);
        assert_eq!(story.opened().len(), attempt + 1);
        story.open("mqtt");
    }
    story.accept(false);
    story.said();
    story.tell(|client, _| client.disconnect());
    assert_eq!(story.said(), ["DISCONNECT"]);
}

/// The client never makes an id up: it sends the one it was given, the same on every connection.
#[test]
fn the_client_id_is_the_callers_and_stays() {
    covers!("U-22");
    let mut story = Story::new();
    let mut connects = Vec::new();
    for _ in 0..3 {
        story.connect();
        connects.extend(story.sent());
        story.cut();
    }
    assert!(connects.iter().all(|connect| connect == &bytes(&Packet::Connect(options().connect))));
}

#[test]
fn dup_proves_nothing() {
    covers!("U-23");
    let mut story = Story::online();
    // Never seen before, although it says so.
    story.hear(&repeated(PublishId::ExactlyOnce(id(1)), "a"));
    story.hear(&repeated(PublishId::AtLeastOnce(id(2)), "b"));
    // Perhaps the same as before, although it does not say so.
    story.hear(&message(PublishId::AtLeastOnce(id(3)), "b"));
    assert_eq!(story.taken(), ["a", "b", "b"]);
    assert_eq!(story.said(), ["PUBREC 1", "PUBACK 2", "PUBACK 3"]);
}

#[test]
fn overlapping_subscriptions_may_bring_copies_and_each_is_acknowledged() {
    covers!("U-24");
    let mut story = Story::online();
    story.subscribe("chat");
    story.subscribe("#");
    story.said();
    story.hear(&message(PublishId::ExactlyOnce(id(1)), "x"));
    story.hear(&message(PublishId::ExactlyOnce(id(2)), "x"));
    assert_eq!(story.said(), ["PUBREC 1", "PUBREC 2"]);
    assert_eq!(story.taken(), ["x", "x"], "telling copies apart takes the message's own id");
}

#[test]
fn an_empty_payload_is_a_message() {
    covers!("U-25");
    let mut story = Story::online();
    story.hear_bytes(&[0x30, 3, 0, 1, 0x61]);
    assert_eq!(story.taken(), [""]);
    story.publish(Delivery::AtMostOnce, "");
    assert_eq!(story.sent(), [b"\x30\x06\x00\x04chat"]);
}

#[test]
fn numbers_are_big_endian() {
    covers!("U-26");
    let mut story = Story::online();
    story.hear_bytes(&[0x32, 5, 0, 1, 0x61, 0x12, 0x34]);
    assert_eq!(story.said(), ["PUBACK 4660"]);
    let suback = SubAck { id: id(0x0A0B), outcomes: vec![SubscribeOutcome::Refused] };
    assert_eq!(bytes(&Packet::SubAck(suback)), [0x90, 3, 0x0A, 0x0B, 0x80]);
}

/// It never gets to know it: opening is left to whoever holds the address.
#[test]
fn the_address_means_nothing_to_the_protocol() {
    covers!("U-27");
    let mut story = Story::new();
    story.tell(|client, now| client.connect(now));
    assert_eq!(story.opened().len(), 1);
    story.open("mqtt");
    assert_eq!(story.said(), ["CONNECT"]);
}
