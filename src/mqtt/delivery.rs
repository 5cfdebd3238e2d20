//! The three qualities of service of MQTT 3.1.1 §4.3, under names that say what they promise.

/// How often a message arrives. Ordered from the weakest promise to the strongest, so that the
/// delivery a subscriber sees is the minimum of what was published and what was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Delivery {
    /// QoS 0: sent once, perhaps lost.
    AtMostOnce,
    /// QoS 1: acknowledged, perhaps repeated.
    AtLeastOnce,
    /// QoS 2: neither lost nor repeated.
    ExactlyOnce,
}

impl Delivery {
    /// Reads the QoS number; `None` for 3, which is forbidden [MQTT-3.3.1-4], and for all beyond.
    pub const fn from_bits(bits: u8) -> Option<Self> {
        match bits {
            0 => Some(Self::AtMostOnce),
            1 => Some(Self::AtLeastOnce),
            2 => Some(Self::ExactlyOnce),
            _ => None,
        }
    }

    /// The QoS number: 0, 1 or 2.
    pub const fn bits(self) -> u8 {
        match self {
            Self::AtMostOnce => 0,
            Self::AtLeastOnce => 1,
            Self::ExactlyOnce => 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_fourth_delivery() {
        for bits in 0..=u8::MAX {
            assert_eq!(Delivery::from_bits(bits).map(Delivery::bits), (bits < 3).then_some(bits));
        }
    }

    #[test]
    fn a_stronger_promise_compares_greater() {
        assert!(Delivery::AtMostOnce < Delivery::AtLeastOnce);
        assert!(Delivery::AtLeastOnce < Delivery::ExactlyOnce);
    }
}
