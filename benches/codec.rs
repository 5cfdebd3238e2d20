//! Our codec beside rumqttc's: the same thousand packets read from one stream and written into one buffer.
//! What neither does here: sockets, sessions, handing the packets on.

use std::hint::black_box;

use bytes::BytesMut;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use rumqttc::mqttbytes::{QoS, v4};
use snug::mqtt::{DEFAULT_PACKET_LIMIT, Framer, Packet, PacketId, Publish, PublishId, TopicName};

const PACKETS: usize = 1000;
const TOPIC: &str = "home/kitchen/chat";
const PAYLOADS: [(&str, usize); 3] = [("20B", 20), ("200B", 200), ("20kB", 20_000)];

criterion_group!(benches, decode, encode);
criterion_main!(benches);

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    for (size, payload) in PAYLOADS {
        let payload = vec![b'x'; payload];
        bench_decode(&mut group, size, &our_publish(&payload));
    }
    bench_decode(&mut group, "acks", &Packet::PubAck(id()));
    group.finish();
}

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");
    for (size, payload) in PAYLOADS {
        let payload = vec![b'x'; payload];
        bench_encode(&mut group, size, &our_publish(&payload), &their_publish(&payload));
    }
    let their_ack = v4::Packet::PubAck(v4::PubAck::new(id().value()));
    bench_encode(&mut group, "acks", &Packet::PubAck(id()), &their_ack);
    group.finish();
}

fn bench_decode(group: &mut BenchmarkGroup<'_, WallTime>, size: &str, packet: &Packet<'_>) {
    let mut stream = Vec::new();
    for _ in 0..PACKETS {
        packet.encode(&mut stream).expect("the packet is legal");
    }
    group.throughput(Throughput::Bytes(stream.len() as u64));

    let mut framer = Framer::new(DEFAULT_PACKET_LIMIT);
    group.bench_function(format!("snug/{size}"), |bencher| {
        bencher.iter(|| {
            let mut frames = framer.feed(&stream);
            while let Some(frame) = frames.next().expect("the stream is well formed") {
                black_box(Packet::decode(frame).expect("the packet is legal"));
            }
        });
    });
    // Their stream is consumed, so each round gets a copy, made outside the measured time.
    group.bench_function(format!("rumqttc/{size}"), |bencher| {
        bencher.iter_batched_ref(
            || BytesMut::from(stream.as_slice()),
            |stream| {
                while !stream.is_empty() {
                    black_box(v4::Packet::read(stream, DEFAULT_PACKET_LIMIT).expect("the packet is legal"));
                }
            },
            BatchSize::LargeInput,
        );
    });
}

fn bench_encode(
    group: &mut BenchmarkGroup<'_, WallTime>,
    size: &str,
    ours: &Packet<'_>,
    theirs: &v4::Packet,
) {
    let mut one = Vec::new();
    ours.encode(&mut one).expect("the packet is legal");
    let mut same = BytesMut::new();
    theirs.write(&mut same, DEFAULT_PACKET_LIMIT).expect("the packet is legal");
    assert_eq!(one, same, "both write the same bytes");
    group.throughput(Throughput::Bytes((one.len() * PACKETS) as u64));

    let mut out = Vec::new();
    group.bench_function(format!("snug/{size}"), |bencher| {
        bencher.iter(|| {
            for _ in 0..PACKETS {
                out.clear();
                black_box(ours).encode(&mut out).expect("the packet is legal");
            }
            black_box(out.len())
        });
    });
    let mut out = BytesMut::new();
    group.bench_function(format!("rumqttc/{size}"), |bencher| {
        bencher.iter(|| {
            for _ in 0..PACKETS {
                out.clear();
                black_box(theirs).write(&mut out, DEFAULT_PACKET_LIMIT).expect("the packet is legal");
            }
            black_box(out.len())
        });
    });
}

fn our_publish(payload: &[u8]) -> Packet<'_> {
    let topic = TopicName::parse(TOPIC).expect("the topic is legal");
    Packet::Publish(Publish {
        dup: false,
        delivery: PublishId::AtLeastOnce(id()),
        retain: false,
        topic,
        payload,
    })
}

fn their_publish(payload: &[u8]) -> v4::Packet {
    let mut publish = v4::Publish::new(TOPIC, QoS::AtLeastOnce, payload);
    publish.pkid = id().value();
    v4::Packet::Publish(publish)
}

fn id() -> PacketId {
    PacketId::new(0x1234).expect("not zero")
}
