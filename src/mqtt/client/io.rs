//! What goes into the client beside method calls, and all that comes out of it.

use thiserror::Error;

use super::super::session::{SessionChange, Ticket};
use super::super::{
    ConnectCode, DecodeError, Delivery, FrameError, SubscribeOutcome, TopicError, TopicFilter,
};

/// A point on a clock that only moves forward, in milliseconds. Its zero does not matter.
pub type Millis = u64;

/// Numbers the sockets, so that late news of an old one can be told apart. The first is 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConnectionId(pub u32);

/// Numbers the steps given to the store. They are answered in order: an answer covers all before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seq(pub u64);

/// What the world must do for the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Open a WebSocket that offers the subprotocol `mqtt` [MQTT-6.0.0-3].
    Open(ConnectionId),
    /// Send these bytes as one binary message [MQTT-6.0.0-1].
    Send(Vec<u8>),
    /// Close the WebSocket, after what was sent.
    Close(ConnectionId, CloseWhy),
    /// Commit this, then call `handle_committed` with its number. Steps polled in one drain belong in one batch.
    Persist(Seq, SessionChange),
    Event(Event),
}

/// Which close code fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseWhy {
    /// 1000: we are done.
    Done,
    /// 4000: the peer broke the protocol, or can't be heard any more.
    Fault,
}

impl CloseWhy {
    /// The WebSocket close code; browsers take only 1000 and 3000–4999.
    pub fn code(self) -> u16 {
        match self {
            Self::Done => 1000,
            Self::Fault => 4000,
        }
    }
}

/// What happened, for whoever shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Connecting,
    /// CONNACK 0. Whether the broker had our session [MQTT-3.2.2-2].
    Connected {
        session_present: bool,
    },
    /// After `Connected`: the broker may not know what it granted before, so that all of it is asked for again.
    Resubscribing,
    /// The connection, or the attempt at one, is over. `retry_at`: `None` when it is not tried again unasked.
    Lost {
        why: Lost,
        retry_at: Option<Millis>,
    },
    /// DISCONNECT went out because we were asked to leave.
    Disconnected,
    Subscribed {
        filter: TopicFilter<'static>,
        outcome: SubscribeOutcome,
    },
    Unsubscribed(TopicFilter<'static>),
    /// The PUBLISH was written to a live connection.
    Sent(Ticket),
    /// PUBACK or PUBCOMP. It does not prove that anyone else got it [MQTT-3.3.5-2].
    Acknowledged(Ticket),
    /// From a PINGREQ to its PINGRESP. The delay of the page itself is in it, so a hidden tab measures too much.
    RoundTrip(Millis),
    /// An acknowledgement that fits nothing we know; harmless (A4-3).
    Stray {
        packet: &'static str,
    },
}

/// Why a connection ended.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Lost {
    #[error(transparent)]
    Connect(ConnectError),
    /// 3.1.1 has no reason in a server's goodbye: a takeover, a restart and a dead network look alike.
    #[error("the connection was closed")]
    Closed,
    /// Three times running the broker closed within seconds of accepting us: another client has our id.
    #[error("another client with this client id keeps taking the connection")]
    TakenOver,
    /// No sign of life although we asked for one.
    #[error("the broker does not answer any more")]
    Silent,
    #[error(transparent)]
    Protocol(ProtocolError),
    #[error("a packet of {size} bytes is over the limit of {limit}")]
    PacketTooLarge { size: usize, limit: usize },
    /// What came could not be stored, so it was not acknowledged [MQTT-4.8.0-2].
    #[error("what came could not be stored")]
    Store,
}

/// Why no connection came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ConnectError {
    #[error("the broker refused: {0:?}")]
    Refused(ConnectCode),
    #[error("nothing could be reached")]
    Unreachable,
    #[error("no answer in time")]
    TimedOut,
    /// The WebSocket opened without the subprotocol `mqtt` [MQTT-6.0.0-4].
    #[error("not an MQTT endpoint")]
    NotMqtt,
    /// Opened, then closed before CONNACK [MQTT-3.2.2-5].
    #[error("closed before the broker answered")]
    Closed,
}

/// The peer broke the specification.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProtocolError {
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error("{what}")]
    Breach { rule: &'static str, what: &'static str },
}

impl ProtocolError {
    /// The statement of the specification that was broken.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Decode(error) => error.rule(),
            Self::Breach { rule, .. } => rule,
        }
    }
}

impl From<ProtocolError> for Lost {
    fn from(error: ProtocolError) -> Self {
        Self::Protocol(error)
    }
}

impl From<DecodeError> for Lost {
    fn from(error: DecodeError) -> Self {
        Self::Protocol(error.into())
    }
}

impl From<FrameError> for Lost {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::TooLarge { size, limit } => Self::PacketTooLarge { size, limit },
            FrameError::RemainingLength => {
                Self::from(ProtocolError::Breach { rule: "2.2.3", what: "a Remaining Length of five bytes" })
            }
        }
    }
}

/// Why a publish was not taken. The caller's fault; nothing was queued or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PublishError {
    #[error(transparent)]
    Topic(#[from] TopicError),
    #[error("{size} bytes are over the limit of {limit}")]
    TooLarge { size: usize, limit: usize },
    #[error("{limit} messages are waiting already")]
    QueueFull { limit: usize },
}

/// How the socket came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// Before it was open: the browser does not say why.
    BeforeOpen,
    AfterOpen,
}

/// A wish to hear a filter, and at most how surely.
pub type Wish = (TopicFilter<'static>, Delivery);
