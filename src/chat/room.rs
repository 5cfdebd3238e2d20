//! A room is a topic: one name to talk in, or a filter to watch. What happens in it is in `entry`.

use crate::mqtt::{Delivery, TopicError, TopicFilter, TopicName};

/// A joined room, never used again for another one while the page lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoomKey(pub u32);

/// Whether the broker lets us read a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// No SUBACK yet.
    Asking,
    /// Up to this delivery.
    Granted(Delivery),
    /// SUBACK 0x80. Writing may still be allowed.
    Refused,
}

/// Where messages come from, and perhaps go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Room {
    /// One topic: to read and to write.
    Chat(TopicName<'static>),
    /// Every topic that the filter matches: read-only.
    Feed(TopicFilter<'static>),
}

impl Room {
    /// A text with `+` or `#` in it is a feed. Exact to the byte: nothing is trimmed. Fails on what MQTT
    /// forbids, and on what may be received but should not be sent [MQTT-1.5.3, table A2 U-8].
    pub fn parse(text: &str) -> Result<Room, TopicError> {
        if text.contains(['+', '#']) {
            let filter = TopicFilter::parse(text.to_owned())?;
            filter.printable()?;
            return Ok(Room::Feed(filter));
        }
        let name = TopicName::parse(text.to_owned())?;
        name.printable()?;
        Ok(Room::Chat(name))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        match self {
            Room::Chat(name) => name.as_str(),
            Room::Feed(filter) => filter.as_str(),
        }
    }

    /// Whether one can only watch.
    pub fn is_feed(&self) -> bool {
        matches!(self, Room::Feed(_))
    }

    /// Whether a message on this topic belongs here.
    pub fn matches(&self, topic: &TopicName<'_>) -> bool {
        match self {
            Room::Chat(name) => is_same(name.as_str(), topic.as_str()),
            Room::Feed(filter) => filter.matches(topic),
        }
    }

    /// What to subscribe to.
    pub fn filter(&self) -> TopicFilter<'static> {
        match self {
            Room::Chat(name) => TopicFilter::parse(name.as_str().to_owned())
                .expect("a topic name is a filter that matches only itself"),
            Room::Feed(filter) => filter.clone(),
        }
    }
}

/// Topics of one place begin alike and end differently, and each message is held against all rooms.
fn is_same(one: &str, other: &str) -> bool {
    one.as_bytes().last() == other.as_bytes().last() && one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(text: &str) -> TopicName<'_> {
        TopicName::parse(text).unwrap()
    }

    #[test]
    fn a_name_is_a_chat_and_a_filter_is_a_feed() {
        assert!(!Room::parse("chat").unwrap().is_feed());
        for feed in ["/+", "#", "home/+/temperature", "chat/#"] {
            assert!(Room::parse(feed).unwrap().is_feed());
        }
    }

    #[test]
    fn rooms_are_exact_to_the_byte() {
        let room = Room::parse(" Chat /在").unwrap();
        assert_eq!(room.as_str(), " Chat /在");
        assert_eq!(room.filter().as_str(), " Chat /在");
        assert!(room.matches(&topic(" Chat /在")));
        assert!(!room.matches(&topic("Chat /在")));
    }

    #[test]
    fn a_feed_matches_as_a_broker_would() {
        let feed = Room::parse("/+").unwrap();
        assert_eq!(feed.filter().as_str(), "/+");
        assert!(feed.matches(&topic("/chat")));
        assert!(!feed.matches(&topic("chat")));
        assert!(!Room::parse("#").unwrap().matches(&topic("$SYS/uptime")));
    }

    #[test]
    fn what_mqtt_forbids_is_no_room() {
        assert_eq!(Room::parse(""), Err(TopicError::Empty));
        assert_eq!(Room::parse("a#"), Err(TopicError::MisplacedHash));
        assert_eq!(Room::parse("a+"), Err(TopicError::MisplacedPlus));
        assert_eq!(Room::parse("a\u{7}"), Err(TopicError::Unprintable));
        assert_eq!(Room::parse("+/a\u{7}"), Err(TopicError::Unprintable));
    }
}
