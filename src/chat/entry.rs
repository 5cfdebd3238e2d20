//! A joined room with all that belongs to it: may we read it, what was said, what is unread.

use super::message::Message;
use super::room::{Room, RoomKey};
use super::timeline::Timeline;
use crate::mqtt::Delivery;
use std::sync::Arc;

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

/// One line of the list of rooms, and the messages behind it.
#[derive(Debug)]
pub struct RoomEntry {
    pub key: RoomKey,
    pub room: Room,
    pub access: Access,
    /// How our messages are published; [`Delivery::AtLeastOnce`] unless chosen otherwise.
    pub delivery: Delivery,
    /// Arrivals since the room was last on screen, retained ones and our own left out.
    pub unread: u32,
    pub timeline: Timeline,
}

impl RoomEntry {
    pub(super) fn new(key: RoomKey, room: Room) -> Self {
        Self {
            key,
            room,
            access: Access::Asking,
            delivery: Delivery::AtLeastOnce,
            unread: 0,
            timeline: Timeline::default(),
        }
    }

    /// The message at the end.
    pub fn last(&self) -> Option<&Arc<Message>> {
        self.timeline.iter().last().map(|item| &item.message)
    }
}
