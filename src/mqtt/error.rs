//! What is wrong with a packet, and whose fault it is: the peer's when decoding, the caller's when encoding.
//! Every error names the rule it breaks. Sentences for people are made elsewhere, in their language.

use std::fmt;

use super::topic::TopicError;

/// The peer sent what the specification forbids; the connection must close [MQTT-4.8.0-1].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("packet type {0} is reserved")]
    PacketType(u8),
    #[error("the fixed header has the wrong flags for its packet type")]
    Flags,
    /// For the packets whose length never varies.
    #[error("the packet has the wrong length for its type")]
    Length,
    #[error("a field runs past the end of the packet")]
    Truncated,
    #[error("there are bytes behind the last field")]
    Trailing,
    #[error("a string is not valid UTF-8")]
    Utf8,
    #[error("a string contains U+0000")]
    Nul,
    /// Never [`TopicError::Nul`], which is [`DecodeError::Nul`] for every string.
    #[error("{0}")]
    Topic(TopicError),
    #[error("the packet identifier is 0")]
    PacketId,
    #[error("a PUBLISH has QoS 3")]
    Qos,
    #[error("a PUBLISH has DUP on QoS 0")]
    DupOnQos0,
    #[error("the reserved bits of the CONNACK flags are not 0")]
    ReservedConnectAck,
    #[error("CONNACK code {0} is reserved")]
    ConnectCode(u8),
    #[error("a refusing CONNACK says that a session is present")]
    SessionPresentOnRefusal,
    #[error("a SUBACK has no codes")]
    SubAckEmpty,
    #[error("SUBACK code {0} is reserved")]
    SubAckCode(u8),
    #[error("a SUBSCRIBE has no filters")]
    SubscribeEmpty,
    #[error("a SUBSCRIBE asks for a QoS above 2")]
    SubscribeQos,
    #[error("an UNSUBSCRIBE has no filters")]
    UnsubscribeEmpty,
    #[error("the protocol name is not MQTT")]
    ProtocolName,
    /// To be answered with a CONNACK that refuses the level.
    #[error("protocol level {0} is not supported")]
    ProtocolLevel(u8),
    #[error("the reserved bit of the CONNECT flags is not 0")]
    ReservedConnect,
    #[error("a CONNECT without a will has will flags")]
    WillFlags,
    #[error("a will has QoS 3")]
    WillQos,
    #[error("a CONNECT has a password without a user name")]
    PasswordWithoutUserName,
}

impl DecodeError {
    /// The broken rule: a tag of the specification, or a section where it gives no tag.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::PacketType(_) => "§2.2.1",
            Self::Flags => "MQTT-2.2.2-2",
            Self::Length | Self::Truncated | Self::Trailing => "§2.2.3",
            Self::Utf8 => "MQTT-1.5.3-1",
            Self::Nul => "MQTT-1.5.3-2",
            Self::Topic(error) => error.rule(),
            Self::PacketId => "MQTT-2.3.1-1",
            Self::Qos => "MQTT-3.3.1-4",
            Self::DupOnQos0 => "MQTT-3.3.1-2",
            Self::ReservedConnectAck => "§3.2.2.1",
            Self::ConnectCode(_) => "§3.2.2.3",
            Self::SessionPresentOnRefusal => "MQTT-3.2.2-4",
            Self::SubAckEmpty => "MQTT-3.8.4-5",
            Self::SubAckCode(_) => "MQTT-3.9.3-2",
            Self::SubscribeEmpty => "MQTT-3.8.3-3",
            Self::SubscribeQos => "MQTT-3.8.3-4",
            Self::UnsubscribeEmpty => "MQTT-3.10.3-2",
            Self::ProtocolName => "MQTT-3.1.2-1",
            Self::ProtocolLevel(_) => "MQTT-3.1.2-2",
            Self::ReservedConnect => "MQTT-3.1.2-3",
            Self::WillFlags => "MQTT-3.1.2-11",
            Self::WillQos => "MQTT-3.1.2-14",
            Self::PasswordWithoutUserName => "MQTT-3.1.2-22",
        }
    }
}

impl From<TopicError> for DecodeError {
    fn from(error: TopicError) -> Self {
        match error {
            TopicError::Nul => Self::Nul,
            error => Self::Topic(error),
        }
    }
}

/// We were asked to send what the specification forbids; nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    #[error("the {0} is longer than 65535 bytes")]
    TooLong(Field),
    #[error("the {0} contains U+0000")]
    Nul(Field),
    #[error("the {0} contains control characters or non-characters")]
    Unprintable(Field),
    #[error("a password needs a user name")]
    PasswordWithoutUserName,
    #[error("an empty client id needs a clean session")]
    EmptyClientId,
    #[error("a PUBLISH with QoS 0 is never a duplicate")]
    DupOnQos0,
    #[error("a SUBSCRIBE needs a filter")]
    SubscribeEmpty,
    #[error("an UNSUBSCRIBE needs a filter")]
    UnsubscribeEmpty,
    #[error("a SUBACK needs a code")]
    SubAckEmpty,
    #[error("a refusing CONNACK has no session")]
    SessionPresentOnRefusal,
    #[error("the packet is longer than MQTT can say")]
    PacketTooLarge,
}

impl EncodeError {
    /// The rule that forbids it: a tag of the specification, or a section where it gives no tag.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::TooLong(_) | Self::Unprintable(_) => "§1.5.3",
            Self::Nul(_) => "MQTT-1.5.3-2",
            Self::PasswordWithoutUserName => "MQTT-3.1.2-22",
            Self::EmptyClientId => "MQTT-3.1.3-7",
            Self::DupOnQos0 => "MQTT-3.3.1-2",
            Self::SubscribeEmpty => "MQTT-3.8.3-3",
            Self::UnsubscribeEmpty => "MQTT-3.10.3-2",
            Self::SubAckEmpty => "MQTT-3.8.4-5",
            Self::SessionPresentOnRefusal => "MQTT-3.2.2-4",
            Self::PacketTooLarge => "§2.2.3",
        }
    }
}

/// The field an [`EncodeError`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    ClientId,
    WillTopic,
    WillMessage,
    UserName,
    Password,
    TopicName,
    TopicFilter,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::ClientId => "client id",
            Self::WillTopic => "will topic",
            Self::WillMessage => "will message",
            Self::UserName => "user name",
            Self::Password => "password",
            Self::TopicName => "topic name",
            Self::TopicFilter => "topic filter",
        })
    }
}
