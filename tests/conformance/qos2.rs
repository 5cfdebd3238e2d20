//! §4.3.3: exactly once, in both directions.

use snug::mqtt::client::Event;
use snug::mqtt::{Delivery, Packet, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{id, message, repeated};
use crate::story::{Answers, Story};

/// Online, with one message of ours written under the id that comes back too.
fn one_sent() -> (Story, u16) {
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "x");
    let ours = story.sent_ids()[0];
    (story, ours)
}

#[test]
fn every_new_message_takes_an_id_not_in_use() {
    covers!("MQTT-4.3.3-1 a");
    let mut story = Story::online();
    for _ in 0..20 {
        story.publish(Delivery::ExactlyOnce, "x");
    }
    let mut ids = story.sent_ids();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 20);
}

#[test]
fn the_first_time_goes_without_dup() {
    covers!("MQTT-4.3.3-1 b");
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "x");
    assert_eq!(story.sent()[0][0], 0x34);
}

#[test]
fn until_pubrec_it_is_the_publish_that_is_sent_again() {
    covers!("MQTT-4.3.3-1 c");
    let (mut story, ours) = one_sent();
    let other = ours.checked_add(1).unwrap_or(1);
    story.hear(&Packet::PubRec(id(other)));
    story.said();
    story.come_back(true);
    assert_eq!(story.said(), ["CONNECT".into(), format!("PUBLISH q2 {ours} dup x")]);
}

#[test]
fn pubrec_is_answered_by_pubrel_once_that_is_stored() {
    covers!("MQTT-4.3.3-1 d");
    let (mut story, ours) = one_sent();
    story.answers = Answers::Held;
    story.hear(&Packet::PubRec(id(ours)));
    assert!(story.sent().is_empty());
    story.commit();
    let [high, low] = ours.to_be_bytes();
    assert_eq!(story.sent(), [[0x62, 2, high, low]]);
}

#[test]
fn until_pubcomp_it_is_the_pubrel_that_is_sent_again() {
    covers!("MQTT-4.3.3-1 e");
    let (mut story, ours) = one_sent();
    story.hear(&Packet::PubRec(id(ours)));
    story.said();
    story.come_back(true);
    assert_eq!(story.said(), ["CONNECT".into(), format!("PUBREL {ours}")]);
    story.hear(&Packet::PubComp(id(ours)));
    assert_eq!(story.client.pending(), 0);
    assert!(story.disk.session.outgoing.is_empty());
    assert!(story.events().any(|event| matches!(event, Event::Acknowledged(_))));
    story.come_back(true);
    assert_eq!(story.said(), ["CONNECT"]);
}

#[test]
fn after_pubrel_the_publish_is_never_sent_again() {
    covers!("MQTT-4.3.3-1 f");
    let (mut story, ours) = one_sent();
    story.hear(&Packet::PubRec(id(ours)));
    story.reload();
    for _ in 0..3 {
        story.connect();
        story.accept(true);
        assert_eq!(story.said(), ["CONNECT".into(), format!("PUBREL {ours}")]);
        story.cut();
    }
}

#[test]
fn a_message_is_received_with_its_id_once_it_is_stored() {
    covers!("MQTT-4.3.3-2 a");
    let mut story = Story::online();
    story.answers = Answers::Held;
    story.hear(&message(PublishId::ExactlyOnce(id(0x1234)), "x"));
    assert!(story.sent().is_empty());
    story.commit();
    assert_eq!(story.sent(), [[0x50, 2, 0x12, 0x34]]);
    assert!(story.disk.session.incoming_ids.contains(&id(0x1234)));
}

#[test]
fn until_pubrel_the_same_id_is_answered_and_not_passed_on_again() {
    covers!("MQTT-4.3.3-2 b");
    let mut story = Story::online();
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "x"));
    story.hear(&repeated(PublishId::ExactlyOnce(id(7)), "x"));
    assert_eq!(story.said(), ["PUBREC 7", "PUBREC 7"]);
    story.come_back(true);
    story.hear(&repeated(PublishId::ExactlyOnce(id(7)), "x"));
    assert_eq!(story.said(), ["CONNECT", "PUBREC 7"]);
    story.reload();
    story.connect();
    story.accept(true);
    story.hear(&repeated(PublishId::ExactlyOnce(id(7)), "x"));
    assert_eq!(story.said(), ["CONNECT", "PUBREC 7"]);
    assert_eq!(story.taken(), ["x"]);
}

#[test]
fn pubrel_is_answered_by_pubcomp_even_for_an_id_we_do_not_know() {
    covers!("MQTT-4.3.3-2 c");
    let mut story = Story::online();
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "x"));
    story.hear(&Packet::PubRel(id(7)));
    story.hear(&Packet::PubRel(id(0x0102)));
    assert_eq!(story.sent(), [[0x50, 2, 0, 7], [0x70, 2, 0, 7], [0x70, 2, 1, 2]]);
    assert_eq!(story.lost(), None);
}

#[test]
fn after_pubcomp_the_same_id_is_a_new_message() {
    covers!("MQTT-4.3.3-2 d");
    let mut story = Story::online();
    for payload in ["one", "two"] {
        story.hear(&message(PublishId::ExactlyOnce(id(7)), payload));
        story.hear(&Packet::PubRel(id(7)));
        assert_eq!(story.said(), ["PUBREC 7", "PUBCOMP 7"]);
    }
    assert_eq!(story.taken(), ["one", "two"]);
    assert!(story.disk.session.incoming_ids.is_empty());
}
