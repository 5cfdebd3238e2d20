//! Collects what became different until the interface is told, each room at most once.

use std::collections::BTreeSet;

use super::api::Change;
use crate::chat::{Effect, RoomKey, Status};

/// What changed since it was last taken.
#[derive(Debug, Default)]
pub(super) struct Changes {
    rooms: bool,
    timelines: BTreeSet<RoomKey>,
    others: Vec<Change>,
}

impl Changes {
    pub(super) fn rooms(&mut self) {
        self.rooms = true;
    }

    pub(super) fn push(&mut self, change: Change) {
        self.others.push(change);
    }

    pub(super) fn note(&mut self, effect: Effect) {
        match effect {
            Effect::Arrived { room, .. } => {
                self.timelines.insert(room);
                self.rooms = true;
            }
            Effect::Settled { room, key } => {
                self.timelines.insert(room);
                self.others.push(Change::Status { room, key, status: Status::Delivered });
            }
            Effect::StatusChanged { room, key, status } => {
                self.others.push(Change::Status { room, key, status })
            }
            Effect::Unread { .. } => self.rooms = true,
        }
    }

    pub(super) fn timeline(&mut self, room: RoomKey) {
        self.timelines.insert(room);
    }

    /// Rooms and timelines first: the rest may speak of what is new in them.
    pub(super) fn take(&mut self) -> Option<Vec<Change>> {
        let rooms = std::mem::take(&mut self.rooms).then_some(Change::Rooms);
        let timelines = std::mem::take(&mut self.timelines).into_iter().map(Change::Timeline);
        let changes: Vec<_> = rooms.into_iter().chain(timelines).chain(self.others.drain(..)).collect();
        (!changes.is_empty()).then_some(changes)
    }
}
