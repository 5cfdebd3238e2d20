//! Signing in, coming back after a reload, and signing out. Nothing that was written is lost on the way:
//! each name at each broker has its own rooms, messages and session, for as long as the tab lives.

use super::address::broker_url;
use super::api::{Change, Connection, Problem, SignIn, Stage, Trace};
use super::commands::parse_room;
use super::config::Prefill;
use super::core::{Account, Action, Core, Now};
use super::diagnosis::Known;
use super::profile::Profile;
use crate::chat::{Chat, Limits, Outgoing, Room};
use crate::mqtt::Connect;
use crate::mqtt::client::{Client, ClientOptions};
use crate::mqtt::session::Session;

/// Publishes that may wait for the broker.
pub(super) const QUEUE_LIMIT: usize = 10_000;

/// The broker's URL and the name.
type Owner = (String, String);

/// What somebody who signed out left in this tab.
#[derive(Debug)]
pub(super) struct Left {
    owner: Owner,
    chat: Chat,
    session: Option<Session>,
}

/// Where a sign-in leads.
struct Entry {
    stage: Stage,
    rooms: Vec<Room>,
    /// The room on screen.
    first: Option<Room>,
}

/// After a reload.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Return {
    Yes,
    No,
}

impl Core {
    /// After a reload: whoever was signed in still is, with the rooms on screen at once. A link that names
    /// another broker or a room not joined yet waits for a click in the form.
    pub fn restore(&mut self, now: Now, profile: Profile, link: &Prefill, secret: Option<String>) {
        let last = profile.last().filter(|_| profile.signed_in).cloned();
        self.profile = profile;
        let Some(last) = last.filter(|last| self.leads_back(link, last)) else { return };
        let kept = self.kept_rooms(&last);
        let wanted = link.room.as_ref().unwrap_or(&last.room);
        let first = kept.iter().find(|room| room.as_str() == wanted).or(kept.first()).cloned();
        let entry = Entry { stage: Stage::In, rooms: kept, first };
        let sign_in = SignIn { password: secret, ..last };
        if let Err(problem) = self.try_sign_in(now, sign_in, entry) {
            self.turn_away(problem);
        }
    }

    pub(super) fn sign_in(&mut self, now: Now, sign_in: SignIn) {
        let typed = parse_room(&sign_in.room);
        let signed_in = typed.and_then(|first| {
            let mut rooms = self.kept_rooms(&sign_in);
            // One that can't be a room is the host's mistake, and no reason to refuse the sign-in.
            rooms.extend(self.config.rooms.iter().filter_map(|room| Room::parse(room).ok()));
            rooms.push(first.clone());
            let entry = Entry { stage: Stage::SigningIn, rooms, first: Some(first) };
            self.try_sign_in(now, sign_in, entry)
        });
        if let Err(problem) = signed_in {
            self.turn_away(problem);
        }
    }

    fn turn_away(&mut self, problem: Problem) {
        self.tell(Some(problem));
        if self.account.is_none() {
            self.enter(Stage::Out);
        }
    }

    fn try_sign_in(&mut self, now: Now, sign_in: SignIn, entry: Entry) -> Result<(), Problem> {
        if !self.config.allows(&sign_in.broker) {
            return Err(Problem::BrokerLocked);
        }
        let url = broker_url(&sign_in.broker, self.surroundings.scheme)?;
        if sign_in.name.trim().is_empty() {
            return Err(Problem::NoName);
        }
        let client_id = self.client_id(&sign_in, &url);
        let options = client_options(&sign_in, client_id.clone(), self.seed());
        options.check().map_err(|error| Problem::Options { rule: error.rule(), what: error.to_string() })?;

        self.end_connection(now);
        self.tell(None);
        let left = self.own_chat(&url, &sign_in.name);
        self.remember(&sign_in, &url, &client_id, entry.stage);
        self.connect_as(now, sign_in, url, options, left)?;
        for room in entry.rooms {
            self.enter_room(now, room);
        }
        self.keep_rooms();
        if let Some(key) = entry.first.and_then(|room| self.chat.find(room.as_str())) {
            self.chat.open(key);
            self.changes.push(Change::Opened(key));
        }
        self.show(Connection::Connecting);
        self.enter(entry.stage);
        self.with_client(now, |client| client.connect(now.clock));
        Ok(())
    }

    /// The new client goes on where the old one of the same id was; under another id, what the old one had not
    /// finished is published again, under its old message ids.
    fn connect_as(
        &mut self,
        now: Now,
        sign_in: SignIn,
        url: String,
        options: ClientOptions,
        left: Option<Session>,
    ) -> Result<(), Problem> {
        let same_id = |session: &Session| session.client_id == options.connect.client_id;
        let (resumed, orphaned) = match left {
            Some(session) if same_id(&session) => (session, Vec::new()),
            Some(session) => (Session::new(&options.connect.client_id), session.outgoing),
            None => (Session::new(&options.connect.client_id), Vec::new()),
        };
        let client = Client::new(options, resumed)
            .map_err(|error| Problem::Options { rule: error.rule(), what: error.to_string() })?;
        self.account = Some(Account { sign_in, url, client, known: Known::Never });
        for record in orphaned {
            // The queue is empty, so it has room.
            self.with_client(now, |client| drop(client.publish(now.clock, record.ticket, record.message)));
        }
        let unsent: Vec<Outgoing> = self.chat.unsent().collect();
        for outgoing in unsent {
            self.submit(now, outgoing);
        }
        Ok(())
    }

    /// What was written and not delivered stays, for the next sign-in of the same name at the same broker.
    pub(super) fn sign_out(&mut self, now: Now) {
        self.end_connection(now);
        self.unkept = Profile::default();
        self.come_back(Return::No);
        self.do_later(Action::KeepSecret(None));
        self.tell(None);
        self.show(Connection::SignedOut);
        self.enter(Stage::Out);
    }

    fn end_connection(&mut self, now: Now) {
        self.with_client(now, Client::disconnect);
        if let Some(account) = self.account.take() {
            self.session = Some(account.client.into_session());
        }
    }

    fn leads_back(&self, link: &Prefill, last: &SignIn) -> bool {
        let rooms = self.kept_rooms(last);
        link.broker.as_ref().is_none_or(|broker| *broker == last.broker)
            && link.name.as_ref().is_none_or(|name| *name == last.name)
            && link.room.as_ref().is_none_or(|wanted| rooms.iter().any(|room| room.as_str() == wanted))
    }

    fn kept_rooms(&self, sign_in: &SignIn) -> Vec<Room> {
        let url = broker_url(&sign_in.broker, self.surroundings.scheme).unwrap_or_default();
        let profile = if sign_in.trace == Trace::Keep { &self.profile } else { &self.unkept };
        let account = profile.account(&url, &sign_in.name);
        account
            .into_iter()
            .flat_map(|account| &account.rooms)
            .filter_map(|room| Room::parse(room).ok())
            .collect()
    }

    /// Where rooms and greetings are remembered: who leaves no trace has a memory of its own, until signing out.
    pub(super) fn profile_for(&mut self, trace: Trace) -> &mut Profile {
        match trace {
            Trace::Keep => &mut self.profile,
            Trace::None => &mut self.unkept,
        }
    }

    fn remember(&mut self, sign_in: &SignIn, url: &str, client_id: &str, stage: Stage) {
        // Anew, that is not worth coming back to before the broker accepted it.
        self.come_back(if stage == Stage::In { Return::Yes } else { Return::No });
        if sign_in.trace == Trace::Keep {
            self.profile.remember(sign_in);
        }
        self.profile_for(sign_in.trace).account_mut(url, &sign_in.name).client_id = client_id.to_owned();
        let secret = sign_in.password.clone().filter(|_| sign_in.trace == Trace::Keep);
        self.do_later(Action::KeepSecret(secret));
    }

    /// Whether a reload signs in again; written down at once if that is new.
    fn come_back(&mut self, wanted: Return) {
        let wanted = wanted == Return::Yes;
        if std::mem::replace(&mut self.profile.signed_in, wanted) != wanted {
            self.do_later(Action::KeepProfile(self.profile.to_text()));
        }
    }

    /// Brings the rooms and messages of this name at this broker, and the session left with them.
    fn own_chat(&mut self, url: &str, name: &str) -> Option<Session> {
        let owner = (url.to_owned(), name.to_owned());
        if self.chat_of.as_ref() == Some(&owner) {
            return self.session.take();
        }
        let limits = Limits { max_message_bytes: self.config.max_message_bytes };
        let found = self.left.iter().position(|left| left.owner == owner);
        let ours = found.map(|place| self.left.swap_remove(place));
        let (chat, session) = ours.map_or((Chat::new(name, limits), None), |left| (left.chat, left.session));
        let chat = std::mem::replace(&mut self.chat, chat);
        if let Some(owner) = self.chat_of.replace(owner) {
            self.left.push(Left { owner, chat, session: self.session.take() });
        }
        self.changes.rooms();
        session
    }

    /// As typed, or kept from before, or new.
    fn client_id(&mut self, sign_in: &SignIn, url: &str) -> String {
        let typed = sign_in.client_id.clone().filter(|id| !id.is_empty());
        let kept = || self.profile.account(url, &sign_in.name).map(|account| account.client_id.clone());
        let kept = match sign_in.trace {
            Trace::Keep => typed.or_else(kept).filter(|id| !id.is_empty()),
            Trace::None => typed,
        };
        kept.unwrap_or_else(|| self.new_client_id())
    }

    /// `snug` and 16 of `[0-9a-z]`: brokers have to accept such an id [MQTT-3.1.3-5].
    fn new_client_id(&self) -> String {
        let mut random = [0; 16];
        (self.surroundings.random)(&mut random);
        let letter = |byte: u8| char::from_digit(u32::from(byte) % 36, 36).unwrap_or('0');
        "snug".chars().chain(random.map(letter)).collect()
    }

    fn seed(&self) -> u64 {
        let mut random = [0; 8];
        (self.surroundings.random)(&mut random);
        u64::from_le_bytes(random)
    }
}

fn client_options(sign_in: &SignIn, client_id: String, seed: u64) -> ClientOptions {
    let password = sign_in.password.clone().filter(|password| !password.is_empty());
    let connect = Connect {
        client_id: client_id.into(),
        clean_session: sign_in.trace == Trace::None,
        keep_alive: sign_in.keep_alive,
        will: None,
        user_name: sign_in.user_name.clone().filter(|name| !name.is_empty()).map(Into::into),
        password: password.map(|password| password.into_bytes().into()),
    };
    ClientOptions { seed, queue_limit: QUEUE_LIMIT, ..ClientOptions::new(connect) }
}
