//! One account's records in the database: opened once a page, written by whoever is marked as their owner.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Driver;
use crate::store::{self, AccountId, AccountRecord, Batch, StoreError, Table};
use crate::web::database::{Database, DatabaseError, Fence, Upgrade, Write};
use crate::web::{clock, random};

const NAME: &str = "snug";
/// What each version added, as the browser's side wants it.
const UPGRADES: [Upgrade; store::VERSIONS.len()] = upgrades();

/// By so many bits: numbers of the journal begin with the time, so that an entry that can't be read, which is set aside under
/// its number, takes the place of none of an earlier page, unless the clock was set back.
const ENTRIES_A_MILLISECOND: u32 = 16;

/// Bytes. An entry that is shorter takes as long to fold.
const SHORT_ENTRY: usize = 4 * 1024;

/// Ours to write while `owner` stands in the database. Clones are the same.
#[derive(Clone)]
pub(super) struct Disk {
    pub(super) id: AccountId,
    database: Rc<RefCell<Database>>,
    owner: Vec<u8>,
    /// The number of the journal's next entry.
    next: Rc<Cell<u64>>,
    /// Bytes of the journal's entries that are not known to be folded, none of which counts as short.
    unfolded: Rc<Cell<usize>>,
}

/// What an account's own row was, when its records were taken.
#[derive(Default)]
pub(super) enum Found {
    /// A new account, whose packet ids count from the start.
    #[default]
    Nothing,
    /// Whatever it was cannot be read, and the account begins anew.
    Garbage,
    Account(AccountRecord),
}

impl Disk {
    /// From here on, whoever owned the records before can't write any more. Their journal has to be folded before anything
    /// is written here.
    pub(super) async fn take(database: Database, account: &[u8]) -> Result<(Self, Found), DatabaseError> {
        let (id, mut owner) = (fresh_id(), vec![0; 8]);
        random::fill(&mut owner);
        let found = Rc::new(RefCell::new((id, Found::Nothing)));
        let mark = {
            let (found, owner) = (found.clone(), owner.clone());
            move |read: Vec<Vec<store::Row>>| {
                let row = read.into_iter().flatten().next();
                let (id, what) = match row.map(|(_, row)| store::read_account(&row)) {
                    None => (id, Found::Nothing),
                    Some(None) => (id, Found::Garbage),
                    Some(Some((id, record))) => (id, Found::Account(record)),
                };
                let table = Table::Owners.name();
                let mut writes = vec![Write::Put { table, key: store::owner_key(id), value: owner }];
                if !matches!(what, Found::Account(_)) {
                    writes.push(to_web(store::trust(id)));
                }
                found.replace((id, what));
                writes
            }
        };
        let tables = [Table::Accounts, Table::Owners, Table::Incoming].map(Table::name);
        let row = (Table::Accounts.name(), account.to_vec(), [account, &[0]].concat(), 1);
        database.rewrite(&tables, vec![row], Box::new(mark)).await?;
        let (id, found) = found.take();
        let next = Rc::new(Cell::new(clock::wall() << ENTRIES_A_MILLISECOND));
        let database = Rc::new(RefCell::new(database));
        Ok((Self { id, database, owner, next, unfolded: Rc::default() }, found))
    }

    /// What the batch writes: by way of the journal, but for an import that finds nothing in it. Written twice, a hundred
    /// thousand rows would keep the disk busy long after they were imported.
    pub(super) fn writes(&self, batch: &Batch) -> Vec<store::Write> {
        if batch.is_import() && self.unfolded.get() == 0 {
            return store::writes(self.id, batch);
        }
        let mut next = self.next.get();
        let writes = store::writes_to_journal(self.id, batch, &mut next);
        self.next.set(next);
        let journaled = |write: &store::Write| match write {
            store::Write::Put { table: Table::Journal, value, .. } => value.len().max(SHORT_ENTRY),
            _ => 0,
        };
        let bytes: usize = writes.iter().map(journaled).sum();
        self.unfolded.set(self.unfolded.get() + bytes);
        writes
    }

    pub(super) fn unfolded(&self) -> usize {
        self.unfolded.get()
    }

    /// So many bytes of the journal's oldest entries.
    pub(super) fn folded(&self, bytes: usize) {
        self.unfolded.set(self.unfolded.get().saturating_sub(bytes));
    }

    /// The database that is written to now.
    pub(super) fn database(&self) -> Database {
        self.database.borrow().clone()
    }

    /// One transaction. One that failed is tried once more: some failures pass.
    pub(super) async fn write(
        &self,
        driver: &Driver,
        writes: Vec<store::Write>,
    ) -> Result<(), DatabaseError> {
        if writes.is_empty() {
            return Ok(());
        }
        let writes: Vec<Write> = writes.into_iter().map(to_web).collect();
        match self.try_to_write(writes.clone()).await {
            Ok(()) => return Ok(()),
            Err(DatabaseError::Fenced) => return Err(DatabaseError::Fenced),
            // The browser may have closed the database under us; opening it tells whether it can still be used.
            Err(DatabaseError::Broken(_)) => {
                driver.database.replace(None);
                match open(driver).await {
                    Ok(database) => drop(self.database.replace(database)),
                    Err(StoreError::NewerVersion) => return Err(DatabaseError::Newer),
                    Err(_) => {}
                }
            }
            Err(_) => {}
        }
        let again = self.try_to_write(writes).await;
        if matches!(again, Err(ref error) if *error != DatabaseError::Fenced) {
            self.forget_incoming().await;
        }
        again
    }

    /// Once.
    pub(super) async fn try_to_write(&self, writes: Vec<Write>) -> Result<(), DatabaseError> {
        let database = self.database();
        let key = store::owner_key(self.id);
        let fence = Fence { table: Table::Owners.name(), key, value: self.owner.clone() };
        database.write(Some(fence), writes).await
    }

    /// What the disk holds is old from now on. Old messages do no harm, but an old packet id could swallow a new message
    /// after a reload [MQTT-4.3.3-2]. Deleting mostly works where writing does not.
    async fn forget_incoming(&self) {
        let (from, to) = store::account_range(self.id);
        let _ = self.try_to_write(vec![Write::DeleteRange { table: Table::Incoming.name(), from, to }]).await;
    }
}

/// Opened once; what went wrong once is not tried again before a reload.
pub(super) async fn open(driver: &Driver) -> Result<Database, StoreError> {
    let known = driver.database.borrow().clone();
    if let Some(known) = known {
        return known;
    }
    let opened = Database::open(NAME, &UPGRADES).await.map_err(|error| trouble_of(&error));
    driver.database.replace(Some(opened.clone()));
    opened
}

pub(super) fn fresh_id() -> AccountId {
    let mut id = [0; 8];
    random::fill(&mut id);
    AccountId(id)
}

pub(super) fn to_web(write: store::Write) -> Write {
    match write {
        store::Write::Put { table, key, value } => Write::Put { table: table.name(), key, value },
        store::Write::Delete { table, key } => Write::Delete { table: table.name(), key },
        store::Write::DeleteRange { table, from, to } => Write::DeleteRange { table: table.name(), from, to },
    }
}

pub(super) fn trouble_of(error: &DatabaseError) -> StoreError {
    match error {
        DatabaseError::Missing => StoreError::Blocked,
        DatabaseError::Blocked => StoreError::OlderTab,
        DatabaseError::Newer => StoreError::NewerVersion,
        DatabaseError::Quota => StoreError::Quota,
        DatabaseError::Fenced | DatabaseError::Broken(_) => StoreError::Broken,
    }
}

#[expect(
    clippy::indexing_slicing,
    reason = "counted to the length; a constant could not panic at run time anyway"
)]
const fn upgrades() -> [Upgrade; store::VERSIONS.len()] {
    let mut upgrades = [Upgrade { tables: &[] }; store::VERSIONS.len()];
    let mut version = 0;
    while version < upgrades.len() {
        upgrades[version].tables = store::VERSIONS[version];
        version += 1;
    }
    upgrades
}
