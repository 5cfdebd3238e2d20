//! What an import asks of the core: who may, a room for it, and its records as steps. The file is the driver's.

use super::account::{Account, Role};
use super::core::{Core, Now};
use super::history::ImportError;
use super::steps::StepId;
use crate::chat::{MessageRecord, Room, RoomKey};
use crate::store::StoreError;

impl Core {
    /// Whether this tab writes what is kept.
    ///
    /// # Errors
    /// `SignedOut`, `OtherTab`.
    pub fn may_import(&self) -> Result<(), ImportError> {
        match self.account.as_ref().map(|account| &account.role) {
            Some(Role::Leading(_)) => Ok(()),
            Some(Role::Following(_)) => Err(ImportError::OtherTab),
            Some(Role::Claiming | Role::Leaving(..)) | None => Err(ImportError::SignedOut),
        }
    }

    /// Joins a room because there are old messages of it: nobody is greeted.
    pub fn join_for_import(&mut self, now: Now, room: Room) {
        self.clock = now.clock;
        let Some(account) = self.account.as_mut().filter(|account| account.is_leading()) else { return };
        let topic = room.as_str().to_owned();
        if !account.record.greeted.contains(&topic) {
            account.record.greeted.push(topic);
            self.keep_account();
        }
        self.join_room(now, room);
    }

    /// Records at their places, before all that is in this room. They are part of the next step.
    pub fn handle_import(&mut self, now: Now, room: RoomKey, records: Vec<MessageRecord>) {
        self.clock = now.clock;
        if self.account.as_ref().is_some_and(Account::is_leading) {
            let effect = self.chat.import(room, records);
            self.note(effect);
        }
    }

    /// The newest step that was given to the store.
    pub fn last_step(&self) -> StepId {
        self.steps.last()
    }

    /// Whether nothing up to this step is waited for.
    pub fn has_stored(&self, step: StepId) -> bool {
        self.steps.have_stored(step)
    }

    /// Why nothing is kept on this device any more.
    pub fn trouble(&self) -> Option<StoreError> {
        self.trouble
    }
}
