//! Who is here, as far as they say so: a client id is one of them, and the name is what it claims. Fed with what comes on
//! the topics of `prefix`, on a clock that the caller moves. A member who is gone has left only when some time passed.

use litemap::LiteMap;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::prefix::{Side, direct_pair};
use super::side::{Here, Presence, presence_payload, read_seen, read_typing};

/// A connection that breaks and comes back within this time is nothing.
const GONE_FOR: u64 = 90_000;
/// So long after a connection began, those who are there already are still being told.
const SETTLING: u64 = 60_000;
const TYPING_FOR: u64 = 6_000;
const MEMBERS: usize = 1_000;
const COMINGS: usize = 50;
/// Of one room.
const READERS: usize = 200;
/// Everywhere.
const WRITERS: usize = 200;
/// Bytes of a client id.
const CLIENT_ID: usize = 256;

/// Both clocks in ms: one that only moves forward, and the one people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moment {
    pub clock: u64,
    /// Since the epoch.
    pub wall: u64,
}

/// One client that is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Tells two of the same name apart.
    pub client_id: Arc<str>,
    /// A claim: anybody can call themselves anything.
    pub name: Arc<str>,
    pub status: Presence,
    /// This page, or another tab of it.
    pub is_me: bool,
}

/// Somebody came or left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    pub name: Arc<str>,
    /// ms since the epoch by this device's clock: when it was known.
    pub at: u64,
    pub what: Came,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    Came,
    Left,
}

/// Everybody that the broker tells of.
#[derive(Debug, Default)]
pub struct People {
    prefix: String,
    me: Arc<str>,
    members: LiteMap<Arc<str>, Person>,
    /// The broker does not let us know.
    refused: bool,
    /// When the connection began; without one, nobody's silence means anything.
    connected_at: Option<u64>,
    comings: HashMap<Box<str>, VecDeque<Coming>>,
    typing: Vec<Writer>,
    /// By room; those who read last stand last.
    seen: HashMap<Box<str>, Vec<Reader>>,
}

#[derive(Debug)]
struct Person {
    here: Here,
    /// Since when nothing says any more that they are here.
    gone_since: Option<u64>,
}

#[derive(Debug)]
struct Writer {
    room: Box<str>,
    client_id: Arc<str>,
    name: Arc<str>,
    until: u64,
}

#[derive(Debug)]
struct Reader {
    client_id: Arc<str>,
    name: Arc<str>,
    id: Arc<str>,
}

/// What is known.
impl People {
    /// Everybody in a room, by name and then by client id; of a direct room, its two.
    pub fn members(&self, topic: &str) -> Vec<Member> {
        let pair = direct_pair(&self.prefix, topic);
        self.listed(|here| match &pair {
            Some((one, other)) => *here.name == **one || *here.name == **other,
            None => here.is_in(topic),
        })
    }

    /// Everybody, by name and then by client id.
    pub fn all(&self) -> Vec<Member> {
        self.listed(|_| true)
    }

    /// Names of those who are typing in a room, in the order in which they began; each once.
    pub fn typing(&self, topic: &str) -> Vec<Arc<str>> {
        let mut names = Vec::new();
        for writer in self.typing.iter().filter(|writer| *writer.room == *topic) {
            if !names.contains(&writer.name) {
                names.push(Arc::clone(&writer.name));
            }
        }
        names
    }

    /// How many are typing, wherever that is.
    pub fn typing_anywhere(&self) -> usize {
        self.typing.len()
    }

    /// Who read up to which message of a room, by its id; those who read last stand last.
    pub fn seen_by(&self, topic: &str) -> Vec<(Arc<str>, Arc<str>)> {
        let readers = self.seen.get(topic).into_iter().flatten();
        readers.map(|reader| (Arc::clone(&reader.name), Arc::clone(&reader.id))).collect()
    }

    /// The last 50 who came to a room or left it, oldest first.
    pub fn comings(&self, topic: &str) -> impl DoubleEndedIterator<Item = &Coming> {
        self.comings.get(topic).into_iter().flatten()
    }

    /// Whether the broker does not let us know who is here, and that we are.
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// When [`super::Chat::people_timeout`] wants to be called, on the clock that only moves forward.
    pub fn poll_timeout(&self) -> Option<u64> {
        self.connected_at?;
        let gone = self.members.values().filter_map(|person| Some(person.gone_since? + GONE_FOR));
        gone.chain(self.typing.iter().map(|writer| writer.until)).min()
    }

    /// Everybody as they said it themselves, client id and payload, for another tab to hear. An empty one: they are gone.
    pub fn said(&self) -> Vec<(Arc<str>, Vec<u8>)> {
        let mut said = Vec::new();
        for (client_id, person) in &self.members {
            let Here { name, status, rooms } = &person.here;
            let payload = presence_payload(name, *status, rooms.iter().map(|room| &**room), 0);
            said.push((Arc::clone(client_id), payload));
            if person.gone_since.is_some() {
                said.push((Arc::clone(client_id), Vec::new()));
            }
        }
        said
    }

    fn listed(&self, wanted: impl Fn(&Here) -> bool) -> Vec<Member> {
        let members = self.members.iter().filter(|(_, person)| wanted(&person.here));
        let mut members: Vec<Member> = members
            .map(|(client_id, Person { here, .. })| Member {
                client_id: Arc::clone(client_id),
                name: Arc::clone(&here.name),
                status: here.status,
                is_me: *client_id == self.me,
            })
            .collect();
        // By client id they came.
        crate::order::sort_by(&mut members, |one, other| one.name.cmp(&other.name));
        members
    }
}

/// What the world tells. Each says whether anything became different that can be seen.
impl People {
    pub(super) fn set_prefix(&mut self, prefix: &str) {
        prefix.clone_into(&mut self.prefix);
    }

    /// The client id that is ours, as a level of a topic.
    pub fn set_me(&mut self, client_id: &str) {
        self.me = client_id.into();
    }

    /// The broker does not let us know anything.
    pub fn refuse(&mut self) -> bool {
        self.members.clear();
        self.typing.clear();
        !std::mem::replace(&mut self.refused, true)
    }

    /// Perhaps it does by now.
    pub fn hope(&mut self) -> bool {
        std::mem::take(&mut self.refused)
    }

    /// A connection began, on which those who are gone have their time again.
    pub fn connected(&mut self, now: u64) {
        self.connected_at = Some(now);
        for person in
            self.members.iter_mut().map(|(_, person)| person).filter(|person| person.gone_since.is_some())
        {
            person.gone_since = Some(now);
        }
    }

    /// Nothing can be known without one.
    pub fn disconnected(&mut self) -> bool {
        self.connected_at = None;
        !std::mem::take(&mut self.typing).is_empty()
    }

    /// All who are still here are about to be told again; whoever is not, is gone.
    pub fn doubt_all(&mut self, now: u64) {
        for person in self.members.iter_mut().map(|(_, person)| person) {
            person.gone_since.get_or_insert(now);
        }
    }

    /// Something came. Only what goes on in `ours` is remembered beyond who is where.
    pub(super) fn hear(
        &mut self,
        now: Moment,
        side: &Side<'_>,
        payload: &[u8],
        ours: impl Fn(&str) -> bool,
    ) -> bool {
        let client_id = match side {
            Side::Presence { client } | Side::Typing { client, .. } | Side::Seen { client, .. } => *client,
        };
        if self.refused || client_id.len() > CLIENT_ID {
            return false;
        }
        match side {
            Side::Presence { .. } if payload.is_empty() => self.gone(now, client_id),
            Side::Presence { .. } => {
                Here::read(payload).is_some_and(|here| self.arrive(now, client_id, here, ours))
            }
            _ if *client_id == *self.me => false,
            Side::Typing { room, .. } if ours(room) => {
                read_typing(payload).is_some_and(|name| self.types(now, room, client_id, name))
            }
            Side::Seen { room, .. } if ours(room) => {
                read_seen(payload).is_some_and(|(name, id)| self.reads(room, client_id, name, id))
            }
            Side::Typing { .. } | Side::Seen { .. } => false,
        }
    }

    /// Time passed.
    pub(super) fn timeout(&mut self, now: Moment, ours: impl Fn(&str) -> bool) -> bool {
        if self.connected_at.is_none() {
            return false;
        }
        let typing = self.typing.len();
        self.typing.retain(|writer| writer.until > now.clock);
        let is_due = |person: &Person| person.gone_since.is_some_and(|since| since + GONE_FOR <= now.clock);
        let due = self.members.iter().filter(|(_, person)| is_due(person));
        let due: Vec<Arc<str>> = due.map(|(client_id, _)| Arc::clone(client_id)).collect();
        for client_id in &due {
            let Some(Person { here, .. }) = self.members.remove(client_id) else { continue };
            for room in here.rooms.iter().filter(|room| ours(room)) {
                self.note(now, client_id, room, &here.name, Came::Left);
            }
        }
        typing > self.typing.len() || !due.is_empty()
    }

    /// Somebody said what they were typing.
    pub(super) fn said_something(&mut self, topic: &str, name: &str) -> bool {
        let before = self.typing.len();
        self.typing.retain(|writer| *writer.room != *topic || *writer.name != *name);
        self.typing.len() < before
    }

    /// The room was left.
    pub(super) fn forget_room(&mut self, topic: &str) {
        self.comings.remove(topic);
        self.seen.remove(topic);
        self.typing.retain(|writer| *writer.room != *topic);
    }

    /// Not to be believed at once.
    fn gone(&mut self, now: Moment, client_id: &str) -> bool {
        if let Some(person) = self.members.get_mut(client_id) {
            person.gone_since.get_or_insert(now.clock);
        }
        false
    }

    fn arrive(&mut self, now: Moment, client_id: &str, here: Here, ours: impl Fn(&str) -> bool) -> bool {
        let Some(known) = self.members.get_mut(client_id) else {
            if self.members.len() >= MEMBERS && *client_id != *self.me {
                return false;
            }
            let client_id = Arc::<str>::from(client_id);
            for room in here.rooms.iter().filter(|room| ours(room)) {
                self.note(now, &client_id, room, &here.name, Came::Came);
            }
            self.members.insert(client_id, Person { here, gone_since: None });
            return true;
        };
        known.gone_since = None;
        if known.here == here {
            return false;
        }
        let before = std::mem::replace(&mut known.here, here.clone());
        for room in here.rooms.iter().filter(|room| !before.is_in(room) && ours(room)) {
            self.note(now, client_id, room, &here.name, Came::Came);
        }
        for room in before.rooms.iter().filter(|room| !here.is_in(room) && ours(room)) {
            self.note(now, client_id, room, &before.name, Came::Left);
        }
        true
    }

    /// Who comes with a second device does not come again, and who turns one off has not left.
    fn note(&mut self, now: Moment, client_id: &str, room: &str, name: &Arc<str>, what: Came) {
        let is_settled = self.connected_at.is_some_and(|since| now.clock >= since + SETTLING);
        let elsewhere = self.members.iter().any(|(other, Person { here, .. })| {
            **other != *client_id && here.name == *name && here.is_in(room)
        });
        if !is_settled || elsewhere || *client_id == *self.me {
            return;
        }
        let comings = self.comings.entry(room.into()).or_default();
        if comings.len() >= COMINGS {
            comings.pop_front();
        }
        comings.push_back(Coming { name: Arc::clone(name), at: now.wall, what });
    }

    fn types(&mut self, now: Moment, room: &str, client_id: &str, name: Arc<str>) -> bool {
        let until = now.clock + TYPING_FOR;
        let mut known = self.typing.iter_mut();
        let known = known.find(|writer| *writer.room == *room && *writer.client_id == *client_id);
        if let Some(writer) = known {
            writer.until = until;
            return std::mem::replace(&mut writer.name, Arc::clone(&name)) != name;
        }
        if self.typing.len() >= WRITERS {
            return false;
        }
        self.typing.push(Writer { room: room.into(), client_id: client_id.into(), name, until });
        true
    }

    fn reads(&mut self, room: &str, client_id: &str, name: Arc<str>, id: Arc<str>) -> bool {
        let readers = self.seen.entry(room.into()).or_default();
        if let Some(place) = readers.iter().position(|reader| *reader.client_id == *client_id) {
            let known = readers.remove(place);
            readers.push(Reader { client_id: known.client_id, name: Arc::clone(&name), id: Arc::clone(&id) });
            return known.name != name || known.id != id;
        }
        if readers.len() >= READERS {
            readers.remove(0);
        }
        readers.push(Reader { client_id: client_id.into(), name, id });
        true
    }
}

impl Here {
    fn is_in(&self, topic: &str) -> bool {
        self.rooms.binary_search_by(|room| (**room).cmp(topic)).is_ok()
    }
}

#[cfg(test)]
mod tests;
