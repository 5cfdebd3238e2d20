//! What went wrong, in English, and what a person can do about it.
//! One arm for each `Problem`: a new one does not compile until it has its words here.

use super::Sentence;
use crate::chat::WriteError;
use crate::engine::{Problem, StoreError};
use crate::mqtt::{ConnectCode, TopicError};

/// Words for a problem.
pub(super) fn problem(problem: &Problem) -> Sentence {
    match problem {
        Problem::BadAddress(address) if address.trim().is_empty() => say(
            "The broker address is missing.",
            "Type the address of your broker's WebSocket listener, such as wss://broker.example/mqtt.",
        ),
        Problem::BadAddress(address) => tell(
            &["“", address, "” is not an address that can be opened."],
            "Type a host name, or an address that begins with wss:// or ws://.",
        ),
        Problem::MixedContent => say(
            "A page from https:// may not open a ws:// address.",
            "Use the broker's wss:// address, or open this page over http://.",
        ),
        Problem::NoName => say("Your name is missing.", "Type the name that others should see."),
        Problem::Topic { topic, error } => bad_topic(topic, error),
        Problem::Unreachable { url } => tell(
            &["Nothing could be reached at ", url, "."],
            "Check the host and port, and that the broker is running and has a WebSocket listener.",
        ),
        Problem::MqttPort { url, port } => tell(
            &[
                "Nothing could be reached at ",
                url,
                ": port ",
                &port.to_string(),
                " does not speak WebSocket.",
            ],
            "Use the port of the broker's WebSocket listener, often 8083, 8084, 8080 or 9001.",
        ),
        Problem::TlsPort { url, port, secure } => advise(
            &["Nothing could be reached at ", url, ": port ", &port.to_string(), " usually wants TLS."],
            &["Try ", secure, "."],
        ),
        Problem::OddPath { url, usual } => advise(
            &["Nothing could be reached at ", url, "."],
            &[
                "Check the path: most brokers answer at ",
                usual,
                ". If that is right, check the host and port.",
            ],
        ),
        Problem::SecureUnreachable { url, visit: _ } => tell(
            &["Nothing could be reached at ", url, "."],
            "Check the host and port. If they are right, this browser may not trust the certificate: follow the link \
             below, accept the certificate if you know it, and connect again.",
        ),
        Problem::NothingFound { host, tried } => tell(
            &["No broker answered on ", host, ", at any of ", &tried.join(", "), "."],
            "Check the name and that the broker has a WebSocket listener, or type its whole address.",
        ),
        Problem::NotMqtt { url } => tell(
            &["Something answers at ", url, ", but it does not speak MQTT."],
            "Check the path, which is often /mqtt, and that the port is the broker's WebSocket listener.",
        ),
        Problem::NotUnderstood { url, code } => tell(
            &[
                "The broker at ",
                url,
                " could not make sense of what it was sent (code ",
                &code.to_string(),
                ").",
            ],
            "Check that this is the WebSocket listener of an MQTT 3.1.1 broker.",
        ),
        Problem::NoAnswer { url } => tell(
            &["The broker at ", url, " opened the connection and then said nothing."],
            "Check that the port belongs to an MQTT broker, and try again.",
        ),
        Problem::Refused(code) => refused(*code),
        Problem::CredentialsWanted => say(
            "The broker wants a username and password.",
            "Give them under More options, then connect again.",
        ),
        Problem::ProbablyRefused { url } => tell(
            &[
                "The broker at ",
                url,
                " closed the connection; it probably refused this username and password.",
            ],
            "Check both under More options, then connect again.",
        ),
        Problem::ClosedAtConnect { url, code } => tell(
            &["The broker at ", url, " closed the connection without a word (code ", &code.to_string(), ")."],
            "Perhaps it wants a username and password, which go under More options, or does not speak MQTT 3.1.1.",
        ),
        Problem::TooLargeForBroker { url } => tell(
            &["The broker at ", url, " closed the connection: a message was too large for it."],
            "Delete the message that is not delivered, and send it in parts.",
        ),
        Problem::TakenOver => say(
            "The broker keeps closing the connection: perhaps another client has the same client ID, or a room is not allowed.",
            "Close the other client or choose another client ID under More options, check the room, then connect again.",
        ),
        Problem::Protocol { rule, what } => tell(
            &["The broker broke the protocol: ", what, " [", rule, "]."],
            "This is a fault of the broker: tell whoever runs it, then try again.",
        ),
        Problem::PacketTooLarge { size, limit } => tell(
            &[
                "The broker sent ",
                &size.to_string(),
                " bytes at once; this page takes at most ",
                &limit.to_string(),
                ".",
            ],
            "Leave the room that it came from, or ask its sender for smaller messages.",
        ),
        Problem::RoomRefused { topic } => tell(
            &["The broker does not let you read “", topic, "”."],
            "Ask whoever runs the broker for access, or join another room.",
        ),
        Problem::Write(error) => unwritten(error),
        Problem::QueueFull { limit } => tell(
            &[&limit.to_string(), " messages wait for the broker already."],
            "Wait until they are sent, then send this one again.",
        ),
        Problem::Options { rule, what } => tell(
            &["These options can't be used: ", what, " [", rule, "]."],
            "Change them under More options.",
        ),
        Problem::Store => say(
            "What came could not be kept on this device.",
            "Free some space, or allow this page to store data, then reload it.",
        ),
        Problem::Storage(error) => unkept(*error),
        Problem::SetAside { count } => tell(
            &[&count.to_string(), " records on this device could not be read, and were set aside."],
            "Everything else is here. Nothing needs to be done.",
        ),
        Problem::BrokerLocked => say(
            "The host of this page allows only its own brokers.",
            "Choose one of the addresses that the form offers.",
        ),
        Problem::Config(what) => tell(
            &["The settings of this page (config.json) can't be used: ", what.trim_end_matches('.'), "."],
            "Tell whoever hosts this page; without them, the defaults are used.",
        ),
    }
}

/// From here on the chat lives in this tab only.
fn unkept(error: StoreError) -> Sentence {
    match error {
        StoreError::Quota => say(
            "This device has no room left, so new messages are kept in this tab only.",
            "Free some space, then reload the page.",
        ),
        StoreError::Blocked => say(
            "This browser does not let the page keep anything, so messages live in this tab only.",
            "Leave private browsing or allow the page to store data, then reload it.",
        ),
        StoreError::OlderTab => say(
            "Another tab keeps an older version of this page open, so messages live in this tab only.",
            "Close the other tabs of this page, then reload it.",
        ),
        StoreError::NewerVersion => say(
            "A newer version of this page was here, and this one can't read what it kept: messages live in this tab only.",
            "Reload the page to get the newer version.",
        ),
        StoreError::Broken => say(
            "The browser's storage failed, so new messages are kept in this tab only.",
            "Reload the page; if that does not help, restart the browser.",
        ),
    }
}

fn say(happened: &str, advice: &str) -> Sentence {
    Sentence { happened: happened.to_owned(), advice: advice.to_owned() }
}

fn tell(happened: &[&str], advice: &str) -> Sentence {
    say(&happened.concat(), advice)
}

fn advise(happened: &[&str], advice: &[&str]) -> Sentence {
    say(&happened.concat(), &advice.concat())
}

fn refused(code: ConnectCode) -> Sentence {
    match code {
        ConnectCode::Accepted => {
            say("The broker accepted the connection, then ended it.", "Try to connect again.")
        }
        ConnectCode::UnacceptableProtocol => say(
            "The broker does not speak MQTT 3.1.1.",
            "Switch MQTT 3.1.1 on in the broker, or choose another broker.",
        ),
        ConnectCode::IdentifierRejected => say(
            "The broker does not accept this client ID.",
            "Leave the client ID empty under More options, or ask whoever runs the broker which ones it takes.",
        ),
        ConnectCode::ServerUnavailable => {
            say("The broker is not available right now.", "Wait a moment: it is tried again by itself.")
        }
        ConnectCode::BadUserNameOrPassword => say(
            "The broker does not accept this username and password.",
            "Check both under More options, then connect again.",
        ),
        ConnectCode::NotAuthorized => say(
            "The broker does not let you in.",
            "Check the username and password under More options, or ask whoever runs the broker.",
        ),
    }
}

fn bad_topic(topic: &str, error: &TopicError) -> Sentence {
    match error {
        TopicError::Empty => say("The room is missing.", "Type a topic, such as chat."),
        TopicError::Nul => {
            say("The room's name holds a character that no topic may hold (NUL).", "Remove it and try again.")
        }
        TopicError::TooLong => {
            say("The room's name is longer than a topic may be (65535 bytes).", "Choose a shorter one.")
        }
        TopicError::WildcardInName => tell(
            &["“", topic, "” is a feed, and nobody can write to a feed."],
            "Use a topic without + and # to write.",
        ),
        TopicError::MisplacedHash => tell(
            &["In “", topic, "”, # does not stand at the end as a level of its own."],
            "Write it like sensors/#, or leave it out.",
        ),
        TopicError::MisplacedPlus => tell(
            &["In “", topic, "”, + is not a whole level."],
            "Write it like sensors/+/door, or leave it out.",
        ),
        TopicError::Unprintable => {
            say("The room's name holds control characters that can't be seen.", "Type it again by hand.")
        }
    }
}

fn unwritten(error: &WriteError) -> Sentence {
    match error {
        WriteError::Empty => say("There is nothing to send.", "Write something first."),
        WriteError::TooLarge { size, limit } => tell(
            &[
                "The message is too large: ",
                &size.to_string(),
                " bytes, and at most ",
                &limit.to_string(),
                " are taken.",
            ],
            "Shorten it, or send it in parts.",
        ),
        WriteError::ReadOnly => {
            say("A feed is read-only.", "Join a room whose topic has no + or # to write there.")
        }
        WriteError::NoRoom => say("You have left this room.", "Join it again to write there."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn every_topic_error() -> impl Iterator<Item = TopicError> {
        use TopicError::{Empty, MisplacedHash, MisplacedPlus, Nul, TooLong, Unprintable, WildcardInName};
        [Empty, Nul, TooLong, WildcardInName, MisplacedHash, MisplacedPlus, Unprintable].into_iter()
    }

    fn every_write_error() -> impl Iterator<Item = WriteError> {
        let too_large = WriteError::TooLarge { size: 70_000, limit: 65_536 };
        [WriteError::Empty, too_large, WriteError::ReadOnly, WriteError::NoRoom].into_iter()
    }

    fn is_sentence(text: &str) -> bool {
        text.ends_with('.') && !text.ends_with("..") && !text.starts_with(char::is_lowercase)
    }

    #[test]
    fn every_problem_says_what_happened_and_what_to_do_in_whole_sentences() {
        for example in every_problem() {
            let words = problem(&example);
            assert!(is_sentence(&words.happened), "{example:?}: {}", words.happened);
            assert!(is_sentence(&words.advice), "{example:?}: {}", words.advice);
        }
    }

    #[test]
    fn each_connack_code_has_words_of_its_own() {
        let words: Vec<_> = every_refusal().map(|code| refused(code).happened).collect();
        let unlike: std::collections::HashSet<_> = words.iter().collect();
        assert_eq!(unlike.len(), words.len());
    }

    #[test]
    fn an_address_is_named_as_it_was_tried_and_as_it_may_be_right() {
        let addresses = [
            (
                Problem::TlsPort { url: "ws://a:8084".into(), port: 8084, secure: "wss://a:8084".into() },
                "wss://a:8084",
            ),
            (Problem::OddPath { url: "ws://a/chat".into(), usual: "ws://a/mqtt".into() }, "ws://a/mqtt"),
            (Problem::SecureUnreachable { url: "wss://a".into(), visit: "https://a/".into() }, "certificate"),
        ];
        for (example, better) in addresses {
            let words = problem(&example);
            assert!(words.happened.contains("://a"), "{example:?}: {}", words.happened);
            assert!(words.advice.contains(better), "{example:?}: {}", words.advice);
        }
    }

    #[test]
    fn a_search_that_found_nothing_names_all_that_was_tried() {
        let tried = ["ws://a/mqtt", "ws://a:9001/"].map(str::to_owned);
        let words = problem(&Problem::NothingFound { host: "a".into(), tried: tried.clone().into() });
        assert!(tried.iter().all(|url| words.happened.contains(url)), "{}", words.happened);
    }
}
