//! The persistence port: one atomic batch a step, so that a crash finds either all of a step or none of it.
//! What a batch is in rows and bytes is decided here; the engine gives batches and answers the core with what became of
//! them; where rows lie is `web`'s IndexedDB or [`MemoryStore`].

mod bytes;
mod journal;
mod memory;
mod opening;
mod paging;
mod record;
mod rows;
mod runs;
mod table;

pub use self::bytes::{Reader, Writer};
pub use self::journal::{FOLDED, Folded, PacketIds, fold, trust, trust_key, writes_to_journal};
pub use self::memory::MemoryStore;
pub use self::opening::{Opened, Opening};
pub use self::paging::{From, Reach, Take, page, read_messages, rows_of};
pub use self::record::{AccountId, AccountRecord, Connect, Presence, read_change, write_change};
pub use self::rows::{Row, Rows, Write, erase, read, read_account, writes};
pub use self::table::{
    Table, VERSIONS, account_key, account_range, owner_key, place_key, read_place, settled_range,
    waiting_range,
};
use crate::chat::{ChatChange, MessageRecord, RoomKey};
use crate::mqtt::session::{Session, SessionChange};

/// All that one drain of the core wants on disk, together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub session: Vec<SessionChange>,
    pub chat: Vec<ChatChange>,
    /// The account as it is now, under its key.
    pub account: Option<(Vec<u8>, AccountRecord)>,
}

impl Batch {
    pub fn is_empty(&self) -> bool {
        self.session.is_empty() && self.chat.is_empty() && self.account.is_none()
    }

    /// How many changes.
    pub fn len(&self) -> usize {
        self.session.len() + self.chat.len() + usize::from(self.account.is_some())
    }

    /// Whether it brings messages of a file: many rows that nothing will change again.
    pub fn is_import(&self) -> bool {
        self.chat.iter().any(|change| matches!(change, ChatChange::Imported(_)))
    }

    /// Both in one, this one first.
    pub fn append(&mut self, mut later: Self) {
        self.session.append(&mut later.session);
        self.chat.append(&mut later.chat);
        self.account = later.account.or(self.account.take());
    }
}

/// All that was kept of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// `None`: nothing is known of it.
    pub account: Option<AccountRecord>,
    pub session: Session,
    /// Rooms first, to be replayed.
    pub chat: Vec<ChatChange>,
    /// Rooms that have more than that, with the places of what is unread of it.
    pub earlier: Vec<(RoomKey, Vec<u64>)>,
    /// What came right before that, in order, room by room: a broker may send it again.
    pub recalled: Vec<MessageRecord>,
    /// Records that could not be read, and were put where they do no harm.
    pub set_aside: usize,
}

/// Why something was not stored, or why nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("this device has no room left for Snug")]
    Quota,
    #[error("this browser does not let Snug keep anything")]
    Blocked,
    #[error("another tab keeps an older version of Snug open")]
    OlderTab,
    #[error("a newer version of Snug was here")]
    NewerVersion,
    #[error("the browser's storage failed")]
    Broken,
}
