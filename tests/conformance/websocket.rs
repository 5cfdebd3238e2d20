//! §6 and §7: MQTT over WebSocket, as far as it can be seen from where bytes become messages. The sockets
//! themselves are tested in a browser and against real brokers.

use snug::mqtt::client::{ConnectError, Event, Lost, Output};
use snug::mqtt::{Delivery, Packet, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{accepted, bytes, granted, id, message};
use crate::story::Story;

/// All that leaves is bytes, for which a WebSocket has only binary messages; text can't be expressed.
#[test]
fn packets_leave_as_bytes() {
    covers!("MQTT-6.0.0-1 a");
    let mut story = Story::online();
    story.publish(Delivery::AtMostOnce, "x");
    let sent = story.outputs.iter().rev().find_map(|output| match output {
        Output::Send(bytes) => Some(bytes.as_slice()),
        _ => None,
    });
    assert_eq!(sent, Some(&b"\x30\x07\x00\x04chatx"[..]));
}

#[test]
fn a_text_message_ends_the_connection() {
    covers!("MQTT-6.0.0-1 b");
    for greeted in [false, true] {
        let mut story = Story::new();
        story.connect();
        if greeted {
            story.accept(false);
        }
        let on = story.connection();
        story.tell(|client, now| client.handle_text(now, on));
        let Some(Lost::Protocol(error)) = story.lost() else { panic!("{:?}", story.lost()) };
        assert_eq!(error.rule(), "MQTT-6.0.0-1");
        assert_eq!(story.closed().len(), 1);
    }
}

fn conversation() -> Vec<u8> {
    let packets = [
        accepted(true),
        message(PublishId::AtMostOnce, "房间"),
        message(PublishId::AtLeastOnce(id(1)), "one"),
        message(PublishId::ExactlyOnce(id(2)), &"long ".repeat(40)),
        Packet::PubRel(id(2)),
        Packet::PingResp,
        message(PublishId::AtLeastOnce(id(3)), ""),
    ]
    .map(|packet| bytes(&packet));
    packets.concat()
}

/// What a story comes to: taken messages, packets said, events.
fn outcome(cuts: &[usize]) -> (Vec<String>, Vec<String>, Vec<Event>) {
    let mut story = Story::new();
    story.connect();
    let mut rest = &conversation()[..];
    for cut in cuts {
        let (message, behind) = rest.split_at((*cut).min(rest.len()));
        story.hear_bytes(message);
        rest = behind;
    }
    story.hear_bytes(rest);
    (story.taken(), story.said(), story.events().cloned().collect())
}

#[test]
fn messages_may_hold_any_part_of_any_packets() {
    covers!("MQTT-6.0.0-2");
    let whole = outcome(&[]);
    assert_eq!(whole.0.len(), 4);
    assert_eq!(outcome(&[1; 400]), whole, "byte by byte");
    for cut in 0..conversation().len() {
        assert_eq!(outcome(&[cut]), whole, "cut at {cut}");
        assert_eq!(outcome(&[cut, 0, 3]), whole, "cut at {cut}, and an empty message");
    }
}

#[test]
fn a_socket_is_opened_for_mqtt_and_another_protocol_is_not_talked_to() {
    covers!("MQTT-6.0.0-3");
    for chosen in ["", "mqttv3.1", "MQTT", "chat"] {
        let mut story = Story::new();
        story.tell(|client, now| client.connect(now));
        assert!(story.outputs.iter().any(|output| matches!(output, Output::Open(_))));
        story.open(chosen);
        assert_eq!(story.lost(), Some(&Lost::Connect(ConnectError::NotMqtt)), "{chosen:?}");
        assert!(story.sent().is_empty());
    }
}

/// The suite runs against real brokers too; here: a broker that knows nothing but the specification is enough.
#[test]
fn a_whole_session_needs_nothing_beyond_the_specification() {
    covers!("MQTT-7.0.0-2");
    let mut story = Story::new();
    story.connect();
    assert_eq!(story.sent()[0][2..9], *b"\x00\x04MQTT\x04", "3.1.1 and no dialect of it");
    story.accept(false);
    story.subscribe("chat");
    let subscribe = story.sent_ids()[0];
    story.hear(&granted(id(subscribe), &[Delivery::AtLeastOnce]));
    story.publish(Delivery::ExactlyOnce, "x");
    // Reading back what was said takes a codec of 3.1.1 and no other.
    let publish = story.sent_ids()[0];
    story.hear(&Packet::PubRec(id(publish)));
    story.hear(&Packet::PubComp(id(publish)));
    story.hear(&message(PublishId::AtLeastOnce(id(1)), "x"));
    assert_eq!(story.said(), [format!("PUBREL {publish}"), "PUBACK 1".into()]);
    assert_eq!(story.client.pending(), 0);
    assert_eq!(story.taken(), ["x"]);
}

#[test]
fn an_ordered_lossless_stream_of_bytes_is_all_we_need() {
    covers!("MQTT-7.1.2-1");
    let mut story = Story::new();
    story.connect();
    for byte in conversation() {
        story.hear_bytes(&[byte]);
    }
    assert_eq!(story.said(), ["CONNECT", "PUBACK 1", "PUBREC 2", "PUBCOMP 2", "PUBACK 3"]);
    assert_eq!(story.lost(), None);
}
