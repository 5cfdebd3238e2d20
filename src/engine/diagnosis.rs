//! From how a connection ended to what a person should be told, if anything.

use super::api::Problem;
use crate::mqtt::client::{ConnectError, Lost};

/// Whether this connection, or any since signing in, was ever accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The broker never accepted us: the address may be wrong.
    Never,
    /// It did before: the bar that says "Reconnecting" is enough for a dead network.
    Accepted,
}

/// `None`: nothing that a person could do about it. `code` is what the WebSocket closed with last.
pub(super) fn diagnose(why: &Lost, url: &str, known: Known, code: u16) -> Option<Problem> {
    let url = url.to_owned();
    match why {
        Lost::Connect(ConnectError::Refused(code)) => Some(Problem::Refused(*code)),
        Lost::Connect(ConnectError::NotMqtt) => Some(Problem::NotMqtt { url }),
        Lost::Connect(_) if known == Known::Accepted => None,
        Lost::Connect(ConnectError::Unreachable) => Some(Problem::Unreachable { url }),
        Lost::Connect(ConnectError::TimedOut) => Some(Problem::NoAnswer { url }),
        Lost::Connect(ConnectError::Closed) => Some(Problem::ClosedAtConnect { url, code }),
        Lost::Closed | Lost::Silent => None,
        Lost::TakenOver => Some(Problem::TakenOver),
        Lost::Protocol(error) => Some(Problem::Protocol { rule: error.rule(), what: error.to_string() }),
        Lost::PacketTooLarge { size, limit } => Some(Problem::PacketTooLarge { size: *size, limit: *limit }),
        Lost::Store => Some(Problem::Store),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mqtt::ConnectCode;

    #[test]
    fn a_first_attempt_names_the_address_and_a_later_one_stays_quiet() {
        let why = Lost::Connect(ConnectError::Unreachable);
        let named = Problem::Unreachable { url: "ws://a".into() };
        assert_eq!(diagnose(&why, "ws://a", Known::Never, 1006), Some(named));
        assert_eq!(diagnose(&why, "ws://a", Known::Accepted, 1006), None);
    }

    #[test]
    fn a_refusal_is_told_however_often_the_broker_accepted_before() {
        let why = Lost::Connect(ConnectError::Refused(ConnectCode::NotAuthorized));
        assert_eq!(
            diagnose(&why, "ws://a", Known::Accepted, 1006),
            Some(Problem::Refused(ConnectCode::NotAuthorized))
        );
    }

    #[test]
    fn a_plain_close_needs_no_alert() {
        assert_eq!(diagnose(&Lost::Closed, "ws://a", Known::Never, 1006), None);
    }
}
