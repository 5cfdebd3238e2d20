//! The book of steps given to the store and not answered yet. Knows what each was about, so that a step that
//! failed can be taken back or given again, but holds no payloads.

use std::collections::VecDeque;

use super::super::PacketId;
use super::super::session::{Phase, SessionChange};
use super::io::Seq;
use super::{Client, ConnectionId};

/// Steps in order, with what each was about.
#[derive(Clone, Debug, Default)]
pub(super) struct Commits {
    last: Seq,
    committed: Seq,
    open: VecDeque<(Seq, About)>,
    /// Removals that failed: given again with the next connection.
    again: Vec<SessionChange>,
}

#[derive(Clone, Copy, Debug)]
enum About {
    Stored(u64),
    Released(u64),
    Done(u64),
    Taken(Option<PacketId>),
    Freed(PacketId),
}

impl Commits {
    pub(super) fn committed(&self) -> Seq {
        self.committed
    }

    /// The newest step that is not answered: who waits for it waits for all. One that failed is answered, too, and its number
    /// would never be reached.
    pub(super) fn newest(&self) -> Seq {
        self.open.back().map_or(self.committed, |(seq, _)| *seq)
    }

    pub(super) fn add(&mut self, change: &SessionChange) -> Seq {
        self.last = Seq(self.last.0 + 1);
        let about = match change {
            SessionChange::Stored(record) => About::Stored(record.order),
            SessionChange::Released { order, .. } => About::Released(*order),
            SessionChange::Done { order } => About::Done(*order),
            SessionChange::Taken { exactly_once, .. } => About::Taken(exactly_once.map(|(id, _)| id)),
            SessionChange::TakenAgain(id, _) => About::Taken(Some(*id)),
            SessionChange::Completed(id, _) | SessionChange::Freed(id) => About::Freed(*id),
        };
        self.open.push_back((self.last, about));
        self.last
    }

    pub(super) fn settle(&mut self, seq: Seq) {
        self.committed = self.committed.max(seq);
        while self.open.front().is_some_and(|(open, _)| *open <= seq) {
            self.open.pop_front();
        }
    }

    fn fail(&mut self, seq: Seq) -> Vec<About> {
        let mut failed = Vec::new();
        while let Some((_, about)) = self.open.pop_front_if(|(open, _)| *open <= seq) {
            failed.push(about);
        }
        failed
    }

    /// A step that takes a message under this id is still unanswered.
    fn will_take(&self, id: PacketId) -> bool {
        self.open.iter().any(|(_, about)| matches!(about, About::Taken(Some(taken)) if *taken == id))
    }

    fn take_again(&mut self) -> Vec<SessionChange> {
        std::mem::take(&mut self.again)
    }
}

impl Client {
    /// Memory goes back to what the store holds, except where the world has moved on: removals are kept for later.
    pub(super) fn undo_failed(&mut self, seq: Seq) {
        for about in self.commits.fail(seq) {
            match about {
                // Never to be reached by a committed number, until `persist_again` gives it a new one.
                About::Stored(order) => {
                    if let Some(flight) = self.flights.find_mut(order) {
                        flight.stored_at = UNSTORED;
                    }
                }
                // PUBREL never left, so the PUBLISH may go again, and PUBREC comes again.
                // Unless it began anew in the meantime, under another id, with a step of its own.
                About::Released(order) => {
                    let flight = self.flights.find_mut(order);
                    if let Some(flight) = flight.filter(|flight| flight.record.phase != Phase::Publish) {
                        flight.record.phase = Phase::Publish;
                        flight.stored_at = Seq(0);
                        flight.sent_on = ConnectionId(0);
                    }
                }
                About::Done(order) => self.commits.again.push(SessionChange::Done { order }),
                // A later message may have the same id, if the broker began anew in between. Its step decides.
                About::Taken(Some(id)) => {
                    if !self.commits.will_take(id) {
                        self.incoming_ids.remove(&id);
                        self.completions.not_taken(id);
                    }
                    self.commits.again.push(SessionChange::Freed(id));
                }
                About::Taken(None) => {}
                About::Freed(id) => self.commits.again.push(SessionChange::Freed(id)),
            }
        }
    }

    /// With a new connection, what could not be stored is given to the store again.
    pub(super) fn persist_again(&mut self) {
        let mut changes = self.commits.take_again();
        // An id taken again since then is in the store by right.
        changes
            .retain(|change| !matches!(change, SessionChange::Freed(id) if self.incoming_ids.contains(id)));
        let unstored = self.flights.iter_mut().filter(|flight| flight.stored_at == UNSTORED);
        changes.extend(unstored.map(|flight| SessionChange::Stored(flight.record.clone())));
        for change in changes {
            let order = match &change {
                SessionChange::Stored(record) => Some(record.order),
                _ => None,
            };
            let seq = self.persist(change);
            if let Some(flight) = order.and_then(|order| self.flights.find_mut(order)) {
                flight.stored_at = seq;
            }
        }
    }
}

/// No step has this number.
const UNSTORED: Seq = Seq(u64::MAX);
