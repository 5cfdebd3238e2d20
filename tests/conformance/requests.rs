//! §3.6 to §3.14: PUBREL, SUBSCRIBE, UNSUBSCRIBE and DISCONNECT as we send them.

use snug::mqtt::client::Output;
use snug::mqtt::{Delivery, EncodeError, Packet, PublishId, Subscribe, TopicError, TopicFilter, Unsubscribe};

use crate::rows::covers;
use crate::scripted_broker::{bytes, id, id_of, message};
use crate::story::{Answers, Story, filter};

#[test]
fn pubrel_has_flags_0010_also_when_it_is_sent_again() {
    covers!("MQTT-3.6.1-1");
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "x");
    let ours = story.sent_ids()[0];
    story.hear(&Packet::PubRec(id(ours)));
    assert_eq!(story.sent()[0][0], 0x62);
    story.come_back(true);
    assert_eq!(story.sent()[1][0], 0x62);
}

#[test]
fn subscribe_has_flags_0010() {
    covers!("MQTT-3.8.1-1");
    let mut story = Story::online();
    story.subscribe("a/b");
    let sent = story.sent();
    let [high, low] = id_of(&sent[0]).to_be_bytes();
    assert_eq!(sent, [[0x82, 8, high, low, 0, 3, 0x61, 0x2F, 0x62, 2]]);
}

#[test]
fn a_filter_that_is_no_utf8_string_of_the_protocol_is_refused() {
    covers!("MQTT-3.8.3-1");
    assert_eq!(TopicFilter::parse("a/\0/#"), Err(TopicError::Nul));
    assert!(String::from_utf16(&[0xDC00]).is_err(), "no surrogate gets as far as a filter");
    assert_eq!(TopicFilter::parse("房".repeat(21_846)), Err(TopicError::TooLong));
}

#[test]
fn a_subscribe_without_filters_is_refused() {
    covers!("MQTT-3.8.3-3");
    let packet = Packet::Subscribe(Subscribe { id: id(1), filters: vec![] });
    assert_eq!(packet.encode(&mut vec![]), Err(EncodeError::SubscribeEmpty));
}

#[test]
fn unsubscribe_has_flags_0010() {
    covers!("MQTT-3.10.1-1");
    let mut story = Story::online();
    story.subscribe("a");
    story.unsubscribe("a");
    assert_eq!(story.sent()[1][0], 0xA2);
}

#[test]
fn unsubscribe_holds_its_filters_back_to_back() {
    covers!("MQTT-3.10.3-1");
    let packet = Packet::Unsubscribe(Unsubscribe { id: id(10), filters: vec![filter("a/b"), filter("c/d")] });
    assert_eq!(bytes(&packet), [0xA2, 12, 0, 10, 0, 3, b'a', b'/', b'b', 0, 3, b'c', b'/', b'd'],);
}

#[test]
fn an_unsubscribe_without_filters_is_refused() {
    covers!("MQTT-3.10.3-2");
    let packet = Packet::Unsubscribe(Unsubscribe { id: id(1), filters: vec![] });
    assert_eq!(packet.encode(&mut vec![]), Err(EncodeError::UnsubscribeEmpty));
}

#[test]
fn the_connection_closes_right_after_disconnect() {
    covers!("MQTT-3.14.4-1");
    let mut story = Story::online();
    story.outputs.clear();
    story.tell(|client, _| client.disconnect());
    let [Output::Send(bytes), Output::Close(on, _), Output::Event(_)] = &story.outputs[..] else {
        panic!("{:?}", story.outputs)
    };
    assert_eq!((&bytes[..], *on), (&[0xE0, 0x00][..], story.connection()));
}

#[test]
fn nothing_follows_disconnect_on_that_connection() {
    covers!("MQTT-3.14.4-2");
    let mut story = Story::online();
    story.answers = Answers::Held;
    // An acknowledgement, a publish and a request are ready to go, and a ping is nearly due.
    story.hear(&message(PublishId::AtLeastOnce(id(1)), "x"));
    story.publish(Delivery::AtLeastOnce, "y");
    story.tell(|client, _| client.disconnect());
    assert_eq!(story.said(), ["DISCONNECT"]);
    story.commit();
    story.publish(Delivery::AtMostOnce, "z");
    story.subscribe("a");
    story.tell(|client, now| client.probe(now));
    story.hear(&message(PublishId::AtLeastOnce(id(2)), "late"));
    story.wait(600_000);
    assert!(story.sent().is_empty());
    assert_eq!(story.opened().len(), 1);
}
