//! The databases that older pages left, opened by this one.

use snug::store::VERSIONS;
use snug::web::database::{Database, Upgrade, Write};
use wasm_bindgen_test::wasm_bindgen_test;

fn first(versions: usize) -> &'static [Upgrade] {
    let upgrades: Vec<_> = VERSIONS.iter().take(versions).map(|tables| Upgrade { tables }).collect();
    upgrades.leak()
}

#[wasm_bindgen_test]
async fn a_database_of_each_older_version_opens_with_all_that_was_in_it() {
    const NAME: &str = "snug-test-versions";
    for version in 1..=VERSIONS.len() {
        Database::erase(NAME).await.unwrap();
        let tables: Vec<&'static str> = VERSIONS.iter().take(version).copied().flatten().copied().collect();
        let old = Database::open(NAME, first(version)).await.unwrap();
        let writes =
            tables.iter().map(|table| Write::Put { table, key: vec![1], value: table.as_bytes().to_vec() });
        old.write(None, writes.collect()).await.unwrap();
        drop(old);

        let now = Database::open(NAME, first(VERSIONS.len())).await.unwrap();
        for table in tables {
            let kept = now.read(table, vec![1]).await.unwrap();
            assert_eq!(kept.as_deref(), Some(table.as_bytes()), "version {version}");
        }
        for table in VERSIONS.iter().copied().flatten() {
            now.write(None, vec![Write::Put { table, key: vec![2], value: vec![] }]).await.unwrap();
        }
        drop(now);
    }
    Database::erase(NAME).await.unwrap();
}
