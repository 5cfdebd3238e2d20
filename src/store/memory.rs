//! A store that lives as long as the tab. For pages that may not or should not write to disk, and for tests,
//! which make it fail on demand.

use super::{Batch, Store, StoreError};
use crate::mqtt::session::Session;

/// Holds one client's session.
#[derive(Debug, Default)]
pub struct MemoryStore {
    session: Session,
    failure: Option<StoreError>,
    commits: u64,
}

impl MemoryStore {
    pub fn new(client_id: &str) -> Self {
        Self { session: Session::new(client_id), ..Self::default() }
    }

    /// From now on every commit fails like this; `None` heals it.
    pub fn fail_with(&mut self, failure: Option<StoreError>) {
        self.failure = failure;
    }

    /// How many batches were committed.
    pub fn commits(&self) -> u64 {
        self.commits
    }
}

impl Store for MemoryStore {
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        for change in &batch.session {
            self.session.apply(change);
        }
        self.commits += 1;
        Ok(())
    }

    fn session(&self, client_id: &str) -> Session {
        if self.session.client_id == client_id { self.session.clone() } else { Session::new(client_id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mqtt::session::SessionChange;
    use crate::mqtt::{Delivery, PacketId, TopicName};
    use std::sync::Arc;

    fn taken(id: u16) -> SessionChange {
        SessionChange::Taken {
            message: Arc::new(crate::mqtt::session::Incoming {
                topic: TopicName::parse("chat").expect("a valid topic"),
                payload: vec![],
                delivery: Delivery::ExactlyOnce,
                retain: false,
                dup: false,
            }),
            exactly_once: PacketId::new(id),
        }
    }

    #[test]
    fn a_failed_commit_leaves_nothing_behind() {
        let mut store = MemoryStore::new("me");
        store.fail_with(Some(StoreError::Quota));
        let batch = Batch { session: vec![taken(1), taken(2)] };
        assert_eq!(store.commit(&batch), Err(StoreError::Quota));
        assert!(store.session("me").incoming_ids.is_empty());
        store.fail_with(None);
        assert_eq!(store.commit(&batch), Ok(()));
        assert_eq!(store.session("me").incoming_ids.len(), 2);
        assert_eq!(store.commits(), 1);
    }

    #[test]
    fn another_client_id_gets_an_empty_session() {
        let mut store = MemoryStore::new("me");
        store.commit(&Batch { session: vec![taken(1)] }).expect("memory has room");
        assert!(store.session("you").incoming_ids.is_empty());
    }
}
