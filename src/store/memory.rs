//! A database that lives as long as the tab. For pages that may not or should not write to disk, and for tests, which
//! make it fail on demand. Its rows are the same bytes as on disk.

use std::collections::BTreeMap;

use super::opening::{Opened, Opening};
use super::paging::{Reach, Take};
use super::record::AccountId;
use super::rows::{self, Row, Write};
use super::table::{self, Table};
use super::{Batch, Kept, PacketIds, StoreError, journal};

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

    /// The same by way of the journal, as it is done on disk.
    pub fn commit_to_journal(&mut self, account: AccountId, batch: &Batch) -> Result<(), StoreError> {
        if let Some(failure) = self.failure {
            return Err(failure);
        }
        let newest = self.journal(account, Take::Last(1));
        let mut next =
            newest.first().map_or(0, |(key, _)| table::read_journal_key(key).map_or(0, |last| last + 1));
        self.write(journal::writes_to_journal(account, batch, &mut next));
        self.write(vec![journal::trust(account)]);
        self.commits += 1;
        Ok(())
    }

    /// Folds so many of the journal's oldest entries into their tables; how many could not be read.
    pub fn fold(&mut self, account: AccountId, most: usize) -> usize {
        let from = journal::trust_key(account);
        let to = [&from[..], &[0]].concat();
        let trust = self.read(Table::Incoming, &Reach { from, to, take: Take::All });
        let entries = self.journal(account, Take::First(most));
        let folded = journal::fold(&entries, PacketIds::told_by(&trust));
        self.write(folded.writes);
        folded.set_aside
    }

    /// What is kept of this account, under its id; an account met for the first time gets the fresh one.
    pub fn load(&mut self, key: &[u8], fresh: AccountId) -> (AccountId, Kept) {
        let row = self.rows.get(&(Table::Accounts, key.to_vec()));
        let Some((id, account)) = row.and_then(|row| rows::read_account(row)) else {
            return (fresh, Kept::default());
        };
        let unreadable = self.fold(id, usize::MAX);
        let (from, to) = table::account_range(id);
        let whole = Reach { from, to, take: Take::All };
        let of = |table| self.read(table, &whole);
        let (rooms, mut opened) = (of(Table::Rooms), Opened::default());
        for mut opening in rooms.iter().filter_map(|room| Opening::new(id, room)) {
            while let Some(reach) = opening.next() {
                opening.take(self.read(Table::Messages, &reach));
            }
            opened.add(opening);
        }
        let messages = std::mem::take(&mut opened.rows);
        let rows = [rooms, messages, of(Table::Drafts), of(Table::Outgoing), of(Table::Incoming)];
        let (mut kept, aside) = rows::read(account, rows);
        self.write(aside);
        kept.set_aside += unreadable;
        (id, opened.complete(kept))
    }

    fn journal(&self, account: AccountId, take: Take) -> Vec<Row> {
        let (from, to) = table::account_range(account);
        self.read(Table::Journal, &Reach { from, to, take })
    }

    /// Rows of a table, in ascending order.
    pub fn read(&self, table: Table, reach: &Reach) -> Vec<Row> {
        let Reach { from, to, take } = reach;
        if from >= to {
            return Vec::new();
        }
        let rows = self.rows.range((table, from.clone())..(table, to.clone()));
        let row = |((_, key), value): (&(Table, Vec<u8>), &Vec<u8>)| (key.clone(), value.clone());
        match take {
            Take::All => rows.map(row).collect(),
            Take::First(count) => rows.take(*count).map(row).collect(),
            Take::Last(count) => {
                let mut last: Vec<Row> = rows.rev().take(*count).map(row).collect();
                last.reverse();
                last
            }
        }
    }

    /// The values of these keys, in their order.
    pub fn read_each(&self, table: Table, keys: Vec<Vec<u8>>) -> Vec<Option<Vec<u8>>> {
        keys.into_iter().map(|key| self.rows.get(&(table, key)).cloned()).collect()
    }

    /// How many rows there are from `from` up to, but not including, `to`.
    pub fn count(&self, table: Table, from: Vec<u8>, to: Vec<u8>) -> u64 {
        if from >= to { 0 } else { self.rows.range((table, from)..(table, to)).count() as u64 }
    }

    /// Rows that are no part of a step.
    pub fn write_rows(&mut self, writes: Vec<Write>) {
        self.write(writes);
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
                    let rows = (from < to).then(|| self.rows.range((table, from)..(table, to)));
                    let keys: Vec<_> = rows.into_iter().flatten().map(|(key, _)| key.clone()).collect();
                    keys.iter().for_each(|key| _ = self.rows.remove(key));
                }
            }
        }
    }
}
