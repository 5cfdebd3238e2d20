//! The persistence port: one atomic batch a step, so that a crash finds either all of a step or none of it.
//! The engine gives batches and answers the core with what became of them; what a store is made of is its own.

mod memory;

pub use self::memory::MemoryStore;
use crate::mqtt::session::{Session, SessionChange};

/// All that one drain of the core wants on disk, together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    pub session: Vec<SessionChange>,
}

/// Where batches go.
pub trait Store: std::fmt::Debug {
    /// All of it or nothing.
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError>;

    /// The session as committed, for a client id; empty if another's or none is held.
    fn session(&self, client_id: &str) -> Session;
}

/// Why a batch was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("this device has no room left for Snug")]
    Quota,
    #[error("this browser does not let Snug keep anything")]
    Blocked,
}
