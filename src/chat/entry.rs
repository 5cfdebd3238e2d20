//! A joined room with all that belongs to it: may we read it, what was said, what is unread.

use super::change::{Place, RoomRecord};
use super::message::Message;
use super::room::{Access, Room, RoomKey};
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
    /// Arrivals since the room was last on screen, retained ones and our own left out.
    pub unread: u32,
    /// What stands in the composer.
    pub draft: String,
    /// Whether what we say comes back.
    pub echo: Echo,
    pub timeline: Timeline,
}

impl RoomEntry {
    pub(super) fn new(key: RoomKey, room: Room, held: usize) -> Self {
        Self {
            key,
            room,
            access: Access::Asking,
            delivery: Delivery::AtLeastOnce,
            read: 0,
            unread: 0,
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
        }
    }

    /// Counts again what is unread.
    pub(super) fn count_unread(&mut self) {
        let is_unread = |item: &&Item| matches!(item.place, Place::Settled(place) if place >= self.read);
        let unread = self.timeline.settled().iter().rev().take_while(is_unread);
        let here = unread.filter(|item| item.message.is_news()).count();
        self.unread = u32::try_from(here + self.timeline.earlier_news(self.read)).unwrap_or(u32::MAX);
    }

    /// Everything that is settled was on screen. Whether that is news.
    pub(super) fn read_all(&mut self) -> bool {
        self.unread = 0;
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
