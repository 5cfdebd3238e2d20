//! What the connection tells, and what follows from it for the chat and for whoever looks at it.

use super::account::{Account, Role};
use super::address::Round;
use super::api::{Change, Connection, Problem, Stage, Trace};
use super::core::{Action, Core, Network, Now};
use super::diagnosis::{Credentials, Facts, Known, decide};
use super::wire_log::Wire;
use crate::chat::{Access, Outgoing, Ulid};
use crate::mqtt::SubscribeOutcome;
use crate::mqtt::client::{Event, Lost, Millis};
use crate::mqtt::session::Ticket;
use crate::store::{Connect, Presence};

impl Core {
    pub(super) fn handle_event(&mut self, now: Now, event: Event) {
        self.wire_log.event(now, &event);
        if self.account.as_ref().is_some_and(|account| matches!(account.role, Role::Leaving(..))) {
            return self.see_off(&event);
        }
        match event {
            Event::Connecting => {
                self.note_connect(Connect::Unanswered);
                if !matches!(self.connection, Connection::Connecting | Connection::Offline) {
                    self.show(Connection::Reconnecting { at: None });
                }
            }
            Event::Resubscribing => {
                self.chat.ask_again();
                if let Some(account) = &mut self.account {
                    account.directs.ask_again();
                }
            }
            Event::Connected { session_present } => self.connected(now, session_present),
            Event::Lost { why, retry_at } => self.lost(now, &why, retry_at),
            Event::Disconnected => self.show(Connection::SignedOut),
            Event::Subscribed { filter, outcome } => self.subscribed(now, filter.as_str(), outcome),
            Event::Unsubscribed(filter) => self.forget_leaving(filter.as_str()),
            Event::RoundTrip(_) => {}
            Event::Sent(ticket) => {
                let id = id_of(ticket);
                let account = self.account.as_ref();
                let in_flight =
                    account.and_then(Account::client).is_some_and(|client| client.is_in_flight(ticket));
                let effect = match in_flight {
                    true => self.chat.sent(&id),
                    false => self.chat.sent_at_most_once(&id),
                };
                self.note(effect);
                self.await_echo(now, id);
            }
            Event::Acknowledged(ticket) => {
                let id = id_of(ticket);
                let effect = self.chat.acknowledged(&id);
                self.note(effect);
                self.await_echo(now, id);
            }
            Event::Stray { packet } => self.do_later(Action::Warn(packet)),
        }
    }

    fn connected(&mut self, now: Now, session_present: bool) {
        if let Some(account) = &mut self.account {
            account.known = Known::Accepted;
            account.brokers.worked();
        }
        self.note_connect(Connect::Answered);
        self.come_back_here();
        self.show(Connection::Connected);
        if self.problem.as_ref().is_some_and(Problem::is_of_connection) {
            self.tell(None);
        }
        if self.stage != Stage::In {
            self.enter(Stage::In);
            self.tell_state();
        }
        let was_granted = self.doubt_presence(now);
        if session_present && was_granted {
            self.ask_for_presence(now);
        }
        if !session_present {
            let lost: Vec<Outgoing> = self.chat.not_echoed();
            for outgoing in lost {
                self.submit(now, outgoing);
            }
        }
        self.await_echoes(now);
    }

    /// Should the page die in between, the broker may have made a session that the next page knows nothing of.
    /// `greet_broker` waits until this is stored.
    fn note_connect(&mut self, connect: Connect) {
        let Some(account) = self.account.as_mut().filter(|account| account.record.connect != connect) else {
            return;
        };
        account.record.connect = connect;
        self.keep_account();
    }

    fn lost(&mut self, now: Now, why: &Lost, retry_at: Option<Millis>) {
        self.stop_awaiting();
        let Some(account) = &mut self.account else { return };
        if *why == Lost::TakenOver && account.here.is_unproven() {
            // Perhaps nobody has our id, and the broker hangs up on whoever says that they are here.
            account.again_without = account.here.topic().cloned();
            account.suspects_presence = true;
            self.give_up_presence();
            return self.start_client_again(now);
        }
        if *why == Lost::TakenOver && std::mem::take(&mut account.suspects_presence) {
            // Without presence it ends as soon: that was not why. The next client says again that we are here.
            account.record.presence = Presence::Wanted;
            self.keep_account();
        }
        let Some(account) = &mut self.account else { return };
        let given = account.sign_in.user_name.is_some() || account.sign_in.password.is_some();
        let problem = decide(&Facts {
            why,
            url: account.brokers.current(),
            page: self.surroundings.scheme,
            network: self.network,
            seen: self.seen,
            credentials: if given { Credentials::Given } else { Credentials::Missing },
            known: account.known,
        });
        let attempt_failed = matches!(why, Lost::Connect(_)) && retry_at.is_some();
        let round = if attempt_failed { account.brokers.next() } else { Round::Over };
        if attempt_failed && round == Round::UnderWay {
            // The next broker's turn is now, and only when all have failed there is something to say.
            self.show(Connection::Reconnecting { at: None });
            return self.with_client(now, |client| client.retry_now(now.clock));
        }
        if attempt_failed && self.search_again(now) {
            return;
        }
        if let Some(problem) = problem {
            self.tell(Some(problem));
        }
        if let Some(at) = retry_at {
            self.wire_log.retry(now, at);
        }
        match retry_at {
            Some(_) if self.network == Network::Offline => self.show(Connection::Offline),
            Some(at) => {
                let wall = now.wall + at.saturating_sub(now.clock);
                self.show(Connection::Reconnecting { at: Some(wall) });
            }
            None if *why == Lost::TakenOver => {
                self.wire_log.add(now, Wire::TakenOver);
                self.show(Connection::Elsewhere);
            }
            // Trying again would not help: a person has to change something.
            None => self.turn_out(None),
        }
    }

    fn subscribed(&mut self, now: Now, filter: &str, outcome: SubscribeOutcome) {
        let is_room = self.chat.find(filter).is_some();
        let mut is_beside = self.presence_answered(now, filter, outcome);
        is_beside |= self.direct_answered(filter, outcome);
        is_beside |= self.beside_answered(filter, outcome);
        if is_beside && !is_room {
            return;
        }
        let access = match outcome {
            SubscribeOutcome::Granted(delivery) => Access::Granted(delivery),
            SubscribeOutcome::Refused => Access::Refused,
        };
        let Some(key) = self.chat.set_access(filter, access) else { return };
        self.changes.rooms();
        self.changes.timeline(key);
        match outcome {
            SubscribeOutcome::Granted(_) => self.greet(now, key),
            SubscribeOutcome::Refused => self.tell(Some(Problem::RoomRefused { topic: filter.to_owned() })),
        }
    }

    /// We close the socket, which then has no more to tell.
    pub(super) fn close(&mut self, now: Now, code: u16) {
        self.wire_log.add(now, Wire::Closed(code));
        self.do_later(Action::Close { code });
    }

    /// A reload of this tab, or a new one, signs in again: the broker let us in.
    pub(super) fn come_back_here(&mut self) {
        let keeps = self.account.as_ref().is_some_and(|account| account.sign_in.trace == Trace::Keep);
        if keeps && !self.profile.signed_in {
            self.profile.signed_in = true;
            self.keep_profile();
        }
    }

    pub(super) fn put_on_screen(&mut self, topic: &str) {
        if let Some(key) = self.chat.find(topic) {
            let effect = self.chat.open(key);
            self.note(effect);
            self.remember_open();
            self.changes.rooms();
            self.changes.push(Change::Opened(key));
        }
    }

    /// What was open comes back with a reload of this tab.
    pub(super) fn remember_open(&mut self) {
        let keeps = self.account.as_ref().is_some_and(|account| account.sign_in.trace == Trace::Keep);
        let open = self.chat.open_room().and_then(|key| self.chat.room(key));
        let topic = open.map(|entry| entry.room.as_str().to_owned());
        if let Some(topic) = topic.filter(|_| keeps)
            && self.profile.remember_room(&topic)
        {
            self.keep_profile();
        }
    }
}

/// A ticket is the value of the message's ULID.
fn id_of(ticket: Ticket) -> String {
    Ulid::from_value(ticket.0).to_string()
}
