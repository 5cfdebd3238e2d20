//! What came to a room since its timeline was last read.

use crate::chat::{Item, MessageKey, Origin, RoomEntry, Status};

/// A timeline when it was last read.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    newest: Option<MessageKey>,
    heard: u64,
}

/// What came since then. Of others' messages, more may have come than are still held.
#[derive(Default)]
pub(super) struct Came {
    pub(super) own: usize,
    pub(super) others: usize,
    pub(super) now: Known,
}

impl Came {
    /// Messages are numbered as they come. Others' stand in that order; ours, which move while they wait, do not,
    /// so only another's old message ends the search.
    pub(super) fn since(known: Known, entry: &RoomEntry) -> Self {
        let is_new = |item: &&Item| Some(item.message.key) > known.newest;
        let recent =
            entry.timeline.iter().rev().take_while(|item| item.status != Status::Received || is_new(item));
        let others = usize::try_from(entry.heard.saturating_sub(known.heard)).unwrap_or(usize::MAX);
        let mut news = Self { own: 0, others, now: Known { heard: entry.heard, ..known } };
        for item in recent.filter(is_new) {
            news.own += usize::from(item.message.origin == Origin::Own);
            news.now.newest = news.now.newest.max(Some(item.message.key));
        }
        news
    }
}
