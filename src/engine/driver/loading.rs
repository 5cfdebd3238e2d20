//! Reading what is kept of an account, for the tab that leads it or for one that follows.

use super::Driver;
use super::disk::{Disk, fresh_id, open, to_web, trouble_of};
use crate::engine::Claim;
use crate::store::{self, AccountId, AccountRecord, Kept, Row, StoreError, Table};
use crate::web::database::{Database, DatabaseError};

/// So many settled messages of each room come back with a reload, counted from the end.
const MESSAGES_A_ROOM: u32 = 2_000;

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
    let row = database.read(Table::Accounts.name(), account.to_vec()).await?;
    let known = row.as_deref().and_then(store::read_account);
    if claim != Claim::Lead {
        let kept = match known {
            Some((id, record)) => read_rows(database, id, record).await?.0,
            None => Kept::default(),
        };
        return Ok(Loaded { kept, disk: None });
    }
    let id = known.as_ref().map_or_else(fresh_id, |(id, _)| *id);
    let disk = Disk::take(database.clone(), id).await?;
    let kept = match known {
        Some((id, record)) => {
            let (kept, aside) = read_rows(database, id, record).await?;
            database.write(None, aside.into_iter().map(to_web).collect()).await?;
            kept
        }
        // The row is garbage, or there is none.
        None => Kept { set_aside: usize::from(row.is_some()), ..Kept::default() },
    };
    Ok(Loaded { kept, disk: Some(disk) })
}

async fn read_rows(
    database: &Database,
    id: AccountId,
    record: AccountRecord,
) -> Result<(Kept, Vec<store::Write>), DatabaseError> {
    let (from, to) = store::account_range(id);
    let range = |table: Table| (table.name(), from.clone(), to.clone());
    let small = [Table::Rooms, Table::Drafts, Table::Outgoing, Table::Incoming].map(range).into();
    let mut small = database.read_ranges(small).await?.into_iter();
    let mut next = || small.next().unwrap_or_default();
    let (rooms, drafts, outgoing, incoming) = (next(), next(), next(), next());
    let mut messages: Vec<Row> = Vec::new();
    for room in rooms.iter().filter_map(|(key, _)| store::read_room_key(key)) {
        let (from, to) = store::settled_range(id, room);
        messages.extend(database.read_range(Table::Messages.name(), from, to, Some(MESSAGES_A_ROOM)).await?);
        // All of it: what waits has to go out, in order, however much it is.
        let (from, to) = store::waiting_range(id, room);
        messages.extend(database.read_range(Table::Messages.name(), from, to, None).await?);
    }
    Ok(store::read(record, [rooms, messages, drafts, outgoing, incoming]))
}
