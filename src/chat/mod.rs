//! What the bytes mean: dialects, rooms, timelines, unread counts, the outbox.
//! Pure: no clock (times are parameters), no randomness, no network, no browser.

mod arrivals;
mod book;
mod change;
mod compose;
mod dialect;
mod echoes;
mod entry;
mod hex;
mod history;
mod json;
mod message;
mod outbox;
mod replay;
mod room;
mod seen;
mod timeline;
mod ulid;

pub use book::{Chat, Effect, FIRST, Limits, Visibility};
pub use change::{Acknowledged, ChatChange, MessageRecord, Place, RoomRecord};
pub use compose::compose;
pub use dialect::{Content, read_anyway};
pub use entry::{Echo, RoomEntry};
pub use hex::hex_preview;
pub use json::indent;
pub use message::{Failure, Message, MessageKey, Origin, Status};
pub use outbox::{Outgoing, WriteError};
pub use room::{Access, Room, RoomKey};
pub use timeline::{HELD, Item, Timeline};
pub use ulid::Ulid;
