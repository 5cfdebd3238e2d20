//! The packet identifier of MQTT 3.1.1 §2.3.1: which reply belongs to which packet.
//! Who hands identifiers out and when one is free again is the client's business, not this file's.

use std::num::NonZeroU16;

/// A packet identifier, 1 to 65535. Zero can't be expressed [MQTT-2.3.1-1].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PacketId(NonZeroU16);

impl PacketId {
    /// `None` for zero, which no packet may carry.
    pub const fn new(value: u16) -> Option<Self> {
        match NonZeroU16::new(value) {
            Some(value) => Some(Self(value)),
            None => None,
        }
    }

    /// The identifier as it stands on the wire, never zero.
    pub const fn value(self) -> u16 {
        self.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_identifier_but_zero_exists() {
        assert_eq!(PacketId::new(0), None);
        assert_eq!(PacketId::new(1).map(PacketId::value), Some(1));
        assert_eq!(PacketId::new(u16::MAX).map(PacketId::value), Some(u16::MAX));
    }
}
