//! What went wrong, in English, and what a person can do about it.
//! One arm for each `Problem`: a new one does not compile until it has its words here.

use super::{Sentence, advise, say, tell};
use crate::chat::WriteError;
use crate::engine::{Problem, StoreError};
use crate::i18n::en::one_or_more;
use crate::mqtt::{ConnectCode, TopicError};

/// Words for a problem.
pub(in crate::i18n) fn problem(problem: &Problem) -> Sentence {
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
            &[
                &one_or_more(*count as u64, "record", "records"),
                " on this device could not be read, and ",
                if *count == 1 { "was" } else { "were" },
                " set aside.",
            ],
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
