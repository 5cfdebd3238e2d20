//! §4.5 and §4.6: everything is acknowledged, and everything in order.

use snug::mqtt::{Delivery, Packet, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{id, message, on_topic};
use crate::story::{Answers, Story};

#[test]
fn every_message_is_acknowledged_whoever_wants_it() {
    covers!("MQTT-4.5.0-2");
    let mut story = Story::online();
    // Nobody ever subscribed.
    story.hear(&on_topic("strange", PublishId::AtLeastOnce(id(1)), ""));
    story.hear(&on_topic("strange", PublishId::ExactlyOnce(id(2)), ""));
    assert_eq!(story.said(), ["PUBACK 1", "PUBREC 2"]);
    // Left a moment ago.
    story.subscribe("chat");
    story.unsubscribe("chat");
    story.said();
    story.hear(&message(PublishId::AtLeastOnce(id(3)), ""));
    assert_eq!(story.said(), ["PUBACK 3"]);
}

#[test]
fn what_could_not_be_stored_is_acknowledged_when_it_comes_again() {
    covers!("MQTT-4.5.0-2");
    let mut story = Story::online();
    story.answers = Answers::Held;
    story.hear(&message(PublishId::AtLeastOnce(id(3)), "x"));
    story.fail();
    assert!(story.said().is_empty());
    story.answers = Answers::AtOnce;
    story.connect();
    story.accept(true);
    story.hear(&message(PublishId::AtLeastOnce(id(3)), "x"));
    assert_eq!(story.said(), ["CONNECT", "PUBACK 3"]);
}

#[test]
fn publishes_are_sent_again_in_their_first_order_both_qos_together() {
    covers!("MQTT-4.6.0-1");
    let mut story = Story::online();
    // Until the ids are just before their wrap, so that the order of ids is not that of sending.
    loop {
        story.publish(Delivery::AtLeastOnce, "");
        let sent = story.sent_ids()[0];
        story.hear(&Packet::PubAck(id(sent)));
        story.outputs.clear();
        if sent == u16::MAX - 2 {
            break;
        }
    }
    for (number, delivery) in
        [Delivery::ExactlyOnce, Delivery::AtLeastOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce]
            .into_iter()
            .enumerate()
    {
        story.publish(delivery, &number.to_string());
    }
    assert_eq!(story.sent_ids(), [65_534, 65_535, 1, 2]);
    let expected = [
        "CONNECT",
        "PUBLISH q2 65534 dup 0",
        "PUBLISH q1 65535 dup 1",
        "PUBLISH q1 1 dup 2",
        "PUBLISH q2 2 dup 3",
    ];
    story.come_back(true);
    assert_eq!(story.said(), expected);
    story.reload();
    story.connect();
    story.accept(true);
    assert_eq!(story.said(), expected, "and by another page too");
}

#[test]
fn pubacks_leave_in_the_order_in_which_their_publishes_came() {
    covers!("MQTT-4.6.0-2");
    let mut story = Story::online();
    story.answers = Answers::Held;
    for number in [5, 3, 9] {
        story.hear(&message(PublishId::AtLeastOnce(id(number)), ""));
    }
    let first = story.disk.commit_one().unwrap();
    story.tell(|client, now| client.handle_committed(now, first));
    assert_eq!(story.said(), ["PUBACK 5"]);
    story.commit();
    assert_eq!(story.said(), ["PUBACK 3", "PUBACK 9"]);
}

#[test]
fn pubrecs_leave_in_the_order_in_which_their_publishes_came() {
    covers!("MQTT-4.6.0-3");
    let mut story = Story::online();
    story.hear(&message(PublishId::ExactlyOnce(id(9)), ""));
    story.said();
    story.answers = Answers::Held;
    // The one in the middle is known and needs no store; it still waits for those before it.
    for number in [5, 9, 3] {
        story.hear(&message(PublishId::ExactlyOnce(id(number)), ""));
    }
    assert!(story.said().is_empty());
    story.commit();
    assert_eq!(story.said(), ["PUBREC 5", "PUBREC 9", "PUBREC 3"]);
}

#[test]
fn pubrels_leave_in_the_order_in_which_the_pubrecs_came() {
    covers!("MQTT-4.6.0-4");
    let mut story = Story::online();
    for payload in ["a", "b", "c"] {
        story.publish(Delivery::ExactlyOnce, payload);
    }
    let ids = story.sent_ids();
    let order = [ids[2], ids[0], ids[1]];
    for ours in order {
        story.hear(&Packet::PubRec(id(ours)));
    }
    let releases: Vec<_> = order.iter().map(|id| format!("PUBREL {id}")).collect();
    assert_eq!(story.said(), releases);
    story.come_back(true);
    assert_eq!(story.said()[1..], releases);
    story.reload();
    story.connect();
    story.accept(true);
    assert_eq!(story.said()[1..], releases);
}

#[test]
fn a_pubrel_for_an_unknown_id_keeps_its_place_among_the_others() {
    covers!("MQTT-4.6.0-4");
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "a");
    let ours = story.sent_ids()[0];
    let unknown = if ours == 77 { 78 } else { 77 };
    story.answers = Answers::Held;
    story.hear(&Packet::PubRec(id(ours)));
    story.hear(&Packet::PubRec(id(unknown)));
    assert!(story.said().is_empty());
    story.commit();
    assert_eq!(story.said(), [format!("PUBREL {ours}"), format!("PUBREL {unknown}")]);
}
