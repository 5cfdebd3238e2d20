//! The client's store, in memory: what is committed, what is still on its way, and what was taken from the broker.
//! When and how a step is answered is the test's choice.

#![allow(dead_code, reason = "each test crate uses its part")]

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use snug::mqtt::client::Seq;
use snug::mqtt::session::{Incoming, Session, SessionChange, Ticket};

#[derive(Debug)]
pub(crate) struct Disk {
    pub(crate) session: Session,
    /// Every message whose step was committed, in order: what a person could have read.
    pub(crate) taken: Vec<Arc<Incoming>>,
    /// All that the session ever held: the caller need not keep it any more.
    pub(crate) stored: BTreeSet<Ticket>,
    pending: VecDeque<(Seq, SessionChange)>,
}

impl Disk {
    pub(crate) fn new(client_id: &str) -> Self {
        Self {
            session: Session::new(client_id),
            taken: Vec::new(),
            stored: BTreeSet::new(),
            pending: VecDeque::new(),
        }
    }

    pub(crate) fn give(&mut self, seq: Seq, change: SessionChange) {
        self.pending.push_back((seq, change));
    }

    pub(crate) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// The oldest step reaches the disk.
    pub(crate) fn commit_one(&mut self) -> Option<Seq> {
        let (seq, change) = self.pending.pop_front()?;
        self.session.apply(&change);
        match change {
            SessionChange::Taken { message, .. } => self.taken.push(message),
            SessionChange::Stored(record) => _ = self.stored.insert(record.ticket),
            _ => {}
        }
        Some(seq)
    }

    /// All steps up to this one reach the disk.
    pub(crate) fn commit_up_to(&mut self, last: Seq) {
        while self.pending.front().is_some_and(|(seq, _)| *seq <= last) {
            self.commit_one();
        }
    }

    /// All steps reach the disk. The answer names the last.
    pub(crate) fn commit_all(&mut self) -> Option<Seq> {
        let last = self.newest()?;
        self.commit_up_to(last);
        Some(last)
    }

    /// None of the steps up to this one reaches the disk.
    pub(crate) fn refuse_up_to(&mut self, last: Seq) {
        self.pending.retain(|(seq, _)| *seq > last);
    }

    /// The newest step that is not answered.
    pub(crate) fn newest(&self) -> Option<Seq> {
        self.pending.back().map(|(seq, _)| *seq)
    }

    /// The page is gone, and with it all that was not committed.
    pub(crate) fn crash(&mut self) {
        self.pending.clear();
    }
}
