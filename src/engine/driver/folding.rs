//! Folding an account's journal into its tables (`store::fold`): by the tab that leads, once nobody has said anything for a
//! while, and by whoever reads, before they do.

use std::cell::Cell;
use std::rc::Rc;

use super::disk::to_web;
use crate::store::{self, AccountId, PacketIds, Table};
use crate::web::database::{Database, DatabaseError};

/// So many rows at a time are no task that anybody feels.
const ROWS: usize = 256;
/// Entries that are read at once, at the least and at most.
const ENTRIES: (u32, u32) = (2, 64);

/// One account's journal on its way into the tables. A journal that nobody writes to any more is folded when [`some`]
/// says that nothing is left.
pub(super) struct Folding {
    database: Database,
    id: AccountId,
    /// How many entries are read next: as many as make about [`ROWS`] rows.
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
        Self { database, id, entries: ENTRIES.0, set_aside: 0 }
    }

    /// All that is in the journal by now.
    pub(super) async fn all(&mut self) -> Result<(), DatabaseError> {
        while self.some().await? == Left::Perhaps {}
        Ok(())
    }

    /// The oldest entries, in one transaction.
    pub(super) async fn some(&mut self) -> Result<Left, DatabaseError> {
        let done = Rc::new(Cell::new((0, 0, 0)));
        let follow = {
            let done = done.clone();
            move |read: Vec<Vec<store::Row>>| {
                let [trust, entries] = read.try_into().unwrap_or_default();
                let folded = store::fold(&entries, PacketIds::told_by(&trust));
                done.set((entries.len(), folded.writes.len(), folded.set_aside));
                folded.writes.into_iter().map(to_web).collect()
            }
        };
        let asked = self.entries;
        let trust = store::trust_key(self.id);
        let behind = [&trust[..], &[0]].concat();
        let (from, to) = store::account_range(self.id);
        let ranges =
            vec![(Table::Incoming.name(), trust, behind, 1), (Table::Journal.name(), from, to, asked)];
        self.database.rewrite(&store::FOLDED.map(Table::name), ranges, follow).await?;
        let (entries, rows, set_aside) = done.get();
        self.set_aside += set_aside;
        let next = if rows > ROWS { asked / 2 } else { asked.saturating_mul(2) };
        self.entries = next.clamp(ENTRIES.0, ENTRIES.1);
        Ok(if entries < asked as usize { Left::Nothing } else { Left::Perhaps })
    }
}
