//! What waits for the transaction under way, and what the next one takes. Who runs transactions is `driver`'s.

use std::collections::VecDeque;

use super::steps::StepId;
use crate::store::Batch;

/// So many changes are one transaction at most, but for a step that has more.
const MOST_CHANGES: usize = 256;

/// Steps in order, and whether all is erased after them.
#[derive(Debug, Default)]
pub struct Queue {
    steps: VecDeque<(StepId, Batch)>,
    erase: bool,
}

/// What is written together or not at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Transaction {
    /// The last step in it: it answers all before. `None` of none.
    pub last: Option<StepId>,
    pub batch: Batch,
    pub then: Then,
}

/// What follows the changes in the same transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Then {
    #[default]
    Nothing,
    /// All that is the account's goes.
    Erase,
}

impl Queue {
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty() && !self.erase
    }

    pub fn add(&mut self, step: StepId, batch: Batch) {
        self.steps.push_back((step, batch));
    }

    /// The last step that waits; its answer covers all before it.
    pub fn last(&self) -> Option<StepId> {
        self.steps.back().map(|(step, _)| *step)
    }

    /// After all steps that wait.
    pub fn erase(&mut self) {
        self.erase = true;
    }

    /// The next transaction: steps while they are few changes together, so that neither writing them nor what follows once
    /// they are stored takes the page a frame's time. `None` when nothing waits.
    pub fn take(&mut self) -> Option<Transaction> {
        let mut next = Transaction::default();
        while let Some((step, batch)) = self
            .steps
            .pop_front_if(|(_, batch)| next.last.is_none() || next.batch.len() + batch.len() <= MOST_CHANGES)
        {
            next.last = Some(step);
            next.batch.append(batch);
        }
        if self.steps.is_empty() && std::mem::take(&mut self.erase) {
            next.then = Then::Erase;
        }
        (next.last.is_some() || next.then == Then::Erase).then_some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::{ChatChange, RoomKey};

    /// A step of so many changes.
    fn step(changes: usize) -> Batch {
        let change = ChatChange::Left(RoomKey(1));
        Batch { chat: vec![change; changes], ..Batch::default() }
    }

    fn queue(steps: &[usize]) -> Queue {
        let mut queue = Queue::default();
        for (number, changes) in (1..).zip(steps) {
            queue.add(StepId(number), step(*changes));
        }
        queue
    }

    /// The last step and the changes of each transaction.
    fn taken(queue: &mut Queue) -> Vec<(Option<u64>, usize)> {
        let taken = std::iter::from_fn(|| queue.take());
        taken.map(|next| (next.last.map(|step| step.0), next.batch.len())).collect()
    }

    #[test]
    fn what_waits_is_one_transaction_up_to_256_changes() {
        assert_eq!(taken(&mut queue(&[])), []);
        assert_eq!(taken(&mut queue(&[1])), [(Some(1), 1)]);
        assert_eq!(taken(&mut queue(&[1; 256])), [(Some(256), 256)]);
        assert_eq!(taken(&mut queue(&[1; 257])), [(Some(256), 256), (Some(257), 1)]);
        assert_eq!(taken(&mut queue(&[100, 100, 57, 199])), [(Some(2), 200), (Some(4), 256)]);
    }

    #[test]
    fn who_answers_for_all_that_waits_answers_the_last() {
        let mut queue = queue(&[1, 300, 1]);
        assert_eq!((queue.last(), queue.is_empty()), (Some(StepId(3)), false));
        while queue.take().is_some() {}
        assert_eq!((queue.last(), queue.is_empty()), (None, true));
        queue.erase();
        assert!(!queue.is_empty(), "that is to be done, too");
    }

    #[test]
    fn a_step_is_never_cut_however_large() {
        assert_eq!(taken(&mut queue(&[1, 1000, 1])), [(Some(1), 1), (Some(2), 1000), (Some(3), 1)]);
    }

    #[test]
    fn all_is_erased_with_the_last_steps_or_by_itself() {
        let mut queue = queue(&[200, 200]);
        queue.erase();
        assert_eq!(queue.take().map(|next| next.then), Some(Then::Nothing));
        assert_eq!(queue.take().map(|next| next.then), Some(Then::Erase));
        assert_eq!(queue.take(), None);
        queue.erase();
        assert_eq!(queue.take(), Some(Transaction { then: Then::Erase, ..Transaction::default() }));
        assert_eq!(queue.take(), None);
    }
}
