//! The rules every store keeps, as functions over any store (`SPEC.md`, VS1–VS7).
//!
//! Each takes a fresh, empty store and says in its panic which rule broke: a native test runs them one by one, the browser's
//! worker runs [`check_all`] on IndexedDB and shows the name of the rule.

#![expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a contract suite fails by panicking, like any test"
)]

use super::{Batch, Durability, Row, Store, StoreError, Table};

/// Runs every rule, each on a store of its own.
pub async fn check_all<S: Store>(mut fresh: impl AsyncFnMut() -> S) {
    what_was_put_is_found(fresh().await).await;
    tables_do_not_see_each_other(fresh().await).await;
    a_scan_is_ordered_and_bounded(fresh().await).await;
    a_scan_continues_behind_a_key(fresh().await).await;
    what_was_removed_is_gone(fresh().await).await;
    the_last_write_of_a_key_wins(fresh().await).await;
    large_values_come_back_whole(fresh().await).await;
}

/// (VS1) A row that was put is found, byte for byte, with any bytes in its key; a row that was not is `None`.
pub async fn what_was_put_is_found(store: impl Store) {
    let key = [0, 255, 10, 0];
    put(&store, &[(Table::Meta, &key, b"value"), (Table::Meta, &[], b"empty key"), (Table::Meta, b"e", b"")])
        .await;
    assert_eq!(get(&store, Table::Meta, &key).await.as_deref(), Some(&b"value"[..]), "VS1");
    assert_eq!(get(&store, Table::Meta, &[]).await.as_deref(), Some(&b"empty key"[..]), "VS1");
    assert_eq!(get(&store, Table::Meta, b"e").await.as_deref(), Some(&b""[..]), "VS1");
    assert_eq!(get(&store, Table::Meta, b"other").await, None, "VS1");
}

/// (VS2) The same key in two tables is two rows; every table of [`Table::ALL`] is there.
pub async fn tables_do_not_see_each_other(store: impl Store) {
    for table in Table::ALL {
        put(&store, &[(table, b"key", table.name().as_bytes())]).await;
    }
    for table in Table::ALL {
        assert_eq!(get(&store, table, b"key").await.as_deref(), Some(table.name().as_bytes()), "VS2");
    }
}

/// (VS3) A scan returns the rows of a prefix in ascending order of their bytes, at most as many as wanted.
pub async fn a_scan_is_ordered_and_bounded(store: impl Store) {
    put(
        &store,
        &[(Table::Index, &[1, 255], b"c"), (Table::Index, &[1], b"a"), (Table::Index, &[1, 0], b"b")],
    )
    .await;
    put(&store, &[(Table::Index, &[2], b"other prefix"), (Table::Index, &[0, 1], b"other prefix")]).await;
    put(&store, &[(Table::Index, &[255, 255], b"last")]).await;
    let all = scan(&store, &[1], None, 10).await;
    assert_eq!(values(&all), [b"a", b"b", b"c"], "VS3");
    assert_eq!(values(&scan(&store, &[1], None, 2).await), [b"a", b"b"], "VS3");
    assert_eq!(scan(&store, &[], None, 10).await.len(), 6, "VS3: an empty prefix is every row");
    assert_eq!(values(&scan(&store, &[255], None, 10).await), [b"last"], "VS3");
    assert_eq!(scan(&store, &[7], None, 10).await, Vec::<Row>::new(), "VS3");
}

/// (VS4) A scan continues strictly behind the key it is given, so that pages neither overlap nor leave a gap.
pub async fn a_scan_continues_behind_a_key(store: impl Store) {
    let keys: Vec<[u8; 2]> = (0..25).map(|n| [9, n]).collect();
    for key in &keys {
        put(&store, &[(Table::Index, key, key)]).await;
    }
    let mut seen = Vec::new();
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = scan(&store, &[9], after.as_deref(), 7).await;
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        seen.extend(page.into_iter().map(|(key, _)| key));
    }
    assert_eq!(seen, keys, "VS4");
}

/// (VS5) A removed row is gone; removing what is not there is no error.
pub async fn what_was_removed_is_gone(store: impl Store) {
    put(&store, &[(Table::Outbox, b"a", b"1"), (Table::Outbox, b"b", b"2")]).await;
    let mut batch = Batch::default();
    batch.remove(Table::Outbox, b"a");
    batch.remove(Table::Outbox, b"never there");
    store.commit(batch, Durability::Relaxed).await.expect("VS5");
    assert_eq!(get(&store, Table::Outbox, b"a").await, None, "VS5");
    assert_eq!(get(&store, Table::Outbox, b"b").await.as_deref(), Some(&b"2"[..]), "VS5");
}

/// (VS6) Within one batch the last write of a key wins.
pub async fn the_last_write_of_a_key_wins(store: impl Store) {
    let mut batch = Batch::default();
    batch.put(Table::Meta, b"k", b"first");
    batch.remove(Table::Meta, b"k");
    batch.put(Table::Meta, b"k", b"last");
    batch.put(Table::Meta, b"gone", b"x");
    batch.remove(Table::Meta, b"gone");
    store.commit(batch, Durability::Strict).await.expect("VS6");
    assert_eq!(get(&store, Table::Meta, b"k").await.as_deref(), Some(&b"last"[..]), "VS6");
    assert_eq!(get(&store, Table::Meta, b"gone").await, None, "VS6");
}

/// (VS1) A value of a mebibyte comes back whole.
pub async fn large_values_come_back_whole(store: impl Store) {
    let value: Vec<u8> = (0..1_048_576_u32).map(|n| u8::try_from(n % 251).unwrap_or(0)).collect();
    put(&store, &[(Table::Envelopes, b"large", &value)]).await;
    assert!(get(&store, Table::Envelopes, b"large").await.as_deref() == Some(&value[..]), "VS1");
}

/// (VS7) A batch that does not fit leaves no trace. For stores whose room a test can bound: `full` is one that takes a few
/// hundred bytes and refuses a mebibyte.
pub async fn a_failed_batch_leaves_no_trace(full: impl Store) {
    put(&full, &[(Table::Meta, b"before", b"stays")]).await;
    let mut batch = Batch::default();
    batch.put(Table::Meta, b"small", b"fits");
    batch.remove(Table::Meta, b"before");
    // A mebibyte in rows, because browsers put single large values beside the database before they count them.
    for row in 0..32_u8 {
        batch.put(Table::Meta, [row], vec![row; 32_768]);
    }
    let refused = full.commit(batch, Durability::Strict).await;
    assert_eq!(
        refused,
        Err(StoreError::Full),
        "VS7: precondition: it must be refused, else this rule checks nothing"
    );
    assert_eq!(get(&full, Table::Meta, b"small").await, None, "VS7");
    assert_eq!(get(&full, Table::Meta, &[0]).await, None, "VS7");
    assert_eq!(get(&full, Table::Meta, b"before").await.as_deref(), Some(&b"stays"[..]), "VS7");
}

async fn put(store: &impl Store, rows: &[(Table, &[u8], &[u8])]) {
    let mut batch = Batch::default();
    for (table, key, value) in rows {
        batch.put(*table, *key, *value);
    }
    store.commit(batch, Durability::Strict).await.expect("a small batch is stored");
}

async fn get(store: &impl Store, table: Table, key: &[u8]) -> Option<Vec<u8>> {
    store.get(table, key).await.expect("a store can be read")
}

async fn scan(store: &impl Store, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Vec<Row> {
    store.scan(Table::Index, prefix, after, limit).await.expect("a store can be scanned")
}

fn values(rows: &[Row]) -> Vec<&[u8]> {
    rows.iter().map(|(_, value)| value.as_slice()).collect()
}
