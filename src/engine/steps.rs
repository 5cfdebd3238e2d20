//! The write-ahead gate, seen from the engine: what one input changed is one step, stored before anything of it is told,
//! to the interface, to other tabs, or, by the client's own gate, to the broker.

use std::collections::VecDeque;

use super::account::Role;
use super::api::Change;
use super::changes::Changes;
use super::core::{Action, Core, Now};
use super::talk::{Answer, AskId, Talk};
use crate::chat::ChatChange;
use crate::mqtt::client::{Millis, Seq};

/// Numbers the steps given to the store. An answer covers all before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct StepId(pub u64);

/// What is of no haste (how far a room was read, drafts, that a message was sent) is stored within this time, with
/// whatever else is.
const UNHURRIED: Millis = 1_000;

/// One under way and none behind it.
const FEW: usize = 1;

/// Steps given to the store and not answered yet.
#[derive(Debug, Default)]
pub(super) struct Steps {
    last: StepId,
    open: VecDeque<Step>,
    /// Counts the clients, so that an answer meant for one that is gone does not reach its successor.
    client: u32,
}

#[derive(Debug)]
struct Step {
    id: StepId,
    /// The client that waits for it, and under which number.
    waits: Option<(u32, Seq)>,
    keeps_account: bool,
    changes: Vec<Change>,
    /// For other tabs.
    told: Vec<ChatChange>,
    answers: Vec<(AskId, Answer)>,
}

impl Steps {
    pub(super) fn new_client(&mut self) {
        self.client += 1;
    }

    pub(super) fn are_stored(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether the disk keeps up. In a flood it does not, and what waits for it is told together.
    pub(super) fn are_few(&self) -> bool {
        self.open.len() <= FEW
    }

    pub(super) fn last(&self) -> StepId {
        self.last
    }

    /// Whether this one and all before it are stored, or will never be.
    pub(super) fn have_stored(&self, step: StepId) -> bool {
        !self.open.iter().any(|open| open.id <= step)
    }

    /// Whether the account's own record is stored as it is.
    pub(super) fn have_stored_account(&self) -> bool {
        !self.open.iter().any(|step| step.keeps_account)
    }

    /// Nobody waits for them any more; what they would have told.
    pub(super) fn forget(&mut self) -> Vec<Change> {
        self.new_client();
        self.open.drain(..).flat_map(|step| step.changes).collect()
    }
}

/// What other tabs are told of it: not what was imported, for that may be a lot, and is not shown.
fn told(changes: &[ChatChange]) -> Vec<ChatChange> {
    changes.iter().filter(|change| !matches!(change, ChatChange::Imported(_))).cloned().collect()
}

impl Core {
    /// The step with this number and all before it are stored: now they may be told.
    pub fn handle_committed(&mut self, now: Now, id: StepId) {
        let (mut committed, mut changes, mut told) = (None, Changes::default(), Vec::new());
        while let Some(step) = self.steps.open.pop_front_if(|step| step.id <= id) {
            committed = step.waits.filter(|(client, _)| *client == self.steps.client).or(committed);
            step.changes.into_iter().for_each(|change| changes.push(change));
            told.extend(step.told);
            if !step.answers.is_empty() {
                // An answer speaks of what was told before it.
                self.tell_stored(std::mem::take(&mut told));
                self.answer(step.answers);
            }
        }
        self.tell_stored(told);
        if let Some(changes) = changes.take() {
            self.do_later(Action::Change(changes));
        }
        if let Some((_, seq)) = committed {
            self.with_client(now, |client| client.handle_committed(now.clock, seq));
        }
        self.start_client_again(now);
        self.greet_broker(now);
    }

    /// Makes a step of what became different since the last, if that has to be stored now; what needs no storing is
    /// told at once.
    pub(super) fn seal(&mut self) {
        if let Some(states) = self.changes.take_states() {
            self.do_later(Action::Change(states));
        }
        if !self
            .account
            .as_ref()
            .is_some_and(|account| matches!(account.role, Role::Leading(_) | Role::Leaving(..)))
        {
            self.pass_on();
            return self.tell_changes();
        }
        let hurried = !self.batch.is_empty() || self.batch_seq.is_some() || self.chat.has_urgent_changes();
        let due = self.flush && self.chat.has_changes();
        if !hurried && !due {
            if self.chat.has_changes() {
                self.store_by.get_or_insert(self.clock + UNHURRIED);
            }
            let mut answers = std::mem::take(&mut self.answers);
            match self.steps.open.back_mut() {
                // What was asked twice is done, and perhaps not stored yet.
                Some(step) => step.answers.append(&mut answers),
                None => self.answer(answers),
            }
            return self.tell_changes();
        }
        (self.flush, self.store_by) = (false, None);
        let mut batch = std::mem::take(&mut self.batch);
        batch.chat = self.chat.take_changes();
        let id = StepId(self.steps.last.0 + 1);
        self.steps.last = id;
        let step = Step {
            id,
            waits: self.batch_seq.take().map(|seq| (self.steps.client, seq)),
            keeps_account: batch.account.is_some(),
            changes: self.changes.take().unwrap_or_default(),
            // Always: a tab that is just coming has read what was stored before this, and has not said hello yet.
            told: if self.may_have_tabs() { told(&batch.chat) } else { Vec::new() },
            answers: std::mem::take(&mut self.answers),
        };
        self.steps.open.push_back(step);
        self.do_later(Action::Commit(id, batch));
    }

    /// The account's own record is stored with the step.
    pub(super) fn keep_account(&mut self) {
        if let Some(account) = &self.account {
            self.batch.account = Some((account.key(), account.record.clone()));
        }
    }

    fn answer(&mut self, answers: Vec<(AskId, Answer)>) {
        for (id, answer) in answers {
            self.tell_tabs(&Talk::Answer(id, answer));
        }
    }

    fn tell_stored(&mut self, told: Vec<ChatChange>) {
        if !told.is_empty() {
            self.tell_tabs(&Talk::Changes(told));
        }
    }

    fn tell_changes(&mut self) {
        if let Some(changes) = self.changes.take() {
            self.do_later(Action::Change(changes));
        }
    }
}
