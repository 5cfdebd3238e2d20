//! What the interface asks of the history kept on this device, and what it hears: pages, finds, files, how long it is
//! kept. Plain data, no browser and no network.

use std::ops::Range;

use crate::chat::{MessageKey, Place, RoomKey};
use crate::store::StoreError;

/// How long messages stay on this device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeepFor {
    #[default]
    Ever,
    /// Counted from when they came. Nought is as good as one.
    Days(u16),
}

/// What a search found so far, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub hits: Vec<Hit>,
    /// Of all messages that were looked at, those beyond the limit too.
    pub total: usize,
    /// Whether all that is on this device was looked at.
    pub complete: bool,
}

/// A message that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub room: RoomKey,
    pub key: MessageKey,
    pub place: Place,
    /// `None`: the payload names nobody.
    pub author: Option<String>,
    /// One line of the message around the first of the words.
    pub excerpt: String,
    /// Where the words stand in the excerpt, in bytes, in order, none over another.
    pub marks: Vec<Range<usize>>,
    /// ms since the epoch by this device's clock.
    pub moment: u64,
}

/// What a file of messages looks like.
pub enum Export {
    /// One JSON object a line, which can be imported again.
    JsonLines,
    /// `[time] name: text`, to be read. Makes a text of ms since the epoch.
    Text(Box<dyn Fn(u64) -> String>),
}

impl std::fmt::Debug for Export {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::JsonLines => "JsonLines",
            Self::Text(_) => "Text",
        })
    }
}

/// What became of a file's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New on this device.
    pub messages: usize,
    /// Joined for them.
    pub rooms: usize,
    /// Here already, or twice in the file.
    pub known: usize,
    /// Lines that are no message, or none that may be kept.
    pub unreadable: usize,
}

/// Why nothing was imported, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("nobody is signed in")]
    SignedOut,
    /// Only the tab that holds the connection writes.
    #[error("another tab holds the connection: import there")]
    OtherTab,
    /// One file at a time.
    #[error("another file is being imported")]
    Busy,
    /// No line is a message. So many lines there were.
    #[error("none of {lines} lines is a message")]
    Nothing { lines: usize },
    /// What was kept by an older version begins where imported messages would have to stand. Nothing was imported.
    #[error("the messages of \"{topic}\" were kept by an older version and leave no place before them")]
    NoPlace { topic: String },
    /// So many were stored before this happened, the newest; to import the file again adds the rest.
    #[error("{error}")]
    Store { error: StoreError, messages: usize },
}

/// How much is kept, and for how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Storage {
    /// Of this account, in all its rooms.
    pub messages: u64,
    /// By all that this page's origin keeps, as the browser estimates it.
    pub bytes: Option<u64>,
    /// So many it may be.
    pub quota: Option<u64>,
    /// Whether the browser promised not to clear it when room gets scarce.
    pub persisted: Option<bool>,
}
