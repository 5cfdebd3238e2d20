//! PUBLISH (§3.3): one message on its way, in either direction.

use super::{first, reader::Reader, writer};
use crate::mqtt::{
    delivery::Delivery,
    error::{DecodeError, EncodeError, Field},
    packet_id::PacketId,
    topic::TopicName,
};

const DUP: u8 = 0x08;
const RETAIN: u8 = 0x01;

/// A message with its topic. The payload is any bytes, none included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish<'a> {
    /// This may be a repetition. Never with [`PublishId::AtMostOnce`] [MQTT-3.3.1-2].
    pub dup: bool,
    pub delivery: PublishId,
    /// Sent: keep this as the topic's state. Received: this is such a state, not news [MQTT-3.3.1-8].
    pub retain: bool,
    pub topic: TopicName<'a>,
    pub payload: &'a [u8],
}

/// The delivery with the packet identifier it needs, so that QoS 0 can't have one [MQTT-2.3.1-5]
/// and the others can't be without [MQTT-2.3.1-1].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublishId {
    AtMostOnce,
    AtLeastOnce(PacketId),
    ExactlyOnce(PacketId),
}

impl PublishId {
    pub const fn delivery(self) -> Delivery {
        match self {
            Self::AtMostOnce => Delivery::AtMostOnce,
            Self::AtLeastOnce(_) => Delivery::AtLeastOnce,
            Self::ExactlyOnce(_) => Delivery::ExactlyOnce,
        }
    }

    pub const fn packet_id(self) -> Option<PacketId> {
        match self {
            Self::AtMostOnce => None,
            Self::AtLeastOnce(id) | Self::ExactlyOnce(id) => Some(id),
        }
    }
}

impl<'a> Publish<'a> {
    pub(super) fn decode(first: u8, body: &'a [u8]) -> Result<Self, DecodeError> {
        let dup = first & DUP != 0;
        let delivery = Delivery::from_bits((first >> 1) & 3).ok_or(DecodeError::Qos)?;
        if dup && delivery == Delivery::AtMostOnce {
            return Err(DecodeError::DupOnQos0);
        }

        let mut reader = Reader::new(body);
        let topic = reader.topic_name()?;
        let delivery = match delivery {
            Delivery::AtMostOnce => PublishId::AtMostOnce,
            Delivery::AtLeastOnce => PublishId::AtLeastOnce(reader.packet_id()?),
            Delivery::ExactlyOnce => PublishId::ExactlyOnce(reader.packet_id()?),
        };
        Ok(Self { dup, delivery, retain: first & RETAIN != 0, topic, payload: reader.rest() })
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        if self.dup && self.delivery == PublishId::AtMostOnce {
            return Err(EncodeError::DupOnQos0);
        }
        self.topic.printable().map_err(|_| EncodeError::Unprintable(Field::TopicName))?;

        let topic = self.topic.as_str().as_bytes();
        let id = self.delivery.packet_id();
        let id_len = if id.is_some() { 2 } else { 0 };
        let len = 2 + topic.len() + id_len + self.payload.len();
        writer::header(self.first_byte(), len, topic.len() as u16, out)?;
        out.extend_from_slice(topic);
        if let Some(id) = id {
            writer::u16(id.value(), out);
        }
        out.extend_from_slice(self.payload);
        Ok(())
    }

    const fn first_byte(&self) -> u8 {
        let dup = if self.dup { DUP } else { 0 };
        let retain = if self.retain { RETAIN } else { 0 };
        first::PUBLISH | dup | (self.delivery.delivery().bits() << 1) | retain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(value: u16) -> PacketId {
        PacketId::new(value).unwrap()
    }

    fn publish(delivery: PublishId) -> Publish<'static> {
        Publish {
            dup: false,
            delivery,
            retain: false,
            topic: TopicName::parse("a/b").unwrap(),
            payload: b"x",
        }
    }

    fn encoded(publish: &Publish<'_>) -> Vec<u8> {
        let mut out = Vec::new();
        publish.encode(&mut out).unwrap();
        out
    }

    #[test]
    fn qos_0_has_no_packet_identifier() {
        let bytes = [
            0x30, 0x06, // PUBLISH, 6 bytes follow
            0x00, 0x03, b'a', b'/', b'b', // topic
            b'x', // payload, right behind the topic
        ];
        let publish = publish(PublishId::AtMostOnce);
        assert_eq!(encoded(&publish), bytes);
        assert_eq!(Publish::decode(bytes[0], &bytes[2..]), Ok(publish));
    }

    #[test]
    fn qos_1_and_2_carry_their_packet_identifier() {
        let bytes = [
            0x32, 0x08, // PUBLISH QoS 1, 8 bytes follow
            0x00, 0x03, b'a', b'/', b'b', // topic
            0x00, 0x0A, // packet identifier 10
            b'x', // payload
        ];
        let at_least_once = publish(PublishId::AtLeastOnce(id(10)));
        assert_eq!(encoded(&at_least_once), bytes);
        assert_eq!(Publish::decode(0x32, &bytes[2..]), Ok(at_least_once));
        assert_eq!(Publish::decode(0x34, &bytes[2..]), Ok(publish(PublishId::ExactlyOnce(id(10)))));
    }

    #[test]
    fn the_first_byte_says_dup_qos_and_retain() {
        let mut legal = Vec::new();
        for delivery in [PublishId::AtMostOnce, PublishId::AtLeastOnce(id(1)), PublishId::ExactlyOnce(id(1))]
        {
            for (dup, retain) in [(false, false), (false, true), (true, false), (true, true)] {
                let mut out = Vec::new();
                match (Publish { dup, retain, ..publish(delivery) }).encode(&mut out) {
                    Ok(()) => legal.push(out[0]),
                    Err(error) => assert_eq!(error, EncodeError::DupOnQos0),
                }
            }
        }
        legal.sort_unstable();
        assert_eq!(legal, [0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x3A, 0x3B, 0x3C, 0x3D]);
    }

    #[test]
    fn qos_3_and_dup_on_qos_0_are_refused() {
        let body = [0x00, 0x01, b'a', 0x00, 0x01];
        for first in [0x36, 0x37, 0x3E, 0x3F] {
            assert_eq!(Publish::decode(first, &body), Err(DecodeError::Qos));
        }
        for first in [0x38, 0x39] {
            assert_eq!(Publish::decode(first, &body), Err(DecodeError::DupOnQos0));
        }
    }

    #[test]
    fn an_unprintable_topic_is_read_but_not_written() {
        let received = Publish::decode(0x30, &[0x00, 0x01, 0x07]).unwrap();
        assert_eq!(received.topic.as_str(), "\u{7}");
        let mut out = vec![1];
        assert_eq!(received.encode(&mut out), Err(EncodeError::Unprintable(Field::TopicName)));
        assert_eq!(out, [1]);
    }

    #[test]
    fn an_empty_payload_is_a_payload() {
        let publish = Publish { payload: b"", ..publish(PublishId::AtMostOnce) };
        assert_eq!(encoded(&publish), [0x30, 0x05, 0x00, 0x03, b'a', b'/', b'b']);
        assert_eq!(Publish::decode(0x30, &[0x00, 0x03, b'a', b'/', b'b']), Ok(publish));
    }
}
