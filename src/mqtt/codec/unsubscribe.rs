//! UNSUBSCRIBE (§3.10): takes subscriptions back.

use super::{first, reader::Reader, writer};
use crate::mqtt::{
    error::{DecodeError, EncodeError, Field},
    packet_id::PacketId,
    topic::TopicFilter,
};

/// One or more filters [MQTT-3.10.3-2], each the same to the byte as when it was subscribed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsubscribe<'a> {
    pub id: PacketId,
    pub filters: Vec<TopicFilter<'a>>,
}

impl<'a> Unsubscribe<'a> {
    pub(super) fn decode(body: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let id = reader.packet_id()?;
        let mut filters = Vec::new();
        while !reader.is_empty() {
            filters.push(reader.topic_filter()?);
        }
        if filters.is_empty() { Err(DecodeError::UnsubscribeEmpty) } else { Ok(Self { id, filters }) }
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        if self.filters.is_empty() {
            return Err(EncodeError::UnsubscribeEmpty);
        }
        let mut len = 2_usize;
        for filter in &self.filters {
            filter.printable().map_err(|_| EncodeError::Unprintable(Field::TopicFilter))?;
            len = len.saturating_add(2 + filter.as_str().len());
        }

        writer::header(first::UNSUBSCRIBE, len, self.id.value(), out)?;
        for filter in &self.filters {
            writer::field(filter.as_str().as_bytes(), out);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsubscribe(filters: &[&'static str]) -> Unsubscribe<'static> {
        let filters = filters.iter().map(|&text| TopicFilter::parse(text).unwrap()).collect();
        Unsubscribe { id: PacketId::new(10).unwrap(), filters }
    }

    #[test]
    fn filters_are_packed_back_to_back_without_qos() {
        let bytes = [
            0xA2, 0x0C, // UNSUBSCRIBE, 12 bytes follow
            0x00, 0x0A, // packet identifier 10
            0x00, 0x03, b'a', b'/', b'b', // a/b
            0x00, 0x03, b'c', b'/', b'd', // c/d
        ];
        let unsubscribe = unsubscribe(&["a/b", "c/d"]);
        let mut out = Vec::new();
        unsubscribe.encode(&mut out).unwrap();
        assert_eq!(out, bytes);
        assert_eq!(Unsubscribe::decode(&bytes[2..]), Ok(unsubscribe));
    }

    #[test]
    fn an_unsubscribe_without_filters_is_neither_written_nor_read() {
        let mut out = Vec::new();
        assert_eq!(unsubscribe(&[]).encode(&mut out), Err(EncodeError::UnsubscribeEmpty));
        assert!(out.is_empty());
        assert_eq!(Unsubscribe::decode(&[0x00, 0x0A]), Err(DecodeError::UnsubscribeEmpty));
    }
}
