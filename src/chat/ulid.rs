//! ULID: an id that sorts by time, made once per message. Clock and randomness come from the caller.

use std::fmt;

const CROCKFORD: [u8; 32] = *b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH: u32 = 26;

/// 48 bits of time, 80 of randomness; written as 26 characters of Crockford's base 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ulid(u128);

impl Ulid {
    /// `ms` since the epoch, of which 48 bits count: enough until the year 10889.
    pub fn new(ms: u64, random: [u8; 10]) -> Self {
        let time = u128::from(ms & 0xffff_ffff_ffff);
        Self(random.iter().fold(time, |id, byte| (id << 8) | u128::from(*byte)))
    }

    /// Reads the 26 capitals and digits that [`Display`](fmt::Display) writes; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        // 26 characters hold 130 bits; the two on top must be nought.
        if text.len() != LENGTH as usize || text.as_bytes().first()? > &b'7' {
            return None;
        }
        text.bytes()
            .try_fold(0, |value, letter| {
                let digit = CROCKFORD.iter().position(|known| *known == letter)?;
                Some((value << 5) | digit as u128)
            })
            .map(Self)
    }

    /// All 128 bits as a number, which [`Ulid::from_value`] takes back.
    pub const fn value(self) -> u128 {
        self.0
    }

    pub const fn from_value(value: u128) -> Self {
        Self(value)
    }
}

impl fmt::Display for Ulid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in (0..LENGTH).rev() {
            let value = (self.0 >> (place * 5)) & 0x1f;
            let letter = usize::try_from(value).ok().and_then(|index| CROCKFORD.get(index));
            fmt::Write::write_char(formatter, letter.copied().map_or('?', char::from))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_and_randomness_stand_in_their_places() {
        assert_eq!(Ulid::new(0, [0; 10]).to_string(), "00000000000000000000000000");
        assert_eq!(Ulid::new(u64::MAX, [0xff; 10]).to_string(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
        assert_eq!(
            Ulid::new(1_469_918_176_385, [0, 0, 0, 0, 0, 0, 0, 0, 0, 33]).to_string(),
            "01ARYZ6S410000000000000011"
        );
        assert_eq!(Ulid::new(0, [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0]).to_string(), "0000000000G000000000000000");
    }

    #[test]
    fn an_id_is_read_back_from_its_text() {
        let id = Ulid::new(1_469_918_176_385, *b"0123456789");
        assert_eq!(Ulid::parse(&id.to_string()), Some(id));
        assert_eq!(Ulid::from_value(id.value()), id);
        for text in [
            "",
            "01ARYZ6S41",
            "01ARYZ6S41000000000000001!",
            "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
            "01aryz6s410000000000000011",
        ] {
            assert_eq!(Ulid::parse(text), None, "{text}");
        }
    }

    #[test]
    fn later_ids_sort_after_earlier_ones_as_text_too() {
        let earlier = Ulid::new(1_000, [0xff; 10]);
        let later = Ulid::new(1_001, [0; 10]);
        assert!(earlier < later && earlier.to_string() < later.to_string());
    }
}
