//! §2.2: the fixed header's flags, both ways.

use snug::mqtt::client::Lost;
use snug::mqtt::{Delivery, PublishId};

use crate::rows::covers;
use crate::scripted_broker::{id, message};
use crate::story::Story;

#[test]
fn every_packet_we_send_has_the_flags_of_its_type() {
    covers!("MQTT-2.2.2-1");
    let mut story = Story::new();
    story.connect();
    story.accept(false);
    story.subscribe("a");
    story.publish(Delivery::ExactlyOnce, "x");
    let sent = story.sent();
    assert_eq!(first_bytes(&sent), [0x10, 0x82, 0x34]);
    let [_, _, publish] = sent.try_into().unwrap();
    let outgoing = id(crate::scripted_broker::id_of(&publish));

    story.hear(&snug::mqtt::Packet::PubRec(outgoing));
    story.hear(&message(PublishId::AtLeastOnce(id(1)), "y"));
    story.hear(&message(PublishId::ExactlyOnce(id(2)), "z"));
    story.hear(&snug::mqtt::Packet::PubRel(id(2)));
    story.unsubscribe("a");
    story.tell(|client, now| client.probe(now));
    story.tell(|client, _| client.disconnect());
    assert_eq!(first_bytes(&story.sent()), [0x62, 0x40, 0x50, 0x70, 0xA2, 0xC0, 0xE0]);
}

#[test]
fn wrong_flags_on_anything_that_comes_end_the_connection() {
    covers!("MQTT-2.2.2-2");
    let bodies: [(u8, &[u8]); 8] = [
        (0x20, &[0, 0]),
        (0x40, &[0, 1]),
        (0x50, &[0, 1]),
        (0x62, &[0, 1]),
        (0x70, &[0, 1]),
        (0x90, &[0, 1, 0]),
        (0xB0, &[0, 1]),
        (0xD0, &[]),
    ];
    for (right, body) in bodies {
        for first in (right & 0xF0..=right | 0x0F).filter(|first| *first != right) {
            let mut story = Story::online();
            story.hear_bytes(&[&[first, u8::try_from(body.len()).unwrap()], body].concat());
            let Some(Lost::Protocol(error)) = story.lost() else { panic!("{first:02X} was let through") };
            assert_eq!(error.rule(), "MQTT-2.2.2-2", "{first:02X}");
            assert_eq!(story.closed().len(), 1);
            assert!(story.said().is_empty());
        }
    }
}

fn first_bytes(packets: &[Vec<u8>]) -> Vec<u8> {
    packets.iter().map(|packet| packet[0]).collect()
}
