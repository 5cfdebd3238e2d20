//! One message, and how far one of ours has come. A message never changes; its status stands beside it.

use super::dialect::Content;
use crate::mqtt::Delivery;
use std::sync::Arc;

/// A message on this page, unique while the page lives. Ours and what arrives are numbered in one sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageKey(pub u64);

/// What was written here or arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub key: MessageKey,
    /// The topic it really came on; in a feed, not the room's filter.
    pub topic: Arc<str>,
    pub content: Content,
    /// ms since the epoch by this device's clock: arrived, or for ours, written.
    pub arrived_at: u64,
    pub origin: Origin,
}

impl Message {
    /// Who says it, if the payload names somebody.
    pub fn author(&self) -> Option<&str> {
        self.user().filter(|user| !user.trim().is_empty())
    }

    /// The sender's id for it, if the payload has one.
    pub fn id(&self) -> Option<&str> {
        match &self.content {
            Content::Chat { id, .. } => id.as_deref(),
            _ => None,
        }
    }

    /// The id of the message that this one answers.
    pub fn answers(&self) -> Option<&str> {
        match &self.content {
            Content::Chat { re, .. } => re.as_deref(),
            _ => None,
        }
    }

    /// What it says in words, as they would be copied.
    pub fn said(&self) -> Option<&str> {
        match &self.content {
            Content::Chat { say, .. } => Some(say),
            Content::Report { msg, .. } => Some(msg),
            Content::Json(text) | Content::Text(text) => Some(text),
            Content::Binary(_) | Content::Large(_) => None,
        }
    }

    /// Whether it counts as unread while nobody has seen it.
    pub fn is_news(&self) -> bool {
        matches!(self.origin, Origin::Received { retained: false, .. })
    }

    /// What makes two arrivals in one room the same message, if it can be known. The topic counts for feeds,
    /// which show several.
    pub(super) fn identity(&self) -> Option<(&str, Option<&str>, &str)> {
        Some((&self.topic, self.user(), self.id()?))
    }

    fn user(&self) -> Option<&str> {
        match &self.content {
            Content::Chat { user, .. } => user.as_deref(),
            _ => None,
        }
    }
}

/// Where a message was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Written on this page.
    Own,
    /// Came from the broker; `retained` ones had been kept for newcomers [MQTT-3.3.1-8].
    Received { retained: bool, delivery: Delivery },
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// On this device only.
    Queued,
    /// Written to a live connection.
    Sent,
    /// Sent and acknowledged, and nothing came back for a while: nobody knows whether anyone got it.
    Unconfirmed,
    /// Our copy came back through the room or, where we may not read it, was acknowledged.
    Delivered,
    Failed(Failure),
    /// Not ours.
    Received,
}

impl Status {
    /// The word that tests and style sheets know it by.
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Queued => "queued",
            Status::Sent | Status::Unconfirmed => "sent",
            Status::Delivered => "delivered",
            Status::Failed(_) => "failed",
            Status::Received => "received",
        }
    }
}

/// Why one of our messages can't be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Larger than a packet may be.
    TooLarge,
    /// So many wait for the broker that no more are taken.
    QueueFull,
    /// The broker closes the connection whenever it gets this message.
    Refused,
    /// The topic has characters that must not be sent.
    Unprintable,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(payload: &str) -> Message {
        Message {
            key: MessageKey(1),
            topic: "chat".into(),
            content: Content::read(payload.as_bytes(), 1_000),
            arrived_at: 0,
            origin: Origin::Received { retained: false, delivery: Delivery::AtMostOnce },
        }
    }

    #[test]
    fn only_a_chat_message_has_author_and_id() {
        let ours = message(r#"{"user":"Lucy","say":"hi","id":"1"}"#);
        assert_eq!((ours.author(), ours.id()), (Some("Lucy"), Some("1")));
        let report = message(r#"{"user":"Lucy","msg":"hi","id":"1"}"#);
        assert_eq!((report.author(), report.id(), report.identity()), (None, None, None));
    }

    #[test]
    fn a_blank_name_is_nobody_but_still_tells_messages_apart() {
        let blank = message(r#"{"user":" ","say":"hi","id":"1"}"#);
        assert_eq!(blank.author(), None);
        assert_ne!(blank.identity(), message(r#"{"say":"hi","id":"1"}"#).identity());
    }

    #[test]
    fn a_failure_of_any_kind_is_the_status_failed() {
        assert_eq!(Status::Failed(Failure::TooLarge).as_str(), "failed");
    }
}
