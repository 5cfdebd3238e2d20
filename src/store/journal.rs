//! The rows that change with every message, gathered: a transaction writes them as one row of a journal, since each row of
//! its own costs the browser far more than the bytes in it. Later, when nobody waits, they are folded into their tables,
//! each as it is by then, if it is there at all. Folding changes where rows lie and not what is kept, so any tab may do it
//! at any time, and whoever reads those tables does it first.

use super::bytes::{Reader, Writer};
use super::record::AccountId;
use super::rows::{Row, Write, Writes};
use super::table::{self, Table};
use super::{Batch, rows};

/// An entry that has reached so many bytes ends with the row it is at: Chromium moves values of 64 KiB and more into files
/// of their own.
const FULL: usize = 40 * 1024;

/// An entry's first byte. What is not known is set aside, whole.
const FORMAT: u8 = 1;

const PUT: u8 = 0;
const DELETE: u8 = 1;
const DELETE_RANGE: u8 = 2;

/// Tables whose rows go by way of the journal, by their numbers in it.
const TABLES: [Table; 5] = [Table::Messages, Table::Outgoing, Table::Rooms, Table::Drafts, Table::Incoming];

/// Those that [`fold`] reads and writes.
pub const FOLDED: [Table; 7] = [
    Table::Journal,
    Table::Messages,
    Table::Outgoing,
    Table::Rooms,
    Table::Drafts,
    Table::Incoming,
    Table::Aside,
];

/// What the journal held, folded.
#[derive(Debug, Default)]
pub struct Folded {
    pub writes: Vec<Write>,
    /// Entries that could not be read.
    pub set_aside: usize,
}

/// What the batch writes where its account has a journal. Entries are numbered from `next` on, which is moved behind them.
pub fn writes_to_journal(account: AccountId, batch: &Batch, next: &mut u64) -> Vec<Write> {
    let (journaled, mut list) = rows::gather(account, batch).split(|table| number_of(table).is_some());
    for value in entries(&journaled) {
        list.push(Write::Put { table: Table::Journal, key: table::journal_key(account, *next), value });
        *next += 1;
    }
    list
}

/// Whether packet ids in the journal are those of messages that came. Once something could not be written, they may be
/// old, and an old one could swallow a new message [MQTT-4.3.3-2]: then all that can still be done is to delete, and what
/// is deleted is the row that says so ([`trust_key`]), with the ids that are in their table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PacketIds {
    Trusted,
    Forgotten,
}

impl PacketIds {
    /// By the rows of [`Table::Incoming`] under [`trust_key`].
    pub fn told_by(rows: &[Row]) -> Self {
        if rows.is_empty() { Self::Forgotten } else { Self::Trusted }
    }
}

/// As long as this row of [`Table::Incoming`] is there, packet ids in the journal count.
pub fn trust(account: AccountId) -> Write {
    Write::Put { table: Table::Incoming, key: trust_key(account), value: Vec::new() }
}

/// Its key is that of no packet id, and before all of them.
pub fn trust_key(account: AccountId) -> Vec<u8> {
    account.0.to_vec()
}

/// What takes the place of these entries, which begin with the oldest: nothing is left of them.
pub fn fold(entries: &[Row], ids: PacketIds) -> Folded {
    let (mut writes, mut aside) = (Writes::default(), Vec::new());
    for (key, value) in entries {
        match read_entry(key, value) {
            Some(list) => list
                .into_iter()
                .filter(|write| ids == PacketIds::Trusted || write.table() != Table::Incoming)
                .for_each(|write| writes.add(write)),
            None => aside.push(rows::put_aside(Table::Journal, key, value.clone())),
        }
    }
    let set_aside = aside.len();
    let mut writes = writes.into_list();
    writes.append(&mut aside);
    if let (Some((first, _)), Some((last, _))) = (entries.first(), entries.last()) {
        // The end is left out, so it is the next key there could be.
        let to = [last, &[0][..]].concat();
        writes.push(Write::DeleteRange { table: Table::Journal, from: first.clone(), to });
    }
    Folded { writes, set_aside }
}

fn entries(writes: &[Write]) -> Vec<Vec<u8>> {
    let mut entries = Vec::new();
    let mut entry = Writer::default();
    for write in writes {
        if entry.is_empty() {
            entry.byte(FORMAT);
        }
        add_write(&mut entry, write);
        if entry.len() >= FULL {
            entries.push(std::mem::take(&mut entry).into_bytes());
        }
    }
    if !entry.is_empty() {
        entries.push(entry.into_bytes());
    }
    entries
}

/// Keys begin with the account's id, as the entry's own does; here they are without.
fn add_write(entry: &mut Writer, write: &Write) {
    let (kind, table, key, more) = match write {
        Write::Put { table, key, value } => (PUT, table, key, Some(value.as_slice())),
        Write::Delete { table, key } => (DELETE, table, key, None),
        Write::DeleteRange { table, from, to } => (DELETE_RANGE, table, from, Some(without_account(to))),
    };
    entry.byte(kind);
    entry.byte(number_of(*table).unwrap_or_default());
    entry.bytes(without_account(key));
    if let Some(more) = more {
        entry.bytes(more);
    }
}

fn without_account(key: &[u8]) -> &[u8] {
    key.get(size_of::<AccountId>()..).unwrap_or_default()
}

fn read_entry(key: &[u8], value: &[u8]) -> Option<Vec<Write>> {
    let account = key.get(..size_of::<AccountId>())?;
    let mut reader = Reader::new(value);
    if reader.byte()? != FORMAT {
        return None;
    }
    let mut list = Vec::new();
    while reader.end().is_none() {
        let kind = reader.byte()?;
        let table = *TABLES.get(usize::from(reader.byte()?))?;
        let key = [account, reader.bytes()?].concat();
        list.push(match kind {
            PUT => Write::Put { table, key, value: reader.bytes()?.to_vec() },
            DELETE => Write::Delete { table, key },
            DELETE_RANGE => Write::DeleteRange { table, from: key, to: [account, reader.bytes()?].concat() },
            _ => return None,
        });
    }
    Some(list)
}

fn number_of(table: Table) -> Option<u8> {
    TABLES.iter().zip(0..).find_map(|(other, number)| (*other == table).then_some(number))
}
