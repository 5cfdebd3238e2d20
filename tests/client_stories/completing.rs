//! A broker that sends a QoS 2 message once more after its PUBREL, as mosquitto 2.0.11 does when it was restarted before
//! PUBCOMP reached it. What can't be that is a new message.

use snug::mqtt::{Delivery, Packet, PacketId, PublishId};

use crate::scripted_broker::{id, message, on_topic, repeated};
use crate::story::{Answers, Story};

const FIVE: PublishId = PublishId::ExactlyOnce(PacketId::new(5).unwrap());

/// A message of which PUBCOMP has just left.
fn completed() -> Story {
    let mut story = Story::online();
    story.hear(&message(FIVE, "on"));
    story.hear(&Packet::PubRel(id(5)));
    assert_eq!(story.said(), ["PUBREC 5", "PUBCOMP 5"]);
    story
}

#[test]
fn a_message_that_comes_again_because_its_pubcomp_was_lost_is_answered_and_not_shown_again() {
    let mut story = completed();
    for _ in 0..2 {
        story.come_back(true);
        story.hear(&repeated(FIVE, "on"));
        story.hear(&Packet::PubRel(id(5)));
        assert_eq!(story.said(), ["CONNECT", "PUBREC 5", "PUBCOMP 5"]);
    }
    assert_eq!(story.taken(), ["on"]);
}

#[test]
fn so_it_is_for_a_page_that_opened_since() {
    let mut story = completed();
    story.reload();
    story.connect();
    story.accept(true);
    story.hear(&repeated(FIVE, "on"));
    assert_eq!(story.said(), ["CONNECT", "PUBREC 5"]);
    assert_eq!(story.taken(), ["on"]);
}

#[test]
fn what_is_proven_goes_from_the_disk_with_the_next_step() {
    let mut story = completed();
    story.wait(30_000);
    story.hear(&Packet::PingResp);
    assert!(story.disk.session.known_ids().contains(&id(5)), "a step of its own is not worth it");
    story.hear(&message(PublishId::AtLeastOnce(id(6)), "next"));
    assert!(story.disk.session.known_ids().is_empty());
}

#[test]
fn what_is_proven_and_still_on_the_disk_goes_with_the_session() {
    let mut story = completed();
    story.wait(30_000);
    story.hear(&Packet::PingResp);
    story.come_back(false);
    assert!(story.disk.session.known_ids().is_empty());
}

#[test]
fn it_may_ask_with_pubrel_over_many_connections_before_it_sends_the_message_again() {
    let mut story = completed();
    for _ in 0..3 {
        story.come_back(true);
        story.hear(&Packet::PubRel(id(5)));
        assert_eq!(story.said(), ["CONNECT", "PUBCOMP 5"]);
    }
    story.come_back(true);
    story.hear(&repeated(FIVE, "on"));
    assert_eq!(story.taken(), ["on"]);
}

#[test]
fn a_pubcomp_that_waited_for_the_store_and_never_left_counts_as_lost() {
    let mut story = Story::online();
    story.hear(&message(FIVE, "on"));
    story.answers = Answers::Held;
    story.hear(&Packet::PubRel(id(5)));
    story.cut();
    story.answers = Answers::AtOnce;
    story.commit();
    story.come_back(true);
    story.hear(&repeated(FIVE, "on"));
    assert_eq!(story.taken(), ["on"]);
}

#[test]
fn another_message_under_that_id_is_shown() {
    for other in [repeated(FIVE, "off"), message(FIVE, "on"), on_topic("door", FIVE, "on")] {
        let mut story = completed();
        story.come_back(true);
        story.hear(&other);
        assert_eq!(story.taken().len(), 2, "{other:?}");
        assert_eq!(story.said(), ["CONNECT", "PUBREC 5"]);
        // And takes the other's place.
        story.hear(&Packet::PubRel(id(5)));
        story.come_back(true);
        story.hear(&repeated(FIVE, "on"));
        let same = matches!(&other, Packet::Publish(publish)
            if publish.payload == b"on" && publish.topic.as_str() == "chat");
        assert_eq!(story.taken().len(), if same { 2 } else { 3 }, "{other:?}");
    }
}

#[test]
fn a_message_whose_pubcomp_arrived_is_shown_when_it_is_said_again() {
    let mut story = completed();
    story.wait(30_000);
    assert_eq!(story.said(), ["PINGREQ"]);
    story.hear(&Packet::PingResp);
    story.come_back(true);
    story.hear(&repeated(FIVE, "on"));
    assert_eq!(story.taken(), ["on", "on"]);
}

#[test]
fn the_answer_to_a_publish_proves_what_left_before_it_and_nothing_that_left_after_it() {
    for early in [true, false] {
        let mut story = Story::online();
        if early {
            story.publish(Delivery::AtLeastOnce, "hello");
        }
        story.hear(&message(FIVE, "on"));
        story.hear(&Packet::PubRel(id(5)));
        if !early {
            story.publish(Delivery::AtLeastOnce, "hello");
        }
        let ours = story.sent_ids().into_iter().find(|value| *value != 5).unwrap();
        story.hear(&Packet::PubAck(id(ours)));
        story.come_back(true);
        story.hear(&repeated(FIVE, "on"));
        assert_eq!(story.taken().len(), if early { 1 } else { 2 });
    }
}

#[test]
fn a_broker_with_a_new_session_begins_with_new_messages() {
    let mut story = completed();
    story.come_back(false);
    assert!(story.disk.session.known_ids().is_empty());
    story.come_back(true);
    story.hear(&repeated(FIVE, "on"));
    assert_eq!(story.taken(), ["on", "on"]);
}

#[test]
fn its_id_is_on_disk_before_it_is_answered_once_more() {
    let mut story = completed();
    story.come_back(true);
    story.said();
    story.answers = Answers::Held;
    story.hear(&repeated(FIVE, "on"));
    assert!(story.said().is_empty());
    story.commit();
    assert_eq!(story.said(), ["PUBREC 5"]);
    // So that another page knows it too.
    story.answers = Answers::AtOnce;
    story.reload();
    story.connect();
    story.accept(true);
    story.hear(&repeated(FIVE, "on"));
    assert_eq!(story.taken(), ["on"]);
}
