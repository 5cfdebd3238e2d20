//! Signing out: presence cleared, DISCONNECT, and the broker's session ended by connecting clean once more, so that no
//! broker keeps messages for somebody who left. All tabs of the account leave together.

use super::account::{Account, Role};
use super::api::{Connection, Leaving, Stage, Trace};
use super::core::{Action, Core, Now};
use super::diagnosis::Known;
use super::sign_in::client_options;
use super::talk::Talk;
use crate::chat::Chat;
use crate::mqtt::client::{Client, ClientOptions, Event, Millis};
use crate::mqtt::session::{Session, SessionChange};

/// The clean connection may take this long; then the broker's own expiry has to do.
const FAREWELL: Millis = 10_000;

impl Core {
    /// What was written and not delivered stays on this device, for the next sign-in of the same name at the same
    /// broker, unless all is to be erased.
    pub(super) fn sign_out(&mut self, now: Now, leaving: Leaving) {
        let leaves_no_trace =
            self.account.as_ref().is_some_and(|account| account.sign_in.trace == Trace::None);
        if !leaves_no_trace && std::mem::take(&mut self.profile.signed_in) {
            self.keep_profile();
        }
        self.do_later(Action::KeepSecret(None));
        self.tell(None);
        self.stop_searching();
        self.say_gone(now);
        self.with_client(now, Client::disconnect);
        if self.account.as_ref().is_some_and(Account::is_leading) {
            self.tell_tabs(&Talk::SignedOut);
        }
        self.flush = true;
        self.seal();
        if leaving == Leaving::Erase || leaves_no_trace {
            self.do_later(Action::Erase);
            // It names rooms.
            self.wire_log.clear();
        }
        if self.begin_farewell(now, leaving) {
            self.show(Connection::SignedOut);
            self.enter(Stage::Out);
            let limits = self.limits();
            self.chat = Chat::new("", limits);
            self.changes.rooms();
        } else {
            self.leave_here();
        }
    }

    /// Whether there is a session at the broker to be ended, by a client made for that.
    fn begin_farewell(&mut self, now: Now, leaving: Leaving) -> bool {
        let seed = self.seed();
        let Some(account) = &mut self.account else { return false };
        if account.known == Known::Never || account.sign_in.trace == Trace::None {
            return false;
        }
        let mut options = client_options(&account.sign_in, account.record.client_id.clone(), seed);
        options.connect.clean_session = true;
        let options = ClientOptions { connect_timeout: FAREWELL, ..options };
        let session = Session::new(&account.record.client_id);
        let Ok(client) = Client::new(options, session) else { return false };
        let Role::Leading(before) = std::mem::replace(&mut account.role, Role::Claiming) else {
            return false;
        };
        let unfinished = match leaving {
            Leaving::Keep => before.into_session(),
            Leaving::Erase => Session::default(),
        };
        account.role = Role::Leaving(Box::new(client), unfinished);
        self.steps.new_client();
        self.with_client(now, |client| client.connect(now.clock));
        true
    }

    /// One attempt: a broker that can't be reached forgets us by its own rules.
    pub(super) fn see_off(&mut self, event: &Event) {
        match event {
            Event::Connected { .. } => {
                self.forget_session();
                let Some(client) = self.account.as_mut().and_then(|account| account.client_mut()) else {
                    return;
                };
                client.disconnect();
            }
            Event::Lost { .. } => {
                if let Some(client) = self.account.as_mut().and_then(|account| account.client_mut()) {
                    client.disconnect();
                }
            }
            Event::Disconnected => self.let_go(),
            _ => {}
        }
    }

    /// The broker has nothing of it any more, so what was not acknowledged is published anew next time.
    fn forget_session(&mut self) {
        let Some(Role::Leaving(_, session)) = self.account.as_ref().map(|account| &account.role) else {
            return;
        };
        let done = session.outgoing.iter().map(|record| SessionChange::Done { order: record.order });
        let freed = session.known_ids().into_iter().map(SessionChange::Freed);
        self.batch.session.extend(done.chain(freed));
    }
}
