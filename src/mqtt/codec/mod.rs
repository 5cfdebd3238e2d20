//! The fourteen control packets of MQTT 3.1.1 as bytes: a file per packet family.
//! Decoding borrows from the bytes and can't panic on any of them; encoding refuses what the specification forbids.

mod ack;
mod connack;
mod connect;
mod publish;
mod reader;
mod suback;
mod subscribe;
mod unsubscribe;
mod writer;

pub use connack::{ConnAck, ConnectCode};
pub use connect::{Connect, Will};
pub use publish::{Publish, PublishId};
pub use suback::{SubAck, SubscribeOutcome};
pub use subscribe::Subscribe;
pub use unsubscribe::Unsubscribe;

use super::{
    error::{DecodeError, EncodeError},
    packet_id::PacketId,
};

/// The first byte of each packet: its type and the only flags it may have [MQTT-2.2.2-1].
mod first {
    pub(super) const CONNECT: u8 = 0x10;
    pub(super) const CONNACK: u8 = 0x20;
    pub(super) const PUBLISH: u8 = 0x30;
    /// DUP, QoS and RETAIN are free.
    pub(super) const PUBLISH_LAST: u8 = 0x3F;
    pub(super) const PUBACK: u8 = 0x40;
    pub(super) const PUBREC: u8 = 0x50;
    pub(super) const PUBREL: u8 = 0x62;
    pub(super) const PUBCOMP: u8 = 0x70;
    pub(super) const SUBSCRIBE: u8 = 0x82;
    pub(super) const SUBACK: u8 = 0x90;
    pub(super) const UNSUBSCRIBE: u8 = 0xA2;
    pub(super) const UNSUBACK: u8 = 0xB0;
    pub(super) const PINGREQ: u8 = 0xC0;
    pub(super) const PINGRESP: u8 = 0xD0;
    pub(super) const DISCONNECT: u8 = 0xE0;
}

/// One whole packet, cut out of the stream: its first byte and what its Remaining Length counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    pub first: u8,
    pub body: &'a [u8],
}

/// A control packet, of either direction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packet<'a> {
    Connect(Connect<'a>),
    ConnAck(ConnAck),
    Publish(Publish<'a>),
    PubAck(PacketId),
    PubRec(PacketId),
    PubRel(PacketId),
    PubComp(PacketId),
    Subscribe(Subscribe<'a>),
    SubAck(SubAck),
    Unsubscribe(Unsubscribe<'a>),
    UnsubAck(PacketId),
    PingReq,
    PingResp,
    Disconnect,
}

impl<'a> Packet<'a> {
    /// Reads a packet of either direction; whether it may come from this peer now is the caller's question.
    pub fn decode(frame: Frame<'a>) -> Result<Packet<'a>, DecodeError> {
        let Frame { first, body } = frame;
        Ok(match first {
            first::CONNECT => Packet::Connect(Connect::decode(body)?),
            first::CONNACK => Packet::ConnAck(ConnAck::decode(body)?),
            first::PUBLISH..=first::PUBLISH_LAST => Packet::Publish(Publish::decode(first, body)?),
            first::PUBACK => Packet::PubAck(ack::decode(body)?),
            first::PUBREC => Packet::PubRec(ack::decode(body)?),
            first::PUBREL => Packet::PubRel(ack::decode(body)?),
            first::PUBCOMP => Packet::PubComp(ack::decode(body)?),
            first::SUBSCRIBE => Packet::Subscribe(Subscribe::decode(body)?),
            first::SUBACK => Packet::SubAck(SubAck::decode(body)?),
            first::UNSUBSCRIBE => Packet::Unsubscribe(Unsubscribe::decode(body)?),
            first::UNSUBACK => Packet::UnsubAck(ack::decode(body)?),
            first::PINGREQ => bare(Packet::PingReq, body)?,
            first::PINGRESP => bare(Packet::PingResp, body)?,
            first::DISCONNECT => bare(Packet::Disconnect, body)?,
            0x00..=0x0F | 0xF0..=0xFF => return Err(DecodeError::PacketType(first >> 4)),
            _ => return Err(DecodeError::Flags),
        })
    }

    /// Appends the packet to `out`. On error `out` is unchanged.
    pub fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        match self {
            Packet::Connect(connect) => return connect.encode(out),
            Packet::ConnAck(connack) => return connack.encode(out),
            Packet::Publish(publish) => return publish.encode(out),
            Packet::PubAck(id) => ack::encode(first::PUBACK, *id, out),
            Packet::PubRec(id) => ack::encode(first::PUBREC, *id, out),
            Packet::PubRel(id) => ack::encode(first::PUBREL, *id, out),
            Packet::PubComp(id) => ack::encode(first::PUBCOMP, *id, out),
            Packet::Subscribe(subscribe) => return subscribe.encode(out),
            Packet::SubAck(suback) => return suback.encode(out),
            Packet::Unsubscribe(unsubscribe) => return unsubscribe.encode(out),
            Packet::UnsubAck(id) => ack::encode(first::UNSUBACK, *id, out),
            Packet::PingReq => out.extend_from_slice(&[first::PINGREQ, 0]),
            Packet::PingResp => out.extend_from_slice(&[first::PINGRESP, 0]),
            Packet::Disconnect => out.extend_from_slice(&[first::DISCONNECT, 0]),
        }
        Ok(())
    }
}

/// A packet that is nothing but its type.
fn bare<'a>(packet: Packet<'a>, body: &[u8]) -> Result<Packet<'a>, DecodeError> {
    if body.is_empty() { Ok(packet) } else { Err(DecodeError::Length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reserved_type_is_refused_whatever_its_flags() {
        for flags in 0x0..=0xF {
            let decode = |first| Packet::decode(Frame { first, body: &[] });
            assert_eq!(decode(flags), Err(DecodeError::PacketType(0)));
            assert_eq!(decode(0xF0 | flags), Err(DecodeError::PacketType(15)));
        }
    }

    #[test]
    fn wrong_flags_are_refused_before_the_body_is_read() {
        let right = [0x10, 0x20, 0x40, 0x50, 0x62, 0x70, 0x82, 0x90, 0xA2, 0xB0, 0xC0, 0xD0, 0xE0];
        for first in (0x10..=0x2F).chain(0x40..=0xEF) {
            let refused = Packet::decode(Frame { first, body: &[] }) == Err(DecodeError::Flags);
            assert_eq!(refused, !right.contains(&first), "{first:02X}");
        }
    }

    #[test]
    fn a_packet_without_fields_is_two_bytes() {
        for (packet, bytes) in
            [(Packet::PingReq, [0xC0, 0]), (Packet::PingResp, [0xD0, 0]), (Packet::Disconnect, [0xE0, 0])]
        {
            let mut out = Vec::new();
            packet.encode(&mut out).unwrap();
            assert_eq!(out, bytes);
            assert_eq!(Packet::decode(Frame { first: bytes[0], body: &[] }), Ok(packet));
            let longer = Frame { first: bytes[0], body: &[0] };
            assert_eq!(Packet::decode(longer), Err(DecodeError::Length));
        }
    }
}
