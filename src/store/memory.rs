//! A database that lives as long as the tab. For pages that may not or should not write to disk, and for tests, which
//! make it fail on demand. Its rows are the same bytes as on disk.

use std::collections::BTreeMap;

use super::record::AccountId;
use super::rows::{self, Row, Write};
use super::table::{self, Table};
use super::{Batch, Kept, StoreError};

/// All tables.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    rows: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    failure: Option<StoreError>,
    commits: u64,
}

impl MemoryStore {
    /// From now on every commit fails like this; `None` heals it.
    pub fn fail_with(&mut self, failure: Option<StoreError>) {
        self.failure = failure;
    }

    /// How many batches were committed.
    pub fn commits(&self) -> u64 {
        self.commits
    }

    /// All of it or nothing.
    pub fn commit(&mut self, account: AccountId, batch: &Batch) -> Result<(), StoreError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        self.write(rows::writes(account, batch));
        self.commits += 1;
        Ok(())
    }

    /// What is kept of this account, under its id; an account met for the first time gets the fresh one.
    pub fn load(&mut self, key: &[u8], fresh: AccountId) -> (AccountId, Kept) {
        let row = self.rows.get(&(Table::Accounts, key.to_vec()));
        let Some((id, account)) = row.and_then(|row| rows::read_account(row)) else {
            return (fresh, Kept::default());
        };
        let (from, to) = table::account_range(id);
        let of = |table| {
            let range = (table, from.clone())..(table, to.clone());
            let rows = self.rows.range(range).map(|((_, key), value)| (key.clone(), value.clone()));
            rows.collect::<Vec<Row>>()
        };
        let (kept, aside) = rows::read(account, Table::OF_ACCOUNT.map(of));
        self.write(aside);
        (id, kept)
    }

    /// Forgets an account and all that is its.
    pub fn erase(&mut self, key: &[u8]) {
        let row = self.rows.get(&(Table::Accounts, key.to_vec()));
        if let Some((id, _)) = row.and_then(|row| rows::read_account(row)) {
            self.write(rows::erase(id, key.to_vec()));
        }
    }

    /// Every row, for tests that look or meddle.
    pub fn rows_mut(&mut self) -> &mut BTreeMap<(Table, Vec<u8>), Vec<u8>> {
        &mut self.rows
    }

    fn write(&mut self, writes: Vec<Write>) {
        for write in writes {
            match write {
                Write::Put { table, key, value } => _ = self.rows.insert((table, key), value),
                Write::Delete { table, key } => _ = self.rows.remove(&(table, key)),
                Write::DeleteRange { table, from, to } => {
                    self.rows.retain(|(of, key), _| *of != table || *key < from || *key >= to);
                }
            }
        }
    }
}
