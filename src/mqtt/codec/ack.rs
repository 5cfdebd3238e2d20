//! PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK (§3.4 to §3.7, §3.11): a packet identifier and nothing else.

use crate::mqtt::{error::DecodeError, packet_id::PacketId};

pub(super) fn decode(body: &[u8]) -> Result<PacketId, DecodeError> {
    let bytes = body.try_into().map_err(|_| DecodeError::Length)?;
    PacketId::new(u16::from_be_bytes(bytes)).ok_or(DecodeError::PacketId)
}

pub(super) fn encode(first: u8, id: PacketId, out: &mut Vec<u8>) {
    let [high, low] = id.value().to_be_bytes();
    out.extend_from_slice(&[first, 2, high, low]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mqtt::codec::{Frame, Packet};

    #[test]
    fn each_acknowledgement_is_four_bytes() {
        let id = PacketId::new(0x1234).unwrap();
        let rows = [
            (Packet::PubAck(id), 0x40),
            (Packet::PubRec(id), 0x50),
            (Packet::PubRel(id), 0x62),
            (Packet::PubComp(id), 0x70),
            (Packet::UnsubAck(id), 0xB0),
        ];
        for (packet, first) in rows {
            let mut out = Vec::new();
            packet.encode(&mut out).unwrap();
            assert_eq!(out, [first, 0x02, 0x12, 0x34]);
            assert_eq!(Packet::decode(Frame { first, body: &[0x12, 0x34] }), Ok(packet));
        }
    }

    #[test]
    fn an_acknowledgement_of_another_length_or_of_id_zero_is_refused() {
        assert_eq!(decode(&[]), Err(DecodeError::Length));
        assert_eq!(decode(&[1]), Err(DecodeError::Length));
        assert_eq!(decode(&[0, 1, 0]), Err(DecodeError::Length)); // as MQTT 5 has it
        assert_eq!(decode(&[0, 0]), Err(DecodeError::PacketId));
    }
}
