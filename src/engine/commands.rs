//! What people ask for once they are signed in, one by one. None of it waits for the network.

use super::api::{Change, Command, Problem};
use super::core::{Core, Now};
use super::sign_in::QUEUE_LIMIT;
use crate::chat::{Access, Failure, MessageKey, Outgoing, Room, RoomKey, Ulid, WriteError};
use crate::mqtt::Delivery;
use crate::mqtt::client::PublishError;
use crate::mqtt::session::{Message, Ticket};

impl Core {
    pub fn handle_command(&mut self, now: Now, command: Command) {
        match command {
            Command::SignIn(sign_in) => self.sign_in(now, sign_in),
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

    fn join(&mut self, now: Now, typed: &str) {
        match parse_room(typed) {
            Ok(room) => {
                // Asking again for what is granted would bring its retained messages again.
                let key = match self.joined(&room) {
                    Some(key) => key,
                    None => self.enter_room(now, room),
                };
                self.keep_rooms();
                self.chat.open(key);
                self.changes.rooms();
                self.changes.push(Change::Opened(key));
            }
            Err(problem) => self.tell(Some(problem)),
        }
    }

    fn joined(&self, room: &Room) -> Option<RoomKey> {
        let entry = self.chat.room(self.chat.find(room.as_str())?)?;
        (entry.access != Access::Refused).then_some(entry.key)
    }

    pub(super) fn enter_room(&mut self, now: Now, room: Room) -> RoomKey {
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
        let (url, name, trace) = account.identity();
        let Some(topic) = self.chat.room(room).filter(|entry| !entry.room.is_feed()) else { return };
        let topic = topic.room.as_str().to_owned();
        let kept = self.profile_for(trace).account_mut(&url, &name);
        if kept.greeted.contains(&topic) {
            return;
        }
        kept.greeted.push(topic);
        self.keep_profile();
        if greeting.is_empty() {
            return;
        }
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

    pub(super) fn keep_rooms(&mut self) {
        if let Some(account) = &self.account {
            let rooms = self.chat.rooms().iter().map(|entry| entry.room.as_str().to_owned()).collect();
            let (url, name, trace) = account.identity();
            self.profile_for(trace).account_mut(&url, &name).rooms = rooms;
            self.keep_profile();
        }
    }
}

pub(super) fn parse_room(typed: &str) -> Result<Room, Problem> {
    Room::parse(typed).map_err(|error| Problem::Topic { topic: typed.to_owned(), error })
}

fn ticket_of(id: &str) -> Option<Ticket> {
    Ulid::parse(id).map(|ulid| Ticket(ulid.value()))
}
