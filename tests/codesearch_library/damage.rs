//! A file that is not a sound index is refused with a
//! clear error, never with a panic, and is not changed.

use std::{fs, path::Path};

use redb::TableDefinition;

use crate::codesearch::engine::{db::Db, error::DbError, segment::Segment};

fn make_index(file: &Path) {
    let mut segment = Segment::default();
    for number in 0..200_u32 {
        let text = format!("fn f_{number}() {{ shared(); }}").repeat(20);
        segment.add(&number.to_le_bytes(), text).expect("each path once");
    }
    Db::open(file).expect("a new index").commit(segment).expect("the store works");
}

fn refused(file: &Path) -> DbError {
    let before = fs::read(file).expect("the file");
    let error = Db::open(file).expect_err("not a sound index");
    assert_eq!(fs::read(file).expect("the file"), before, "{error}");
    error
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    for text in ["x", "SQLite format 3\0", &"no database\n".repeat(10_000)] {
        fs::write(file.path(), text).unwrap();
        assert!(refused(file.path()).to_string().contains("not a database"), "{text:.20}");
    }
}

#[test]
fn a_database_of_another_program_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let table: TableDefinition<'_, &str, &str> = TableDefinition::new("statistics");
    for table in [table, TableDefinition::new("theirs")] {
        let store = redb::Database::create(file.path()).unwrap();
        let transaction = store.begin_write().unwrap();
        transaction.open_table(table).unwrap().insert("precious", "data").unwrap();
        transaction.commit().unwrap();
        drop(store);
        assert!(matches!(Db::open(file.path()), Err(DbError::Foreign)));
        let store = redb::Database::create(file.path()).unwrap();
        let reader = redb::ReadableDatabase::begin_read(&store).unwrap();
        let found = reader.open_table(table).unwrap();
        assert_eq!(found.get("precious").unwrap().unwrap().value(), "data");
    }
}

#[test]
fn an_index_of_another_format_is_refused_with_both_numbers() {
    let file = tempfile::NamedTempFile::new().unwrap();
    make_index(file.path());
    let store = redb::Database::create(file.path()).unwrap();
    let transaction = store.begin_write().unwrap();
    let table: TableDefinition<'_, &[u8], u64> = TableDefinition::new("statistics");
    transaction.open_table(table).unwrap().insert(&b"codesearch format"[..], 7).unwrap();
    transaction.commit().unwrap();
    drop(store);
    let error = Db::open(file.path()).expect_err("format 7");
    assert_eq!(error.to_string(), "the index has format 7, this program reads 1");
}

#[test]
fn an_index_in_use_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let _first = Db::open(file.path()).unwrap();
    let error = Db::open(file.path()).expect_err("in use");
    assert!(error.to_string().contains("in use"), "{error}");
}

#[test]
fn a_place_without_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for place in [folder.path().to_owned(), folder.path().join("no/such.redb")] {
        assert!(matches!(Db::open(&place), Err(DbError::Store(_))), "{}", place.display());
    }
}

/// Whatever is damaged, the answer is an error or, where the bytes were not in
/// use, the right answer.
#[test]
fn no_damage_leads_to_a_panic_or_a_wrong_answer() {
    let file = tempfile::NamedTempFile::new().unwrap();
    make_index(file.path());
    let sound = fs::read(file.path()).unwrap();
    let query = "shared".parse().unwrap();
    let mut refusals = 0;
    for step in 0..120 {
        let mut bytes = sound.clone();
        let at = step * 7919 % bytes.len();
        match step % 3 {
            0 => bytes[at] ^= 0x55,
            1 => bytes.truncate(at),
            _ => bytes[at..].iter_mut().take(512).for_each(|byte| *byte = 0),
        }
        fs::write(file.path(), &bytes).unwrap();
        match Db::open(file.path()).and_then(|db| db.search(&query, 1000)) {
            Ok(answer) => assert_eq!(answer.matches, 200, "damage {step} at {at}"),
            Err(_) => refusals += 1,
        }
    }
    assert!(refusals > 40, "{refusals}");
}
