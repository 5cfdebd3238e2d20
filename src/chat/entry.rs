//! A joined room with all that belongs to it: may we read it, what was said, what is unread.

use super::change::{Place, RoomRecord};
use super::mentions::mentions;
use super::message::Message;
use super::room::{Access, Room, RoomKey};
use super::settings::{Notify, RoomSettings};
use super::timeline::{Item, Timeline};
use crate::mqtt::Delivery;
use std::sync::Arc;

/// Whether what we say in a room comes back. Some brokers grant and acknowledge what they then drop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Echo {
    /// Nothing was said yet, or not long ago.
    Unknown,
    Heard,
    /// Something was acknowledged and did not come back for a while, and nothing ever did.
    Missing,
}

/// What had come before somebody looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct News {
    /// The first place that had not been on screen.
    pub from: u64,
    /// Messages that were unread.
    pub count: u32,
}

/// One line of the list of rooms, and the messages behind it.
#[derive(Debug)]
pub struct RoomEntry {
    pub key: RoomKey,
    pub room: Room,
    pub access: Access,
    /// How our messages are published; [`Delivery::AtLeastOnce`] unless chosen otherwise.
    pub delivery: Delivery,
    /// Everything before this place was on screen; what is unread is computed from it.
    pub read: u64,
    /// Where the line "New messages" stands while the room is on screen.
    pub news: Option<News>,
    /// Arrivals since the room was last on screen, retained ones and our own left out.
    pub unread: u32,
    /// Those of the unread that call us by name; in a direct room, all of them.
    pub mentions: u32,
    /// Others' messages that came since this page knows the room, those included that are not held any more.
    pub heard: u64,
    /// With whom, if this is a room of two.
    pub direct: Option<String>,
    pub settings: RoomSettings,
    /// The place in the list.
    pub(super) order: u32,
    /// What stands in the composer.
    pub draft: String,
    /// Whether what we say comes back.
    pub echo: Echo,
    pub timeline: Timeline,
}

impl RoomEntry {
    pub(super) fn new(key: RoomKey, room: Room, direct: Option<String>, held: usize) -> Self {
        let settings = settings_of(&room, direct.as_deref());
        Self {
            key,
            room,
            access: Access::Asking,
            delivery: Delivery::AtLeastOnce,
            read: 0,
            news: None,
            unread: 0,
            mentions: 0,
            heard: 0,
            direct,
            settings,
            order: 0,
            draft: String::new(),
            echo: Echo::Unknown,
            timeline: Timeline::holding(held),
        }
    }

    /// Without the messages, as it is to be kept.
    pub(super) fn record(&self) -> RoomRecord {
        RoomRecord {
            key: self.key,
            topic: self.room.as_str().to_owned(),
            access: self.access,
            delivery: self.delivery,
            read: self.read,
            order: self.order,
            settings: Some(&self.settings).filter(|chosen| **chosen != self.default_settings()).cloned(),
        }
    }

    /// What rooms of its kind begin with.
    pub(super) fn default_settings(&self) -> RoomSettings {
        settings_of(&self.room, self.direct.as_deref())
    }

    /// Counts again what is unread, by somebody of this name.
    pub(super) fn count_unread(&mut self, me: &str) {
        let is_unread = |item: &&Item| matches!(item.place, Place::Settled(place) if place >= self.read);
        let unread = self.timeline.settled().iter().rev().take_while(is_unread);
        // Of what is not held any more, only how much it is is known.
        let earlier = u32::try_from(self.timeline.earlier_news(self.read)).unwrap_or(u32::MAX);
        let (mut all, mut of_us) = (earlier, if self.direct.is_some() { earlier } else { 0 });
        for item in unread.filter(|item| item.message.is_news()) {
            all = all.saturating_add(1);
            of_us = of_us.saturating_add(u32::from(self.is_for(&item.message, me)));
        }
        (self.unread, self.mentions) = (all, of_us);
    }

    /// One more is unread.
    pub(super) fn count_one(&mut self, message: &Message, me: &str) {
        self.unread = self.unread.saturating_add(1);
        self.mentions = self.mentions.saturating_add(u32::from(self.is_for(message, me)));
    }

    /// Whether it is meant for somebody of this name more than for others.
    fn is_for(&self, message: &Message, me: &str) -> bool {
        self.direct.is_some() || message.content.words().is_some_and(|words| mentions(words, me))
    }

    /// Everything that is settled was on screen. Whether that is news.
    pub(super) fn read_all(&mut self) -> bool {
        (self.unread, self.mentions) = (0, 0);
        match self.timeline.settled().last().map(|item| item.place) {
            Some(Place::Settled(place)) if place >= self.read => {
                self.read = place + 1;
                self.timeline.read_before(self.read);
                true
            }
            _ => false,
        }
    }

    /// The message at the end.
    pub fn last(&self) -> Option<&Arc<Message>> {
        self.timeline.iter().last().map(|item| &item.message)
    }
}

fn settings_of(room: &Room, direct: Option<&str>) -> RoomSettings {
    RoomSettings::with_default(match (room, direct) {
        (_, Some(_)) => Notify::All,
        (Room::Chat(_), None) => Notify::Mentions,
        (Room::Feed(_), None) => Notify::None,
    })
}
