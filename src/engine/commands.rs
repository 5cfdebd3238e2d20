//! What people ask for once they are signed in, one by one. None of it waits for the network.

use super::account::Account;
use super::api::{Change, Command, Connection, Problem};
use super::core::{Core, Now};
use super::sign_in::QUEUE_LIMIT;
use crate::chat::{
    Access, Failure, MessageKey, Outgoing, Place, Room, RoomEntry, RoomKey, RoomSettings, Ulid, WriteError,
};
use crate::mqtt::Delivery;
use crate::mqtt::client::{Client, PublishError};
use crate::mqtt::session::{Message, Ticket};

impl Core {
    pub fn handle_command(&mut self, now: Now, command: Command) {
        (self.clock, self.wall) = (now.clock, now.wall);
        let Some(command) = self.follow_command(now, command) else { return };
        match command {
            Command::SignIn(sign_in) => self.sign_in(now, sign_in),
            Command::SignOut(leaving) => self.sign_out(now, leaving),
            Command::Join(typed) => self.join(now, &typed),
            Command::Leave(room) => self.leave(now, room),
            Command::Open(room) => {
                self.chat.open(room);
                self.remember_open();
                self.changes.rooms();
            }
            Command::Draft { room, text } => self.chat.set_draft(room, &text),
            Command::Close => self.chat.close(),
            Command::Say { room, text, re } => self.say(now, room, &text, re.as_deref()),
            Command::RetryNow => self.retry_now(now),
            Command::Resend { room, key } => self.resend(now, room, key),
            Command::Delete { room, key } => self.delete(now, room, key),
            Command::Deliver { room, delivery } => self.deliver(room, delivery),
            Command::Direct(name) => self.join_direct(now, &name),
            Command::SetRoom { room, settings } => self.set_room(room, settings),
            Command::MoveRoom { room, to } => self.move_room(room, to),
            Command::Typing(room) => self.say_typing(now, room),
            Command::SetAway(away) => self.set_away(away),
            Command::SetGreeting(greeting) => self.set_greeting(greeting),
            Command::SetReceipts(receipts) => self.set_receipts(receipts),
            Command::Dismiss => self.tell(None),
            Command::Forget { room, key, place } => self.forget(now, room, key, place),
            Command::ClearHistory { room } => self.clear_history(room),
            Command::KeepFor(keep_for) => self.set_keep_for(now, keep_for),
        }
    }

    pub(super) fn join(&mut self, now: Now, typed: &str) {
        match parse_room(typed) {
            Ok(room) => {
                self.join_room(now, room);
                self.put_on_screen(typed);
            }
            Err(problem) => self.tell(Some(problem)),
        }
    }

    /// Does not wait any longer; takes the connection back from whoever has our client id.
    pub(super) fn retry_now(&mut self, now: Now) {
        let gave_way = self.connection == Connection::Elsewhere;
        if gave_way {
            self.tell(None);
            self.show(Connection::Reconnecting { at: None });
        }
        self.with_client(now, |client| {
            client.retry_now(now.clock);
            if gave_way {
                client.connect(now.clock);
            }
        });
    }

    pub(super) fn join_room(&mut self, now: Now, room: Room) {
        // Asking again for what is granted would bring its retained messages again.
        if self.joined(&room).is_none() {
            let key = self.enter_room(now, room);
            if self.chat.room(key).is_some_and(|entry| entry.direct.is_none()) {
                self.say_here(now);
            }
        }
    }

    fn joined(&self, room: &Room) -> Option<RoomKey> {
        let entry = self.chat.room(self.chat.find(room.as_str())?)?;
        (entry.access != Access::Refused).then_some(entry.key)
    }

    pub(super) fn enter_room(&mut self, now: Now, room: Room) -> RoomKey {
        let filter = room.filter();
        self.forget_leaving(filter.as_str());
        let key = self.chat.join(room);
        self.changes.rooms();
        if self.chat.room(key).is_some_and(|entry| entry.direct.is_some()) {
            self.chat.set_access(filter.as_str(), self.direct_access());
            return key;
        }
        // At QoS 2, so that each message comes as surely as its publisher sent it.
        self.with_client(now, |client| client.subscribe(now.clock, filter, Delivery::ExactlyOnce));
        key
    }

    pub(super) fn leave(&mut self, now: Now, room: RoomKey) {
        let Some(entry) = self.chat.leave(room) else { return };
        self.changes.rooms();
        if entry.direct.is_some() {
            return;
        }
        let filter = entry.room.filter();
        if !self.is_wanted_beside(filter.as_str()) {
            self.remember_leaving(filter.as_str());
            self.with_client(now, |client| client.unsubscribe(now.clock, &filter));
        }
        self.say_here(now);
    }

    pub(super) fn set_room(&mut self, room: RoomKey, settings: RoomSettings) {
        self.chat.set_settings(room, settings);
        self.changes.rooms();
    }

    pub(super) fn deliver(&mut self, room: RoomKey, delivery: Delivery) {
        self.chat.set_delivery(room, delivery);
        self.changes.rooms();
    }

    pub(super) fn move_room(&mut self, room: RoomKey, to: usize) {
        self.chat.move_room(room, to);
        self.changes.rooms();
    }

    fn say(&mut self, now: Now, room: RoomKey, text: &str, re: Option<&str>) {
        let mut random = [0; 10];
        (self.surroundings.random)(&mut random);
        match self.write(now, room, text, re, Ulid::new(now.wall, random)) {
            Ok(()) => self.changes.push(Change::Said { room, text: text.to_owned() }),
            Err(problem) => self.refuse(room, problem),
        }
    }

    pub(super) fn refuse(&mut self, room: RoomKey, problem: Problem) {
        self.tell(Some(problem));
        self.changes.push(Change::NotSaid(room));
    }

    /// At the first join of a room only: never again on reconnect or reload.
    pub(super) fn greet(&mut self, now: Now, room: RoomKey) {
        let speaks = |entry: &&RoomEntry| !entry.room.is_feed() && entry.direct.is_none();
        let Some(topic) = self.chat.room(room).filter(speaks) else { return };
        let topic = topic.room.as_str().to_owned();
        let Some(account) = &mut self.account else { return };
        if account.record.greeted.contains(&topic) {
            return;
        }
        account.record.greeted.push(topic);
        let greeting = account.sign_in.greeting.clone().unwrap_or_else(|| self.config.greeting.clone());
        self.keep_account();
        if greeting.is_empty() {
            return;
        }
        let mut random = [0; 10];
        (self.surroundings.random)(&mut random);
        if let Err(problem) = self.write(now, room, &greeting, None, Ulid::new(now.wall, random)) {
            self.tell(Some(problem));
        }
    }

    pub(super) fn write(
        &mut self,
        now: Now,
        room: RoomKey,
        text: &str,
        re: Option<&str>,
        id: Ulid,
    ) -> Result<(), Problem> {
        let client = self.account.as_ref().and_then(Account::client);
        if client.map_or(0, Client::pending) >= QUEUE_LIMIT {
            return Err(Problem::QueueFull { limit: QUEUE_LIMIT });
        }
        let outgoing = self.chat.answer(room, text, re, id, now.wall).map_err(Problem::Write)?;
        self.changes.timeline(room);
        self.changes.rooms();
        self.submit(now, outgoing);
        Ok(())
    }

    pub(super) fn resend(&mut self, now: Now, room: RoomKey, key: MessageKey) {
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

    /// The same of one that may not be held any more.
    pub(super) fn forget(&mut self, now: Now, room: RoomKey, key: MessageKey, place: Place) {
        let is_held = self.chat.room(room).is_some_and(|entry| entry.timeline.find(key).is_some());
        if is_held {
            self.delete(now, room, key);
        } else if self.chat.delete_at(room, key, place) {
            self.changes.timeline(room);
            self.changes.rooms();
        }
    }

    pub(super) fn delete(&mut self, now: Now, room: RoomKey, key: MessageKey) {
        let id =
            self.chat.room(room).and_then(|entry| entry.timeline.find(key)?.message.id().map(str::to_owned));
        if let Some(ticket) = id.as_deref().and_then(ticket_of) {
            self.with_client(now, |client| _ = client.withdraw(ticket));
        }
        if self.chat.delete(room, key) {
            self.changes.timeline(room);
            self.changes.rooms();
        }
    }

    pub(super) fn submit(&mut self, now: Now, outgoing: Outgoing) {
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
                    (Failure::TooLarge, Problem::Write(WriteError::TooLarge { size, limit }))
                }
                PublishError::QueueFull { limit } => (Failure::QueueFull, Problem::QueueFull { limit }),
                PublishError::Topic(error) => {
                    let topic = String::new();
                    (Failure::Unprintable, Problem::Topic { topic, error })
                }
            };
            let effect = self.chat.failed(&outgoing.id, failure);
            self.note(effect);
            self.tell(Some(problem));
        }
    }
}

pub(super) fn parse_room(typed: &str) -> Result<Room, Problem> {
    Room::parse(typed).map_err(|error| Problem::Topic { topic: typed.to_owned(), error })
}

pub(super) fn ticket_of(id: &str) -> Option<Ticket> {
    Ulid::parse(id).map(|ulid| Ticket(ulid.value()))
}
