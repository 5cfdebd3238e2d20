//! The fourteen points that the specification leaves open (A4), in their order, as this client decides them.

use snug::mqtt::client::{Client, Event, Lost};
use snug::mqtt::session::{Session, Ticket};
use snug::mqtt::{Delivery, Packet, PublishId, SubAck, SubscribeOutcome, TopicName};

use crate::scripted_broker::{accepted, brief, granted, id, id_of, message, repeated};
use crate::story::{Answers, Story, clean_options, options};

fn rule(story: &Story) -> &'static str {
    match story.lost() {
        Some(Lost::Protocol(error)) => error.rule(),
        other => panic!("{other:?}"),
    }
}

fn strays(story: &Story) -> Vec<&'static str> {
    story
        .events()
        .filter_map(|event| if let Event::Stray { packet } = event { Some(*packet) } else { None })
        .collect()
}

#[test]
fn a4_1_a_duplicate_at_qos_0_closes() {
    let mut story = Story::online();
    story.hear_bytes(&[0x38, 3, 0, 1, 0x61]);
    assert_eq!(rule(&story), "MQTT-3.3.1-2");
    assert!(story.taken().is_empty());
}

#[test]
fn a4_2_a_length_longer_than_needed_is_taken() {
    let mut story = Story::online();
    story.tell(|client, now| client.probe(now));
    story.hear_bytes(&[0xD0, 0x80, 0x00]);
    story.wait(10_000);
    assert_eq!(story.lost(), None, "that was the PINGRESP");
}

#[test]
fn a4_3_an_acknowledgement_that_fits_nothing_is_ignored_and_told() {
    let mut story = Story::online();
    story.hear(&Packet::PubAck(id(1)));
    story.hear(&Packet::PubComp(id(1)));
    story.hear(&granted(id(1), &[Delivery::AtMostOnce]));
    story.hear(&Packet::UnsubAck(id(1)));
    story.hear(&Packet::PingResp);
    assert_eq!(strays(&story), ["PUBACK", "PUBCOMP", "SUBACK", "UNSUBACK", "PINGRESP"]);
    assert_eq!(story.lost(), None);
}

#[test]
fn a4_3_an_acknowledgement_of_the_wrong_kind_closes() {
    let wrong_for_qos_1: [fn(u16) -> Packet<'static>; 4] = [
        |ours| Packet::PubRec(id(ours)),
        |ours| Packet::PubComp(id(ours)),
        |ours| granted(id(ours), &[Delivery::AtMostOnce]),
        |ours| Packet::UnsubAck(id(ours)),
    ];
    for wrong in &wrong_for_qos_1[..] {
        assert_closes_on(|story| _ = story.publish(Delivery::AtLeastOnce, "x"), wrong);
    }
    let wrong_for_qos_2: [fn(u16) -> Packet<'static>; 2] =
        [|ours| Packet::PubAck(id(ours)), |ours| Packet::PubComp(id(ours))];
    for wrong in &wrong_for_qos_2[..] {
        assert_closes_on(|story| _ = story.publish(Delivery::ExactlyOnce, "x"), wrong);
    }
    let wrong_for_requests: [fn(u16) -> Packet<'static>; 4] = [
        |ours| Packet::PubAck(id(ours)),
        |ours| Packet::PubRec(id(ours)),
        |ours| Packet::PubComp(id(ours)),
        |ours| Packet::UnsubAck(id(ours)),
    ];
    for wrong in &wrong_for_requests[..] {
        assert_closes_on(|story| story.subscribe("a"), wrong);
    }
}

/// One packet goes out, and an answer of the wrong kind comes back under its id.
fn assert_closes_on(first: impl Fn(&mut Story), wrong: &fn(u16) -> Packet<'static>) {
    let mut story = Story::online();
    first(&mut story);
    let ours = story.sent_ids()[0];
    story.hear(&wrong(ours));
    assert!(matches!(story.lost(), Some(Lost::Protocol(_))), "{:?} was let through", wrong(ours));
    assert!(story.said().is_empty());
    assert_eq!(story.client.pending(), story.disk.session.outgoing.len(), "and is still to be sent");
}

#[test]
fn a4_4_control_characters_are_taken_and_not_sent() {
    let mut story = Story::online();
    story.hear_bytes(&[0x30, 4, 0, 2, 0x61, 0x01]);
    assert_eq!(story.disk.taken[0].topic.as_str(), "a\u{1}");
    let topic = TopicName::parse("a\u{1}").unwrap();
    let message = snug::mqtt::session::Message { topic, ..crate::story::message(Delivery::AtLeastOnce, "") };
    story.tell(|client, now| client.publish(now, Ticket(1), message)).unwrap_err();
    story.subscribe("a/\u{1}/#");
    assert!(story.said().is_empty());
    let mut options = options();
    options.connect.client_id = "a\u{1}".into();
    assert!(Client::new(options, Session::default()).is_err());
}

#[test]
fn a4_5_where_the_broker_lost_the_session_ours_is_sent_again_and_its_ids_are_forgotten() {
    let mut story = Story::online();
    story.subscribe("chat");
    story.publish(Delivery::AtLeastOnce, "a");
    story.publish(Delivery::ExactlyOnce, "b");
    let ids = story.sent_ids();
    story.hear(&granted(id(ids[0]), &[Delivery::ExactlyOnce]));
    story.hear(&Packet::PubRec(id(ids[2])));
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "old"));
    story.said();
    story.come_back(false);
    let said = story.said();
    assert!(said[1].starts_with("SUBSCRIBE"), "{said:?}");
    // A broker that holds a QoS 2 message back until PUBREL has lost it, so it goes again as a new one.
    let new = ids[2] + 1;
    let released = [format!("PUBREL {}", ids[2]), format!("PUBLISH q2 {new} b")];
    assert_eq!(said[2], format!("PUBLISH q1 {} dup a", ids[1]));
    assert!(released.iter().all(|packet| said[3..].contains(packet)) && said.len() == 5, "{said:?}");
    assert!(story.disk.session.incoming_ids.is_empty());
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "new"));
    assert_eq!(story.taken(), ["old", "new"]);
}

#[test]
fn a4_6_a_session_that_only_the_broker_knows_goes_on() {
    let mut story = Story::new();
    story.connect();
    story.accept(true);
    story.hear(&Packet::PubRel(id(3)));
    story.hear(&Packet::PubRec(id(4)));
    assert_eq!(story.said(), ["CONNECT", "PUBCOMP 3", "PUBREL 4"]);
    story.hear(&Packet::PubComp(id(4)));
    assert_eq!(story.lost(), None);
}

#[test]
fn a4_6_ids_begin_anywhere() {
    let firsts: std::collections::BTreeSet<_> = (0..50)
        .map(|seed| {
            let mut options = options();
            options.seed = seed;
            let mut story = Story::online_with(options);
            story.publish(Delivery::AtLeastOnce, "x");
            story.sent_ids()[0]
        })
        .collect();
    assert!(firsts.len() > 45, "{firsts:?}");
    assert!(firsts.iter().max() > Some(&60_000) && firsts.iter().min() < Some(&5_000));
}

#[test]
fn a4_7_a_suback_with_another_number_of_codes_closes() {
    for codes in [0, 2] {
        let mut story = Story::online();
        story.subscribe("a");
        let request = story.sent_ids()[0];
        let [high, low] = request.to_be_bytes();
        story.hear_bytes(&[&[0x90, 2 + codes, high, low], &vec![0; usize::from(codes)][..]].concat());
        assert_eq!(rule(&story), "MQTT-3.8.4-5");
        assert!(!story.events().any(|event| matches!(event, Event::Subscribed { .. })));
    }
}

#[test]
fn a4_8_a_second_connack_or_a_packet_for_brokers_closes() {
    for packet in [accepted(false), Packet::PingReq, Packet::Disconnect] {
        let mut story = Story::online();
        story.hear(&packet);
        assert!(matches!(story.lost(), Some(Lost::Protocol(_))), "{packet:?}");
        assert!(story.said().is_empty());
    }
}

#[test]
fn a4_9_a_packet_over_the_limit_closes_and_is_not_fetched_again_at_once() {
    let mut options = options();
    options.packet_limit_in = 100;
    let mut story = Story::online_with(options);
    let mut waits = Vec::new();
    for _ in 0..30 {
        // However long the connection was good before.
        story.wait(20_000);
        story.hear_bytes(&[0x30, 0x7F]);
        assert_eq!(story.lost(), Some(&Lost::PacketTooLarge { size: 129, limit: 100 }));
        let wait = story.retry_at().unwrap() - story.now;
        waits.push(wait);
        story.wait(wait);
        story.open("mqtt");
        story.accept(true);
    }
    assert!(waits[..4].iter().all(|wait| *wait <= 8_000), "{waits:?}");
    assert!(waits[10..].iter().any(|wait| *wait > 30_000), "the wait grows: {waits:?}");
}

#[test]
fn a4_10_a_pubrec_for_an_unknown_id_gets_its_pubrel_and_leaves_nothing() {
    let mut story = Story::online();
    story.hear(&Packet::PubRec(id(77)));
    story.hear(&Packet::PubRec(id(77)));
    assert_eq!(story.said(), ["PUBREL 77", "PUBREL 77"]);
    assert_eq!(story.disk.session.outgoing.len(), 0);
    story.come_back(true);
    assert_eq!(story.said(), ["CONNECT"]);
}

#[test]
fn a4_11_with_the_window_full_messages_wait() {
    let mut story = Story::online();
    for number in 0..25 {
        story.publish(Delivery::AtLeastOnce, &number.to_string());
    }
    let sent = story.sent_ids();
    assert_eq!((sent.len(), story.client.pending()), (20, 25));
    story.hear(&Packet::PubAck(id(sent[4])));
    assert_eq!(story.said().len(), 1);
}

#[test]
fn a4_11_with_the_window_full_the_next_are_stored_and_leave_without_waiting_for_the_disk() {
    let mut story = Story::online();
    for number in 0..50 {
        story.publish(Delivery::AtLeastOnce, &number.to_string());
    }
    let sent = story.sent_ids();
    assert_eq!((sent.len(), story.disk.session.outgoing.len()), (20, 40), "the last ten are the caller's");
    story.answers = Answers::Held;
    let mut last = 0;
    for (number, before) in (20..40).zip(sent) {
        story.hear(&Packet::PubAck(id(before)));
        let sent = story.sent();
        assert!(brief(&sent[0]).ends_with(&format!(" {number}")) && sent.len() == 1, "{number}");
        last = id_of(&sent[0]);
    }
    story.hear(&Packet::PubAck(id(last)));
    assert!(story.said().is_empty(), "the next is not stored yet");
    story.commit();
    assert!(story.said()[0].ends_with(" 40"));
}

#[test]
fn a4_11_what_was_never_written_can_be_taken_back() {
    let mut story = Story::online();
    let tickets: Vec<_> =
        (0..25).map(|number| story.publish(Delivery::ExactlyOnce, &number.to_string())).collect();
    let sent = story.sent_ids();
    let mut is_taken_back = |number: usize| story.tell(|client, _| client.withdraw(tickets[number]));
    assert!(!is_taken_back(19), "the broker may have it");
    assert!(is_taken_back(21) && !is_taken_back(21));
    assert_eq!((story.disk.session.outgoing.len(), story.client.pending()), (24, 24));
    for number in &sent[..2] {
        story.hear(&Packet::PubRec(id(*number)));
        story.hear(&Packet::PubComp(id(*number)));
    }
    let said = story.said();
    let published: Vec<_> = said.iter().filter(|line| line.starts_with("PUBLISH")).collect();
    assert!(published[0].ends_with(" 20") && published[1].ends_with(" 22"), "{published:?}");
}

#[test]
fn a4_11_with_all_ids_in_use_messages_wait() {
    let mut options = options();
    (options.window, options.queue_limit) = (100_000, 100_000);
    let mut story = Story::online_with(options.clone());
    story.publish(Delivery::AtLeastOnce, "x");
    let record = story.disk.session.outgoing[0].clone();
    // A session that holds every id but one.
    let mut session = Session::new("me");
    session.outgoing = (1..u16::MAX)
        .map(|number| {
            let mut record = record.clone();
            (record.packet_id, record.order) = (id(number), u64::from(number));
            record
        })
        .collect();
    story.client = Client::new(options, session).unwrap();
    story.connect();
    story.tell(|client, now| client.handle_send_buffer(now, usize::MAX));
    story.accept(true);
    story.said();
    story.subscribe("takes the last");
    assert_eq!(story.sent_ids(), [u16::MAX]);
    story.subscribe("waits");
    assert!(story.said().is_empty());
    story.hear(&granted(id(u16::MAX), &[Delivery::ExactlyOnce]));
    assert_eq!(story.sent_ids(), [u16::MAX], "and goes when one is free");
}

#[test]
fn a4_12_an_unanswered_request_is_made_anew_whatever_the_broker_kept() {
    for session_present in [false, true] {
        let mut story = Story::online();
        story.subscribe("a");
        story.said();
        story.come_back(session_present);
        let said = story.said();
        assert!(said[1].starts_with("SUBSCRIBE") && said[1].ends_with(" a:2"), "{said:?}");
    }
    let mut story = Story::online();
    story.subscribe("a");
    let request = story.sent_ids()[0];
    story.hear(&granted(id(request), &[Delivery::ExactlyOnce]));
    story.unsubscribe("a");
    story.said();
    story.come_back(true);
    assert!(story.said()[1].starts_with("UNSUBSCRIBE"));
    // With nothing kept there is nothing to leave.
    story.come_back(false);
    assert_eq!(story.said(), ["CONNECT"]);
    assert!(story.events().any(|event| matches!(event, Event::Unsubscribed(_))));
}

#[test]
fn a4_13_after_a_clean_start_open_messages_are_published_as_new_before_those_behind_them() {
    let mut options = clean_options();
    options.window = 2;
    let mut story = Story::online_with(options);
    for payload in ["a", "b", "c"] {
        story.publish(Delivery::AtLeastOnce, payload);
    }
    let before = story.sent_ids();
    story.come_back(false);
    let sent = story.sent();
    let said: Vec<_> = sent.iter().map(|packet| brief(packet)).collect();
    assert!(said[1].ends_with(" a") && said[2].ends_with(" b") && said.len() == 3, "{said:?}");
    assert!(said.iter().all(|line| !line.contains("dup")));
    assert!(sent[1..].iter().all(|packet| !before.contains(&id_of(packet))));
    story.hear(&Packet::PubAck(id(id_of(&sent[1]))));
    assert!(story.said()[0].ends_with(" c"));
    assert_eq!(story.disk.session.outgoing.len(), 2, "the old records are gone");
}

#[test]
fn a4_14_every_step_is_given_to_the_store_so_that_a_reload_breaks_nothing() {
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "out");
    let ours = story.sent_ids()[0];
    story.hear(&message(PublishId::ExactlyOnce(id(5)), "in"));
    story.reload();
    story.connect();
    story.accept(true);
    story.hear(&repeated(PublishId::ExactlyOnce(id(5)), "in"));
    assert_eq!(story.said(), ["CONNECT".into(), format!("PUBLISH q2 {ours} dup out"), "PUBREC 5".into()]);
    assert_eq!(story.taken(), ["in"]);
}

#[test]
fn a_refused_filter_fails_alone_and_is_not_asked_for_again() {
    let mut story = Story::new();
    for text in ["a", "b", "c"] {
        story.subscribe(text);
    }
    story.connect();
    story.accept(false);
    let request = story.sent_ids()[1];
    let outcomes = vec![
        SubscribeOutcome::Granted(Delivery::ExactlyOnce),
        SubscribeOutcome::Refused,
        SubscribeOutcome::Granted(Delivery::AtMostOnce),
    ];
    story.hear(&Packet::SubAck(SubAck { id: id(request), outcomes: outcomes.clone() }));
    let told: Vec<_> = story
        .events()
        .filter_map(|event| if let Event::Subscribed { outcome, .. } = event { Some(*outcome) } else { None })
        .collect();
    assert_eq!(told, outcomes);
    story.come_back(false);
    let said = story.said();
    assert!(said[1].ends_with(" a:2 c:2"), "{said:?}");
    // Until somebody wishes it anew.
    story.subscribe("b");
    assert!(story.said()[0].ends_with(" b:2"));
}
