//! Stores that are slow, that fail, and that answer out of step with connections.

use snug::mqtt::client::Lost;
use snug::mqtt::session::Phase;
use snug::mqtt::{Delivery, Packet, PublishId};

use crate::scripted_broker::{id, message, repeated};
use crate::story::{Answers, Story};

#[test]
fn nothing_is_published_before_it_is_stored() {
    let mut story = Story::online();
    story.answers = Answers::Held;
    story.publish(Delivery::AtLeastOnce, "a");
    story.publish(Delivery::ExactlyOnce, "b");
    assert!(story.said().is_empty());
    story.commit();
    assert_eq!(story.said().len(), 2);
}

#[test]
fn a_publish_that_could_not_be_stored_is_stored_and_sent_with_the_next_connection() {
    let mut story = Story::online();
    story.answers = Answers::Held;
    story.publish(Delivery::AtLeastOnce, "x");
    story.fail();
    assert_eq!(story.lost(), Some(&Lost::Store));
    assert!(story.said().is_empty());
    assert_eq!(story.client.pending(), 1);
    story.connect();
    story.accept(true);
    assert_eq!(story.said(), ["CONNECT"], "still not stored");
    story.commit();
    let said = story.said();
    assert!(said[0].starts_with("PUBLISH q1") && !said[0].contains("dup"), "{said:?}");
}

#[test]
fn a_pubrec_that_could_not_be_stored_lets_the_publish_go_again() {
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "x");
    let ours = story.sent_ids()[0];
    story.answers = Answers::Held;
    story.hear(&Packet::PubRec(id(ours)));
    story.fail();
    story.answers = Answers::AtOnce;
    story.connect();
    story.accept(true);
    assert_eq!(story.said(), ["CONNECT".into(), format!("PUBLISH q2 {ours} dup x")]);
    story.hear(&Packet::PubRec(id(ours)));
    assert!(matches!(story.disk.session.outgoing[0].phase, Phase::Release(_)));
    assert_eq!(story.said(), [format!("PUBREL {ours}")]);
}

#[test]
fn a_removal_that_could_not_be_stored_is_stored_later() {
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "x");
    let ours = story.sent_ids()[0];
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "y"));
    story.said();
    story.answers = Answers::Held;
    story.hear(&Packet::PubAck(id(ours)));
    story.hear(&Packet::PubRel(id(7)));
    story.fail();
    assert!(story.said().is_empty());
    assert_eq!(story.disk.session.outgoing.len(), 1);
    story.answers = Answers::AtOnce;
    story.connect();
    story.accept(true);
    assert!(story.disk.session.outgoing.is_empty());
    assert!(story.disk.session.incoming_ids.is_empty());
    story.hear(&Packet::PubRel(id(7)));
    assert_eq!(story.said(), ["CONNECT", "PUBCOMP 7"]);
}

#[test]
fn an_answer_of_the_store_that_comes_on_a_later_connection_still_counts() {
    let mut story = Story::online();
    story.answers = Answers::Held;
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "x"));
    story.cut();
    story.connect();
    story.accept(true);
    story.hear(&repeated(PublishId::ExactlyOnce(id(7)), "x"));
    assert_eq!(story.said(), ["CONNECT"], "not on disk yet");
    story.commit();
    assert_eq!(story.said(), ["PUBREC 7"]);
    assert_eq!(story.taken(), ["x"]);
}

/// The broker begins anew while an old step is open, and uses its id for another message.
#[test]
fn an_old_step_that_fails_does_not_take_a_new_message_with_it() {
    let mut story = Story::online();
    story.answers = Answers::Held;
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "old"));
    let old = story.disk.newest().unwrap();
    story.cut();
    story.connect();
    story.accept(false);
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "new"));
    story.disk.refuse_up_to(old);
    story.tell(|client, now| client.handle_commit_failed(now, old));
    story.commit();
    assert_eq!(story.taken(), ["new"]);
    story.answers = Answers::AtOnce;
    story.connect();
    story.accept(true);
    // In memory and on disk alike.
    story.hear(&repeated(PublishId::ExactlyOnce(id(7)), "new"));
    story.reload();
    story.connect();
    story.accept(true);
    story.hear(&repeated(PublishId::ExactlyOnce(id(7)), "new"));
    assert_eq!(story.taken(), ["new"]);
}

#[test]
fn the_ids_of_a_lost_session_are_forgotten_on_disk_even_if_that_fails_at_first() {
    let mut story = Story::online();
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "old"));
    story.cut();
    story.answers = Answers::Held;
    story.connect();
    story.accept(false);
    let forgetting = story.disk.newest().unwrap();
    story.hear(&message(PublishId::ExactlyOnce(id(8)), "new"));
    story.disk.refuse_up_to(forgetting);
    story.tell(|client, now| client.handle_commit_failed(now, forgetting));
    story.commit();
    story.answers = Answers::AtOnce;
    story.connect();
    story.accept(true);
    assert_eq!(story.disk.session.incoming_ids, [id(8)].into());
}

/// Its answer waits for all that is not stored yet; what failed will never be.
#[test]
fn a_message_that_comes_again_after_another_could_not_be_stored_is_answered() {
    let mut story = Story::online();
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "y"));
    assert_eq!(story.said(), ["PUBREC 7"], "which the broker never hears");
    story.answers = Answers::Held;
    story.hear(&message(PublishId::AtMostOnce, "z"));
    story.fail();
    story.answers = Answers::AtOnce;
    story.connect();
    story.accept(true);
    story.said();
    story.hear(&repeated(PublishId::ExactlyOnce(id(7)), "y"));
    assert_eq!(story.said(), ["PUBREC 7"]);
    story.hear(&Packet::PubRel(id(9)));
    assert_eq!(story.said(), ["PUBCOMP 9"], "of which nothing is known");
}

/// Whoever writes steps to a disk may hold the next one until then: the answers can go with it.
#[test]
fn an_answer_is_due_from_when_a_packet_left_until_it_came() {
    let mut story = Story::online();
    story.publish(Delivery::AtMostOnce, "none");
    assert!(!story.client.awaits_answer());
    story.answers = Answers::Held;
    story.publish(Delivery::ExactlyOnce, "two");
    assert!(!story.client.awaits_answer(), "it has not left");
    story.commit();
    assert!(story.client.awaits_answer());
    let its = id(*story.sent_ids().last().expect("it left"));
    story.hear(&Packet::PubRec(its));
    assert!(!story.client.awaits_answer(), "its PUBREL has not left");
    story.commit();
    assert!(story.client.awaits_answer());
    story.answers = Answers::AtOnce;
    story.cut();
    assert!(!story.client.awaits_answer(), "on this connection nothing comes any more");
    story.come_back(true);
    assert!(story.client.awaits_answer(), "the PUBREL left again");
    story.hear(&Packet::PubComp(its));
    assert!(!story.client.awaits_answer());
}
