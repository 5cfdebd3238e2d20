//! What people ask for, one by one. None of it waits for the network.

use super::address::broker_url;
use super::api::{Change, Command, Connection, Problem, SignIn, Stage, Trace};
use super::config::Prefill;
use super::core::{Account, Action, Core, Now};
use super::diagnosis::Known;
use super::profile::Profile;
use crate::chat::{Chat, Limits, MessageKey, Outgoing, Room, RoomKey, Ulid, WriteError};
use crate::mqtt::client::{Client, ClientOptions, PublishError};
use crate::mqtt::session::{Message, Session, Ticket};
use crate::mqtt::{Connect, Delivery};

/// Publishes that may wait for the broker.
const QUEUE_LIMIT: usize = 10_000;

impl Core {
    pub fn handle_command(&mut self, now: Now, command: Command) {
        match command {
            Command::SignIn(sign_in) => self.sign_in(now, sign_in, Stage::SigningIn),
            Command::SignOut => self.sign_out(now),
            Command::Join(typed) => self.join(now, &typed),
            Command::Leave(room) => self.leave(now, room),
            Command::Open(room) => {
                self.chat.open(room);
                self.changes.rooms();
            }
            Command::Close => self.chat.close(),
            Command::Say { room, text } => self.say(now, room, &text),
            Command::RetryNow => self.with_client(now, |client| client.retry_now(now.clock)),
            Command::Resend { room, key } => self.resend(now, room, key),
            Command::Delete { room, key } => self.delete(room, key),
            Command::Deliver { room, delivery } => self.chat.set_delivery(room, delivery),
            Command::Dismiss => self.tell(None),
        }
    }

    /// After a reload: whoever was signed in still is, with the rooms on screen at once. A link that names
    /// another broker or a room not joined yet waits for a click in the form.
    pub fn restore(&mut self, now: Now, profile: Profile, link: &Prefill, secret: Option<String>) {
        let last = profile.last().filter(|_| profile.signed_in).cloned();
        self.profile = profile;
        let Some(last) = last.filter(|last| self.leads_back(link, last)) else { return };
        self.sign_in(now, SignIn { password: secret, ..last }, Stage::In);
    }

    fn leads_back(&self, link: &Prefill, last: &SignIn) -> bool {
        let url = broker_url(&last.broker, self.surroundings.scheme).unwrap_or_default();
        let rooms = self
            .profile
            .account(&url, &last.name)
            .map(|account| account.rooms.as_slice())
            .unwrap_or_default();
        link.broker.as_ref().is_none_or(|broker| *broker == last.broker)
            && link.name.as_ref().is_none_or(|name| *name == last.name)
            && link.room.as_ref().is_none_or(|room| rooms.contains(room))
    }

    fn sign_in(&mut self, now: Now, sign_in: SignIn, stage: Stage) {
        if let Err(problem) = self.try_sign_in(now, sign_in, stage) {
            self.tell(Some(problem));
            self.enter(Stage::Out);
        }
    }

    fn try_sign_in(&mut self, now: Now, sign_in: SignIn, stage: Stage) -> Result<(), Problem> {
        if !self.config.allows(&sign_in.broker) {
            return Err(Problem::BrokerLocked);
        }
        let url = broker_url(&sign_in.broker, self.surroundings.scheme)?;
        if sign_in.name.trim().is_empty() {
            return Err(Problem::NoName);
        }
        let room = parse_room(&sign_in.room)?;
        let client_id = self.client_id(&sign_in, &url);
        let client = new_client(&sign_in, client_id.clone(), self.seed())?;

        self.end_connection(now);
        self.tell(None);
        self.own_chat(&url, &sign_in.name);
        let account = self.profile.account_mut(&url, &sign_in.name);
        account.client_id = client_id;
        let kept_rooms = account.rooms.clone();
        self.profile.remember(&sign_in);
        // Anew, that is not worth coming back to before the broker accepted it.
        self.profile.signed_in = stage == Stage::In;
        let secret = sign_in.password.clone().filter(|_| sign_in.trace == Trace::Keep);
        self.account = Some(Account { sign_in, url, client, known: Known::Never });
        self.do_later(Action::KeepSecret(secret));

        let host_rooms = self.config.rooms.clone();
        for typed in kept_rooms.iter().chain(&host_rooms) {
            // One that can't be a room any more is not worth refusing the sign-in.
            if let Ok(kept) = Room::parse(typed) {
                self.enter_room(now, kept);
            }
        }
        let first = self.enter_room(now, room);
        self.keep_rooms();
        self.chat.open(first);
        self.changes.push(Change::Opened(first));
        self.show(Connection::Connecting);
        self.enter(stage);
        self.submit_unsent(now);
        self.with_client(now, |client| client.connect(now.clock));
        Ok(())
    }

    /// Queued messages stay, for the next sign-in of the same name at the same broker.
    fn sign_out(&mut self, now: Now) {
        self.end_connection(now);
        self.profile.signed_in = false;
        self.keep_profile();
        self.account = None;
        self.do_later(Action::KeepSecret(None));
        self.tell(None);
        self.show(Connection::SignedOut);
        self.enter(Stage::Out);
    }

    fn end_connection(&mut self, now: Now) {
        self.with_client(now, Client::disconnect);
    }

    fn join(&mut self, now: Now, typed: &str) {
        match parse_room(typed) {
            Ok(room) => {
                let key = self.enter_room(now, room);
                self.keep_rooms();
                self.chat.open(key);
                self.changes.push(Change::Opened(key));
            }
            Err(problem) => self.tell(Some(problem)),
        }
    }

    fn enter_room(&mut self, now: Now, room: Room) -> RoomKey {
        let filter = room.filter();
        let key = self.chat.join(room);
        self.changes.rooms();
        // At QoS 2, so that each message comes as surely as its publisher sent it.
        self.with_client(now, |client| client.subscribe(now.clock, filter, Delivery::ExactlyOnce));
        key
    }

    fn leave(&mut self, now: Now, room: RoomKey) {
        let Some(entry) = self.chat.leave(room) else { return };
        let filter = entry.room.filter();
        self.with_client(now, |client| client.unsubscribe(now.clock, &filter));
        self.keep_rooms();
        self.changes.rooms();
    }

    fn say(&mut self, now: Now, room: RoomKey, text: &str) {
        match self.write(now, room, text) {
            Ok(()) => self.changes.push(Change::Said(room)),
            Err(problem) => self.tell(Some(problem)),
        }
    }

    /// At the first join of a room only: never again on reconnect or reload.
    pub(super) fn greet(&mut self, now: Now, room: RoomKey) {
        let Some(account) = &self.account else { return };
        let greeting = account.sign_in.greeting.clone().unwrap_or_else(|| self.config.greeting.clone());
        let (url, name) = (account.url.clone(), account.sign_in.name.clone());
        let Some(topic) = self.chat.room(room).filter(|entry| !entry.room.is_feed()) else { return };
        let topic = topic.room.as_str().to_owned();
        let kept = self.profile.account_mut(&url, &name);
        if greeting.is_empty() || kept.greeted.contains(&topic) {
            return;
        }
        kept.greeted.push(topic);
        self.keep_profile();
        if let Err(problem) = self.write(now, room, &greeting) {
            self.tell(Some(problem));
        }
    }

    fn write(&mut self, now: Now, room: RoomKey, text: &str) -> Result<(), Problem> {
        let pending = self.account.as_ref().map_or(0, |account| account.client.pending());
        if pending >= QUEUE_LIMIT {
            return Err(Problem::QueueFull { limit: QUEUE_LIMIT });
        }
        let mut random = [0; 10];
        (self.surroundings.random)(&mut random);
        let id = Ulid::new(now.wall, random);
        let outgoing = self.chat.write(room, text, id, now.wall).map_err(Problem::Write)?;
        self.changes.timeline(room);
        self.changes.rooms();
        self.submit(now, outgoing);
        Ok(())
    }

    fn resend(&mut self, now: Now, room: RoomKey, key: MessageKey) {
        if let Some(outgoing) = self.chat.resend(room, key) {
            self.changes.timeline(room);
            if let Some(status) =
                self.chat.room(room).and_then(|entry| entry.timeline.find(key)).map(|item| item.status)
            {
                self.changes.push(Change::Status { room, key, status });
            }
            self.submit(now, outgoing);
        }
    }

    fn delete(&mut self, room: RoomKey, key: MessageKey) {
        let id =
            self.chat.room(room).and_then(|entry| entry.timeline.find(key)?.message.id().map(str::to_owned));
        if let (Some(account), Some(ticket)) = (&mut self.account, id.as_deref().and_then(ticket_of)) {
            account.client.withdraw(ticket);
        }
        if self.chat.delete(room, key) {
            self.changes.timeline(room);
            self.changes.rooms();
        }
    }

    /// What an earlier connection of this page left unfinished is published again, under its old ids.
    fn submit_unsent(&mut self, now: Now) {
        let unsent: Vec<Outgoing> = self.chat.unsent().collect();
        for outgoing in unsent {
            self.submit(now, outgoing);
        }
    }

    fn submit(&mut self, now: Now, outgoing: Outgoing) {
        let Some(ticket) = ticket_of(&outgoing.id) else { return };
        let message = Message {
            topic: outgoing.topic,
            payload: outgoing.payload.into(),
            delivery: outgoing.delivery,
            retain: false,
        };
        let mut refused = None;
        self.with_client(now, |client| refused = client.publish(now.clock, ticket, message).err());
        if let Some(error) = refused {
            let (failure, problem) = match error {
                PublishError::TooLarge { size, limit } => {
                    (crate::chat::Failure::TooLarge, Problem::Write(WriteError::TooLarge { size, limit }))
                }
                PublishError::QueueFull { limit } => {
                    (crate::chat::Failure::QueueFull, Problem::QueueFull { limit })
                }
                PublishError::Topic(error) => {
                    let topic = String::new();
                    (crate::chat::Failure::Unprintable, Problem::Topic { topic, error })
                }
            };
            let effect = self.chat.failed(&outgoing.id, failure);
            self.note(effect);
            self.tell(Some(problem));
        }
    }

    /// The messages on screen belong to a name at a broker; another's begin empty.
    fn own_chat(&mut self, url: &str, name: &str) {
        let owner = (url.to_owned(), name.to_owned());
        if self.chat_of.as_ref() != Some(&owner) {
            let limits = Limits { max_message_bytes: self.config.max_message_bytes };
            self.chat = Chat::new(name, limits);
            self.chat_of = Some(owner);
            self.changes.rooms();
        }
    }

    fn keep_rooms(&mut self) {
        if let Some(account) = &self.account {
            let rooms = self.chat.rooms().iter().map(|entry| entry.room.as_str().to_owned()).collect();
            self.profile.account_mut(&account.url, &account.sign_in.name).rooms = rooms;
            self.keep_profile();
        }
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

fn parse_room(typed: &str) -> Result<Room, Problem> {
    Room::parse(typed).map_err(|error| Problem::Topic { topic: typed.to_owned(), error })
}

fn new_client(sign_in: &SignIn, client_id: String, seed: u64) -> Result<Client, Problem> {
    let password = sign_in.password.clone().filter(|password| !password.is_empty());
    let connect = Connect {
        client_id: client_id.clone().into(),
        clean_session: sign_in.trace == Trace::None,
        keep_alive: sign_in.keep_alive,
        will: None,
        user_name: sign_in.user_name.clone().filter(|name| !name.is_empty()).map(Into::into),
        password: password.map(|password| password.into_bytes().into()),
    };
    let options = ClientOptions { seed, queue_limit: QUEUE_LIMIT, ..ClientOptions::new(connect) };
    Client::new(options, Session::new(&client_id))
        .map_err(|error| Problem::Options { rule: error.rule(), what: error.to_string() })
}

fn ticket_of(id: &str) -> Option<Ticket> {
    Ulid::parse(id).map(|ulid| Ticket(ulid.value()))
}
