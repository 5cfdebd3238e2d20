//! The engine without a browser: commands and the world's news in, actions out.
//! Runs natively under test; `driver` gives it a clock, a socket, a store and a page.

use std::collections::VecDeque;
use std::sync::Arc;

use super::account::{Account, Role};
pub use super::action::{Action, Shelf};
use super::address::PageScheme;
use super::api::{Change, Connection, Problem, Stage};
use super::changes::Changes;
use super::config::HostConfig;
use super::diagnosis::Sighting;
use super::profile::Profile;
use super::searching::Searching;
use super::steps::Steps;
use super::talk::{Answer, AskId, Said};
use super::wire_log::{Wire, WireLog};
use crate::chat::{Chat, ChatChange, Effect, Limits, Visibility};
use crate::mqtt::Delivery;
use crate::mqtt::client::{Client, Closed, ConnectionId, Millis, Output, Seq};
use crate::mqtt::session::SessionChange;
use crate::store::{Batch, StoreError};

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

/// The whole engine but its hands.
#[derive(Debug)]
pub struct Core {
    pub(super) config: HostConfig,
    pub(super) surroundings: Surroundings,
    pub(super) profile: Profile,
    pub(super) chat: Chat,
    pub(super) account: Option<Account>,
    pub(super) stage: Stage,
    pub(super) connection: Connection,
    pub(super) problem: Option<Problem>,
    pub(super) network: Network,
    pub(super) visibility: Visibility,
    /// What was seen of the last socket, for the diagnosis.
    pub(super) seen: Sighting,
    /// A socket that is open, with its subprotocol, while CONNECT waits to be known to the store.
    opened: Option<(ConnectionId, String)>,
    /// A sign-in whose broker is looked for.
    pub(super) searching: Option<Searching>,
    /// When the last input came.
    pub(super) clock: Millis,
    pub(super) wall: u64,
    /// Until when somebody looked at a tab of this account, as far as this one knows; at this one, they may do so still.
    pub(super) shown_at: Millis,
    /// What came beside the rooms and other tabs have not heard of.
    pub(super) heard: Vec<Said>,
    /// What is to be stored with the next step, and the client's number that waits for it.
    pub(super) batch: Batch,
    pub(super) batch_seq: Option<Seq>,
    /// Requests of other tabs that the next step answers.
    pub(super) answers: Vec<(AskId, Answer)>,
    /// When what is of no haste has to be stored; and that this is now.
    pub(super) store_by: Option<Millis>,
    pub(super) flush: bool,
    pub(super) steps: Steps,
    /// Why nothing is kept on this device any more.
    pub(super) trouble: Option<StoreError>,
    pub(super) changes: Changes,
    pub(super) wire_log: WireLog,
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
        let limits = Limits { max_message_bytes: config.max_message_bytes, ..Limits::default() };
        Self {
            config,
            surroundings,
            profile: Profile::default(),
            chat: Chat::new("", limits),
            account: None,
            stage: Stage::Out,
            connection: Connection::SignedOut,
            problem: None,
            network: Network::Online,
            visibility: Visibility::Shown,
            seen: Sighting::default(),
            opened: None,
            searching: None,
            clock: 0,
            wall: 0,
            shown_at: 0,
            heard: Vec::new(),
            batch: Batch::default(),
            batch_seq: None,
            answers: Vec::new(),
            store_by: None,
            flush: false,
            steps: Steps::default(),
            trouble: None,
            changes: Changes::default(),
            wire_log: WireLog::default(),
            actions: VecDeque::new(),
        }
    }

    pub fn chat(&self) -> &Chat {
        &self.chat
    }

    /// Since this was last asked: what became different in what was stored long ago.
    pub fn take_revisions(&mut self) -> Vec<ChatChange> {
        self.chat.take_revisions()
    }

    pub(super) fn limits(&self) -> Limits {
        Limits { max_message_bytes: self.config.max_message_bytes, ..Limits::default() }
    }

    pub fn client_id(&self) -> Option<&str> {
        self.account.as_ref().map(|account| account.record.client_id.as_str())
    }

    pub fn greeting(&self) -> Option<String> {
        let account = self.account.as_ref()?;
        Some(account.sign_in.greeting.clone().unwrap_or_else(|| self.config.greeting.clone()))
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub fn handle_opened(&mut self, now: Now, on: ConnectionId, protocol: &str) {
        self.seen.opened(now.clock);
        self.wire_log.add(now, Wire::Opened);
        self.opened = Some((on, protocol.to_owned()));
        self.greet_broker(now);
    }

    pub fn handle_message(&mut self, now: Now, on: ConnectionId, bytes: &[u8]) {
        self.with_opened(now, on, |client| client.handle_message(now.clock, on, bytes));
    }

    pub fn handle_text(&mut self, now: Now, on: ConnectionId) {
        self.with_opened(now, on, |client| client.handle_text(now.clock, on));
    }

    /// `code` is the WebSocket's close code.
    pub fn handle_closed(&mut self, now: Now, on: ConnectionId, how: Closed, code: u16) {
        self.seen.closed(now.clock, code);
        self.wire_log.add(now, Wire::Closed(code));
        self.with_opened(now, on, |client| client.handle_closed(now.clock, on, how));
    }

    pub fn handle_timeout(&mut self, now: Now) {
        self.with_client(now, |client| client.handle_timeout(now.clock));
        self.with_search(now, |search| search.handle_timeout(now.clock));
        self.doubt(now);
        self.lose_patience(now);
        self.expire(now);
        self.flush |= self.store_by.take_if(|at| *at <= now.clock).is_some();
    }

    /// The browser can't open such an address at all, so trying again is of no use.
    pub fn handle_bad_address(&mut self, now: Now) {
        let Some(account) = &self.account else { return };
        let problem = Problem::BadAddress(account.sign_in.broker.clone());
        self.with_client(now, Client::disconnect);
        self.turn_out(Some(problem));
    }

    /// Bytes that the socket holds unsent.
    pub fn handle_send_buffer(&mut self, now: Now, bytes: usize) {
        self.with_client(now, |client| client.handle_send_buffer(now.clock, bytes));
    }

    /// The page was hidden, or is shown again.
    pub fn handle_visibility(&mut self, now: Now, visibility: Visibility) {
        (self.clock, self.wall) = (now.clock, now.wall);
        if (self.visibility, visibility) == (Visibility::Shown, Visibility::Hidden) {
            self.shown_at = now.clock;
        }
        self.visibility = visibility;
        let effect = self.chat.set_visibility(visibility);
        self.note(effect);
        match visibility {
            Visibility::Shown => self.handle_wake(now),
            Visibility::Hidden => self.flush = true,
        }
    }

    /// Somebody is back at the page.
    pub fn handle_wake(&mut self, now: Now) {
        self.with_client(now, |client| client.probe(now.clock));
        self.greet_leader(now);
    }

    /// The page may be gone the next moment: what waits to be stored is stored now.
    pub fn handle_leave(&mut self, now: Now) {
        self.clock = now.clock;
        self.flush = true;
    }

    pub fn handle_network(&mut self, now: Now, network: Network) {
        if std::mem::replace(&mut self.network, network) != network {
            self.wire_log.add(now, if network == Network::Online { Wire::Online } else { Wire::Offline });
        }
        if self.account.as_ref().is_some_and(|account| matches!(account.role, Role::Following(_))) {
            return;
        }
        match (network, self.connection) {
            (Network::Online, Connection::Offline) => self.show(Connection::Reconnecting { at: None }),
            (Network::Offline, Connection::Reconnecting { .. }) => self.show(Connection::Offline),
            _ => {}
        }
        // Both ways: the old path may be dead though the socket does not know it.
        self.with_client(now, |client| client.network_changed(now.clock));
    }

    /// From now on nothing is kept on this device; said once.
    pub fn handle_store_trouble(&mut self, now: Now, trouble: StoreError) {
        self.clock = now.clock;
        self.trouble = Some(trouble);
        self.chat.hold_all();
        self.tell(Some(Problem::Storage(trouble)));
        self.tell_state();
    }

    /// Something that was kept could not be read, and is not looked at any more.
    pub fn handle_set_aside(&mut self, now: Now, count: usize) {
        self.clock = now.clock;
        self.tell(Some(Problem::SetAside { count }));
    }

    /// The next thing to do; `None` when all is done and the timer may be armed.
    #[must_use]
    pub fn poll_action(&mut self) -> Option<Action> {
        if self.actions.is_empty() {
            self.attend();
            self.seal();
        }
        self.actions.pop_front()
    }

    #[must_use]
    pub fn poll_timeout(&self) -> Option<Millis> {
        let search = self.searching.as_ref().and_then(|searching| searching.search.poll_timeout());
        let Some(account) = &self.account else { return search };
        let client = account.client().and_then(Client::poll_timeout);
        let leader = match &account.role {
            Role::Following(follower) => follower.answer_by,
            _ => None,
        };
        let others = [account.doubts.next(), self.store_by, account.expire_at, self.attend_at()];
        [search, client, leader].into_iter().chain(others).flatten().min()
    }

    /// Whether the broker has yet to answer to something that it was just sent.
    pub fn awaits_answer(&self) -> bool {
        self.account.as_ref().and_then(Account::client).is_some_and(Client::awaits_answer)
    }

    /// The loop: one input for the client, then all that it wants. Events may lead to more inputs; what
    /// all of them want stored is one step, taken when the actions are polled.
    pub(super) fn with_client(&mut self, now: Now, input: impl FnOnce(&mut Client)) {
        (self.clock, self.wall) = (now.clock, now.wall);
        let Some(client) = self.account.as_mut().and_then(Account::client_mut) else { return };
        input(client);
        while let Some(output) = self.poll_client() {
            match output {
                Output::Open(connection) => self.open(now, connection),
                Output::Send(bytes) => self.actions.push_back(Action::Send(bytes)),
                Output::Close(_, why) => self.close(now, why.code()),
                Output::Persist(seq, change) => self.persist(now, seq, change),
                Output::Event(event) => self.handle_event(now, event),
            }
        }
    }

    /// A message goes into the chat at once, and is stored with its packet id as one step. It is told when that is done, but
    /// for what the broker would bring again, if the disk keeps up.
    fn persist(&mut self, now: Now, seq: Seq, change: SessionChange) {
        self.batch_seq = Some(seq);
        if let SessionChange::Taken { message, .. } = &change {
            self.hear_direct(message);
            self.hear_beside(now, message);
            let (retain, delivery) = (message.retain, message.delivery);
            let payload = Arc::clone(&message.payload);
            let effects = self.chat.receive(&message.topic, payload, retain, delivery, now.wall);
            if delivery > Delivery::AtMostOnce && self.steps.are_few() {
                effects.into_iter().for_each(|effect| self.changes.note_at_once(effect));
            } else {
                self.note(effects);
            }
            self.notice_eviction(now, message);
        }
        self.batch.session.push(change);
    }

    /// CONNECT may make a session in which nothing is subscribed. A page that opens after this one died has to find
    /// that it went out, or it would be deaf: so that is stored first.
    pub(super) fn greet_broker(&mut self, now: Now) {
        if self.batch.account.is_some() || !self.steps.have_stored_account() {
            return;
        }
        if let Some((on, protocol)) = self.opened.take() {
            self.with_client(now, |client| client.handle_opened(now.clock, on, &protocol));
        }
    }

    /// What a socket says while CONNECT still waits ends the connection, as it would right after CONNECT: in one go, so
    /// that CONNECT does not leave.
    fn with_opened(&mut self, now: Now, on: ConnectionId, input: impl FnOnce(&mut Client)) {
        let early = self.opened.take_if(|(waiting, _)| *waiting == on);
        self.with_client(now, |client| {
            if let Some((_, protocol)) = early {
                client.handle_opened(now.clock, on, &protocol);
            }
            input(client);
        });
    }

    pub(super) fn do_later(&mut self, action: Action) {
        self.actions.push_back(action);
    }

    pub(super) fn enter(&mut self, stage: Stage) {
        self.stage = stage;
        self.changes.push(Change::Stage(stage));
    }

    pub(super) fn show(&mut self, connection: Connection) {
        self.time_people(connection);
        self.connection = connection;
        self.changes.push(Change::Connection(connection));
        self.tell_state();
    }

    /// A connection that fails the same way again is not news; whatever else a person tried is.
    pub(super) fn tell(&mut self, problem: Option<Problem>) {
        let tried_again = problem.as_ref().is_some_and(|problem| !problem.is_of_connection());
        if tried_again || self.problem != problem {
            self.problem.clone_from(&problem);
            self.changes.push(Change::Problem(problem));
        }
    }

    pub(super) fn note(&mut self, effects: impl IntoIterator<Item = Effect>) {
        for effect in effects {
            self.changes.note(effect);
        }
    }

    fn poll_client(&mut self) -> Option<Output> {
        self.account.as_mut()?.client_mut()?.poll_output()
    }

    fn open(&mut self, now: Now, connection: ConnectionId) {
        (self.seen, self.opened) = (Sighting::default(), None);
        if let Some(account) = &self.account {
            let url = account.brokers.current().to_owned();
            self.wire_log.add(now, Wire::Opening(url.clone()));
            self.actions.push_back(Action::Open { connection, url });
        }
    }
}
