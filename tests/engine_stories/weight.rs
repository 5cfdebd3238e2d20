//! What talking costs on the wire, to the byte: a message each way and its acknowledgements, and what is said beside it.

use super::page::{Page, heard, sign_in};
use snug::chat::Visibility;
use snug::engine::{Command, HostConfig};
use snug::mqtt::{
    ConnectCode, Delivery, Framer, Packet, PacketId, Publish, PublishId, SubAck, SubscribeOutcome,
};

/// Packets by what they are, with their bytes, fixed header included: those of ours, and the broker's.
#[derive(Debug, Default, PartialEq)]
struct Weighed {
    up: Vec<(&'static str, usize)>,
    down: Vec<(&'static str, usize)>,
}

impl Weighed {
    fn bytes(&self) -> (usize, usize) {
        let sum = |packets: &[(_, usize)]| packets.iter().map(|(_, bytes)| bytes).sum();
        (sum(&self.up), sum(&self.down))
    }
}

fn kind(packet: &Packet<'_>) -> &'static str {
    match packet {
        Packet::Publish(publish) => match publish.topic.as_str() {
            topic if topic.starts_with("snug/presence/") => "presence",
            topic if topic.contains("/typing/") => "typing",
            topic if topic.contains("/seen/") => "seen",
            _ => "PUBLISH",
        },
        Packet::PubAck(_) => "PUBACK",
        Packet::PubRec(_) => "PUBREC",
        Packet::PubRel(_) => "PUBREL",
        Packet::PubComp(_) => "PUBCOMP",
        Packet::Connect(_) => "CONNECT",
        Packet::Subscribe(_) => "SUBSCRIBE",
        Packet::PingReq => "PINGREQ",
        _ => "another",
    }
}

/// Goes on until both sides have said all: the broker acknowledges, and sends what is published to us, too, as surely as
/// it came.
fn weigh(page: &mut Page) -> Weighed {
    let mut weighed = Weighed::default();
    while !page.unread.is_empty() {
        let sent = std::mem::take(&mut page.unread).concat();
        let mut framer = Framer::new(1 << 20);
        let mut frames = framer.feed(&sent);
        while let Some(frame) = frames.next().unwrap() {
            let packet = Packet::decode(frame).unwrap();
            let mut bytes = vec![];
            packet.encode(&mut bytes).unwrap();
            weighed.up.push((kind(&packet), bytes.len()));
            for answer in answers(&packet, PacketId::new(1).unwrap()) {
                bytes.clear();
                answer.encode(&mut bytes).unwrap();
                weighed.down.push((kind(&answer), bytes.len()));
                page.broker_says(&answer);
            }
        }
    }
    weighed
}

/// What a broker answers that sends what is published back, as surely as it came, under this packet id.
pub(crate) fn answers<'a>(packet: &Packet<'a>, theirs: PacketId) -> Vec<Packet<'a>> {
    let echo = |publish: &Publish<'a>, delivery| Packet::Publish(Publish { delivery, ..publish.clone() });
    match packet {
        Packet::Publish(publish) => match publish.delivery {
            PublishId::AtMostOnce => vec![echo(publish, PublishId::AtMostOnce)],
            PublishId::AtLeastOnce(id) => {
                vec![Packet::PubAck(id), echo(publish, PublishId::AtLeastOnce(theirs))]
            }
            PublishId::ExactlyOnce(id) => {
                vec![Packet::PubRec(id), echo(publish, PublishId::ExactlyOnce(theirs))]
            }
        },
        Packet::PubRec(id) => vec![Packet::PubRel(*id)],
        Packet::PubRel(id) => vec![Packet::PubComp(*id)],
        Packet::Subscribe(subscribe) => {
            let granted = SubscribeOutcome::Granted(Delivery::ExactlyOnce);
            vec![Packet::SubAck(SubAck {
                id: subscribe.id,
                outcomes: vec![granted; subscribe.filters.len()],
            })]
        }
        Packet::PingReq => vec![Packet::PingResp],
        _ => vec![],
    }
}

const DELIVERIES: [Delivery; 3] = [Delivery::AtMostOnce, Delivery::AtLeastOnce, Delivery::ExactlyOnce];

/// Lucy in `chat`, where all has been said that is said at first.
fn lucy() -> Page {
    let mut page = Page::connected("Lucy");
    weigh(&mut page);
    page
}

fn say(page: &mut Page, delivery: Delivery, text: &str) -> Weighed {
    let room = page.room("chat");
    page.command(Command::Deliver { room, delivery });
    page.say(text);
    weigh(page)
}

/// Tom says something, as surely as this.
fn hear(page: &mut Page, number: u16, delivery: Delivery) -> Weighed {
    let id = PacketId::new(number + 1).unwrap();
    let said = format!(r#"{{"user":"Tom","say":"hi","id":"01JD{number:022}","ts":1795175748000}}"#);
    let Packet::Publish(publish) = heard("chat", &said) else { panic!("a publish") };
    let delivery = match delivery {
        Delivery::AtMostOnce => PublishId::AtMostOnce,
        Delivery::AtLeastOnce => PublishId::AtLeastOnce(id),
        Delivery::ExactlyOnce => PublishId::ExactlyOnce(id),
    };
    page.broker_says(&Packet::Publish(Publish { delivery, ..publish }));
    weigh(page)
}

/// Of Lucy in `chat`: what stands around her words at QoS 0, while fewer than 128 bytes follow the fixed header.
const AROUND: usize = 85;

#[test]
fn a_message_costs_its_words_and_85_bytes_and_its_acknowledgements() {
    let mut page = lucy();
    // The length in the fixed header grows with what it counts, under QoS 1 and 2 a packet id, too.
    let rows = [
        (1, 0, 0),
        (20, 0, 0),
        (42, 0, 0),
        (43, 0, 1),
        (44, 0, 1),
        (45, 1, 1),
        (200, 1, 1),
        (16_000, 1, 1),
        (20_000, 2, 2),
    ];
    for (len, longer, longer_with_id) in rows {
        let words = "x".repeat(len);
        // As much comes back: our own copy, and the other side's acknowledgements.
        let bytes = |weighed: Weighed| {
            let (up, down) = weighed.bytes();
            assert_eq!(up, down);
            up
        };
        assert_eq!(bytes(say(&mut page, Delivery::AtMostOnce, &words)), AROUND + len + longer, "{len}");
        let with_id = AROUND + len + longer_with_id + 2;
        assert_eq!(bytes(say(&mut page, Delivery::AtLeastOnce, &words)), with_id + 4, "{len}");
        assert_eq!(bytes(say(&mut page, Delivery::ExactlyOnce, &words)), with_id + 3 * 4, "{len}");
    }
}

#[test]
fn a_message_and_its_copy_are_two_packets_at_qos_0_four_at_qos_1_and_eight_at_qos_2() {
    let mut page = lucy();
    let weighed = say(&mut page, Delivery::AtMostOnce, "x");
    assert_eq!((&*weighed.up, &*weighed.down), (&[("PUBLISH", 86)][..], &[("PUBLISH", 86)][..]));
    let weighed = say(&mut page, Delivery::AtLeastOnce, "x");
    assert_eq!(weighed.up, [("PUBLISH", 88), ("PUBACK", 4)]);
    assert_eq!(weighed.down, [("PUBACK", 4), ("PUBLISH", 88)]);
    let weighed = say(&mut page, Delivery::ExactlyOnce, "x");
    assert_eq!(weighed.up, [("PUBLISH", 88), ("PUBREL", 4), ("PUBREC", 4), ("PUBCOMP", 4)]);
    assert_eq!(weighed.down, [("PUBREC", 4), ("PUBLISH", 88), ("PUBCOMP", 4), ("PUBREL", 4)]);
}

#[test]
fn words_cost_their_utf_8_and_only_quotes_backslashes_and_control_characters_are_longer() {
    let mut page = lucy();
    let once = [("在", 3), ("🍺", 4), ("é", 2), ("/", 1), ("\u{7f}", 1)];
    let escaped = [("\"", 2), ("\\", 2), ("\n", 2), ("\t", 2), ("\u{1b}", 6)];
    for (character, bytes) in once.into_iter().chain(escaped) {
        let (up, _) = say(&mut page, Delivery::AtMostOnce, &["a", character, "b"].concat()).bytes();
        assert_eq!(up, AROUND + 2 + bytes, "{character:?}");
    }
}

#[test]
fn the_message_of_another_costs_its_acknowledgements_where_nobody_looks() {
    let mut page = lucy();
    page.input(|core, now| core.handle_visibility(now, Visibility::Hidden));
    weigh(&mut page);
    for (number, delivery) in (0..).zip(DELIVERIES) {
        let bytes = 4 * number as usize;
        assert_eq!(hear(&mut page, number, delivery).bytes().0, bytes, "{delivery:?}");
    }
}

#[test]
fn that_messages_were_read_costs_95_bytes_a_second_at_most() {
    let mut page = lucy();
    let mut seen = vec![];
    for number in 0..100 {
        seen.extend(hear(&mut page, number, Delivery::AtMostOnce).up);
        page.wait(100);
        seen.extend(weigh(&mut page).up);
    }
    seen.retain(|packet| *packet != ("PUBACK", 4));
    assert!(seen.len() <= 11, "in ten seconds {seen:?}");
    assert!(seen.iter().all(|packet| *packet == ("seen", 95)), "{seen:?}");
}

#[test]
fn writing_for_a_minute_costs_twenty_packets_of_61_bytes() {
    let mut page = lucy();
    let room = page.room("chat");
    let mut typing = vec![];
    for _ in 0..600 {
        page.command(Command::Typing(room));
        typing.extend(weigh(&mut page).up);
        page.wait(100);
    }
    typing.retain(|packet| *packet != ("PINGREQ", 2));
    assert_eq!(typing, [("typing", 61); 20]);
}

#[test]
fn to_come_costs_298_bytes_and_to_stay_costs_a_ping_a_minute() {
    let mut page = Page::new(HostConfig { greeting: String::new(), ..HostConfig::default() });
    page.command(Command::SignIn(sign_in("Lucy")));
    page.answer(ConnectCode::Accepted);
    assert_eq!(weigh(&mut page).up, [("CONNECT", 72), ("SUBSCRIBE", 113), ("presence", 109), ("PUBACK", 4)]);
    let mut later = vec![];
    for _ in 0..600 {
        page.wait(1_000);
        later.extend(weigh(&mut page).up);
    }
    assert_eq!(later, [("PINGREQ", 2); 10]);
}
