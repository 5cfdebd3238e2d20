//! What a broker says to the client, and what the client said to it as short readable lines.
//! It speaks with the project's own codec; bytes that no codec would write come from `vectors.rs`.

#![allow(dead_code, reason = "each test crate uses its part")]

use snug::mqtt::{
    ConnAck, ConnectCode, Delivery, Framer, Packet, PacketId, Publish, PublishId, SubAck, SubscribeOutcome,
    TopicName,
};

pub(crate) fn id(value: u16) -> PacketId {
    PacketId::new(value).expect("tests use ids above 0")
}

pub(crate) fn bytes(packet: &Packet<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    packet.encode(&mut out).expect("a packet that may be sent");
    out
}

/// CONNACK 0.
pub(crate) fn accepted(session_present: bool) -> Packet<'static> {
    Packet::ConnAck(ConnAck { session_present, code: ConnectCode::Accepted })
}

pub(crate) fn refused(code: ConnectCode) -> Packet<'static> {
    Packet::ConnAck(ConnAck { session_present: false, code })
}

/// A message on the topic `chat`, for the first time.
pub(crate) fn message(delivery: PublishId, payload: &str) -> Packet<'_> {
    on_topic("chat", delivery, payload)
}

pub(crate) fn on_topic<'a>(topic: &'a str, delivery: PublishId, payload: &'a str) -> Packet<'a> {
    let topic = TopicName::parse(topic).expect("a valid topic");
    Packet::Publish(Publish { dup: false, delivery, retain: false, topic, payload: payload.as_bytes() })
}

/// The same with DUP.
pub(crate) fn repeated(delivery: PublishId, payload: &str) -> Packet<'_> {
    let topic = TopicName::parse("chat").expect("a valid topic");
    Packet::Publish(Publish { dup: true, delivery, retain: false, topic, payload: payload.as_bytes() })
}

pub(crate) fn granted(id: PacketId, deliveries: &[Delivery]) -> Packet<'static> {
    let outcomes = deliveries.iter().map(|delivery| SubscribeOutcome::Granted(*delivery)).collect();
    Packet::SubAck(SubAck { id, outcomes })
}

/// Cuts what a client sent into packets, each with its bytes.
#[derive(Debug)]
pub(crate) struct Listener {
    framer: Framer,
    heard: Vec<u8>,
}

impl Default for Listener {
    fn default() -> Self {
        Self { framer: Framer::new(usize::MAX), heard: Vec::new() }
    }
}

impl Listener {
    /// The packets that these bytes complete.
    pub(crate) fn hear(&mut self, message: &[u8]) -> Vec<Vec<u8>> {
        self.heard.extend_from_slice(message);
        let mut packets = Vec::new();
        let mut frames = self.framer.feed(message);
        while let Some(frame) = frames.next().expect("the client frames its packets rightly") {
            let header = header_len(&self.heard);
            let rest = self.heard.split_off(header + frame.body.len());
            packets.push(std::mem::replace(&mut self.heard, rest));
        }
        packets
    }
}

fn header_len(packet: &[u8]) -> usize {
    2 + packet.iter().skip(1).take_while(|byte| **byte & 0x80 != 0).count()
}

/// Runs `read` on the packet that these bytes are.
pub(crate) fn with_packet<T>(packet: &[u8], read: impl FnOnce(Packet<'_>) -> T) -> T {
    let mut framer = Framer::new(usize::MAX);
    let mut frames = framer.feed(packet);
    let frame = frames.next().expect("a whole packet").expect("a whole packet");
    read(Packet::decode(frame).expect("the client keeps to the specification"))
}

/// One line a packet: `PUBLISH q1 7 dup hello`, `PUBREL 7`, `SUBSCRIBE 3 chat:2`.
pub(crate) fn brief(packet: &[u8]) -> String {
    with_packet(packet, |packet| match packet {
        Packet::Connect(_) => "CONNECT".into(),
        Packet::Publish(publish) => brief_publish(&publish),
        Packet::PubAck(id) => format!("PUBACK {}", id.value()),
        Packet::PubRec(id) => format!("PUBREC {}", id.value()),
        Packet::PubRel(id) => format!("PUBREL {}", id.value()),
        Packet::PubComp(id) => format!("PUBCOMP {}", id.value()),
        Packet::Subscribe(subscribe) => {
            let filters =
                subscribe.filters.iter().map(|(filter, delivery)| format!("{filter}:{}", delivery.bits()));
            format!("SUBSCRIBE {} {}", subscribe.id.value(), filters.collect::<Vec<_>>().join(" "))
        }
        Packet::Unsubscribe(unsubscribe) => {
            let filters: Vec<_> = unsubscribe.filters.iter().map(|filter| filter.as_str()).collect();
            format!("UNSUBSCRIBE {} {}", unsubscribe.id.value(), filters.join(" "))
        }
        Packet::PingReq => "PINGREQ".into(),
        Packet::Disconnect => "DISCONNECT".into(),
        other => panic!("only a broker sends {other:?}"),
    })
}

fn brief_publish(publish: &Publish<'_>) -> String {
    let id = publish.delivery.packet_id().map(|id| format!(" {}", id.value())).unwrap_or_default();
    let dup = if publish.dup { " dup" } else { "" };
    let payload = String::from_utf8_lossy(publish.payload);
    format!("PUBLISH q{}{id}{dup} {payload}", publish.delivery.delivery().bits())
}

/// The packet id these bytes carry; 0 for packets without one.
pub(crate) fn id_of(packet: &[u8]) -> u16 {
    with_packet(packet, |packet| match packet {
        Packet::Publish(publish) => publish.delivery.packet_id().map_or(0, PacketId::value),
        Packet::PubAck(id) | Packet::PubRec(id) | Packet::PubRel(id) | Packet::PubComp(id) => id.value(),
        Packet::Subscribe(subscribe) => subscribe.id.value(),
        Packet::Unsubscribe(unsubscribe) => unsubscribe.id.value(),
        _ => 0,
    })
}
