//! Collects what became different until the interface is told, each room at most once.

use litemap::LiteMap;

use super::api::Change;
use crate::chat::{Effect, MessageKey, RoomKey, Status};

/// What changed since it was last taken.
#[derive(Debug, Default)]
pub(super) struct Changes {
    rooms: bool,
    people: bool,
    timelines: LiteMap<RoomKey, ()>,
    others: Vec<Change>,
    /// How things are right now, whatever waits to be stored.
    states: Vec<Change>,
}

impl Changes {
    pub(super) fn rooms(&mut self) {
        self.rooms = true;
    }

    pub(super) fn push(&mut self, change: Change) {
        match change {
            Change::People => self.people = true,
            Change::Rooms => self.rooms = true,
            Change::Timeline(room) => self.timeline(room),
            Change::Stage(_) | Change::Connection(_) | Change::Problem(_) | Change::Searching(_) => {
                self.states.push(change);
            }
            _ => self.others.push(change),
        }
    }

    /// Never held back: behind a slow store, an old state would come after a newer one.
    pub(super) fn take_states(&mut self) -> Option<Vec<Change>> {
        if std::mem::take(&mut self.people) {
            self.states.push(Change::People);
        }
        (!self.states.is_empty()).then(|| std::mem::take(&mut self.states))
    }

    /// What came at QoS 1 or 2: the broker has no acknowledgement of it before it is stored, and brings it again to a page
    /// that died before that. So it can be shown at once, and not when the disk is done.
    pub(super) fn note_at_once(&mut self, effect: Effect) {
        match effect {
            Effect::Arrived { room, .. } | Effect::Moved { room } => {
                self.now(Change::Timeline(room));
                self.now(Change::Rooms);
            }
            Effect::Unread { .. } => self.now(Change::Rooms),
            other => self.note(other),
        }
    }

    pub(super) fn note(&mut self, effect: Effect) {
        match effect {
            Effect::Arrived { room, .. } | Effect::Moved { room } => {
                self.timeline(room);
                self.rooms = true;
            }
            Effect::Settled { room, key } => self.delivered(room, key),
            Effect::StatusChanged { room, key, status: Status::Delivered } => self.delivered(room, key),
            Effect::StatusChanged { room, key, status } => {
                self.others.push(Change::Status { room, key, status })
            }
            Effect::People => self.people = true,
            Effect::Unread { .. } | Effect::Left { .. } => self.rooms = true,
        }
    }

    /// Above QoS 0, what came back was stored before it left, so that this need not wait for anything: should the page die
    /// before it has that on disk, the broker brings our copy again.
    fn delivered(&mut self, room: RoomKey, key: MessageKey) {
        self.now(Change::Timeline(room));
        self.states.push(Change::Status { room, key, status: Status::Delivered });
    }

    fn now(&mut self, change: Change) {
        if !self.states.contains(&change) {
            self.states.push(change);
        }
    }

    pub(super) fn timeline(&mut self, room: RoomKey) {
        self.timelines.insert(room, ());
    }

    /// What is told once it is stored. Rooms and timelines first: the rest may speak of what is new in them.
    pub(super) fn take(&mut self) -> Option<Vec<Change>> {
        let rooms = std::mem::take(&mut self.rooms).then_some(Change::Rooms);
        let timelines = std::mem::take(&mut self.timelines).into_tuple_vec().into_iter();
        let timelines = timelines.map(|(room, ())| Change::Timeline(room));
        let changes: Vec<_> = rooms.into_iter().chain(timelines).chain(self.others.drain(..)).collect();
        (!changes.is_empty()).then_some(changes)
    }
}
