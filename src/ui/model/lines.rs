//! A room as lists show it.

use crate::chat::{Access, Echo, RoomEntry, RoomKey, RoomSettings};
use crate::mqtt::Delivery;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoomLine {
    pub(crate) key: RoomKey,
    pub(crate) topic: String,
    pub(crate) is_feed: bool,
    pub(crate) access: Access,
    pub(crate) unread: u32,
    pub(crate) mentions: u32,
    pub(crate) echo: Echo,
    pub(crate) delivery: Delivery,
    pub(crate) settings: RoomSettings,
    /// Whom a direct room is with.
    pub(crate) direct: Option<String>,
    /// Who said the last thing, a line of it, and when it came.
    pub(crate) last: Option<(String, String, u64)>,
}

impl RoomLine {
    pub(super) fn read(entry: &RoomEntry) -> Self {
        let last = entry.last().map(|message| {
            let author = message.author().unwrap_or_default().to_owned();
            (author, message.content.summary(), message.arrived_at)
        });
        Self {
            key: entry.key,
            topic: entry.room.as_str().to_owned(),
            is_feed: entry.room.is_feed(),
            access: entry.access,
            unread: entry.unread,
            mentions: entry.mentions,
            echo: entry.echo,
            delivery: entry.delivery,
            settings: entry.settings.clone(),
            direct: entry.direct.clone(),
            last,
        }
    }

    /// Whether the other is this room with other news at most.
    pub(crate) fn differs_by_news(&self, other: &Self) -> bool {
        // All fields are named, so that a new one is not forgotten here.
        let Self {
            key,
            topic,
            is_feed,
            access,
            unread: _,
            mentions: _,
            echo,
            delivery,
            settings,
            direct,
            last: _,
        } = self;
        (*key, topic, *is_feed, *access, *echo, *delivery)
            == (other.key, &other.topic, other.is_feed, other.access, other.echo, other.delivery)
            && (settings, direct) == (&other.settings, &other.direct)
    }

    /// What people call it here: the alias, the other's name, or the topic.
    pub(crate) fn name(&self) -> &str {
        match (&self.settings.alias, &self.direct) {
            (alias, _) if !alias.is_empty() => alias,
            (_, Some(name)) => name,
            _ => &self.topic,
        }
    }
}
