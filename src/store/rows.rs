//! From a batch to the rows that a database writes, and back from rows to what they were. What can't be read is set
//! aside, never a reason to stop.

use litemap::LiteMap;

use super::record::{self, AccountId, AccountRecord};
use super::table::{self, Part, Stage, Table};
use super::{Batch, Kept, runs};
use crate::chat::{ChatChange, Place};
use crate::mqtt::session::{OutRecord, Phase, Session, SessionChange};

/// One write. All of a step are done together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    Put {
        table: Table,
        key: Vec<u8>,
        value: Vec<u8>,
    },
    Delete {
        table: Table,
        key: Vec<u8>,
    },
    /// The end left out.
    DeleteRange {
        table: Table,
        from: Vec<u8>,
        to: Vec<u8>,
    },
}

impl Write {
    pub fn table(&self) -> Table {
        match self {
            Self::Put { table, .. } | Self::Delete { table, .. } | Self::DeleteRange { table, .. } => *table,
        }
    }
}

/// A row as it lies in the database.
pub type Row = (Vec<u8>, Vec<u8>);

/// The rows of one account as read, table by table, in the order of [`Table::OF_ACCOUNT`].
pub type Rows = [Vec<Row>; 5];

/// What the batch writes: ranges that go first, then each row once, as it is in the end.
pub fn writes(account: AccountId, batch: &Batch) -> Vec<Write> {
    gather(account, batch).into_list()
}

pub(super) fn gather(account: AccountId, batch: &Batch) -> Writes {
    let mut writes = Writes::default();
    for change in &batch.session {
        writes.session(account, change);
    }
    for change in &batch.chat {
        writes.chat(account, change);
    }
    if let Some((key, settled)) = &batch.account {
        writes.put(Table::Accounts, key.clone(), record::write_account(account, settled));
    }
    writes
}

/// Forgets an account and all that is its.
pub fn erase(account: AccountId, key: Vec<u8>) -> Vec<Write> {
    let (from, to) = table::account_range(account);
    let range = |table| Write::DeleteRange { table, from: from.clone(), to: to.clone() };
    let mut writes: Vec<_> = Table::OF_ACCOUNT.map(range).into();
    writes.push(range(Table::Journal));
    let aside = Table::OF_ACCOUNT.into_iter().chain([Table::Journal]);
    writes.extend(aside.map(|table| Write::DeleteRange {
        table: Table::Aside,
        from: aside_key(table, &from),
        to: aside_key(table, &to),
    }));
    writes.push(Write::Delete { table: Table::Accounts, key });
    writes
}

/// What could not be read is kept, where nobody reads it.
pub(super) fn put_aside(table: Table, key: &[u8], value: Vec<u8>) -> Write {
    Write::Put { table: Table::Aside, key: aside_key(table, key), value }
}

fn aside_key(table: Table, key: &[u8]) -> Vec<u8> {
    [table.name().as_bytes(), key].concat()
}

/// The account's own row.
pub fn read_account(row: &[u8]) -> Option<(AccountId, AccountRecord)> {
    record::read_account(row)
}

/// What the rows say; and the writes that set aside what can't be read.
pub fn read(account: AccountRecord, rows: Rows) -> (Kept, Vec<Write>) {
    let mut reading = Reading { session: Session::new(&account.client_id), ..Reading::default() };
    for (table, rows) in Table::OF_ACCOUNT.into_iter().zip(rows) {
        for (key, value) in rows {
            if reading.row(table, &key, &value).is_none() {
                reading.set_aside(table, key, value);
            }
        }
    }
    let set_aside = reading.aside.len() / 2;
    let (session, chat) = (reading.session, reading.chat);
    let kept = Kept { account: Some(account), session, chat, set_aside, ..Kept::default() };
    (kept, reading.aside)
}

/// Ranges that go first, then rows, each as it is in the end.
#[derive(Default)]
pub(super) struct Writes {
    ranges: Vec<Write>,
    rows: LiteMap<(Table, Vec<u8>), Option<Vec<u8>>>,
}

impl Writes {
    /// One more, after all before it.
    pub(super) fn add(&mut self, write: Write) {
        match write {
            Write::Put { table, key, value } => self.put(table, key, value),
            Write::Delete { table, key } => self.delete(table, key),
            Write::DeleteRange { table, from, to } => self.delete_range(table, (from, to)),
        }
    }

    pub(super) fn into_list(self) -> Vec<Write> {
        let mut list = self.ranges;
        list.extend(runs::requests(self.rows));
        list
    }

    /// One by one, those of some tables; and the rest as requests.
    pub(super) fn split(self, is_first: impl Fn(Table) -> bool) -> (Vec<Write>, Vec<Write>) {
        let (mut first, mut rest) = (Vec::new(), Writes::default());
        for range in self.ranges {
            if is_first(range.table()) { first.push(range) } else { rest.ranges.push(range) }
        }
        for ((table, key), value) in self.rows.into_tuple_vec() {
            match value {
                _ if !is_first(table) => _ = rest.rows.insert((table, key), value),
                Some(value) => first.push(Write::Put { table, key, value }),
                None => first.push(Write::Delete { table, key }),
            }
        }
        (first, rest.into_list())
    }

    fn session(&mut self, account: AccountId, change: &SessionChange) {
        let outgoing = |order, part| table::outgoing_key(account, order, part);
        let incoming = |id, stage| table::incoming_key(account, id, stage);
        match change {
            SessionChange::Stored(stored) => {
                let row = record::write_outgoing(stored);
                self.put(Table::Outgoing, outgoing(stored.order, Part::Message), row);
                // It may have been released in an earlier life, at a broker that lost it.
                self.delete(Table::Outgoing, outgoing(stored.order, Part::Release));
            }
            SessionChange::Released { order, release } => {
                let row = record::write_release(*release);
                self.put(Table::Outgoing, outgoing(*order, Part::Release), row);
            }
            SessionChange::Done { order } => {
                self.delete(Table::Outgoing, outgoing(*order, Part::Message));
                self.delete(Table::Outgoing, outgoing(*order, Part::Release));
            }
            SessionChange::Taken { exactly_once: Some((id, digest)), .. }
            | SessionChange::TakenAgain(id, digest) => {
                self.put(Table::Incoming, incoming(*id, Stage::Taken), record::write_digest(*digest));
                self.delete(Table::Incoming, incoming(*id, Stage::Completed));
            }
            SessionChange::Taken { exactly_once: None, .. } => {}
            SessionChange::Completed(id, digest) => {
                self.delete(Table::Incoming, incoming(*id, Stage::Taken));
                self.put(Table::Incoming, incoming(*id, Stage::Completed), record::write_digest(*digest));
            }
            SessionChange::Freed(id) => {
                self.delete(Table::Incoming, incoming(*id, Stage::Taken));
                self.delete(Table::Incoming, incoming(*id, Stage::Completed));
            }
        }
    }

    fn chat(&mut self, account: AccountId, change: &ChatChange) {
        match change {
            ChatChange::Room(room) => {
                self.put(Table::Rooms, table::room_key(account, room.key), record::write_room(room));
            }
            ChatChange::Left(room) => {
                self.delete_range(Table::Messages, table::messages_range(account, *room));
                self.delete(Table::Rooms, table::room_key(account, *room));
                self.delete(Table::Drafts, table::room_key(account, *room));
            }
            ChatChange::Message(message) => {
                let key = |place| table::message_key(account, message.room, message.key, place);
                // Ours waited elsewhere before it settled.
                let waited = matches!(message.place, Place::Settled(place) if place != message.key.0);
                if waited {
                    self.delete(Table::Messages, key(Place::Waiting));
                }
                self.put(Table::Messages, key(message.place), record::write_message(message));
            }
            ChatChange::Deleted { room, key, place } => {
                self.delete(Table::Messages, table::message_key(account, *room, *key, *place));
            }
            ChatChange::Cleared { room, before } => {
                let (from, _) = table::settled_range(account, *room);
                self.delete_range(Table::Messages, (from, table::place_key(account, *room, *before)));
            }
            ChatChange::Imported(message) => {
                let key = table::message_key(account, message.room, message.key, message.place);
                self.put(Table::Messages, key, record::write_message(message));
            }
            ChatChange::Earlier(_) => {}
            ChatChange::Draft { room, text } => {
                let key = table::room_key(account, *room);
                match text.is_empty() {
                    true => self.delete(Table::Drafts, key),
                    false => self.put(Table::Drafts, key, text.clone().into_bytes()),
                }
            }
        }
    }

    /// Also those that this batch writes.
    fn delete_range(&mut self, table: Table, (from, to): (Vec<u8>, Vec<u8>)) {
        self.rows.retain(|(other, key), _| *other != table || *key < from || *key >= to);
        self.ranges.push(Write::DeleteRange { table, from, to });
    }

    fn put(&mut self, table: Table, key: Vec<u8>, value: Vec<u8>) {
        self.rows.insert((table, key), Some(value));
    }

    fn delete(&mut self, table: Table, key: Vec<u8>) {
        self.rows.insert((table, key), None);
    }
}

#[derive(Default)]
struct Reading {
    session: Session,
    chat: Vec<ChatChange>,
    aside: Vec<Write>,
}

impl Reading {
    fn row(&mut self, table: Table, key: &[u8], value: &[u8]) -> Option<()> {
        match table {
            Table::Rooms => {
                let room = record::read_room(table::read_room_key(key)?, value)?;
                self.chat.push(ChatChange::Room(room));
            }
            Table::Messages => {
                let (room, place) = table::read_message_key(key)?;
                self.chat.push(ChatChange::Message(record::read_message(room, place, value)?));
            }
            Table::Drafts => {
                let room = table::read_room_key(key)?;
                let text = str::from_utf8(value).ok()?.to_owned();
                self.chat.push(ChatChange::Draft { room, text });
            }
            Table::Outgoing => match table::read_outgoing_key(key)? {
                (order, Part::Message) => {
                    let stored = record::read_outgoing(order, value)?;
                    let known = |other: &OutRecord| other.packet_id == stored.packet_id;
                    // Two with one packet id can't be; the first is as good as any.
                    if self.session.outgoing.iter().any(known) {
                        return None;
                    }
                    self.session.outgoing.push(stored);
                }
                // Right behind its message, if that could be read.
                (order, Part::Release) => {
                    let release = record::read_release(value)?;
                    let stored = self.session.outgoing.last_mut().filter(|stored| stored.order == order)?;
                    stored.phase = Phase::Release(release);
                }
            },
            // That packet ids in the journal count.
            Table::Incoming if key.len() == size_of::<AccountId>() => {}
            Table::Incoming => {
                let (id, stage) = table::read_incoming_key(key)?;
                if stage == Stage::Taken {
                    self.session.incoming_ids.insert(id);
                }
                // Older pages kept the id alone.
                if let Some(digest) = record::read_digest(value) {
                    self.session.digests.insert(id, digest);
                }
            }
            Table::Accounts | Table::Owners | Table::Aside | Table::Journal => {}
        }
        Some(())
    }

    fn set_aside(&mut self, table: Table, key: Vec<u8>, value: Vec<u8>) {
        self.aside.push(put_aside(table, &key, value));
        self.aside.push(Write::Delete { table, key });
    }
}
