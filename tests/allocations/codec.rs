//! Packets read from a buffer and written into one.

use std::hint::black_box;

use snug::mqtt::{DEFAULT_PACKET_LIMIT, Framer, Packet, PacketId};

use crate::{DELIVERIES, allocations, publish};

const SIZES: [usize; 3] = [20, 200, 20_000];

fn acks() -> [Packet<'static>; 6] {
    let id = PacketId::new(0x1234).unwrap();
    let of_publishes = [Packet::PubAck(id), Packet::PubRec(id), Packet::PubRel(id), Packet::PubComp(id)];
    let [puback, pubrec, pubrel, pubcomp] = of_publishes;
    [puback, pubrec, pubrel, pubcomp, Packet::UnsubAck(id), Packet::PingResp]
}

/// Each kind of packet that comes or goes with a message.
fn each_packet(mut check: impl FnMut(&Packet<'_>)) {
    acks().iter().for_each(&mut check);
    for size in SIZES {
        let payload = vec![b'x'; size];
        DELIVERIES.into_iter().for_each(|delivery| check(&publish(delivery, 0, &payload)));
    }
}

fn stream_of(packet: &Packet<'_>, packets: usize) -> Vec<u8> {
    let mut stream = Vec::new();
    (0..packets).for_each(|_| packet.encode(&mut stream).unwrap());
    stream
}

fn read(framer: &mut Framer, message: &[u8]) -> usize {
    let mut frames = framer.feed(message);
    let mut packets = 0;
    while let Some(frame) = frames.next().unwrap() {
        black_box(Packet::decode(frame).unwrap());
        packets += 1;
    }
    packets
}

#[test]
fn packets_that_lie_whole_in_a_message_are_read_without_memory() {
    each_packet(|packet| {
        let stream = stream_of(packet, 100);
        let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
        let mut packets = 0;
        assert_eq!(allocations(|| packets = read(&mut framer, &stream)), 0, "{packet:?}");
        assert_eq!(packets, 100);
    });
}

#[test]
fn a_packet_cut_in_two_is_read_with_two_allocations_however_long() {
    each_packet(|packet| {
        let stream = stream_of(packet, 1);
        for cut in [1, 2, stream.len() / 2, stream.len() - 1] {
            let (head, tail) = stream.split_at(cut);
            let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
            let mut packets = 0;
            let asked = allocations(|| {
                packets += read(&mut framer, head);
                packets += read(&mut framer, tail);
            });
            // For its header, and for all of it.
            assert!(asked <= 2, "{asked} for {packet:?} cut at {cut}");
            assert_eq!(packets, 1);
        }
    });
}

#[test]
fn a_packet_is_written_with_one_allocation_and_into_room_that_is_there_with_none() {
    each_packet(|packet| {
        let mut out = Vec::new();
        assert_eq!(allocations(|| packet.encode(&mut out).unwrap()), 1, "{packet:?}");
        out.clear();
        assert_eq!(allocations(|| packet.encode(&mut out).unwrap()), 0, "{packet:?}");
    });
}

#[test]
fn a_thousand_packets_in_one_buffer_are_written_with_as_many_allocations_as_it_doubles() {
    each_packet(|packet| {
        let mut out = Vec::new();
        let asked = allocations(|| (0..1_000).for_each(|_| packet.encode(&mut out).unwrap()));
        assert!(asked <= 12, "{asked} for {packet:?}");
    });
}
