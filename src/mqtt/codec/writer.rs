//! Writes the fields of a packet. Nothing here checks a rule except the largest length there is:
//! what may be sent is decided before the first byte is written.

use crate::mqtt::error::{EncodeError, Field};

/// The longest string or binary field, in bytes.
const MAX_FIELD: usize = u16::MAX as usize;

/// The largest Remaining Length, in bytes (§2.2.3).
const MAX_REMAINING: usize = 268_435_455;

/// Writes the fixed header for a body of `len` bytes, with the two bytes that each body begins with here: a packet
/// identifier, or the length of the first field; and makes room for the rest.
/// It is the first to write, and writes nothing when it fails.
// Natively it is a sixth of the time of a short packet to call it; the page is built for size, where it stays one function.
#[cfg_attr(not(target_arch = "wasm32"), inline(always))]
pub(super) fn header(first: u8, len: usize, begins: u16, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if len > MAX_REMAINING {
        return Err(EncodeError::PacketTooLarge);
    }
    out.reserve(len + 5);
    // By length, so that each kind of header is one write: this runs for every packet.
    let [low, second, third, fourth] =
        [len, len >> 7, len >> 14, len >> 21].map(|group| (group & 0x7F) as u8);
    let [high, end] = begins.to_be_bytes();
    match len {
        0..0x80 => out.extend_from_slice(&[first, low, high, end]),
        0x80..0x4000 => out.extend_from_slice(&[first, 0x80 | low, second, high, end]),
        0x4000..0x20_0000 => out.extend_from_slice(&[first, 0x80 | low, 0x80 | second, third, high, end]),
        _ => out.extend_from_slice(&[first, 0x80 | low, 0x80 | second, 0x80 | third, fourth, high, end]),
    }
    Ok(())
}

/// Big-endian (§1.5.2).
pub(super) fn u16(value: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(&value.to_be_bytes());
}

/// A string or binary field with its length in front. The caller has checked that it is no longer than `MAX_FIELD`,
/// by [`field_len`] or by its type.
pub(super) fn field(bytes: &[u8], out: &mut Vec<u8>) {
    debug_assert!(bytes.len() <= MAX_FIELD);
    u16(bytes.len() as u16, out);
    out.extend_from_slice(bytes);
}

/// What a field takes in the packet, its length included.
pub(super) fn field_len(name: Field, bytes: &[u8]) -> Result<usize, EncodeError> {
    if bytes.len() > MAX_FIELD { Err(EncodeError::TooLong(name)) } else { Ok(2 + bytes.len()) }
}

/// As [`field_len`], for a string: no U+0000 [MQTT-1.5.3-2].
pub(super) fn string_len(name: Field, text: &str) -> Result<usize, EncodeError> {
    if text.bytes().any(|byte| byte == 0) {
        return Err(EncodeError::Nul(name));
    }
    field_len(name, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remaining_length_takes_as_few_bytes_as_it_can() {
        let rows: [(usize, &[u8]); 9] = [
            (0, &[0x00]),
            (127, &[0x7F]),
            (128, &[0x80, 0x01]),
            (321, &[0xC1, 0x02]),
            (16_383, &[0xFF, 0x7F]),
            (16_384, &[0x80, 0x80, 0x01]),
            (2_097_151, &[0xFF, 0xFF, 0x7F]),
            (2_097_152, &[0x80, 0x80, 0x80, 0x01]),
            (268_435_455, &[0xFF, 0xFF, 0xFF, 0x7F]),
        ];
        for (len, bytes) in rows {
            let mut out = Vec::new();
            header(0x30, len, 0x1234, &mut out).unwrap();
            assert_eq!(out[1..], [bytes, &[0x12, 0x34]].concat(), "{len}");
        }
    }

    #[test]
    fn a_packet_longer_than_mqtt_can_say_is_refused() {
        let mut out = vec![1];
        assert_eq!(header(0x30, 268_435_456, 0, &mut out), Err(EncodeError::PacketTooLarge));
        assert_eq!(header(0x30, usize::MAX, 0, &mut out), Err(EncodeError::PacketTooLarge));
        assert_eq!(out, [1]);
    }

    #[test]
    fn a_field_has_at_most_65535_bytes_and_a_string_no_nul() {
        let longest = "a".repeat(65_535);
        assert_eq!(string_len(Field::UserName, &longest), Ok(65_537));
        let too_long = longest + "a";
        assert_eq!(string_len(Field::UserName, &too_long), Err(EncodeError::TooLong(Field::UserName)));
        assert_eq!(string_len(Field::UserName, "a\0"), Err(EncodeError::Nul(Field::UserName)));
        assert_eq!(field_len(Field::Password, &[0]), Ok(3));
    }
}
