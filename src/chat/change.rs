//! What became different in the chat, as plain records: to be kept, and to be told to other tabs, which replay them.
//! A chat rebuilt from its records is the same chat. How records look on disk is `store`'s.

use std::sync::Arc;

use super::message::{MessageKey, Origin, Status};
use super::room::{Access, RoomKey};
use super::settings::RoomSettings;
use crate::mqtt::Delivery;

/// One difference. Replaying one twice is harmless; replaying them in order ends in the same chat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatChange {
    /// The room was joined, or this is how it is now.
    Room(RoomRecord),
    /// The room is gone, with its messages and its draft.
    Left(RoomKey),
    /// The message is new, or this is how far it is now.
    Message(MessageRecord),
    /// The message was deleted on this device.
    Deleted { room: RoomKey, key: MessageKey, place: Place },
    /// What stands in the composer of a room.
    Draft { room: RoomKey, text: String },
    /// All that was settled before this place is gone from this device.
    Cleared { room: RoomKey, before: u64 },
    /// The message is written into the store, before all that is here, and not shown yet.
    Imported(MessageRecord),
    /// The store has more messages of this room, before all that was here.
    Earlier(RoomKey),
}

/// A joined room without its messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomRecord {
    pub key: RoomKey,
    /// Its topic, or its filter.
    pub topic: String,
    /// What the broker said last of our reading it.
    pub access: Access,
    /// How our messages are published.
    pub delivery: Delivery,
    /// Everything before this place was on screen.
    pub read: u64,
    /// The place in the list; rooms with the same one stand in the order of their keys.
    pub order: u32,
    /// `None`: what rooms of its kind begin with.
    pub settings: Option<RoomSettings>,
}

/// A message in its place, as it was written or came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageRecord {
    pub room: RoomKey,
    pub key: MessageKey,
    pub place: Place,
    /// The topic it came on; `None`: the room's own.
    pub topic: Option<Arc<str>>,
    pub payload: Arc<[u8]>,
    pub origin: Origin,
    pub status: Status,
    pub acknowledged: Acknowledged,
    /// ms since the epoch by this device's clock.
    pub arrived_at: u64,
}

/// Where a message stands in its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the broker's order, which is the same for everyone.
    Settled(u64),
    /// Ours, after everything settled, in the order of the keys: not come back yet, or behind one of ours that is not.
    Waiting,
}

/// Whether nothing more will come from the broker for one of ours but its echo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Acknowledged {
    #[default]
    No,
    /// PUBACK or PUBCOMP came; at QoS 0, it was written.
    Yes,
}
