//! §3.1.2.4, §4.1 and §4.4: what is kept, for how long, and what is sent again.

use snug::mqtt::session::Phase;
use snug::mqtt::{Delivery, Packet, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{id, message};
use crate::story::{Story, clean_options};

#[test]
fn without_a_clean_session_the_state_outlives_connection_and_page() {
    covers!("MQTT-3.1.2-4");
    let mut story = Story::online();
    story.publish(Delivery::AtLeastOnce, "a");
    let ours = story.sent_ids()[0];
    story.hear(&message(PublishId::ExactlyOnce(id(9)), "theirs"));
    story.cut();
    assert_eq!(story.client.pending(), 1);
    story.reload();
    assert_eq!(story.client.pending(), 1);
    story.connect();
    story.accept(true);
    assert_eq!(story.said(), ["CONNECT".into(), format!("PUBLISH q1 {ours} dup a")]);
    assert!(story.disk.session.incoming_ids.contains(&id(9)));
}

#[test]
fn a_clean_session_uses_nothing_of_an_earlier_connection() {
    covers!("MQTT-3.1.2-6");
    let mut story = Story::online_with(clean_options());
    story.publish(Delivery::AtLeastOnce, "a");
    story.publish(Delivery::ExactlyOnce, "b");
    story.publish(Delivery::ExactlyOnce, "c");
    let before = story.sent_ids();
    story.hear(&Packet::PubRec(id(before[1])));
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "theirs"));
    story.said();
    story.come_back(false);
    // What was not acknowledged is published again as new: other ids, no DUP, no PUBREL.
    let said = story.sent();
    let ids: Vec<_> = said[1..].iter().map(|packet| crate::scripted_broker::id_of(packet)).collect();
    assert!(ids.iter().all(|id| !before.contains(id)), "{ids:?} of {before:?}");
    let said: Vec<_> = said.iter().map(|packet| crate::scripted_broker::brief(packet)).collect();
    let expected = [
        "CONNECT".to_owned(),
        format!("PUBLISH q1 {} a", ids[0]),
        format!("PUBLISH q2 {} b", ids[1]),
        format!("PUBLISH q2 {} c", ids[2]),
    ];
    assert_eq!(said, expected);
    // And an old incoming id does not swallow a new message.
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "new"));
    assert_eq!(story.taken(), ["theirs", "new"]);
}

/// Cuts after every step of every flow, with and without a new page.
#[test]
fn the_state_is_whole_wherever_the_connection_breaks() {
    covers!("MQTT-4.1.0-1");
    for reload in [false, true] {
        for steps in 0..3 {
            let mut story = Story::online();
            story.publish(Delivery::ExactlyOnce, "out");
            let ours = story.sent_ids()[0];
            if steps > 0 {
                story.hear(&Packet::PubRec(id(ours)));
            }
            if steps > 1 {
                story.hear(&Packet::PubComp(id(ours)));
            }
            story.hear(&message(PublishId::ExactlyOnce(id(7)), "in"));
            if steps > 1 {
                story.hear(&Packet::PubRel(id(7)));
            }
            let outgoing: Vec<_> = story.disk.session.outgoing.iter().map(|record| record.phase).collect();
            match (steps, &outgoing[..]) {
                (0, [Phase::Publish]) | (1, [Phase::Release(_)]) | (2, []) => {}
                other => panic!("{other:?}"),
            }
            assert_eq!(story.disk.session.incoming_ids.contains(&id(7)), steps < 2);
            story.cut();
            story.said();
            if reload {
                story.reload();
            }
            story.connect();
            story.accept(true);
            let expected = match steps {
                0 => vec!["CONNECT".into(), format!("PUBLISH q2 {ours} dup out")],
                1 => vec!["CONNECT".into(), format!("PUBREL {ours}")],
                _ => vec!["CONNECT".to_owned()],
            };
            assert_eq!(story.said(), expected);
        }
    }
}

#[test]
fn nothing_of_the_session_is_dropped_while_connected() {
    covers!("MQTT-4.1.0-2");
    let mut story = Story::online();
    story.publish(Delivery::ExactlyOnce, "out");
    story.hear(&message(PublishId::ExactlyOnce(id(7)), "in"));
    for _ in 0..24 * 120 {
        story.wait(30_000);
        story.hear(&Packet::PingResp);
    }
    assert_eq!(story.lost(), None);
    assert_eq!(story.client.pending(), 1);
    assert_eq!(story.disk.session.outgoing.len(), 1);
    assert!(story.disk.session.incoming_ids.contains(&id(7)));
}

#[test]
fn after_k_of_n_acks_exactly_the_others_are_sent_again_under_their_ids() {
    covers!("MQTT-4.4.0-1");
    for acked in 0..=6 {
        let mut story = Story::online();
        for number in 0..6 {
            story.publish(Delivery::AtLeastOnce, &number.to_string());
        }
        let ids = story.sent_ids();
        for ours in &ids[..acked] {
            story.hear(&Packet::PubAck(id(*ours)));
        }
        // Whether the broker kept its half makes no difference (A4-5).
        story.come_back(acked % 2 == 0);
        let again = (acked..6).map(|number| format!("PUBLISH q1 {} dup {number}", ids[number]));
        assert_eq!(story.said(), ["CONNECT".to_owned()].into_iter().chain(again).collect::<Vec<_>>());
    }
}
