//! Reading what is kept of an account, for the tab that leads it or for one that follows.

use super::Driver;
use super::disk::{Disk, Found, open, to_web, trouble_of};
use super::folding::Folding;
use crate::engine::Claim;
use crate::store::{self, AccountId, AccountRecord, Kept, Reach, Row, StoreError, Table};
use crate::web::database::{Database, DatabaseError, Take};

/// What was read, and where it lies if it is ours to write.
pub(super) struct Loaded {
    pub(super) kept: Kept,
    pub(super) disk: Option<Disk>,
}

pub(super) async fn load(driver: &Driver, account: &[u8], claim: Claim) -> Result<Loaded, StoreError> {
    let database = open(driver).await?;
    read(&database, account, claim).await.map_err(|error| trouble_of(&error))
}

async fn read(database: &Database, account: &[u8], claim: Claim) -> Result<Loaded, DatabaseError> {
    if claim != Claim::Lead {
        let row = database.read(Table::Accounts.name(), account.to_vec()).await?;
        let kept = match row.as_deref().and_then(store::read_account) {
            Some((id, record)) => read_rows(database, id, record).await?.0,
            None => Kept::default(),
        };
        return Ok(Loaded { kept, disk: None });
    }
    let (disk, found) = Disk::take(database.clone(), account).await?;
    let kept = match found {
        Found::Nothing => Kept::default(),
        Found::Garbage => Kept { set_aside: 1, ..Kept::default() },
        Found::Account(record) => {
            let (kept, mut writes) = read_rows(database, disk.id, record).await?;
            writes.push(store::trust(disk.id));
            match disk.try_to_write(writes.into_iter().map(to_web).collect()).await {
                // Somebody leads by now, and their word on packet ids holds. What is written first will say so.
                Ok(()) | Err(DatabaseError::Fenced) => kept,
                Err(error) => return Err(error),
            }
        }
    };
    Ok(Loaded { kept, disk: Some(disk) })
}

async fn read_rows(
    database: &Database,
    id: AccountId,
    record: AccountRecord,
) -> Result<(Kept, Vec<store::Write>), DatabaseError> {
    let mut folding = Folding::of(database.clone(), id);
    folding.all().await?;
    let (from, to) = store::account_range(id);
    let range = |table: Table| (table.name(), from.clone(), to.clone());
    let small = [Table::Rooms, Table::Drafts, Table::Outgoing, Table::Incoming].map(range).into();
    let mut small = database.read_ranges(small).await?.into_iter();
    let mut next = || small.next().unwrap_or_default();
    let (rooms, drafts, outgoing, incoming) = (next(), next(), next(), next());
    let mut opened = store::Opened::default();
    for mut opening in rooms.iter().filter_map(|room| store::Opening::new(id, room)) {
        while let Some(reach) = opening.next() {
            opening.take(read_messages(database, reach).await?);
        }
        opened.add(opening);
    }
    let messages = std::mem::take(&mut opened.rows);
    let (mut kept, aside) = store::read(record, [rooms, messages, drafts, outgoing, incoming]);
    kept.set_aside += folding.set_aside;
    Ok((opened.complete(kept), aside))
}

/// Rows of the table of messages, whose journal was folded.
pub(super) async fn read_messages(database: &Database, reach: Reach) -> Result<Vec<Row>, DatabaseError> {
    let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
    let take = match reach.take {
        store::Take::All => Take::All,
        store::Take::First(first) => Take::First(count(first)),
        store::Take::Last(last) => Take::Last(count(last)),
    };
    database.read_range(Table::Messages.name(), reach.from, reach.to, take).await
}
