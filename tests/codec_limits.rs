//! Where packets begin and end: fixed flags and lengths, the largest and the cut, over framer and codec together.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use snug::mqtt::{
    DEFAULT_PACKET_LIMIT, DecodeError, EncodeError, Frame, FrameError, Framer, Packet, Publish, PublishId,
    TopicName,
};

/// The first byte each packet type must have [MQTT-2.2.2-1], with a body that is right for it.
const RIGHT: &[(u8, &[u8])] = &[
    (0x10, b"\x00\x04MQTT\x04\x02\x00\x3C\x00\x01a"), // CONNECT
    (0x20, &[0, 0]),                                  // CONNACK
    (0x40, &[0, 1]),                                  // PUBACK
    (0x50, &[0, 1]),                                  // PUBREC
    (0x62, &[0, 1]),                                  // PUBREL
    (0x70, &[0, 1]),                                  // PUBCOMP
    (0x82, b"\x00\x01\x00\x01a\x00"),                 // SUBSCRIBE
    (0x90, &[0, 1, 0]),                               // SUBACK
    (0xA2, b"\x00\x01\x00\x01a"),                     // UNSUBSCRIBE
    (0xB0, &[0, 1]),                                  // UNSUBACK
    (0xC0, &[]),                                      // PINGREQ
    (0xD0, &[]),                                      // PINGRESP
    (0xE0, &[]),                                      // DISCONNECT
];

/// Feeds each message in turn; the packets come out written again.
fn relay(messages: &[&[u8]]) -> Result<Vec<Vec<u8>>, FrameError> {
    let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
    let mut packets = Vec::new();
    for message in messages {
        let mut frames = framer.feed(message);
        while let Some(frame) = frames.next()? {
            let mut out = Vec::new();
            Packet::decode(frame).unwrap().encode(&mut out).unwrap();
            packets.push(out);
        }
    }
    Ok(packets)
}

fn publish(payload: &[u8]) -> Packet<'_> {
    let topic = TopicName::parse("a").unwrap();
    Packet::Publish(Publish { dup: false, delivery: PublishId::AtMostOnce, retain: false, topic, payload })
}

#[test]
fn each_packet_type_has_one_right_set_of_flags() {
    for &(right, body) in RIGHT {
        for flags in 0x0..=0xF {
            let first = right & 0xF0 | flags;
            let decoded = Packet::decode(Frame { first, body });
            if first == right {
                assert!(decoded.is_ok(), "{first:02X}");
            } else {
                assert_eq!(decoded, Err(DecodeError::Flags), "{first:02X}");
            }
        }
    }
}

#[test]
fn a_body_one_byte_shorter_or_longer_is_refused() {
    for &(first, body) in RIGHT {
        if let Some((_, shorter)) = body.split_last() {
            assert!(Packet::decode(Frame { first, body: shorter }).is_err(), "{first:02X} shorter");
        }
        // A second code makes a longer SUBACK a right one; a reserved code does not.
        let longer = [body, &[0x7F]].concat();
        assert!(Packet::decode(Frame { first, body: &longer }).is_err(), "{first:02X} longer");
    }
}

#[test]
fn a_length_of_any_number_of_bytes_is_written_and_read() {
    // The topic takes three of the bytes that the Remaining Length counts.
    for remaining in [3, 127, 128, 321, 16_383, 16_384, 2_097_151, 2_097_152] {
        let payload = vec![7; remaining - 3];
        let mut out = Vec::new();
        publish(&payload).encode(&mut out).unwrap();

        let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
        let mut frames = framer.feed(&out);
        let frame = frames.next().unwrap().unwrap();
        assert_eq!(frame.body.len(), remaining);
        assert!(Packet::decode(frame) == Ok(publish(&payload)), "{remaining}");
    }
}

#[test]
fn a_packet_longer_than_mqtt_can_say_is_not_written() {
    let payload = vec![0; 268_435_455 - 2];
    let mut out = vec![1];
    let refused = publish(&payload).encode(&mut out);
    assert_eq!(refused, Err(EncodeError::PacketTooLarge));
    assert_eq!(out, [1]);
}

#[test]
fn a_message_may_end_inside_the_length_and_inside_a_character() {
    let mut stream = Vec::new();
    let topic = TopicName::parse("房间").unwrap();
    let packet =
        Publish { dup: false, delivery: PublishId::AtMostOnce, retain: false, topic, payload: &[7; 200] };
    Packet::Publish(packet).encode(&mut stream).unwrap();

    // Behind the first byte, inside the two bytes of the length, inside the topic's length, inside 房.
    for cut in [1, 2, 4, 6] {
        let (head, tail) = stream.split_at(cut);
        assert_eq!(relay(&[head, &[], tail]), Ok(vec![stream.clone()]), "cut at {cut}");
    }
}

#[test]
fn one_message_may_end_a_packet_hold_another_and_begin_a_third() {
    let messages: [&[u8]; 3] = [&[0x40, 0x02, 0x12], &[0x34, 0xD0, 0x00, 0x62], &[0x02, 0x00, 0x01]];
    let packets = [vec![0x40, 0x02, 0x12, 0x34], vec![0xD0, 0x00], vec![0x62, 0x02, 0x00, 0x01]];
    assert_eq!(relay(&messages), Ok(packets.to_vec()));
}

/// At a cost above linear this would not end.
#[test]
fn four_megabytes_may_come_one_byte_a_message() {
    let payload = vec![7; 4 << 20];
    let mut stream = Vec::new();
    publish(&payload).encode(&mut stream).unwrap();

    let messages: Vec<&[u8]> = stream.chunks(1).collect();
    assert!(relay(&messages) == Ok(vec![stream.clone()]));
}

#[test]
fn what_came_before_a_broken_length_is_still_delivered() {
    let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
    let mut frames = framer.feed(&[0xD0, 0x00, 0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0xD0, 0x00]);
    assert!(matches!(frames.next(), Ok(Some(Frame { first: 0xD0, body: [] }))));
    assert_eq!(frames.next(), Err(FrameError::RemainingLength));
    assert_eq!(frames.next(), Err(FrameError::RemainingLength));
}
