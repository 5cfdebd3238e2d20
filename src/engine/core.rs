//! The engine without a browser: commands and the world's news in, actions out.
//! Runs natively under test; `driver` gives it a clock, a socket, a store and a page.

use std::collections::VecDeque;
use std::sync::Arc;

use super::address::PageScheme;
use super::api::{Change, Connection, Problem, SignIn, Stage, Trace};
use super::changes::Changes;
use super::config::HostConfig;
use super::diagnosis::{Known, diagnose};
use super::profile::Profile;
use super::sign_in::Left;
use crate::chat::{Access, Chat, Effect, Limits, Ulid, Visibility};
use crate::mqtt::SubscribeOutcome;
use crate::mqtt::client::{Client, Closed, ConnectionId, Event, Lost, Millis, Output, Seq};
use crate::mqtt::session::{Incoming, Session, SessionChange, Ticket};
use crate::store::Batch;

/// Both clocks at once: one that only moves forward, and the one people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    pub clock: Millis,
    /// Milliseconds since the epoch.
    pub wall: u64,
}

/// What the core needs to know of its page.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings {
    pub scheme: PageScheme,
    /// Fills the bytes with randomness.
    pub random: fn(&mut [u8]),
}

/// What the world must do for the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Open {
        connection: ConnectionId,
        url: String,
    },
    Send(Vec<u8>),
    Close {
        code: u16,
    },
    /// All of this in one transaction, then `handle_committed` with its number.
    Commit(Seq, Batch),
    /// The profile's text, to outlive the tab.
    KeepProfile(String),
    /// The password, to outlive a reload of this tab and nothing more; `None` forgets it.
    KeepSecret(Option<String>),
    Change(Vec<Change>),
    /// Odd but harmless; for the log.
    Warn(&'static str),
}

/// A person signed in at a broker.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) sign_in: SignIn,
    pub(super) url: String,
    pub(super) client: Client,
    pub(super) known: Known,
}

impl Account {
    /// The broker's URL, the name, and whether anything of them is kept.
    pub(super) fn identity(&self) -> (String, String, Trace) {
        (self.url.clone(), self.sign_in.name.clone(), self.sign_in.trace)
    }
}

/// The whole engine but its hands.
#[derive(Debug)]
pub struct Core {
    pub(super) config: HostConfig,
    pub(super) surroundings: Surroundings,
    pub(super) profile: Profile,
    /// The memory of who leaves no trace.
    pub(super) unkept: Profile,
    pub(super) chat: Chat,
    /// Whose rooms and messages `chat` holds: the broker's URL and the name.
    pub(super) chat_of: Option<(String, String)>,
    /// What the last connection for `chat` had not finished, while there is no account.
    pub(super) session: Option<Session>,
    pub(super) left: Vec<Left>,
    pub(super) account: Option<Account>,
    pub(super) stage: Stage,
    connection: Connection,
    problem: Option<Problem>,
    network: Network,
    /// What the last socket closed with, for the diagnosis.
    close_code: u16,
    /// Messages whose step is not committed yet.
    arrivals: VecDeque<(Seq, Arc<Incoming>)>,
    /// What is to be stored, with the number that will answer for all of it.
    step: Option<(Seq, Batch)>,
    pub(super) changes: Changes,
    actions: VecDeque<Action>,
}

/// What the browser believes of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    Online,
    Offline,
}

impl Core {
    pub fn new(config: HostConfig, surroundings: Surroundings) -> Self {
        let limits = Limits { max_message_bytes: config.max_message_bytes };
        Self {
            config,
            surroundings,
            profile: Profile::default(),
            unkept: Profile::default(),
            chat: Chat::new("", limits),
            chat_of: None,
            session: None,
            left: Vec::new(),
            account: None,
            stage: Stage::Out,
            connection: Connection::SignedOut,
            problem: None,
            network: Network::Online,
            close_code: 0,
            arrivals: VecDeque::new(),
            step: None,
            changes: Changes::default(),
            actions: VecDeque::new(),
        }
    }

    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub fn handle_opened(&mut self, now: Now, on: ConnectionId, protocol: &str) {
        self.with_client(now, |client| client.handle_opened(now.clock, on, protocol));
    }

    pub fn handle_message(&mut self, now: Now, on: ConnectionId, bytes: &[u8]) {
        self.with_client(now, |client| client.handle_message(now.clock, on, bytes));
    }

    pub fn handle_text(&mut self, now: Now, on: ConnectionId) {
        self.with_client(now, |client| client.handle_text(now.clock, on));
    }

    /// `code` is the WebSocket's close code.
    pub fn handle_closed(&mut self, now: Now, on: ConnectionId, how: Closed, code: u16) {
        self.close_code = code;
        self.with_client(now, |client| client.handle_closed(now.clock, on, how));
    }

    pub fn handle_timeout(&mut self, now: Now) {
        self.with_client(now, |client| client.handle_timeout(now.clock));
    }

    /// The browser can't open such an address at all, so trying again is of no use.
    pub fn handle_bad_address(&mut self, now: Now) {
        let Some(account) = &self.account else { return };
        let problem = Problem::BadAddress(account.sign_in.broker.clone());
        self.with_client(now, Client::disconnect);
        self.tell(Some(problem));
        self.enter(Stage::Out);
    }

    /// Bytes that the socket holds unsent.
    pub fn handle_send_buffer(&mut self, now: Now, bytes: usize) {
        self.with_client(now, |client| client.handle_send_buffer(now.clock, bytes));
    }

    /// The page was hidden, or is shown again.
    pub fn handle_visibility(&mut self, now: Now, visibility: Visibility) {
        let effect = self.chat.set_visibility(visibility);
        self.note(effect);
        if visibility == Visibility::Shown {
            self.handle_wake(now);
        }
    }

    /// Somebody is back at the page.
    pub fn handle_wake(&mut self, now: Now) {
        self.with_client(now, |client| client.probe(now.clock));
    }

    pub fn handle_network(&mut self, now: Now, network: Network) {
        self.network = network;
        match (network, self.connection) {
            (Network::Online, Connection::Offline) => self.show(Connection::Reconnecting { at: None }),
            (Network::Offline, Connection::Reconnecting { .. }) => self.show(Connection::Offline),
            _ => {}
        }
        // Both ways: the old path may be dead though the socket does not know it.
        self.with_client(now, |client| client.probe(now.clock));
    }

    /// Persist, then update memory, then tell: only now are the messages of that step in the chat.
    pub fn handle_committed(&mut self, now: Now, seq: Seq) {
        while let Some((_, message)) = self.arrivals.pop_front_if(|(step, _)| *step <= seq) {
            let effects = self.chat.receive(
                &message.topic,
                &message.payload,
                message.retain,
                message.delivery,
                now.wall,
            );
            self.note(effects);
        }
        self.with_client(now, |client| client.handle_committed(now.clock, seq));
    }

    pub fn handle_commit_failed(&mut self, now: Now, seq: Seq) {
        // Not acknowledged, so it comes again.
        self.arrivals.retain(|(step, _)| *step > seq);
        self.with_client(now, |client| client.handle_commit_failed(now.clock, seq));
    }

    /// The next thing to do; `None` when all is done and the timer may be armed.
    #[must_use]
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions
            .pop_front()
            .or_else(|| self.step.take().map(|(seq, batch)| Action::Commit(seq, batch)))
            .or_else(|| self.changes.take().map(Action::Change))
    }

    #[must_use]
    pub fn poll_timeout(&self) -> Option<Millis> {
        self.account.as_ref()?.client.poll_timeout()
    }

    /// The loop: one input for the client, then all that it wants. Events may lead to more inputs; what
    /// all of them want stored is one step, taken when the actions are polled.
    pub(super) fn with_client(&mut self, now: Now, input: impl FnOnce(&mut Client)) {
        let Some(account) = &mut self.account else { return };
        input(&mut account.client);
        while let Some(output) = self.account.as_mut().and_then(|account| account.client.poll_output()) {
            match output {
                Output::Open(connection) => self.open(connection),
                Output::Send(bytes) => self.actions.push_back(Action::Send(bytes)),
                Output::Close(_, why) => self.actions.push_back(Action::Close { code: why.code() }),
                Output::Persist(seq, change) => {
                    if let SessionChange::Taken { message, .. } = &change {
                        self.arrivals.push_back((seq, message.clone()));
                    }
                    let (last, batch) = self.step.get_or_insert_default();
                    *last = seq;
                    batch.session.push(change);
                }
                Output::Event(event) => self.handle_event(now, event),
            }
        }
    }

    pub(super) fn do_later(&mut self, action: Action) {
        self.actions.push_back(action);
    }

    pub(super) fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        self.changes.push(Change::Stage(stage));
    }

    pub(super) fn show(&mut self, connection: Connection) {
        self.connection = connection;
        self.changes.push(Change::Connection(connection));
    }

    /// A connection that fails the same way again is not news; whatever else a person tried is.
    pub(super) fn tell(&mut self, problem: Option<Problem>) {
        let tried_again = problem.as_ref().is_some_and(|problem| !problem.is_of_connection());
        if tried_again || self.problem != problem {
            self.problem.clone_from(&problem);
            self.changes.push(Change::Problem(problem));
        }
    }

    pub(super) fn keep_profile(&mut self) {
        let leaves_trace = self.account.as_ref().is_none_or(|account| account.sign_in.trace == Trace::Keep);
        if leaves_trace {
            self.actions.push_back(Action::KeepProfile(self.profile.to_text()));
        }
    }

    pub(super) fn note(&mut self, effects: impl IntoIterator<Item = Effect>) {
        for effect in effects {
            self.changes.note(effect);
        }
    }

    fn open(&mut self, connection: ConnectionId) {
        if let Some(account) = &self.account {
            self.actions.push_back(Action::Open { connection, url: account.url.clone() });
        }
    }

    fn handle_event(&mut self, now: Now, event: Event) {
        match event {
            Event::Connecting => {
                if !matches!(self.connection, Connection::Connecting | Connection::Offline) {
                    self.show(Connection::Reconnecting { at: None });
                }
            }
            Event::Connected { .. } => self.connected(),
            Event::Lost { why, retry_at } => self.lost(now, &why, retry_at),
            Event::Disconnected => self.show(Connection::SignedOut),
            Event::Subscribed { filter, outcome } => self.subscribed(now, filter.as_str(), outcome),
            Event::Unsubscribed(_) => {}
            Event::Sent(ticket) => {
                let effect = self.chat.sent(&id_of(ticket));
                self.note(effect);
            }
            Event::Acknowledged(ticket) => {
                let effect = self.chat.acknowledged(&id_of(ticket));
                self.note(effect);
            }
            Event::Stray { packet } => self.actions.push_back(Action::Warn(packet)),
        }
    }

    fn connected(&mut self) {
        if let Some(account) = &mut self.account {
            account.known = Known::Accepted;
            if account.sign_in.trace == Trace::Keep {
                self.profile.signed_in = true;
            }
            self.keep_profile();
        }
        self.show(Connection::Connected);
        if self.problem.as_ref().is_some_and(Problem::is_of_connection) {
            self.tell(None);
        }
        if self.stage != Stage::In {
            self.enter(Stage::In);
        }
    }

    fn lost(&mut self, now: Now, why: &Lost, retry_at: Option<Millis>) {
        let Some(account) = &self.account else { return };
        if let Some(problem) = diagnose(why, &account.url, account.known, self.close_code) {
            self.tell(Some(problem));
        }
        match retry_at {
            Some(_) if self.network == Network::Offline => self.show(Connection::Offline),
            Some(at) => {
                let wall = now.wall + at.saturating_sub(now.clock);
                self.show(Connection::Reconnecting { at: Some(wall) });
            }
            // Trying again would not help: a person has to change something.
            None => {
                self.show(Connection::SignedOut);
                self.enter(Stage::Out);
            }
        }
    }

    fn subscribed(&mut self, now: Now, filter: &str, outcome: SubscribeOutcome) {
        let access = match outcome {
            SubscribeOutcome::Granted(delivery) => Access::Granted(delivery),
            SubscribeOutcome::Refused => Access::Refused,
        };
        let Some(key) = self.chat.set_access(filter, access) else { return };
        self.changes.rooms();
        match outcome {
            SubscribeOutcome::Granted(_) => self.greet(now, key),
            SubscribeOutcome::Refused => self.tell(Some(Problem::RoomRefused { topic: filter.to_owned() })),
        }
    }
}

/// A ticket is the value of the message's ULID.
fn id_of(ticket: Ticket) -> String {
    Ulid::from_value(ticket.0).to_string()
}
