//! A test for each row of the decision table, and a few truths over all facts there can be.

use super::*;
use crate::mqtt::client::ProtocolError;

const URL: &str = "ws://broker.example:9001/mqtt";

const UNREACHABLE: Lost = Lost::Connect(ConnectError::Unreachable);
const TIMED_OUT: Lost = Lost::Connect(ConnectError::TimedOut);
const CLOSED: Lost = Lost::Connect(ConnectError::Closed);
const NOT_MQTT: Lost = Lost::Connect(ConnectError::NotMqtt);

const fn refused_with(code: ConnectCode) -> Lost {
    Lost::Connect(ConnectError::Refused(code))
}

/// A first attempt from a page of http://, with credentials, online.
fn first(why: &Lost) -> Facts<'_> {
    let (page, network, credentials) = (PageScheme::Http, Network::Online, Credentials::Given);
    Facts { why, url: URL, page, network, seen: Sighting::default(), credentials, known: Known::Never }
}

fn unreachable_at(url: &str) -> Option<Problem> {
    decide(&Facts { url, ..first(&UNREACHABLE) })
}

fn lasted(duration: Millis, code: u16) -> Sighting {
    let mut seen = Sighting::default();
    seen.opened(1_000);
    seen.closed(1_000 + duration, code);
    seen
}

fn url() -> String {
    URL.to_owned()
}

#[test]
fn a_takeover_is_told() {
    assert_eq!(decide(&first(&Lost::TakenOver)), Some(Problem::TakenOver));
}

#[test]
fn a_breach_of_the_protocol_is_told_with_its_rule() {
    let why =
        Lost::Protocol(ProtocolError::Breach { rule: "MQTT-3.2.2-1", what: "a session out of nowhere" });
    let told = Problem::Protocol { rule: "MQTT-3.2.2-1", what: "a session out of nowhere".into() };
    assert_eq!(decide(&first(&why)), Some(told));
}

#[test]
fn a_packet_that_is_too_large_for_us_is_told() {
    let why = Lost::PacketTooLarge { size: 2, limit: 1 };
    assert_eq!(decide(&first(&why)), Some(Problem::PacketTooLarge { size: 2, limit: 1 }));
}

#[test]
fn what_could_not_be_stored_is_told() {
    assert_eq!(decide(&first(&Lost::Store)), Some(Problem::Store));
}

#[test]
fn a_broker_that_wants_credentials_and_got_none_says_so_with_either_code() {
    for code in [ConnectCode::BadUserNameOrPassword, ConnectCode::NotAuthorized] {
        let why = refused_with(code);
        let facts = Facts { credentials: Credentials::Missing, ..first(&why) };
        assert_eq!(decide(&facts), Some(Problem::CredentialsWanted));
    }
}

#[test]
fn any_other_refusal_is_told_with_its_code_however_often_the_broker_accepted_before() {
    use ConnectCode::{IdentifierRejected, ServerUnavailable, UnacceptableProtocol};
    for code in [UnacceptableProtocol, IdentifierRejected, ServerUnavailable] {
        let why = refused_with(code);
        let facts = Facts { credentials: Credentials::Missing, ..first(&why) };
        assert_eq!(decide(&facts), Some(Problem::Refused(code)));
    }
    for code in [ConnectCode::BadUserNameOrPassword, ConnectCode::NotAuthorized] {
        let why = refused_with(code);
        assert_eq!(decide(&Facts { known: Known::Accepted, ..first(&why) }), Some(Problem::Refused(code)));
    }
}

#[test]
fn an_endpoint_without_the_subprotocol_is_not_mqtt() {
    assert_eq!(decide(&first(&NOT_MQTT)), Some(Problem::NotMqtt { url: url() }));
}

#[test]
fn a_live_connection_closed_with_1009_was_sent_too_much() {
    let facts = Facts { seen: lasted(60_000, 1009), known: Known::Accepted, ..first(&Lost::Closed) };
    assert_eq!(decide(&facts), Some(Problem::TooLargeForBroker { url: url() }));
}

#[test]
fn a_close_with_a_code_of_confusion_is_told_with_the_code() {
    for code in [1002, 1003, 1007, 1009] {
        let facts = Facts { seen: lasted(20, code), ..first(&CLOSED) };
        assert_eq!(decide(&facts), Some(Problem::NotUnderstood { url: url(), code }));
    }
    let facts = Facts { seen: lasted(60_000, 1002), known: Known::Accepted, ..first(&Lost::Closed) };
    assert_eq!(decide(&facts), Some(Problem::NotUnderstood { url: url(), code: 1002 }));
}

#[test]
fn a_connection_that_was_up_and_is_gone_needs_no_words() {
    for why in [Lost::Closed, Lost::Silent] {
        assert_eq!(decide(&Facts { seen: lasted(60_000, 1006), ..first(&why) }), None);
    }
}

#[test]
fn a_broker_that_accepted_before_is_waited_for_in_silence() {
    for why in [UNREACHABLE, TIMED_OUT, CLOSED] {
        let facts = Facts { known: Known::Accepted, seen: lasted(20, 1006), ..first(&why) };
        assert_eq!(decide(&facts), None, "{why:?}");
    }
}

#[test]
fn a_secure_page_and_a_plain_address_do_not_mix() {
    let facts = Facts { page: PageScheme::Https, ..first(&UNREACHABLE) };
    assert_eq!(decide(&facts), Some(Problem::MixedContent));
    let near = Facts { url: "ws://localhost:9001/mqtt", ..facts };
    assert_eq!(decide(&near), Some(Problem::Unreachable { url: "ws://localhost:9001/mqtt".into() }));
}

#[test]
fn offline_the_bar_says_it_all() {
    for why in [UNREACHABLE, TIMED_OUT] {
        assert_eq!(decide(&Facts { network: Network::Offline, ..first(&why) }), None);
    }
    let heard = Facts { network: Network::Offline, seen: lasted(20, 1006), ..first(&CLOSED) };
    assert!(decide(&heard).is_some(), "a broker on this machine answers all the same");
}

#[test]
fn a_port_of_plain_mqtt_is_named() {
    for (url, port) in [("ws://localhost:1883/mqtt", 1883), ("wss://broker.example:8883", 8883)] {
        assert_eq!(unreachable_at(url), Some(Problem::MqttPort { url: url.to_owned(), port }));
    }
    assert!(!matches!(unreachable_at("ws://localhost:18830/mqtt"), Some(Problem::MqttPort { .. })));
}

#[test]
fn a_port_that_wants_tls_is_named_with_the_address_that_has_it() {
    for (port, url, secure) in [
        (8084, "ws://broker.example:8084/mqtt", "wss://broker.example:8084/mqtt"),
        (443, "ws://[::1]:443/mqtt", "wss://[::1]:443/mqtt"),
    ] {
        let told = Problem::TlsPort { url: url.to_owned(), port, secure: secure.to_owned() };
        assert_eq!(unreachable_at(url), Some(told));
    }
}

#[test]
fn a_path_that_few_brokers_have_is_doubted() {
    for (url, usual) in [
        ("ws://broker.example:8083/chat", "ws://broker.example:8083/mqtt"),
        ("wss://broker.example/mqtt/?token=1", "wss://broker.example/mqtt"),
    ] {
        let told = Problem::OddPath { url: url.to_owned(), usual: usual.to_owned() };
        assert_eq!(unreachable_at(url), Some(told));
    }
    for usual in ["ws://a:9001", "ws://a:9001/", "ws://a/mqtt?x=/y", "ws://a:15675/ws"] {
        assert_eq!(unreachable_at(usual), Some(Problem::Unreachable { url: usual.to_owned() }));
    }
}

#[test]
fn a_secure_address_that_fails_at_once_perhaps_has_a_certificate_to_accept() {
    let url = "wss://192.168.1.7:9001/";
    let told = Problem::SecureUnreachable { url: url.into(), visit: "https://192.168.1.7:9001/".into() };
    assert_eq!(unreachable_at(url), Some(told));
    let slow = Facts { url, ..first(&TIMED_OUT) };
    assert_eq!(
        decide(&slow),
        Some(Problem::Unreachable { url: url.into() }),
        "certificates are refused at once"
    );
}

#[test]
fn an_address_with_nothing_odd_about_it_is_plainly_unreachable() {
    assert_eq!(unreachable_at(URL), Some(Problem::Unreachable { url: url() }));
    assert_eq!(decide(&first(&TIMED_OUT)), Some(Problem::Unreachable { url: url() }));
}

#[test]
fn a_broker_that_opens_and_says_nothing_is_called_silent() {
    let mut seen = Sighting::default();
    seen.opened(1_000);
    assert_eq!(decide(&Facts { seen, ..first(&TIMED_OUT) }), Some(Problem::NoAnswer { url: url() }));
}

#[test]
fn a_broker_that_closes_long_after_connect_is_called_silent_too() {
    let facts = Facts { seen: lasted(STRAIGHT_AWAY, 1006), ..first(&CLOSED) };
    assert_eq!(decide(&facts), Some(Problem::NoAnswer { url: url() }));
}

#[test]
fn a_close_straight_after_credentials_is_probably_a_refusal() {
    for code in [1000, 1006] {
        let facts = Facts { seen: lasted(STRAIGHT_AWAY - 1, code), ..first(&CLOSED) };
        assert_eq!(decide(&facts), Some(Problem::ProbablyRefused { url: url() }));
    }
}

#[test]
fn a_close_straight_after_connect_without_credentials_is_told_with_its_code() {
    let facts = Facts { credentials: Credentials::Missing, seen: lasted(20, 1006), ..first(&CLOSED) };
    assert_eq!(decide(&facts), Some(Problem::ClosedAtConnect { url: url(), code: 1006 }));
}

#[test]
fn every_row_is_of_use_and_every_set_of_facts_has_one() {
    let mut used = [false; TABLE.len()];
    each_fact(|facts| {
        let row = TABLE.iter().position(|row| row(facts).is_some());
        used[row.unwrap_or_else(|| panic!("no row for {facts:?}"))] = true;
    });
    assert_eq!(used.iter().position(|used| !used), None, "a row that never decides");
}

#[test]
fn a_broker_that_worked_is_never_said_to_be_unreachable_and_nobody_is_while_offline() {
    each_fact(|facts| {
        let told = decide(facts);
        let doubts_address = told.as_ref().is_some_and(Problem::may_lack_listener);
        let quiet = facts.known == Known::Accepted || facts.network == Network::Offline;
        assert!(!(quiet && doubts_address), "{facts:?}: {told:?}");
    });
}

/// Some of each kind, in all combinations.
fn each_fact(mut look: impl FnMut(&Facts<'_>)) {
    let breach = ProtocolError::Breach { rule: "MQTT-3.2.2-1", what: "a session out of nowhere" };
    let whys = [
        UNREACHABLE,
        TIMED_OUT,
        CLOSED,
        NOT_MQTT,
        refused_with(ConnectCode::UnacceptableProtocol),
        refused_with(ConnectCode::NotAuthorized),
        Lost::Closed,
        Lost::Silent,
        Lost::TakenOver,
        Lost::Store,
        Lost::PacketTooLarge { size: 2, limit: 1 },
        Lost::Protocol(breach),
    ];
    let urls = [URL, "wss://a/mqtt", "ws://a:1883", "ws://a:8084/ws", "wss://a/chat"];
    let opened = {
        let mut seen = Sighting::default();
        seen.opened(1_000);
        seen
    };
    let seen = [Sighting::default(), opened, lasted(20, 1006), lasted(9_000, 1006), lasted(20, 1009)];
    for (why, url, seen) in whys
        .iter()
        .flat_map(|why| urls.map(|url| (why, url)))
        .flat_map(|(why, url)| seen.map(|s| (why, url, s)))
    {
        for page in [PageScheme::Http, PageScheme::Https] {
            for network in [Network::Online, Network::Offline] {
                for credentials in [Credentials::Given, Credentials::Missing] {
                    for known in [Known::Never, Known::Accepted] {
                        look(&Facts { why, url, page, network, seen, credentials, known });
                    }
                }
            }
        }
    }
}
