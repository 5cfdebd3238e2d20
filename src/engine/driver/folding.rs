//! Folding an account's journal into its tables (`store::fold`): by the tab that leads, once nobody has said anything for a
//! while, and by whoever reads, before they do.

use std::cell::Cell;
use std::rc::Rc;

use super::disk::to_web;
use crate::store::{self, AccountId, PacketIds, Table};
use crate::web::database::{Database, DatabaseError};

/// Entries that are read at once, by how long those before them were: what was read in vain is read again, and memory that
/// held it is not given back.
const FEWEST: u32 = 8;
const MOST: u32 = 16;
/// Bytes of entries that are folded at once, and what exceeds that with the last of them: some hundreds of rows, no task
/// that anybody feels.
const BYTES: usize = 40 * 1024;

/// One account's journal on its way into the tables. A journal that nobody writes to any more is folded when
/// [`some`](Self::some) says that nothing is left.
pub(super) struct Folding {
    database: Database,
    id: AccountId,
    /// So many entries are read next.
    entries: u32,
    pub(super) set_aside: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    Perhaps,
}

impl Folding {
    pub(super) fn of(database: Database, id: AccountId) -> Self {
        Self { database, id, entries: FEWEST, set_aside: 0 }
    }

    /// All that is in the journal by now.
    pub(super) async fn all(&mut self) -> Result<(), DatabaseError> {
        while self.some().await? == Left::Perhaps {}
        Ok(())
    }

    /// The oldest entries, in one transaction.
    pub(super) async fn some(&mut self) -> Result<Left, DatabaseError> {
        let done = Rc::new(Cell::new((Left::Nothing, FEWEST, 0)));
        let asked = self.entries;
        let follow = {
            let done = done.clone();
            move |read: Vec<Vec<store::Row>>| {
                let [trust, entries] = read.try_into().unwrap_or_default();
                let oldest = oldest(&entries);
                let folded = store::fold(oldest, PacketIds::told_by(&trust));
                let is_all = oldest.len() == entries.len() && entries.len() < asked as usize;
                let left = if is_all { Left::Nothing } else { Left::Perhaps };
                done.set((left, fitting(&entries), folded.set_aside));
                folded.writes.into_iter().map(to_web).collect()
            }
        };
        let trust = store::trust_key(self.id);
        let behind = [&trust[..], &[0]].concat();
        let (from, to) = store::account_range(self.id);
        let ranges =
            vec![(Table::Incoming.name(), trust, behind, 1), (Table::Journal.name(), from, to, asked)];
        self.database.rewrite(&store::FOLDED.map(Table::name), ranges, Box::new(follow)).await?;
        let (left, fitting, set_aside) = done.get();
        self.entries = fitting;
        self.set_aside += set_aside;
        Ok(left)
    }
}

/// How many like these are folded at once.
fn fitting(entries: &[store::Row]) -> u32 {
    let bytes: usize = entries.iter().map(|(_, value)| value.len()).sum();
    let fitting = (entries.len() * BYTES).checked_div(bytes).and_then(|count| u32::try_from(count).ok());
    fitting.unwrap_or(FEWEST).clamp(FEWEST, MOST)
}

/// As many as are folded at once, one at least.
fn oldest(entries: &[store::Row]) -> &[store::Row] {
    let mut bytes = 0;
    let fitting = entries.iter().take_while(|(_, value)| {
        let fits = bytes < BYTES;
        bytes += value.len();
        fits
    });
    entries.get(..fitting.count()).unwrap_or(entries)
}
