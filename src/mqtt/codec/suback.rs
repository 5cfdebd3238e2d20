//! SUBACK (§3.9): the broker's answer to SUBSCRIBE, filter by filter.

use super::{first, reader::Reader, writer};
use crate::mqtt::{
    delivery::Delivery,
    error::{DecodeError, EncodeError},
    packet_id::PacketId,
};

const REFUSED: u8 = 0x80;

/// One outcome a filter, in the order of the SUBSCRIBE [MQTT-3.9.3-1].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubAck {
    pub id: PacketId,
    pub outcomes: Vec<SubscribeOutcome>,
}

/// What became of one filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscribeOutcome {
    /// The strongest delivery to expect, perhaps weaker than what was asked for [MQTT-3.8.4-6].
    Granted(Delivery),
    Refused,
}

impl SubscribeOutcome {
    fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            REFUSED => Some(Self::Refused),
            bits => Delivery::from_bits(bits).map(Self::Granted),
        }
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Granted(delivery) => delivery.bits(),
            Self::Refused => REFUSED,
        }
    }
}

impl SubAck {
    pub(super) fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        let mut reader = Reader::new(body);
        let id = reader.packet_id()?;
        let codes = reader.rest();
        if codes.is_empty() {
            return Err(DecodeError::SubAckEmpty);
        }
        let mut outcomes = Vec::with_capacity(codes.len());
        for &code in codes {
            outcomes.push(SubscribeOutcome::from_byte(code).ok_or(DecodeError::SubAckCode(code))?);
        }
        Ok(Self { id, outcomes })
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        if self.outcomes.is_empty() {
            return Err(EncodeError::SubAckEmpty);
        }
        writer::header(first::SUBACK, self.outcomes.len().saturating_add(2), self.id.value(), out)?;
        out.extend(self.outcomes.iter().map(|outcome| outcome.byte()));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_filter_has_its_outcome() {
        let bytes = [
            0x90, 0x06, // SUBACK, 6 bytes follow
            0x00, 0x0A, // packet identifier 10
            0x00, 0x01, 0x02, // granted QoS 0, 1, 2
            0x80, // refused
        ];
        let suback = SubAck {
            id: PacketId::new(10).unwrap(),
            outcomes: vec![
                SubscribeOutcome::Granted(Delivery::AtMostOnce),
                SubscribeOutcome::Granted(Delivery::AtLeastOnce),
                SubscribeOutcome::Granted(Delivery::ExactlyOnce),
                SubscribeOutcome::Refused,
            ],
        };
        let mut out = Vec::new();
        suback.encode(&mut out).unwrap();
        assert_eq!(out, bytes);
        assert_eq!(SubAck::decode(&bytes[2..]), Ok(suback));
    }

    #[test]
    fn a_reserved_code_is_refused_wherever_it_stands() {
        for code in (3..=u8::MAX).filter(|&code| code != REFUSED) {
            assert_eq!(SubAck::decode(&[0, 1, 0, code]), Err(DecodeError::SubAckCode(code)));
        }
    }

    #[test]
    fn a_suback_without_codes_is_neither_read_nor_written() {
        assert_eq!(SubAck::decode(&[0, 1]), Err(DecodeError::SubAckEmpty));
        let mut out = Vec::new();
        let empty = SubAck { id: PacketId::new(1).unwrap(), outcomes: Vec::new() };
        assert_eq!(empty.encode(&mut out), Err(EncodeError::SubAckEmpty));
        assert!(out.is_empty());
    }

    #[test]
    fn a_suback_without_its_identifier_is_refused() {
        assert_eq!(SubAck::decode(&[]), Err(DecodeError::Truncated));
        assert_eq!(SubAck::decode(&[0, 0, 0]), Err(DecodeError::PacketId));
    }
}
