//! Which messages of a room were here, so that none comes twice: duplicates are re-sends and redeliveries, which are
//! recent, so the last ten thousand identities do. As hashes, because a message may be gone that must not come again, and
//! holding on to all of them would be holding on to their texts. That a new one
//! has the hash of another happens once in 10¹⁵ messages.

use super::message::Message;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

const REMEMBERED: usize = 10_000;

/// The identities of the last messages.
#[derive(Debug, Default)]
pub(super) struct Seen {
    hashes: HashSet<u64>,
    /// The same, the oldest first.
    order: VecDeque<u64>,
}

impl Seen {
    /// Whether it is new, or can't be told from others.
    pub(super) fn insert(&mut self, message: &Message) -> bool {
        let Some(hash) = identity_hash(message) else { return true };
        if !self.hashes.insert(hash) {
            return false;
        }
        self.order.push_back(hash);
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.hashes.remove(&oldest);
        }
        true
    }

    /// One that came before all that are known.
    pub(super) fn recall(&mut self, message: &Message) {
        if let Some(hash) = identity_hash(message)
            && self.order.len() < REMEMBERED
            && self.hashes.insert(hash)
        {
            self.order.push_front(hash);
        }
    }
}

/// Stands for what makes two arrivals in one room the same message, if it can be known.
fn identity_hash(message: &Message) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    message.identity()?.hash(&mut hasher);
    Some(hasher.finish())
}
