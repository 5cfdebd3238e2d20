//! Reading what is kept of an account while it is open, from the disk or from this tab's memory. Takes no part in who
//! writes: a tab that follows reads as well as the one that leads.

use std::rc::Rc;

use super::Driver;
use super::disk::{open, trouble_of};
use super::folding::Folding;
use super::loading;
use crate::store::{self, AccountId, Reach, Row, StoreError, Table};
use crate::web::database::Database;

/// The records of one account.
pub(super) struct Reader {
    pub(super) id: AccountId,
    from: Source,
}

enum Source {
    Disk(Rc<Driver>, Database),
    Memory(Rc<Driver>),
}

impl Reader {
    pub(super) fn memory(driver: &Rc<Driver>, id: AccountId) -> Self {
        Self { id, from: Source::Memory(driver.clone()) }
    }

    pub(super) async fn of_disk(driver: &Rc<Driver>, id: AccountId) -> Result<Self, StoreError> {
        let database = open(driver).await?;
        Ok(Self { id, from: Source::Disk(driver.clone(), database) })
    }

    /// By the account's own row, as another tab keeps it; `None` if it has none yet.
    pub(super) async fn of_account(driver: &Rc<Driver>, account: &[u8]) -> Result<Option<Self>, StoreError> {
        let database = open(driver).await?;
        let row = database.read(Table::Accounts.name(), account.to_vec()).await;
        let row = row.map_err(|error| trouble_of(&error))?;
        let known = row.as_deref().and_then(store::read_account);
        Ok(known.map(|(id, _)| Self { id, from: Source::Disk(driver.clone(), database) }))
    }

    /// Rows of the table of messages.
    pub(super) async fn messages(&self, reach: Reach) -> Result<Vec<Row>, StoreError> {
        match &self.from {
            Source::Disk(driver, database) => {
                self.fold(driver, database).await?;
                loading::read_messages(database, reach).await.map_err(|error| trouble_of(&error))
            }
            Source::Memory(driver) => Ok(driver.memory.borrow().read(Table::Messages, &reach)),
        }
    }

    /// The messages' rows with these keys; those that are not there are left out.
    pub(super) async fn each(&self, keys: Vec<Vec<u8>>) -> Result<Vec<Row>, StoreError> {
        let values = match &self.from {
            Source::Disk(driver, database) => {
                self.fold(driver, database).await?;
                let values = database.read_each(Table::Messages.name(), &keys).await;
                values.map_err(|error| trouble_of(&error))?
            }
            Source::Memory(driver) => driver.memory.borrow().read_each(Table::Messages, keys.clone()),
        };
        Ok(keys.into_iter().zip(values).filter_map(|(key, value)| Some((key, value?))).collect())
    }

    /// How many messages there are, in all rooms.
    pub(super) async fn count(&self) -> Result<u64, StoreError> {
        let (from, to) = store::account_range(self.id);
        match &self.from {
            Source::Disk(driver, database) => {
                self.fold(driver, database).await?;
                let count = database.count(Table::Messages.name(), &from, &to).await;
                count.map_err(|error| trouble_of(&error))
            }
            Source::Memory(driver) => Ok(driver.memory.borrow().count(Table::Messages, from, to)),
        }
    }

    /// What is in the journal is read from its table.
    async fn fold(&self, driver: &Rc<Driver>, database: &Database) -> Result<(), StoreError> {
        let mut folding = Folding::of(database.clone(), self.id);
        let folded = folding.all().await;
        driver.set_aside(folding.set_aside);
        folded.map_err(|error| trouble_of(&error))
    }
}
