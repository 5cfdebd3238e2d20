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
mod list;
mod markup;
mod mentions;
mod message;
mod outbox;
mod people;
pub mod prefix;
mod replay;
mod room;
mod seen;
mod settings;
mod side;
mod timeline;
mod ulid;

pub use book::{Chat, Effect, FIRST, Limits, Visibility};
pub use change::{Acknowledged, ChatChange, MessageRecord, Place, RoomRecord};
pub use compose::compose;
pub use dialect::{Content, read_anyway};
pub use entry::{Echo, News, RoomEntry};
pub use hex::hex_preview;
pub use json::{indent, quote};
pub use markup::{Mark, Span, markup};
pub use mentions::{mention_ranges, mentions};
pub use message::{Failure, Message, MessageKey, Origin, Status};
pub use outbox::{Outgoing, WriteError};
pub use people::{Came, Coming, Member, Moment, People};
pub use room::{Access, Room, RoomKey};
pub use settings::{Notify, RoomSettings};
pub use side::{Presence, presence_payload, seen_payload, typing_payload};
pub use timeline::{HELD, Item, Timeline};
pub use ulid::Ulid;
