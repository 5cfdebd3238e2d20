//! What the interface and the engine say to each other: commands down, changes up.
//! Plain data, no browser and no network, so that both sides can be tested without the other.

use super::history::KeepFor;
use crate::chat::{MessageKey, Place, RoomKey, RoomSettings, Status, WriteError};
use crate::mqtt::{ConnectCode, Delivery, TopicError};
use crate::store::StoreError;

pub use super::preferences::{Away, Receipts};

/// What the sign-in form holds when somebody presses Connect.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// As typed: `wss://host/mqtt`, `ws://…`, or a bare host.
    pub broker: String,
    pub name: String,
    /// A topic name, or a filter for a feed.
    pub room: String,
    pub user_name: Option<String>,
    pub password: Option<String>,
    /// Seconds, 0 to switch it off [MQTT-3.1.2-23].
    pub keep_alive: u16,
    /// Empty: one is made and kept for this profile, broker and user.
    pub client_id: Option<String>,
    /// Said at the first join of a room. `None`: as the host of the page configured it; empty: nothing is said.
    pub greeting: Option<String>,
    pub trace: Trace,
}

/// Whether anything outlives the tab.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trace {
    /// CleanSession 0: the broker keeps what arrives while we are away.
    #[default]
    Keep,
    /// "Leave no trace": CleanSession 1, nothing written to this device.
    None,
}

/// What a person asks for. None of them waits for the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    SignIn(SignIn),
    SignOut(Leaving),
    /// Joins and opens a room, or a feed if the text is a filter.
    Join(String),
    Leave(RoomKey),
    /// The room on screen; its unread count goes to nought.
    Open(RoomKey),
    /// No room is on screen, as on a phone that shows the list: all of them count what comes.
    Close,
    Say {
        room: RoomKey,
        text: String,
        /// The id of the message that this one answers.
        re: Option<String>,
    },
    /// Try to connect at once instead of waiting for the backoff.
    RetryNow,
    /// Send a failed message again, under its old id.
    Resend {
        room: RoomKey,
        key: MessageKey,
    },
    /// Forget a message on this device.
    Delete {
        room: RoomKey,
        key: MessageKey,
    },
    /// The same of a message of a page, which may not be held any more.
    Forget {
        room: RoomKey,
        key: MessageKey,
        place: Place,
    },
    /// Forget all that is settled in this room, or in all rooms, on this device; what waits stays.
    ClearHistory {
        room: Option<RoomKey>,
    },
    KeepFor(KeepFor),
    Deliver {
        room: RoomKey,
        delivery: Delivery,
    },
    /// Opens the room of two with whoever has this name.
    Direct(String),
    SetRoom {
        room: RoomKey,
        settings: RoomSettings,
    },
    /// To this place in the list, or to its end.
    MoveRoom {
        room: RoomKey,
        to: usize,
    },
    /// Somebody is writing here. With every key if you like: others hear of it every three seconds.
    Typing(RoomKey),
    /// Said at the first join of a room; empty: nothing is said.
    SetGreeting(String),
    SetAway(Away),
    SetReceipts(Receipts),
    /// What stands in the composer now.
    Draft {
        room: RoomKey,
        text: String,
    },
    /// The alert was read.
    Dismiss,
}

/// What signing out leaves on this device. The broker's session ends in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// Rooms and messages stay, for the next time.
    #[default]
    Keep,
    /// Nothing of this name at this broker.
    Erase,
}

/// Which of the two places is on screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// The form.
    #[default]
    Out,
    /// The form, waiting for the broker's first word.
    SigningIn,
    /// Rooms and messages, connected or not.
    In,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connection {
    #[default]
    SignedOut,
    Connecting,
    Connected,
    /// The next attempt is due at this wall-clock time, ms since the epoch; `None` while it is under way.
    Reconnecting {
        at: Option<u64>,
    },
    /// The browser says that there is no network.
    Offline,
    /// Another client with our id holds the connection, and we gave way.
    Elsewhere,
}

/// Something a person has to know. Its sentence, with what to do, is in `i18n`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Nothing can be opened at this address: not a WebSocket URL or a host.
    BadAddress(String),
    /// A page from https:// may not open ws://.
    MixedContent,
    NoName,
    /// Room or feed typed wrong.
    Topic {
        topic: String,
        error: TopicError,
    },
    /// The browser could not open the WebSocket, and does not say why; neither does the address.
    Unreachable {
        url: String,
    },
    /// As `Unreachable`, at a port where brokers speak plain MQTT.
    MqttPort {
        url: String,
        port: u16,
    },
    /// As `Unreachable`, by ws:// at a port where brokers want TLS.
    TlsPort {
        url: String,
        port: u16,
        /// The same address with wss://.
        secure: String,
    },
    /// As `Unreachable`, with a path that few brokers have.
    OddPath {
        url: String,
        /// The same address with the usual path.
        usual: String,
    },
    /// As `Unreachable`, by wss://: perhaps the browser does not trust the certificate.
    SecureUnreachable {
        url: String,
        /// Where a person can look at the certificate, and accept it.
        visit: String,
    },
    /// A bare host, and none of the usual endpoints answered.
    NothingFound {
        host: String,
        tried: Vec<String>,
    },
    /// Something answered that is not an MQTT endpoint.
    NotMqtt {
        url: String,
    },
    /// Closed with a code that says: what was sent makes no sense to me.
    NotUnderstood {
        url: String,
        /// 1002, 1003, 1007 or 1009 (RFC 6455 §7.4.1).
        code: u16,
    },
    /// Opened, but no CONNACK in time.
    NoAnswer {
        url: String,
    },
    /// CONNACK with a code other than 0; with 4 and 5, a user name or password was given.
    Refused(ConnectCode),
    /// CONNACK 4 or 5, and neither a user name nor a password was given.
    CredentialsWanted,
    /// Closed straight after a CONNECT with credentials, with no CONNACK: some brokers refuse that way.
    ProbablyRefused {
        url: String,
    },
    /// Closed straight after a CONNECT without credentials, with no CONNACK.
    ClosedAtConnect {
        url: String,
        /// What the WebSocket closed with, such as 1006.
        code: u16,
    },
    /// The broker closed the connection over a message that is too large for it.
    TooLargeForBroker {
        url: String,
    },
    /// Another client with our client id keeps taking the connection.
    TakenOver,
    /// The broker broke the protocol; which rule.
    Protocol {
        rule: &'static str,
        what: String,
    },
    /// The broker sent a packet larger than we take.
    PacketTooLarge {
        size: usize,
        limit: usize,
    },
    /// SUBACK 0x80.
    RoomRefused {
        topic: String,
    },
    Write(WriteError),
    /// So many messages wait for the broker that no more are taken.
    QueueFull {
        limit: usize,
    },
    /// The options can't be a CONNECT packet; which rule.
    Options {
        rule: &'static str,
        what: String,
    },
    /// What came could not be kept on this device.
    Store,
    /// Nothing is kept on this device from now on, and why.
    Storage(StoreError),
    /// So many records could not be read, and were set aside.
    SetAside {
        count: usize,
    },
    /// The host of this page allows only its own brokers.
    BrokerLocked,
    /// The text in `config.json` can't be used; where and why.
    Config(String),
}

impl Problem {
    /// Over once a connection is up.
    pub fn is_of_connection(&self) -> bool {
        matches!(
            self,
            Self::BadAddress(_)
                | Self::MixedContent
                | Self::Unreachable { .. }
                | Self::MqttPort { .. }
                | Self::TlsPort { .. }
                | Self::OddPath { .. }
                | Self::SecureUnreachable { .. }
                | Self::NothingFound { .. }
                | Self::NotMqtt { .. }
                | Self::NotUnderstood { .. }
                | Self::NoAnswer { .. }
                | Self::Refused(_)
                | Self::CredentialsWanted
                | Self::ProbablyRefused { .. }
                | Self::ClosedAtConnect { .. }
                | Self::TakenOver
        )
    }

    /// The broker may not listen for WebSockets at all, as few do by default.
    pub fn may_lack_listener(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::MqttPort { .. }
                | Self::OddPath { .. }
                | Self::SecureUnreachable { .. }
                | Self::NothingFound { .. }
        )
    }
}

/// What became different. The interface reads the rest from the engine's `Chat`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Stage(Stage),
    Connection(Connection),
    /// Shown until dismissed or replaced; `None` clears it.
    Problem(Option<Problem>),
    /// The list: rooms came, went, or their unread counts, access or last lines changed.
    Rooms,
    /// Who is here, who is typing or who read what; or that the broker does not tell.
    People,
    /// This room should be on screen now (after a join).
    Opened(RoomKey),
    /// Messages came, moved or went in this room.
    Timeline(RoomKey),
    Status {
        room: RoomKey,
        key: MessageKey,
        status: Status,
    },
    /// This text was taken and stored: the composer may be cleared of it.
    Said {
        room: RoomKey,
        text: String,
    },
    /// What was to be said was not taken, and stays in the composer; the problem says why.
    NotSaid(RoomKey),
    /// The how manieth endpoint of a bare host is tried, of how many, and which; `None` when that is over.
    Searching(Option<(usize, usize, String)>),
}
