//! CONNACK (§3.2): the broker's answer to CONNECT.

use super::first;
use crate::mqtt::error::{DecodeError, EncodeError};

/// Whether we are in, and whether the broker still knows us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnAck {
    /// The broker kept the state of an earlier session. Never with a refusal [MQTT-3.2.2-4].
    pub session_present: bool,
    pub code: ConnectCode,
}

/// The return code (§3.2.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectCode {
    Accepted,
    UnacceptableProtocol,
    IdentifierRejected,
    ServerUnavailable,
    BadUserNameOrPassword,
    NotAuthorized,
}

impl ConnectCode {
    const fn from_byte(byte: u8) -> Option<Self> {
        Some(match byte {
            0 => Self::Accepted,
            1 => Self::UnacceptableProtocol,
            2 => Self::IdentifierRejected,
            3 => Self::ServerUnavailable,
            4 => Self::BadUserNameOrPassword,
            5 => Self::NotAuthorized,
            _ => return None,
        })
    }

    const fn byte(self) -> u8 {
        match self {
            Self::Accepted => 0,
            Self::UnacceptableProtocol => 1,
            Self::IdentifierRejected => 2,
            Self::ServerUnavailable => 3,
            Self::BadUserNameOrPassword => 4,
            Self::NotAuthorized => 5,
        }
    }
}

impl ConnAck {
    pub(super) fn decode(body: &[u8]) -> Result<Self, DecodeError> {
        let &[flags, code] = body else { return Err(DecodeError::Length) };
        if flags & !1 != 0 {
            return Err(DecodeError::ReservedConnectAck);
        }
        let session_present = flags == 1;
        let code = ConnectCode::from_byte(code).ok_or(DecodeError::ConnectCode(code))?;
        if session_present && code != ConnectCode::Accepted {
            return Err(DecodeError::SessionPresentOnRefusal);
        }
        Ok(Self { session_present, code })
    }

    pub(super) fn encode(self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        if self.session_present && self.code != ConnectCode::Accepted {
            return Err(EncodeError::SessionPresentOnRefusal);
        }
        out.extend_from_slice(&[first::CONNACK, 2, u8::from(self.session_present), self.code.byte()]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_and_written() {
        for byte in 0..=5 {
            let connack = ConnAck::decode(&[0, byte]).unwrap();
            let mut out = Vec::new();
            connack.encode(&mut out).unwrap();
            assert_eq!(out, [0x20, 2, 0, byte]);
        }
        for byte in 6..=u8::MAX {
            assert_eq!(ConnAck::decode(&[0, byte]), Err(DecodeError::ConnectCode(byte)));
        }
    }

    #[test]
    fn a_session_is_present_only_when_accepted() {
        let accepted = ConnAck { session_present: true, code: ConnectCode::Accepted };
        assert_eq!(ConnAck::decode(&[1, 0]), Ok(accepted));
        assert_eq!(ConnAck::decode(&[1, 5]), Err(DecodeError::SessionPresentOnRefusal));

        let refused = ConnAck { session_present: true, code: ConnectCode::NotAuthorized };
        let mut out = Vec::new();
        assert_eq!(refused.encode(&mut out), Err(EncodeError::SessionPresentOnRefusal));
        assert!(out.is_empty());
    }

    #[test]
    fn reserved_bits_and_other_lengths_are_refused() {
        for flags in 2..=u8::MAX {
            assert_eq!(ConnAck::decode(&[flags, 0]), Err(DecodeError::ReservedConnectAck));
        }
        for body in [&[][..], &[0], &[0, 0, 0]] {
            assert_eq!(ConnAck::decode(body), Err(DecodeError::Length));
        }
    }
}
