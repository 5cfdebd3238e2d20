//! A small key-value database of bytes over IndexedDB: tables of keys in bytewise order, strict transactions.
//! Knows nothing of what is kept.
//!
//! Nothing is awaited inside a transaction but its end, since Safari closes a transaction over any other wait:
//! what depends on an answer is asked from that answer's own event.
//!
//! Over web-sys' own types, which comes to 10 kB after brotli. The same over the crate indexed_db_futures 0.6.4 comes
//! to 26 kB.

mod opening;
mod ranges;
mod transaction;

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, IdbDatabase};

use ranges::{Rows, Tail};
use transaction::{Mode, Reply, Transaction, bytes};

/// An open connection; its clones are the same one, and the last to go closes it.
///
/// It closes by itself as soon as another tab wants to upgrade or erase the database. Whatever is asked of a closed
/// one is [`DatabaseError::Broken`].
#[derive(Clone, Debug)]
pub struct Database {
    connection: Rc<Connection>,
}

/// What one version adds to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Upgrade {
    /// Named once, in the version that adds them. The list of upgrades only ever grows at its end.
    pub tables: &'static [&'static str],
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Adds the record, or takes the place of the one with this key.
    Put { table: &'static str, key: Vec<u8>, value: Vec<u8> },
    /// Takes the record away if it is there.
    Delete { table: &'static str, key: Vec<u8> },
    /// Takes away every record from `from` up to, but not including, `to`.
    DeleteRange { table: &'static str, from: Vec<u8>, to: Vec<u8> },
}

impl Write {
    fn table(&self) -> &'static str {
        match self {
            Self::Put { table, .. } | Self::Delete { table, .. } | Self::DeleteRange { table, .. } => table,
        }
    }
}

/// A condition for writing: this record has this value at that moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    pub table: &'static str,
    pub key: Vec<u8>,
    pub value: Vec<u8>,
}

/// Why the database can't be used, or why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DatabaseError {
    /// No IndexedDB, or the browser refuses it: private mode, blocked cookies.
    Missing,
    /// For seconds another tab has kept open what is to be upgraded or erased.
    Blocked,
    /// A newer version of the page made the database.
    Newer,
    /// No room. Nothing of this transaction was written.
    Quota,
    /// The fence's record is another, or gone. Nothing was written.
    Fenced,
    /// Anything else, in the browser's words. After it, opening again may help.
    Broken(String),
}

/// What is to be written, by what was read. In a box: the code of a transaction is in the program once.
pub type Follow = Box<dyn FnOnce(Vec<Vec<Record>>) -> Vec<Write>>;

/// How many records of a range. They come in ascending order in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    All,
    First(u32),
    /// Counted from the end.
    Last(u32),
}

/// A key and its value.
pub type Record = (Vec<u8>, Vec<u8>);

impl Database {
    /// Opens the database, made or upgraded to version `upgrades.len()` if it is older. `upgrades` is not empty.
    ///
    /// # Errors
    /// `Missing`, `Blocked`, `Newer`, `Quota`, `Broken`. After `Blocked` the upgrade is still made when the other
    /// tab lets go; then opening again succeeds.
    pub async fn open(name: &str, upgrades: &'static [Upgrade]) -> Result<Self, DatabaseError> {
        let database = opening::open(name, upgrades).await?;
        Ok(Self { connection: Rc::new(Connection::new(database)) })
    }

    /// Writes all in one transaction, in this order, or nothing; `Ok` once it is on disk, as far as the browser knows.
    ///
    /// With a fence, dropping the future before that record was read writes nothing; otherwise a dropped future's
    /// writes are made.
    ///
    /// # Errors
    /// `Quota`, `Fenced`, `Broken`: nothing was written.
    pub async fn write(&self, fence: Option<Fence>, writes: Vec<Write>) -> Result<(), DatabaseError> {
        let mut tables = Vec::new();
        for table in fence.iter().map(|fence| fence.table).chain(writes.iter().map(Write::table)) {
            if !tables.contains(&table) {
                tables.push(table);
            }
        }
        if tables.is_empty() {
            return Ok(());
        }
        let transaction = self.begin(&tables, Mode::ReadWrite)?;
        let reason = Rc::new(RefCell::new(None));
        let apply = {
            let (transaction, reason) = (transaction.clone(), reason.clone());
            move |checked: Result<(), DatabaseError>| {
                transaction.apply_or_abort(checked.as_ref().map(|()| writes.as_slice()), &reason);
            }
        };
        let _check = match fence {
            None => {
                apply(Ok(()));
                None
            }
            Some(Fence { table, key, value }) => {
                let request = transaction.find(table, &key)?;
                let check = move |found: JsValue| {
                    let holds = bytes(&found).as_ref() == Some(&value);
                    apply(if holds { Ok(()) } else { Err(DatabaseError::Fenced) });
                };
                Some(Reply::new(request, check))
            }
        };
        transaction.end().await.map_err(|aborted| reason.take().unwrap_or(aborted))
    }

    /// Writes what follows from the first records of some ranges, in the transaction that reads them: nobody changes them in
    /// between. `tables` are all that are read or written; each range is a table, from, to exclusive, and how many.
    ///
    /// # Errors
    /// `Quota`, `Broken`: nothing was written.
    pub async fn rewrite(
        &self,
        tables: &[&'static str],
        ranges: Vec<(&'static str, Vec<u8>, Vec<u8>, u32)>,
        follow: Follow,
    ) -> Result<(), DatabaseError> {
        let transaction = self.begin(tables, Mode::ReadWrite)?;
        let rows = ranges.iter().map(|(table, from, to, first)| {
            Rows::between(&transaction.store(table)?, from, to, Take::First(*first))
        });
        let rows = rows.collect::<Result<Vec<_>, DatabaseError>>()?;
        // Answers come in the order of the requests.
        let Some(last) = rows.iter().rev().find_map(Rows::last_request) else { return Ok(()) };
        let reason = Rc::new(RefCell::new(None));
        let mut asked = Some((rows, follow));
        let apply = {
            let (transaction, reason) = (transaction.clone(), reason.clone());
            move |_| {
                let Some((rows, follow)) = asked.take() else { return };
                let read: Result<Vec<_>, _> = rows.into_iter().map(Rows::collect).collect();
                transaction.apply_or_abort(read.map(follow).as_deref(), &reason);
            }
        };
        let _reply = Reply::new(last, apply);
        transaction.end().await.map_err(|aborted| reason.take().unwrap_or(aborted))
    }

    /// The value of this key, if it is there.
    pub async fn read(&self, table: &'static str, key: Vec<u8>) -> Result<Option<Vec<u8>>, DatabaseError> {
        let transaction = self.begin(&[table], Mode::ReadOnly)?;
        let request = transaction.find(table, &key)?;
        transaction.end().await?;
        let found = transaction::result(&request)?;
        Ok((!found.is_undefined()).then(|| bytes(&found).unwrap_or_default()))
    }

    /// The values of these keys, in their order, as they are at one moment.
    pub async fn read_each(
        &self,
        table: &'static str,
        keys: &[Vec<u8>],
    ) -> Result<Vec<Option<Vec<u8>>>, DatabaseError> {
        let transaction = self.begin(&[table], Mode::ReadOnly)?;
        let asked =
            keys.iter().map(|key| transaction.find(table, key)).collect::<Result<Vec<_>, DatabaseError>>()?;
        transaction.end().await?;
        asked.iter().map(|request| Ok(bytes(&transaction::result(request)?))).collect()
    }

    /// How many records there are from `from` up to, but not including, `to`.
    pub async fn count(&self, table: &'static str, from: &[u8], to: &[u8]) -> Result<u64, DatabaseError> {
        let Some(range) = ranges::range(from, to) else { return Ok(0) };
        let transaction = self.begin(&[table], Mode::ReadOnly)?;
        let range = range.map_err(transaction::broken)?;
        let request = transaction.store(table)?.count_with_key(&range).map_err(transaction::broken)?;
        transaction.end().await?;
        Ok(transaction::result(&request)?.as_f64().unwrap_or_default() as u64)
    }

    /// The records from `from` up to, but not including, `to`, in ascending order.
    pub async fn read_range(
        &self,
        table: &'static str,
        from: Vec<u8>,
        to: Vec<u8>,
        take: Take,
    ) -> Result<Vec<Record>, DatabaseError> {
        let transaction = self.begin(&[table], Mode::ReadOnly)?;
        let store = transaction.store(table)?;
        match take {
            Take::All | Take::First(_) => {
                let rows = Rows::between(&store, &from, &to, take)?;
                transaction.end().await?;
                rows.collect()
            }
            Take::Last(last) => {
                let tail = Tail::of(store, &from, &to, last)?;
                transaction.end().await?;
                tail.collect()
            }
        }
    }

    /// Several ranges, each a table, from, and to exclusive, in one transaction, so that they are of one moment.
    pub async fn read_ranges(
        &self,
        ranges: Vec<(&'static str, Vec<u8>, Vec<u8>)>,
    ) -> Result<Vec<Vec<Record>>, DatabaseError> {
        let tables: Vec<_> = ranges.iter().map(|(table, ..)| *table).collect();
        if tables.is_empty() {
            return Ok(Vec::new());
        }
        let transaction = self.begin(&tables, Mode::ReadOnly)?;
        let asked = ranges
            .iter()
            .map(|(table, from, to)| Rows::between(&transaction.store(table)?, from, to, Take::All))
            .collect::<Result<Vec<_>, _>>()?;
        transaction.end().await?;
        asked.into_iter().map(Rows::collect).collect()
    }

    /// Closes the connection for all clones, once the transactions under way are done.
    pub fn close(&self) {
        self.connection.database.close();
    }

    /// Takes the whole database away; none of that name is fine too.
    ///
    /// # Errors
    /// `Missing`, `Blocked`, `Broken`. After `Blocked` it is still taken away when the other tab lets go.
    pub async fn erase(name: &str) -> Result<(), DatabaseError> {
        opening::erase(name).await
    }

    fn begin(&self, tables: &[&'static str], mode: Mode) -> Result<Transaction, DatabaseError> {
        Transaction::begin(&self.connection.database, tables, mode)
    }
}

/// Asks the browser to keep what we store even when room gets scarce; whether it will.
///
/// Firefox asks the user, and this waits for the answer, perhaps for ever: best asked when it is plain what for.
pub async fn persist() -> bool {
    let storage = super::page::window().navigator().storage();
    // Plain http beyond localhost is no secure context and has no storage manager.
    if storage.is_undefined() {
        return false;
    }
    let Ok(answer) = storage.persist() else { return false };
    JsFuture::from(answer).await.is_ok_and(|kept| kept.is_truthy())
}

/// What the browser says of the room that this page's origin takes and may take, in bytes, and whether it promised not
/// to clear it. What it does not say is `None`.
pub async fn room() -> (Option<u64>, Option<u64>, Option<bool>) {
    let storage = super::page::window().navigator().storage();
    if storage.is_undefined() {
        return (None, None, None);
    }
    let persisted = match storage.persisted() {
        Ok(answer) => JsFuture::from(answer).await.ok().map(|kept| kept.is_truthy()),
        Err(_) => None,
    };
    let estimate = match storage.estimate() {
        Ok(answer) => JsFuture::from(answer).await.ok(),
        Err(_) => None,
    };
    let bytes = |name: &str| {
        let value = js_sys::Reflect::get(estimate.as_ref()?, &name.into()).ok()?;
        value.as_f64().map(|bytes| bytes as u64)
    };
    (bytes("usage"), bytes("quota"), persisted)
}

#[derive(Debug)]
struct Connection {
    database: IdbDatabase,
    _on_version_change: Closure<dyn FnMut(Event)>,
}

impl Connection {
    fn new(database: IdbDatabase) -> Self {
        let on_version_change = {
            let database = database.clone();
            Closure::<dyn FnMut(Event)>::new(move |_| database.close())
        };
        database.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
        Self { database, _on_version_change: on_version_change }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.set_onversionchange(None);
        self.database.close();
    }
}
