//! Every problem has its words in every language.

use super::{Sentence, en, zh};
use crate::chat::WriteError;
use crate::engine::{Problem, StoreError};
use crate::mqtt::{ConnectCode, TopicError};

const LANGUAGES: [fn(&Problem) -> Sentence; 2] = [en::problem, zh::problem];

fn every_problem() -> Vec<Problem> {
    let url = "ws://broker.example:9001/mqtt".to_owned();
    let mut all = vec![
        Problem::BadAddress(String::new()),
        Problem::BadAddress("ftp://x".to_owned()),
        Problem::MixedContent,
        Problem::NoName,
        Problem::Unreachable { url: url.clone() },
        Problem::MqttPort { url: "ws://localhost:1883".to_owned(), port: 1883 },
        Problem::TlsPort { url: "ws://a:443".to_owned(), port: 443, secure: "wss://a:443".to_owned() },
        Problem::OddPath { url: "ws://a/b".to_owned(), usual: "ws://a/mqtt".to_owned() },
        Problem::SecureUnreachable { url: "wss://a".to_owned(), visit: "https://a/".to_owned() },
        Problem::NothingFound { host: "a".to_owned(), tried: vec!["ws://a/mqtt".to_owned()] },
        Problem::NotUnderstood { url: url.clone(), code: 1002 },
        Problem::CredentialsWanted,
        Problem::ProbablyRefused { url: url.clone() },
        Problem::TooLargeForBroker { url: url.clone() },
        Problem::NotMqtt { url: url.clone() },
        Problem::NoAnswer { url: url.clone() },
        Problem::ClosedAtConnect { url, code: 1006 },
        Problem::TakenOver,
        Problem::Protocol { rule: "MQTT-3.2.2-4", what: "a session out of nowhere".to_owned() },
        Problem::PacketTooLarge { size: 20_000_000, limit: 16_777_216 },
        Problem::RoomRefused { topic: "secret".to_owned() },
        Problem::QueueFull { limit: 1_000 },
        Problem::Options { rule: "MQTT-3.1.2-22", what: "a password needs a username".to_owned() },
        Problem::Store,
        Problem::BrokerLocked,
        Problem::Config("rooms is not a list.".to_owned()),
    ];
    all.extend([1, 2].map(|count| Problem::SetAside { count }));
    all.extend(every_store_error().map(Problem::Storage));
    all.extend(every_refusal().map(Problem::Refused));
    all.extend(every_topic_error().map(|error| Problem::Topic { topic: "a/#/b".to_owned(), error }));
    all.extend(every_write_error().map(Problem::Write));
    all
}

fn every_refusal() -> impl Iterator<Item = ConnectCode> {
    use ConnectCode::{
        BadUserNameOrPassword, IdentifierRejected, NotAuthorized, ServerUnavailable, UnacceptableProtocol,
    };
    [UnacceptableProtocol, IdentifierRejected, ServerUnavailable, BadUserNameOrPassword, NotAuthorized]
        .into_iter()
}

fn every_store_error() -> impl Iterator<Item = StoreError> {
    use StoreError::{Blocked, Broken, NewerVersion, OlderTab, Quota};
    [Quota, Blocked, OlderTab, NewerVersion, Broken].into_iter()
}

fn every_topic_error() -> impl Iterator<Item = TopicError> {
    use TopicError::{Empty, MisplacedHash, MisplacedPlus, Nul, TooLong, Unprintable, WildcardInName};
    [Empty, Nul, TooLong, WildcardInName, MisplacedHash, MisplacedPlus, Unprintable].into_iter()
}

fn every_write_error() -> impl Iterator<Item = WriteError> {
    let too_large = WriteError::TooLarge { size: 70_000, limit: 65_536 };
    [WriteError::Empty, too_large, WriteError::ReadOnly, WriteError::NoRoom].into_iter()
}

fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '。'])
        && !text.ends_with("..")
        && !text.ends_with("。。")
        && !text.ends_with(".。")
        && !text.starts_with(char::is_lowercase)
}

#[test]
fn every_problem_says_what_happened_and_what_to_do_in_whole_sentences() {
    for (problem, example) in
        LANGUAGES.iter().flat_map(|problem| every_problem().into_iter().map(move |one| (problem, one)))
    {
        let words = problem(&example);
        assert!(is_sentence(&words.happened), "{example:?}: {}", words.happened);
        assert!(is_sentence(&words.advice), "{example:?}: {}", words.advice);
    }
}

#[test]
fn each_connack_code_has_words_of_its_own() {
    for problem in LANGUAGES {
        let words: Vec<_> = every_refusal().map(|code| problem(&Problem::Refused(code)).happened).collect();
        let unlike: std::collections::HashSet<_> = words.iter().collect();
        assert_eq!(unlike.len(), words.len());
    }
}

#[test]
fn an_address_is_named_as_it_was_tried_and_as_it_may_be_right() {
    let addresses = [
        (
            Problem::TlsPort { url: "ws://a:8084".into(), port: 8084, secure: "wss://a:8084".into() },
            "wss://a:8084",
        ),
        (Problem::OddPath { url: "ws://a/chat".into(), usual: "ws://a/mqtt".into() }, "ws://a/mqtt"),
    ];
    for problem in LANGUAGES {
        for (example, better) in &addresses {
            let words = problem(example);
            assert!(words.happened.contains("://a"), "{example:?}: {}", words.happened);
            assert!(words.advice.contains(better), "{example:?}: {}", words.advice);
        }
    }
    let untrusted = Problem::SecureUnreachable { url: "wss://a".into(), visit: "https://a/".into() };
    assert!(en::problem(&untrusted).advice.contains("certificate"));
    assert!(zh::problem(&untrusted).advice.contains("证书"));
}

#[test]
fn a_search_that_found_nothing_names_all_that_was_tried() {
    let tried = ["ws://a/mqtt", "ws://a:9001/"].map(str::to_owned);
    for problem in LANGUAGES {
        let words = problem(&Problem::NothingFound { host: "a".into(), tried: tried.clone().into() });
        assert!(tried.iter().all(|url| words.happened.contains(url)), "{}", words.happened);
    }
}

/// The runs of digits and of Latin letters in a text, in order of the alphabet.
fn given(text: &str) -> Vec<String> {
    let mut given: Vec<_> = text
        .split(|char: char| !char.is_ascii_alphanumeric() && !":/.-#".contains(char))
        .filter(|word| word.contains("://") || word.contains(|char: char| char.is_ascii_digit()))
        .map(|word| word.trim_end_matches(['.', ',', ':']).to_owned())
        .collect();
    given.sort();
    given
}

#[test]
fn what_is_named_in_english_is_named_in_chinese() {
    for example in every_problem() {
        let (english, chinese) = (en::problem(&example), zh::problem(&example));
        assert_eq!(given(&english.happened), given(&chinese.happened), "{example:?}");
        assert_eq!(given(&english.advice), given(&chinese.advice), "{example:?}");
    }
}

#[test]
fn one_record_is_not_called_records() {
    let happened = |count| en::problem(&Problem::SetAside { count }).happened;
    assert_eq!(happened(1), "1 record on this device could not be read, and was set aside.");
    assert_eq!(happened(2), "2 records on this device could not be read, and were set aside.");
}
