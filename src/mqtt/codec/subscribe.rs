//! SUBSCRIBE (§3.8): asks for topics, each with the strongest delivery wanted.

use super::{first, reader::Reader, writer};
use crate::mqtt::{
    delivery::Delivery,
    error::{DecodeError, EncodeError, Field},
    packet_id::PacketId,
    topic::TopicFilter,
};

/// One or more filters [MQTT-3.8.3-3]; the SUBACK answers each in this order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscribe<'a> {
    pub id: PacketId,
    pub filters: Vec<(TopicFilter<'a>, Delivery)>,
}

impl<'a> Subscribe<'a> {
    pub(super) fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let id = reader.packet_id()?;
        let mut filters = Vec::new();
        while !reader.is_empty() {
            let filter = reader.topic_filter()?;
            let delivery = Delivery::from_bits(reader.u8()?).ok_or(DecodeError::SubscribeQos)?;
            filters.push((filter, delivery));
        }
        if filters.is_empty() { Err(DecodeError::SubscribeEmpty) } else { Ok(Self { id, filters }) }
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        if self.filters.is_empty() {
            return Err(EncodeError::SubscribeEmpty);
        }
        let mut len = 2_usize;
        for (filter, _) in &self.filters {
            filter.printable().map_err(|_| EncodeError::Unprintable(Field::TopicFilter))?;
            len = len.saturating_add(3 + filter.as_str().len());
        }

        writer::header(first::SUBSCRIBE, len, self.id.value(), out)?;
        for (filter, delivery) in &self.filters {
            writer::field(filter.as_str().as_bytes(), out);
            out.push(delivery.bits());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscribe(filters: &[(&'static str, Delivery)]) -> Subscribe<'static> {
        let filters = filters.iter().map(|&(text, delivery)| (TopicFilter::parse(text).unwrap(), delivery));
        Subscribe { id: PacketId::new(10).unwrap(), filters: filters.collect() }
    }

    #[test]
    fn filters_are_packed_back_to_back_each_with_its_qos() {
        let bytes = [
            0x82, 0x0E, // SUBSCRIBE, 14 bytes follow
            0x00, 0x0A, // packet identifier 10
            0x00, 0x03, b'a', b'/', b'b', 0x01, // a/b, at least once
            0x00, 0x03, b'c', b'/', b'd', 0x02, // c/d, exactly once
        ];
        let subscribe = subscribe(&[("a/b", Delivery::AtLeastOnce), ("c/d", Delivery::ExactlyOnce)]);
        let mut out = Vec::new();
        subscribe.encode(&mut out).unwrap();
        assert_eq!(out, bytes);
        assert_eq!(Subscribe::decode(&bytes[2..]), Ok(subscribe));
    }

    #[test]
    fn a_subscribe_without_filters_is_neither_written_nor_read() {
        let mut out = Vec::new();
        assert_eq!(subscribe(&[]).encode(&mut out), Err(EncodeError::SubscribeEmpty));
        assert!(out.is_empty());
        assert_eq!(Subscribe::decode(&[0x00, 0x0A]), Err(DecodeError::SubscribeEmpty));
    }

    #[test]
    fn an_unprintable_filter_is_not_written() {
        let mut out = Vec::new();
        let subscribe = subscribe(&[("a", Delivery::AtMostOnce), ("\u{7f}", Delivery::AtMostOnce)]);
        assert_eq!(subscribe.encode(&mut out), Err(EncodeError::Unprintable(Field::TopicFilter)));
        assert!(out.is_empty());
    }

    #[test]
    fn a_qos_byte_is_0_1_or_2_with_its_upper_bits_clear() {
        for bits in 3..=u8::MAX {
            let body = [0x00, 0x0A, 0x00, 0x01, b'a', bits];
            assert_eq!(Subscribe::decode(&body), Err(DecodeError::SubscribeQos));
        }
        assert_eq!(Subscribe::decode(&[0x00, 0x0A, 0x00, 0x01, b'a']), Err(DecodeError::Truncated));
    }
}
