//! §4.3.2: at least once, in both directions.

use snug::mqtt::client::Event;
use snug::mqtt::{Delivery, Packet, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{id, message, repeated};
use crate::story::{Answers, Story};

#[test]
fn every_new_message_takes_an_id_not_in_use() {
    covers!("MQTT-4.3.2-1 a");
    let mut story = Story::online();
    for _ in 0..20 {
        story.publish(Delivery::AtLeastOnce, "x");
    }
    let mut ids = story.sent_ids();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[test]
fn the_first_time_goes_without_dup() {
    covers!("MQTT-4.3.2-1 b");
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "x");
    assert_eq!(story.sent()[0][0], 0x32);
}

#[test]
fn only_the_matching_puback_finishes_a_message() {
    covers!("MQTT-4.3.2-1 c");
    let mut story = Story::online();
    let ticket = story.publish(Delivery::AtLeastOnce, "x");
    let ours = story.sent_ids()[0];
    let other = ours.checked_add(1).unwrap_or(1);
    story.hear(&Packet::PubAck(id(other)));
    assert_eq!(story.client.pending(), 1);
    assert!(!story.events().any(|event| *event == Event::Acknowledged(ticket)));
    story.hear(&Packet::PubAck(id(ours)));
    assert_eq!(story.client.pending(), 0);
    assert!(story.events().any(|event| *event == Event::Acknowledged(ticket)));
    assert!(story.disk.session.outgoing.is_empty());
}

#[test]
fn a_message_is_acknowledged_with_its_id_once_it_is_stored() {
    covers!("MQTT-4.3.2-2 a");
    let mut story = Story::online();
    story.answers = Answers::Held;
    story.hear(&message(PublishId::AtLeastOnce(id(0x1234)), "x"));
    assert!(story.sent().is_empty());
    story.commit();
    assert_eq!(story.sent(), [[0x40, 2, 0x12, 0x34]]);
}

#[test]
fn after_puback_the_same_id_is_a_new_message_whatever_dup_says() {
    covers!("MQTT-4.3.2-2 b");
    let mut story = Story::online();
    story.hear(&message(PublishId::AtLeastOnce(id(7)), "one"));
    story.hear(&repeated(PublishId::AtLeastOnce(id(7)), "two"));
    assert_eq!(story.taken(), ["one", "two"]);
    assert_eq!(story.said(), ["PUBACK 7", "PUBACK 7"]);
}
