//! Signing in, and coming back after a reload. What follows once this tab's part is known is in `claim`.

use super::account::{Account, Entry, Role};
use super::address::{Brokers, Failover, broker_urls};
use super::api::{Connection, Problem, SignIn, Stage, Trace};
use super::beside::Beside;
use super::commands::parse_room;
use super::config::Prefill;
use super::core::{Action, Core, Now, Shelf};
use super::diagnosis::Known;
use super::direct::Directs;
use super::doubts::Doubts;
use super::preferences::Preferences;
use super::presence::Here;
use super::profile::Profile;
use crate::chat::Room;
use crate::mqtt::Connect;
use crate::mqtt::client::{Client, ClientOptions};
use crate::store::AccountRecord;

/// Publishes that may wait for the broker.
pub(super) const QUEUE_LIMIT: usize = 10_000;

impl Core {
    /// After a reload: whoever was signed in still is, with the rooms on screen at once. A link that names
    /// another broker or a room not joined yet waits for a click in the form.
    pub fn restore(&mut self, now: Now, profile: Profile, link: &Prefill, secret: Option<String>) {
        self.clock = now.clock;
        let last = profile.last().filter(|_| profile.signed_in).cloned();
        self.profile = profile;
        let Some(last) = last.filter(|last| leads_back(link, last)) else { return };
        let first = link.room.clone().unwrap_or_else(|| last.room.clone());
        let entry = Entry {
            stage: Stage::In,
            rooms: Vec::new(),
            first: Some(first),
            only_if_joined: link.room.clone(),
        };
        let sign_in = SignIn { password: secret, ..last };
        if let Err(problem) = self.try_sign_in(now, sign_in, entry) {
            self.turn_away(problem);
        }
    }

    pub(super) fn sign_in(&mut self, now: Now, sign_in: SignIn) {
        let typed = parse_room(&sign_in.room);
        let signed_in = typed.and_then(|first| {
            // One that can't be a room is the host's mistake, and no reason to refuse the sign-in.
            let hosts = self.config.rooms.iter().filter_map(|room| Room::parse(room).ok());
            let opens = Some(first.as_str().to_owned());
            let rooms = hosts.chain([first]).collect();
            let entry = Entry { stage: Stage::SigningIn, rooms, first: opens, only_if_joined: None };
            self.try_sign_in(now, sign_in, entry)
        });
        if let Err(problem) = signed_in {
            self.turn_away(problem);
        }
    }

    fn turn_away(&mut self, problem: Problem) {
        self.tell(Some(problem));
        if self.account.as_ref().is_none_or(|account| matches!(account.role, Role::Leaving(..))) {
            self.enter(Stage::Out);
        }
    }

    fn try_sign_in(&mut self, now: Now, sign_in: SignIn, entry: Entry) -> Result<(), Problem> {
        if !self.config.allows(&sign_in.broker) {
            return Err(Problem::BrokerLocked);
        }
        let brokers = self.brokers_of(&sign_in.broker)?;
        if sign_in.name.trim().is_empty() {
            return Err(Problem::NoName);
        }
        let typed = sign_in.client_id.clone().filter(|id| !id.is_empty());
        let client_id = typed.unwrap_or_else(|| self.new_client_id());
        let options = client_options(&sign_in, client_id, 0);
        options.check().map_err(|error| Problem::Options { rule: error.rule(), what: error.to_string() })?;

        self.end_connection(now);
        match brokers {
            Brokers::Listed(brokers) => self.sign_in_at(now, sign_in, entry, brokers),
            Brokers::Search(host) => self.search(now, host, sign_in, entry),
        }
        Ok(())
    }

    /// A list fails over in turn, and so do the host's brokers, beginning with the chosen one; a bare host is looked up
    /// where it answered before, or searched.
    fn brokers_of(&self, typed: &str) -> Result<Brokers, Problem> {
        let scheme = self.surroundings.scheme;
        let typed = typed.trim();
        let brokers = broker_urls(typed, scheme)?;
        let is_of_host = self.config.brokers.len() > 1 && self.config.brokers.iter().any(|one| one == typed);
        match brokers {
            Brokers::Search(host) => {
                let known = self.profile.endpoint(&host).and_then(|url| Failover::new(vec![url.to_owned()]));
                Ok(known.map_or(Brokers::Search(host), Brokers::Listed))
            }
            Brokers::Listed(chosen) if is_of_host => {
                let all = broker_urls(&self.config.brokers.join(","), scheme);
                Ok(match all {
                    Ok(Brokers::Listed(all)) => Brokers::Listed(all.beginning_with(chosen.current())),
                    _ => Brokers::Listed(chosen),
                })
            }
            Brokers::Listed(listed) => Ok(Brokers::Listed(listed)),
        }
    }

    pub(super) fn sign_in_at(&mut self, now: Now, sign_in: SignIn, entry: Entry, brokers: Failover) {
        self.clock = now.clock;
        self.tell(None);
        let stage = entry.stage;
        self.remember(&sign_in, stage);
        let shelf = if sign_in.trace == Trace::Keep { Shelf::Device } else { Shelf::Memory };
        let account = Account {
            sign_in,
            brokers,
            role: Role::Claiming,
            record: AccountRecord::default(),
            known: Known::Never,
            doubts: Doubts::default(),
            here: Here::default(),
            beside: Beside::default(),
            directs: Directs::default(),
            preferences: Preferences::default(),
            synced: None,
            entry,
            again_without: None,
            suspects_presence: false,
            expire_at: None,
        };
        self.do_later(Action::Claim { account: account.key(), shelf });
        self.account = Some(account);
        self.show(Connection::Connecting);
        self.enter(if stage == Stage::In { self.stage } else { stage });
    }

    /// A remembered endpoint of a bare host that is gone is looked for anew, once.
    pub(super) fn search_again(&mut self, now: Now) -> bool {
        let Some(account) = self.account.as_ref().filter(|account| account.known == Known::Never) else {
            return false;
        };
        let typed = account.sign_in.broker.trim().to_owned();
        let Ok(Brokers::Search(host)) = broker_urls(&typed, self.surroundings.scheme) else { return false };
        if !self.profile.forget_endpoint(&host) {
            return false;
        }
        let (sign_in, stage) = (account.sign_in.clone(), self.stage);
        let room = self.chat.open_room().and_then(|key| self.chat.room(key));
        let first = room.map_or_else(|| sign_in.room.clone(), |entry| entry.room.as_str().to_owned());
        let rooms = parse_room(&first).into_iter().collect();
        let entry = Entry { stage, rooms, first: Some(first), only_if_joined: None };
        self.end_connection(now);
        self.search(now, host, sign_in, entry);
        true
    }

    /// Without a word to the broker about the session, which the next sign-in goes on with.
    fn end_connection(&mut self, now: Now) {
        self.stop_searching();
        if self.account.is_some() {
            self.with_client(now, Client::disconnect);
            self.let_go();
        }
    }

    fn remember(&mut self, sign_in: &SignIn, stage: Stage) {
        // Who leaves no trace does not sign out whoever else uses this device.
        if sign_in.trace == Trace::None {
            return self.do_later(Action::KeepSecret(None));
        }
        let before = self.profile.clone();
        // Anew, that is not worth coming back to before the broker accepted it.
        self.profile.signed_in = stage == Stage::In;
        self.profile.remember(sign_in);
        if self.profile != before {
            self.keep_profile();
        }
        self.do_later(Action::KeepSecret(sign_in.password.clone()));
    }

    pub(super) fn keep_profile(&mut self) {
        self.do_later(Action::KeepProfile(self.profile.to_text()));
    }

    /// `snug` and 16 of `[0-9a-z]`: brokers have to accept such an id [MQTT-3.1.3-5].
    pub(super) fn new_client_id(&self) -> String {
        let mut random = [0; 16];
        (self.surroundings.random)(&mut random);
        let letter = |byte: u8| char::from_digit(u32::from(byte) % 36, 36).unwrap_or('0');
        "snug".chars().chain(random.map(letter)).collect()
    }

    pub(super) fn seed(&self) -> u64 {
        let mut random = [0; 8];
        (self.surroundings.random)(&mut random);
        u64::from_le_bytes(random)
    }
}

fn leads_back(link: &Prefill, last: &SignIn) -> bool {
    link.broker.as_ref().is_none_or(|broker| *broker == last.broker)
        && link.name.as_ref().is_none_or(|name| *name == last.name)
}

pub(super) fn client_options(sign_in: &SignIn, client_id: String, seed: u64) -> ClientOptions {
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
