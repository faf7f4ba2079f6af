//! The index keeps what it is given: over restarts,
//! over rewrites, and beside any number of readers and writers.

use std::{fs, path::PathBuf, thread, time::Duration};

use crate::codesearch::{
    engine::{db::Db, query::Query, segment::Segment, tables::Statistics},
    files::fault::Kind,
    workload::{index::index, load, writer::Policy},
};

const POLICY: Policy = Policy { file_bytes: 1000, segment_bytes: 200, rewrite: false };

fn store(db: &Db, documents: &[(&str, &str)]) {
    let mut segment = Segment::default();
    for (path, text) in documents {
        segment.add(path.as_bytes(), (*text).to_owned()).expect("each path once");
    }
    db.commit(segment).expect("the store works");
}

fn paths(db: &Db, query: &str) -> Vec<String> {
    let query: Query = query.parse().expect("a query with words");
    let answer = db.search(&query, 1000).expect("the store works");
    assert_eq!(answer.hits.len(), answer.matches);
    answer.hits.into_iter().map(|hit| String::from_utf8(hit.path).expect("UTF-8")).collect()
}

fn files(folder: &tempfile::TempDir, count: usize) -> Vec<PathBuf> {
    let path = |number| folder.path().join(format!("{number}.rs"));
    let write = |number| {
        fs::write(path(number), format!("fn only_{number}() {{ shared(); }}\n}}\n"))
            .expect("a file");
        path(number)
    };
    (0..count).map(write).collect()
}

#[test]
fn the_best_document_comes_first_with_its_line() {
    let db = Db::temporary().unwrap();
    let text = "//! nothing\nfn f() { map.insert(key) }\n";
    store(&db, &[("a", "insert insert x"), ("b", text), ("c", "let map = 1; // and more words")]);
    let answer = db.search(&"map insert".parse().unwrap(), 2).unwrap();
    assert_eq!((answer.matches, answer.hits.len()), (3, 2));
    assert_eq!(answer.hits[0].path, b"b");
    assert!(answer.hits[0].score > answer.hits[1].score);
    let snippet = answer.hits[0].snippet.as_ref().expect("a line matches");
    assert_eq!((snippet.line, &*snippet.text), (2, "fn f() { map.insert(key) }"));
}

#[test]
fn documents_are_found_after_the_file_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index.redb");
    store(&Db::open(&file).unwrap(), &[("a", "fox"), ("b", "dog")]);
    let db = Db::open(&file).unwrap();
    store(&db, &[("c", "fox")]);
    assert_eq!(paths(&db, "fox"), ["a", "c"]);
}

#[test]
fn a_rewritten_document_leaves_no_trace_of_its_old_text() {
    let db = Db::temporary().unwrap();
    store(&db, &[("a", "old common"), ("b", "common")]);
    store(&db, &[("a", "new")]);
    assert_eq!(paths(&db, "old"), Vec::<String>::new());
    assert_eq!((paths(&db, "common"), paths(&db, "new")), (vec!["b".into()], vec!["a".into()]));
    let fresh = Db::temporary().unwrap();
    store(&fresh, &[("b", "common"), ("a", "new")]);
    let numbers = |db: &Db| Statistics { next: 0, ..db.statistics().unwrap() };
    assert_eq!(numbers(&db), numbers(&fresh));
}

#[test]
fn indexing_again_stores_only_what_changed() {
    let (db, folder) = (Db::temporary().unwrap(), tempfile::tempdir().unwrap());
    let files = files(&folder, 20);
    assert_eq!(index(&db, &files, POLICY, 2, |_| ()).unwrap().indexed, 20);
    fs::write(&files[7], "changed").unwrap();
    let tally = index(&db, &files, POLICY, 2, |_| ()).unwrap();
    assert_eq!((tally.indexed, tally.unchanged), (1, 19));
    assert_eq!(paths(&db, "changed"), [files[7].display().to_string()]);
}

#[test]
fn every_file_is_accounted_for() {
    let (db, folder) = (Db::temporary().unwrap(), tempfile::tempdir().unwrap());
    let mut files = files(&folder, 50);
    for (name, bytes) in [("bin", &b"\0"[..]), ("big", &[b'x'; 1001]), ("latin", b"\xe9")] {
        files.push(folder.path().join(name));
        fs::write(files.last().unwrap(), bytes).unwrap();
    }
    files.push(folder.path().join("missing"));
    let tally = index(&db, &files, POLICY, 4, |_| ()).unwrap();
    let faults = [Kind::Binary, Kind::TooLarge, Kind::NotUtf8, Kind::Unreadable];
    assert_eq!(faults.map(|kind| tally.faults(kind)), [1; 4]);
    assert_eq!((tally.indexed, tally.all()), (50, files.len()));
    assert_eq!(paths(&db, "shared").len(), 50);
}

#[test]
fn writers_on_many_threads_lose_nothing() {
    let db = Db::temporary().unwrap();
    thread::scope(|scope| {
        for writer in 0..8 {
            let db = &db;
            scope.spawn(move || {
                for commit in 0..10 {
                    store(db, &[(&format!("{writer}/{commit}"), "shared"), ("contended", "once")]);
                }
            });
        }
    });
    assert_eq!(db.statistics().unwrap().documents, 81);
    assert_eq!((paths(&db, "shared").len(), paths(&db, "once").len()), (80, 1));
}

#[test]
fn a_search_never_misses_a_document_that_is_being_rewritten() {
    let (db, folder) = (Db::temporary().unwrap(), tempfile::tempdir().unwrap());
    let files = files(&folder, 10);
    index(&db, &files, POLICY, 1, |_| ()).unwrap();
    let policy = Policy { rewrite: true, ..POLICY };
    let duration = Duration::from_millis(400);
    let load = load::run(&db, &files, policy, 2, duration, |_| ()).unwrap();
    assert!(load.answered > 0 && load.rewritten.indexed > 0, "{load:?}");
    assert!(load.rejected > 0, "a line `}}` holds no word: {load:?}");
    assert_eq!(load.unmatched, 0, "{load:?}");
    assert_eq!(paths(&db, "shared").len(), 10);
}
