//! `docs/relay-sees.md` names every column of both files, and none that is not there.

use std::{collections::BTreeSet, path::Path};
use sync_server::{Config, Relay, Storage};

/// Table and column.
type Column = (String, String);

fn columns_of(file: &Path) -> BTreeSet<Column> {
    let file = rusqlite::Connection::open(file).unwrap();
    let mut query = file
        .prepare(
            "SELECT tables.name, columns.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns
             WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%'",
        )
        .unwrap();
    let columns = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    columns.map(Result::unwrap).collect()
}

/// Rows of the tables under a heading: the first two cells are a table and some of its columns.
fn documented(heading: &str) -> BTreeSet<Column> {
    let text = include_str!("../../../docs/relay-sees.md");
    let section = text.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| table "));
    let cells = rows.map(|row| row.split('|').map(str::trim).skip(1).take(2).collect::<Vec<_>>());
    cells
        .flat_map(|cells| {
            let table = cells[0].to_owned();
            cells[1].split(", ").map(move |column| (table.clone(), column.to_owned())).collect::<Vec<_>>()
        })
        .collect()
}

#[tokio::test]
async fn what_the_relay_sees_is_written_down_column_by_column() {
    let directory = tempfile::tempdir().unwrap();
    let storage = Storage::Directory(directory.path().to_owned());
    Relay::start(Config { storage, ..Config::in_memory() }).await.unwrap().stop().await;
    for file in ["log.db", "keys.db"] {
        let columns = columns_of(&directory.path().join(file));
        assert!(3 < columns.len(), "precondition: the file has a schema");
        assert_eq!(documented(&format!("`{file}`")), columns, "{file}");
    }
}
