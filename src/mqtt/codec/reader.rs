//! Reads the fields of a packet's body one after the other, and fails where the body ends.
//! It never indexes, so no bytes can make it panic.

use crate::mqtt::{
    error::DecodeError,
    packet_id::PacketId,
    topic::{TopicFilter, TopicName},
};

/// What is left of a packet's body.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(body: &'a [u8]) -> Self {
        Self { rest: body }
    }

    pub(super) fn u8(&mut self) -> Result<u8, DecodeError> {
        let (&byte, rest) = self.rest.split_first().ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(byte)
    }

    /// Big-endian (§1.5.2).
    pub(super) fn u16(&mut self) -> Result<u16, DecodeError> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(u16::from_be_bytes(*bytes))
    }

    pub(super) fn packet_id(&mut self) -> Result<PacketId, DecodeError> {
        PacketId::new(self.u16()?).ok_or(DecodeError::PacketId)
    }

    /// Bytes behind a length of two bytes.
    pub(super) fn binary(&mut self) -> Result<&'a [u8], DecodeError> {
        let len = usize::from(self.u16()?);
        let (bytes, rest) = self.rest.split_at_checked(len).ok_or(DecodeError::Truncated)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// A string of §1.5.3. U+FEFF in front is a character like any other [MQTT-1.5.3-3].
    pub(super) fn string(&mut self) -> Result<&'a str, DecodeError> {
        let text = self.utf8()?;
        if text.bytes().any(|byte| byte == 0) { Err(DecodeError::Nul) } else { Ok(text) }
    }

    pub(super) fn topic_name(&mut self) -> Result<TopicName<'a>, DecodeError> {
        Ok(TopicName::parse(self.utf8()?)?)
    }

    pub(super) fn topic_filter(&mut self) -> Result<TopicFilter<'a>, DecodeError> {
        Ok(TopicFilter::parse(self.utf8()?)?)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// All that is left.
    pub(super) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Fails when something is left.
    pub(super) fn finish(self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(DecodeError::Trailing) }
    }

    fn utf8(&mut self) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.binary()?).map_err(|_| DecodeError::Utf8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_in_turn() {
        let mut reader = Reader::new(&[7, 0x01, 0x02, 0, 1, b'a', 0, 2, 0xFF, 0, 9, 9]);
        assert_eq!(reader.u8(), Ok(7));
        assert_eq!(reader.u16(), Ok(0x0102));
        assert_eq!(reader.string(), Ok("a"));
        assert_eq!(reader.binary(), Ok(&[0xFF, 0][..]));
        assert_eq!(reader.rest(), [9, 9]);
    }

    #[test]
    fn a_field_past_the_end_is_truncated() {
        assert_eq!(Reader::new(&[]).u8(), Err(DecodeError::Truncated));
        assert_eq!(Reader::new(&[1]).u16(), Err(DecodeError::Truncated));
        assert_eq!(Reader::new(&[0, 2, b'a']).binary(), Err(DecodeError::Truncated));
        assert_eq!(Reader::new(&[0]).string(), Err(DecodeError::Truncated));
    }

    #[test]
    fn a_string_is_valid_utf8_without_nul() {
        let bad: [&[u8]; 5] = [
            &[0, 3, 0xED, 0xA0, 0x80],                   // a surrogate
            &[0, 2, 0xC0, 0x80],                         // an overlong NUL
            &[0, 4, 0xF4, 0x90, 0x80, 0x80],             // above U+10FFFF
            &[0, 2, 0xE2, 0x82],                         // cut off
            &[0, 6, 0xED, 0xA0, 0xBD, 0xED, 0xB0, 0xA6], // a pair of surrogates (CESU-8)
        ];
        for bytes in bad {
            assert_eq!(Reader::new(bytes).string(), Err(DecodeError::Utf8), "{bytes:02X?}");
        }
        assert_eq!(Reader::new(&[0, 1, 0]).string(), Err(DecodeError::Nul));
        assert_eq!(Reader::new(&[0, 4, 0xEF, 0xBB, 0xBF, b'a']).string(), Ok("\u{feff}a"));
    }

    #[test]
    fn bytes_behind_the_last_field_are_refused() {
        assert_eq!(Reader::new(&[]).finish(), Ok(()));
        assert_eq!(Reader::new(&[0]).finish(), Err(DecodeError::Trailing));
    }
}
