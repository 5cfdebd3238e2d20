//! §2.3.1: packet identifiers.

use snug::mqtt::{Delivery, Packet, PacketId, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{granted, id, message};
use crate::story::Story;

#[test]
fn what_needs_an_id_has_one_and_it_is_never_zero() {
    covers!("MQTT-2.3.1-1 a");
    assert_eq!(PacketId::new(0), None);
    let mut story = Story::online();
    // Over the wrap from 65535.
    for _ in 0..70_000 {
        story.publish(Delivery::AtLeastOnce, "");
        let sent = story.sent_ids();
        assert_ne!(sent, [0]);
        story.hear(&Packet::PubAck(id(sent[0])));
        story.outputs.clear();
    }
    story.subscribe("a");
    story.unsubscribe("a");
    assert!(story.sent_ids().iter().all(|sent| *sent != 0));
}

#[test]
fn a_publish_with_id_zero_ends_the_connection() {
    covers!("MQTT-2.3.1-1 b");
    for first in [0x32, 0x34] {
        let mut story = Story::online();
        story.hear_bytes(&[first, 5, 0, 1, 0x61, 0, 0]);
        assert_eq!(story.closed().len(), 1);
        assert!(story.said().is_empty());
        assert!(story.taken().is_empty());
    }
}

#[test]
fn a_new_packet_takes_an_id_that_none_of_the_three_kinds_uses() {
    covers!("MQTT-2.3.1-2");
    let mut story = Story::online();
    // One of each kind stays unanswered while the ids go round once and more.
    story.publish(Delivery::ExactlyOnce, "held");
    story.subscribe("held/a");
    story.unsubscribe("held/a");
    let held = story.sent_ids();
    assert_eq!(held.len(), 3);
    for _ in 0..66_000 {
        story.publish(Delivery::AtLeastOnce, "");
        let sent = story.sent_ids();
        assert!(!held.contains(&sent[0]), "{} is in use", sent[0]);
        story.hear(&Packet::PubAck(id(sent[0])));
        story.outputs.clear();
    }
}

#[test]
fn a_packet_sent_again_keeps_its_id() {
    covers!("MQTT-2.3.1-3 a");
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "a");
    story.publish(Delivery::ExactlyOnce, "b");
    let before = story.sent_ids();
    story.come_back(true);
    assert_eq!(story.sent_ids(), [vec![0], before].concat());
}

#[test]
fn an_id_is_free_after_its_closing_acknowledgement_and_not_before() {
    covers!("MQTT-2.3.1-3 b");
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "held");
    let held = story.sent_ids()[0];
    story.hear(&Packet::PubRec(id(held)));
    story.said();
    // Every other id.
    for _ in 1..u16::MAX {
        story.subscribe("a");
        let sent = story.sent_ids()[0];
        assert_ne!(sent, held, "still used after PUBREC");
        story.hear(&granted(id(sent), &[Delivery::ExactlyOnce]));
        story.outputs.clear();
    }
    story.hear(&Packet::PubComp(id(held)));
    story.said();
    let reused = (0..u16::MAX).any(|_| {
        story.subscribe("a");
        let sent = story.sent_ids()[0];
        story.hear(&granted(id(sent), &[Delivery::ExactlyOnce]));
        story.outputs.clear();
        sent == held
    });
    assert!(reused, "free after PUBCOMP");
}

#[test]
fn suback_and_unsuback_and_puback_free_their_ids() {
    covers!("MQTT-2.3.1-3 b");
    let mut story = Story::online();
    story.subscribe("a");
    let subscribe = story.sent_ids()[0];
    story.hear(&granted(id(subscribe), &[Delivery::ExactlyOnce]));
    story.unsubscribe("a");
    let unsubscribe = story.sent_ids()[0];
    story.hear(&Packet::UnsubAck(id(unsubscribe)));
    story.publish(Delivery::AtLeastOnce, "");
    let publish = story.sent_ids()[0];
    story.hear(&Packet::PubAck(id(publish)));
    let mut free = vec![subscribe, unsubscribe, publish];
    for _ in 0..u16::MAX {
        story.publish(Delivery::AtLeastOnce, "");
        let sent = story.sent_ids()[0];
        free.retain(|id| *id != sent);
        story.hear(&Packet::PubAck(id(sent)));
        story.outputs.clear();
    }
    assert!(free.is_empty(), "never used again: {free:?}");
}

#[test]
fn qos_0_has_no_id_in_either_direction() {
    covers!("MQTT-2.3.1-5");
    let mut story = Story::online();
    story.publish(Delivery::AtMostOnce, "x");
    assert_eq!(story.sent(), [[&[0x30, 7, 0, 4], &b"chatx"[..]].concat()]);
    story.hear_bytes(&[0x30, 5, 0, 1, 0x61, 0, 7]);
    assert_eq!(*story.disk.taken[0].payload, [0, 7]);
}

#[test]
fn acknowledgements_repeat_the_id_of_their_publish_even_where_both_sides_use_the_same() {
    covers!("MQTT-2.3.1-6");
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "ours");
    let ours = story.sent_ids()[0];
    story.hear(&message(PublishId::ExactlyOnce(id(ours)), "theirs"));
    story.hear(&Packet::PubRec(id(ours)));
    story.hear(&message(PublishId::AtLeastOnce(id(0x1234)), "more"));
    assert_eq!(story.said(), [format!("PUBREC {ours}"), format!("PUBREL {ours}"), "PUBACK 4660".into()]);
}
