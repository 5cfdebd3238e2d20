//! The decision table from how a connection ended, and all else that is known of it, to what a person is told.
//! Each row is a function, the first that fits decides, and each has a test. The words are in `i18n`.

use super::Network;
use super::address::{MQTT_PORTS, PageScheme, Parts, Scheme, USUAL_PATH};
use super::api::Problem;
use crate::mqtt::ConnectCode;
use crate::mqtt::client::{ConnectError, Lost, Millis};

/// All that is known of a connection that ended. The subprotocol and CONNACK are in `why`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) why: &'a Lost,
    /// As it was opened.
    pub(super) url: &'a str,
    pub(super) page: PageScheme,
    pub(super) network: Network,
    pub(super) seen: Sighting,
    pub(super) credentials: Credentials,
    pub(super) known: Known,
}

/// What was seen of one socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sighting {
    opened_at: Option<Millis>,
    closed: Option<(Millis, u16)>,
}

/// Whether CONNECT held a user name or a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credentials {
    Given,
    Missing,
}

/// Whether this connection, or any since signing in, was ever accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Known {
    /// The broker never accepted us: the address may be wrong.
    Never,
    /// It did before: the bar that says "Reconnecting" is enough for a dead network.
    Accepted,
}

/// What is said. `None`: nothing that a person could do about it, so the connection bar is enough.
pub(super) fn decide(facts: &Facts<'_>) -> Option<Problem> {
    TABLE.iter().find_map(|row| row(facts)).and_then(|verdict| match verdict {
        Verdict::Tell(problem) => Some(problem),
        Verdict::BarIsEnough => None,
    })
}

impl Sighting {
    pub(super) fn opened(&mut self, now: Millis) {
        self.opened_at = Some(now);
    }

    /// `code` is the WebSocket's close code.
    pub(super) fn closed(&mut self, now: Millis, code: u16) {
        self.closed = Some((now, code));
    }

    /// What the WebSocket closed with, if it was not us who closed it.
    fn code(self) -> Option<u16> {
        self.closed.map(|(_, code)| code)
    }

    /// From open to closed.
    fn lasted(self) -> Option<Millis> {
        Some(self.closed?.0.saturating_sub(self.opened_at?))
    }
}

enum Verdict {
    Tell(Problem),
    BarIsEnough,
}

/// `None` if it does not fit.
type Row = fn(&Facts<'_>) -> Option<Verdict>;

const TABLE: [Row; 22] = [
    // The broker, or we, said why: told however often it accepted us before.
    taken_over,
    breach_of_protocol,
    oversized_packet,
    unstored,
    without_credentials_and_refused,
    refused,
    other_subprotocol,
    message_too_large,
    not_understood,
    // Nobody said why: of no interest in a broker that was seen to work.
    dropped,
    accepted_before,
    // Never opened. Browsers don't say why, so the address has to.
    mixed_content,
    offline,
    mqtt_port,
    tls_port,
    odd_path,
    perhaps_untrusted,
    unreachable,
    // Opened, and then no CONNACK.
    silent,
    closed_late,
    closed_on_credentials,
    closed_on_connect,
];

/// Where WebSockets come by TLS: https itself, EMQX, HiveMQ, RabbitMQ.
const TLS_PORTS: [u16; 4] = [443, 8084, 8884, 15676];
/// Where most brokers have their endpoint: EMQX, HiveMQ and mosquitto, RabbitMQ, and mosquitto again.
const USUAL_PATHS: [&str; 4] = [USUAL_PATH, "/ws", "/", ""];
/// Closed sooner after CONNECT, it was because of CONNECT; later, because it waited for something else.
const STRAIGHT_AWAY: Millis = 5_000;

fn taken_over(facts: &Facts<'_>) -> Option<Verdict> {
    (*facts.why == Lost::TakenOver).then_some(Verdict::Tell(Problem::TakenOver))
}

fn breach_of_protocol(facts: &Facts<'_>) -> Option<Verdict> {
    let Lost::Protocol(error) = facts.why else { return None };
    tell(Problem::Protocol { rule: error.rule(), what: error.to_string() })
}

fn oversized_packet(facts: &Facts<'_>) -> Option<Verdict> {
    let Lost::PacketTooLarge { size, limit } = *facts.why else { return None };
    tell(Problem::PacketTooLarge { size, limit })
}

fn unstored(facts: &Facts<'_>) -> Option<Verdict> {
    (*facts.why == Lost::Store).then_some(Verdict::Tell(Problem::Store))
}

/// 4 and 5 mean much the same to brokers: mosquitto says 5 for a wrong password.
fn without_credentials_and_refused(facts: &Facts<'_>) -> Option<Verdict> {
    use ConnectCode::{BadUserNameOrPassword, NotAuthorized};
    let Lost::Connect(ConnectError::Refused(BadUserNameOrPassword | NotAuthorized)) = facts.why else {
        return None;
    };
    (facts.credentials == Credentials::Missing).then_some(Verdict::Tell(Problem::CredentialsWanted))
}

fn refused(facts: &Facts<'_>) -> Option<Verdict> {
    let Lost::Connect(ConnectError::Refused(code)) = facts.why else { return None };
    tell(Problem::Refused(*code))
}

fn other_subprotocol(facts: &Facts<'_>) -> Option<Verdict> {
    let Lost::Connect(ConnectError::NotMqtt) = facts.why else { return None };
    tell(Problem::NotMqtt { url: facts.url.to_owned() })
}

/// Before CONNACK nothing large was sent, so there it means something else.
fn message_too_large(facts: &Facts<'_>) -> Option<Verdict> {
    let fits = *facts.why == Lost::Closed && facts.seen.code() == Some(1009);
    fits.then(|| Verdict::Tell(Problem::TooLargeForBroker { url: facts.url.to_owned() }))
}

fn not_understood(facts: &Facts<'_>) -> Option<Verdict> {
    let (Lost::Closed | Lost::Connect(ConnectError::Closed)) = facts.why else { return None };
    let code = facts.seen.code().filter(|code| matches!(code, 1002 | 1003 | 1007 | 1009))?;
    tell(Problem::NotUnderstood { url: facts.url.to_owned(), code })
}

/// It was up, and comes back by itself.
fn dropped(facts: &Facts<'_>) -> Option<Verdict> {
    matches!(facts.why, Lost::Closed | Lost::Silent).then_some(Verdict::BarIsEnough)
}

fn accepted_before(facts: &Facts<'_>) -> Option<Verdict> {
    (facts.known == Known::Accepted).then_some(Verdict::BarIsEnough)
}

fn mixed_content(facts: &Facts<'_>) -> Option<Verdict> {
    let parts = facts.unopened()?;
    parts.is_forbidden_to(facts.page).then_some(Verdict::Tell(Problem::MixedContent))
}

fn offline(facts: &Facts<'_>) -> Option<Verdict> {
    facts.unopened()?;
    (facts.network == Network::Offline).then_some(Verdict::BarIsEnough)
}

fn mqtt_port(facts: &Facts<'_>) -> Option<Verdict> {
    let port = facts.unopened()?.port.filter(|port| MQTT_PORTS.contains(port))?;
    tell(Problem::MqttPort { url: facts.url.to_owned(), port })
}

fn tls_port(facts: &Facts<'_>) -> Option<Verdict> {
    let parts = facts.unopened().filter(|parts| parts.scheme == Scheme::Ws)?;
    let port = parts.port.filter(|port| TLS_PORTS.contains(port))?;
    let secure = [Scheme::Wss.prefix(), parts.authority, parts.path].concat();
    tell(Problem::TlsPort { url: facts.url.to_owned(), port, secure })
}

fn odd_path(facts: &Facts<'_>) -> Option<Verdict> {
    let parts = facts.unopened()?;
    let path = parts.path.split('?').next().unwrap_or_default();
    if USUAL_PATHS.contains(&path) {
        return None;
    }
    let usual = [parts.scheme.prefix(), parts.authority, USUAL_PATH].concat();
    tell(Problem::OddPath { url: facts.url.to_owned(), usual })
}

/// A certificate that is not trusted ends the attempt at once, so not one that timed out.
fn perhaps_untrusted(facts: &Facts<'_>) -> Option<Verdict> {
    let parts = facts.unopened().filter(|parts| parts.scheme == Scheme::Wss)?;
    let Lost::Connect(ConnectError::Unreachable) = facts.why else { return None };
    let visit = ["https://", parts.authority, "/"].concat();
    tell(Problem::SecureUnreachable { url: facts.url.to_owned(), visit })
}

fn unreachable(facts: &Facts<'_>) -> Option<Verdict> {
    facts.unopened()?;
    tell(Problem::Unreachable { url: facts.url.to_owned() })
}

fn silent(facts: &Facts<'_>) -> Option<Verdict> {
    let Lost::Connect(ConnectError::TimedOut) = facts.why else { return None };
    tell(Problem::NoAnswer { url: facts.url.to_owned() })
}

/// It, or a proxy before it, lost patience: CONNECT made no impression.
fn closed_late(facts: &Facts<'_>) -> Option<Verdict> {
    facts.seen.lasted().filter(|lasted| *lasted >= STRAIGHT_AWAY)?;
    tell(Problem::NoAnswer { url: facts.url.to_owned() })
}

/// RabbitMQ 3.10 does that on a wrong password.
fn closed_on_credentials(facts: &Facts<'_>) -> Option<Verdict> {
    let told = || Verdict::Tell(Problem::ProbablyRefused { url: facts.url.to_owned() });
    (facts.credentials == Credentials::Given).then(told)
}

fn closed_on_connect(facts: &Facts<'_>) -> Option<Verdict> {
    tell(Problem::ClosedAtConnect { url: facts.url.to_owned(), code: facts.seen.code().unwrap_or(0) })
}

fn tell(problem: Problem) -> Option<Verdict> {
    Some(Verdict::Tell(problem))
}

impl<'a> Facts<'a> {
    /// The address, if the WebSocket never opened.
    fn unopened(&self) -> Option<Parts<'a>> {
        let Lost::Connect(why) = self.why else { return None };
        let unopened = match why {
            ConnectError::Unreachable => true,
            ConnectError::TimedOut => self.seen.opened_at.is_none(),
            _ => false,
        };
        unopened.then(|| Parts::of(self.url, self.page)).flatten()
    }
}
#[cfg(test)]
mod tests;
