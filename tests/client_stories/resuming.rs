//! Resuming a session (C3).

use snug::mqtt::{Delivery, Packet, PublishId};

use crate::scripted_broker::{brief, granted, id, id_of, message, repeated};
use crate::story::{Story, clean_options, filter, options};

#[test]
fn c3_1_first_subscriptions_then_what_is_open_then_what_waited() {
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "open");
    story.said();
    story.cut();
    story.publish(Delivery::AtLeastOnce, "waited");
    story.subscribe("chat");
    story.connect();
    story.accept(false);
    let kinds: Vec<_> = story
        .said()
        .iter()
        .map(|line| line.split(' ').filter(|word| word.parse::<u16>().is_err()).collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(kinds, ["CONNECT", "SUBSCRIBE chat:2", "PUBLISH q1 dup open", "PUBLISH q1 waited"]);
}

#[test]
fn c3_2_what_is_open_goes_in_one_list_in_its_first_order() {
    let mut story = Story::online();
    for (payload, delivery) in [
        ("a", Delivery::ExactlyOnce),
        ("b", Delivery::AtLeastOnce),
        ("c", Delivery::ExactlyOnce),
        ("d", Delivery::AtLeastOnce),
    ] {
        story.publish(delivery, payload);
    }
    let ids = story.sent_ids();
    story.hear(&Packet::PubRec(id(ids[0])));
    story.said();
    story.come_back(true);
    assert_eq!(
        story.said(),
        [
            "CONNECT".into(),
            format!("PUBREL {}", ids[0]),
            format!("PUBLISH q1 {} dup b", ids[1]),
            format!("PUBLISH q2 {} dup c", ids[2]),
            format!("PUBLISH q1 {} dup d", ids[3]),
        ]
    );
}

#[test]
fn c3_3_pubrels_among_themselves_keep_the_order_of_their_pubrecs() {
    let mut story = Story::online();
    for payload in ["a", "b", "c"] {
        story.publish(Delivery::ExactlyOnce, payload);
    }
    let ids = story.sent_ids();
    story.hear(&Packet::PubRec(id(ids[2])));
    story.hear(&Packet::PubRec(id(ids[0])));
    story.said();
    story.come_back(true);
    let said = story.said();
    let releases: Vec<_> = said.iter().filter(|line| line.starts_with("PUBREL")).collect();
    assert_eq!(releases, [&format!("PUBREL {}", ids[2]), &format!("PUBREL {}", ids[0])]);
}

#[test]
fn c3_4_dup_only_if_it_was_tried_before() {
    let mut story = Story::online();
    story.answers = crate::story::Answers::Held;
    story.publish(Delivery::AtLeastOnce, "never left");
    story.cut();
    story.commit();
    story.connect();
    story.accept(true);
    let said = story.said();
    assert!(said[1].starts_with("PUBLISH") && !said[1].contains("dup"), "{said:?}");
    // Another page can't know, so it may say DUP.
    story.reload();
    story.connect();
    story.accept(true);
    assert!(story.said()[1].contains("dup never left"));
}

#[test]
fn c3_5_dup_is_set_on_every_further_attempt() {
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "x");
    story.said();
    for _ in 0..5 {
        story.wait(10_000);
        story.come_back(true);
        assert!(story.said()[1].contains("dup"));
    }
}

#[test]
fn c3_6_nothing_is_sent_again_while_the_connection_lasts() {
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "a");
    story.publish(Delivery::ExactlyOnce, "b");
    story.said();
    for _ in 0..20 {
        story.wait(30_000);
        assert_eq!(story.said(), ["PINGREQ"]);
        story.hear(&Packet::PingResp);
    }
}

#[test]
fn c3_7_a_broker_may_repeat_itself_while_connected() {
    let mut story = Story::online();
    story.hear(&message(PublishId::ExactlyOnce(id(1)), "x"));
    story.hear(&repeated(PublishId::ExactlyOnce(id(1)), "x"));
    story.hear(&Packet::PubRel(id(1)));
    story.hear(&Packet::PubRel(id(1)));
    assert_eq!(story.said(), ["PUBREC 1", "PUBREC 1", "PUBCOMP 1", "PUBCOMP 1"]);
    assert_eq!(story.taken(), ["x"]);
    // And so may its PUBREC.
    story.publish(Delivery::ExactlyOnce, "y");
    let ours = story.sent_ids()[0];
    for _ in 0..2 {
        story.hear(&Packet::PubRec(id(ours)));
        assert_eq!(story.said(), [format!("PUBREL {ours}")]);
    }
    story.hear(&Packet::PubComp(id(ours)));
    assert_eq!(story.client.pending(), 0);
}

#[test]
fn c3_8_a_pubrel_for_an_unknown_id_is_answered() {
    let mut story = Story::online();
    story.hear(&Packet::PubRel(id(9)));
    assert_eq!(story.said(), ["PUBCOMP 9"]);
    assert_eq!(story.lost(), None);
}

#[test]
fn c3_9_subscriptions_are_asked_for_again_only_where_the_broker_lost_them() {
    for (options, session_present, again) in
        [(options(), true, false), (options(), false, true), (clean_options(), false, true)]
    {
        let mut story = Story::online_with(options);
        story.subscribe("chat");
        let request = story.sent_ids()[0];
        story.hear(&granted(id(request), &[Delivery::ExactlyOnce]));
        story.come_back(session_present);
        assert_eq!(story.said().len() == 2, again);
    }
    // The fourth combination can't be: a clean start with a session present.
    let mut story = Story::with(clean_options());
    story.connect();
    story.accept(true);
    assert!(!story.client.is_connected());
    assert_eq!(story.closed().len(), 1);
}

/// An unanswered CONNECT may have made a new session, which then is present but empty.
#[test]
fn c3_9_after_an_unanswered_connect_subscriptions_are_asked_for_again_whatever_the_broker_says() {
    let mut story = Story::online();
    story.subscribe("chat");
    let request = story.sent_ids()[0];
    story.hear(&granted(id(request), &[Delivery::ExactlyOnce]));
    story.said();
    story.cut();
    story.connect();
    story.come_back(true);
    let sent = story.sent();
    assert_eq!(sent.len(), 3, "CONNECT, CONNECT, SUBSCRIBE");
    assert!(brief(&sent[2]).ends_with(" chat:2"));
    // Once it is granted, the broker's word is enough again.
    story.hear(&granted(id(id_of(&sent[2])), &[Delivery::ExactlyOnce]));
    story.come_back(true);
    assert_eq!(story.said(), ["CONNECT"]);
}

#[test]
fn c3_9_a_remembered_subscription_is_asked_for_only_where_the_broker_lost_it() {
    for session_present in [false, true] {
        let mut story = Story::new();
        story.client.remember_subscription((filter("chat"), Delivery::ExactlyOnce));
        story.connect();
        story.accept(session_present);
        assert_eq!(story.said().len(), if session_present { 1 } else { 2 });
    }
}

#[test]
fn c3_10_a_refused_filter_is_not_asked_for_in_a_loop() {
    let mut story = Story::online();
    story.subscribe("secret");
    let request = story.sent_ids()[0].to_be_bytes();
    story.hear_bytes(&[0x90, 3, request[0], request[1], 0x80]);
    story.come_back(false);
    assert_eq!(story.said(), ["CONNECT"]);
}

#[test]
fn c3_11_a_window_of_one_sends_one_at_a_time() {
    let mut options = options();
    options.window = 1;
    let mut story = Story::online_with(options);
    for payload in ["a", "b", "c"] {
        story.publish(Delivery::AtLeastOnce, payload);
    }
    for payload in ["a", "b", "c"] {
        let sent = story.sent();
        assert_eq!(sent.len(), 1);
        assert!(brief(&sent[0]).ends_with(payload));
        story.hear(&Packet::PubAck(id(id_of(&sent[0]))));
    }
}

#[test]
fn c3_11_what_was_stored_ahead_keeps_to_the_window_after_a_reload() {
    let mut options = options();
    (options.window, options.ahead) = (2, 2);
    let mut story = Story::online_with(options);
    for payload in ["a", "b", "c", "d", "e"] {
        story.publish(Delivery::AtLeastOnce, payload);
    }
    assert_eq!(story.sent_ids().len(), 2);
    story.reload();
    story.connect();
    story.accept(true);
    let mut sent = story.sent();
    assert_eq!(brief(&sent.remove(0)), "CONNECT");
    // Nobody knows any more which of them were written.
    for payload in ["a", "b", "c", "d"] {
        let next = sent.remove(0);
        let said = brief(&next);
        assert!(said.contains("dup") && said.ends_with(payload), "{said}");
        story.hear(&Packet::PubAck(id(id_of(&next))));
        sent.extend(story.sent());
        assert!(sent.len() < 3, "{sent:?}");
    }
    assert!(sent.is_empty(), "e was the caller's");
}

#[test]
fn c3_12_ids_of_open_messages_stay_taken_over_a_reconnect() {
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "held");
    let held = story.sent_ids()[0];
    story.reload();
    story.connect();
    story.accept(false);
    story.said();
    for _ in 0..66_000 {
        story.publish(Delivery::AtLeastOnce, "");
        let sent = story.sent_ids()[0];
        assert_ne!(sent, held);
        story.hear(&Packet::PubAck(id(sent)));
        story.outputs.clear();
    }
}

#[test]
fn c3_14_a_message_is_acknowledged_only_when_it_is_stored() {
    let mut story = Story::online();
    story.answers = crate::story::Answers::Held;
    story.hear(&message(PublishId::AtLeastOnce(id(1)), "x"));
    story.wait(10_000);
    assert!(story.said().is_empty());
    story.commit();
    assert_eq!(story.said(), ["PUBACK 1"]);
    assert_eq!(story.taken(), ["x"]);
}

/// The next connection begins with a packet of its own, whatever was cut before.
#[test]
fn half_a_packet_of_a_broken_connection_does_not_spoil_the_next() {
    let mut story = Story::online();
    story.hear_bytes(&[0x30, 0x10, 0, 4]);
    story.come_back(true);
    assert!(story.client.is_connected());
    story.hear(&message(PublishId::AtMostOnce, "whole"));
    assert_eq!(story.taken(), ["whole"]);
}
