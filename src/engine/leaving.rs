//! Rooms that were left and that the broker does not know of yet: the wish outlives the page, for the room itself is gone
//! from the store, and the broker would go on keeping what is said there.

use super::core::{Core, Now};
use crate::mqtt::{Delivery, TopicFilter};

impl Core {
    /// Stored with whatever else this step stores. UNSUBACK, or a new session, ends it.
    pub(super) fn remember_leaving(&mut self, filter: &str) {
        self.forget_leaving(filter);
        if let Some(account) = &mut self.account {
            account.record.leaving.push(filter.to_owned());
            self.keep_account();
        }
    }

    /// The broker knows, or the room was joined again.
    pub(super) fn forget_leaving(&mut self, filter: &str) {
        let Some(account) = &mut self.account else { return };
        let before = account.record.leaving.len();
        account.record.leaving.retain(|left| left != filter);
        if account.record.leaving.len() < before {
            self.keep_account();
        }
    }

    /// A new client is told what an earlier one did not bring about.
    pub(super) fn leave_again(&mut self, now: Now) {
        let leaving = self.account.as_ref().map(|account| account.record.leaving.clone());
        for left in leaving.unwrap_or_default() {
            let Ok(filter) = TopicFilter::parse(left) else { continue };
            self.with_client(now, |client| {
                client.remember_subscription((filter.clone(), Delivery::ExactlyOnce));
                client.unsubscribe(now.clock, &filter);
            });
        }
    }
}
