//! Messages that the broker acknowledged and that did not come back yet. Some brokers acknowledge what they then drop,
//! so after a while a message without its echo is called what it is: sent, not confirmed.

use std::collections::VecDeque;

use super::core::{Core, Now};
use crate::mqtt::client::Millis;

/// Long enough for a slow network to bring an echo.
const PATIENCE: Millis = 10_000;

/// Message ids in the order in which they become doubtful.
#[derive(Debug, Default)]
pub(super) struct Doubts(VecDeque<(Millis, String)>);

impl Doubts {
    pub(super) fn next(&self) -> Option<Millis> {
        self.0.front().map(|(at, _)| *at)
    }

    fn add(&mut self, now: Millis, id: String) {
        self.0.push_back((now + PATIENCE, id));
    }

    fn due(&mut self, now: Millis) -> Option<String> {
        self.0.pop_front_if(|(at, _)| *at <= now).map(|(_, id)| id)
    }
}

impl Core {
    /// From now on its echo is awaited, if it still is.
    pub(super) fn await_echo(&mut self, now: Now, id: String) {
        if let Some(account) = self.account.as_mut().filter(|_| self.chat.awaits_echo(&id)) {
            account.doubts.add(now.clock, id);
        }
    }

    /// A connection began: what was on its way gets its time again.
    pub(super) fn await_echoes(&mut self, now: Now) {
        let waiting = self.chat.awaiting_echo();
        if let Some(account) = &mut self.account {
            account.doubts = Doubts::default();
            waiting.into_iter().for_each(|id| account.doubts.add(now.clock, id));
        }
    }

    /// Without a connection nothing can come back, and waiting proves nothing.
    pub(super) fn stop_awaiting(&mut self) {
        if let Some(account) = &mut self.account {
            account.doubts = Doubts::default();
        }
    }

    pub(super) fn doubt(&mut self, now: Now) {
        while let Some(id) = self.account.as_mut().and_then(|account| account.doubts.due(now.clock)) {
            let effect = self.chat.doubt(&id);
            if !effect.is_empty() {
                self.changes.rooms();
            }
            self.note(effect);
        }
    }
}
