//! The database over IndexedDB. Every test has a database of its own name, and takes it away again.

mod opening;
mod records;
mod transactions;

use snug::web::database::{Database, DatabaseError, Take, Upgrade, Write};

const NOTES: &str = "notes";
const MARKS: &str = "marks";

static TWO_TABLES: &[Upgrade] = &[Upgrade { tables: &[NOTES, MARKS] }];

/// An empty database, whatever an earlier run left behind.
async fn empty(name: &str) -> Database {
    Database::erase(name).await.unwrap();
    Database::open(name, TWO_TABLES).await.unwrap()
}

async fn discard(name: &str, database: Database) {
    drop(database);
    Database::erase(name).await.unwrap();
}

fn put(table: &'static str, key: &[u8], value: &[u8]) -> Write {
    Write::Put { table, key: key.to_vec(), value: value.to_vec() }
}

async fn read(database: &Database, key: &[u8]) -> Option<Vec<u8>> {
    database.read(NOTES, key.to_vec()).await.unwrap()
}

/// The keys of all notes, up to the largest that a test uses.
async fn keys(database: &Database) -> Vec<Vec<u8>> {
    let records = database.read_range(NOTES, vec![], vec![0xFF; 9], Take::All).await.unwrap();
    records.into_iter().map(|(key, _)| key).collect()
}

fn is_broken<T>(outcome: Result<T, DatabaseError>) -> bool {
    matches!(outcome, Err(DatabaseError::Broken(reason)) if !reason.is_empty())
}
