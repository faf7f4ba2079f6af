//! `examples/codesearch` as people run it: exit status, what goes to which
//! stream, and errors that name the place.

use std::{
    ffi::OsStr,
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

#[path = "outside/codesearch.rs"]
mod codesearch;
#[cfg(unix)]
#[path = "outside/copy.rs"]
mod copy;

use codesearch::{command, fails, folder, quick, run, succeeds, text};

#[test]
fn results_are_ranked_and_plain_when_nobody_watches() {
    let folder = folder(&[
        ("map.rs", "fn insert_into_map(key: u32) {}\n"),
        ("other.rs", "// nothing\nlet inserted = map;\n"),
    ]);
    let output = run(quick(folder.path(), &["--query", "InsertInto", "-q", "absent"]));
    let stdout = succeeds(&output);
    assert!(stdout.contains("\"InsertInto\": 1 of 1 documents"), "{stdout}");
    assert!(stdout.contains("map.rs:1\n"), "{stdout}");
    assert!(stdout.contains("fn insert_into_map(key: u32) {}"), "{stdout}");
    assert!(stdout.contains("\"absent\": 0 of 0 documents"), "{stdout}");
    assert!(!stdout.contains('\x1b'), "no colour without a terminal: {stdout}");
    let stderr = text(&output.stderr);
    assert!(!stderr.contains(['\r', '\x1b']), "no progress bar without a terminal: {stderr}");
}

#[test]
fn wrong_usage_ends_with_status_2_and_names_the_option() {
    for (arguments, message) in [
        (&["--threads", "0"][..], "'--threads <N>'"),
        (&["--threads", "257"], "1..=256"),
        (&["--threads", "-3"], "'-3'"),
        (&["--limit-mb", "0"], "'--limit-mb <N>'"),
        (&["--limit-mb", "99999999999999999999"], "'--limit-mb <N>'"),
        (&["--max-file-kb", "0"], "'--max-file-kb <N>'"),
        (&["--seconds", "many"], "'--seconds <N>'"),
        (&["--seconds", "1000000"], "0..=3600"),
        (&["--top", "0"], "'--top <N>'"),
        (&["--details-level", "11"], "'--details-level <N>'"),
        (&["--details-level", "-1"], "'-1'"),
        (&["--query", "}{"], "no word to look for"),
        (&["--query", ""], "--query"),
        (&["--serve", "no-address"], "'--serve [<ADDR>]'"),
        (&["--serve", "0.0.0.0:80"], "only this machine"),
        (&["--no-such-option"], "'--no-such-option'"),
    ] {
        fails(&run(arguments), 2, message);
    }
}

#[test]
fn help_names_every_option_and_the_exit_statuses() {
    let output = run(["--help"]);
    let stdout = succeeds(&output);
    for option in ["[DIR]...", "--query", "--limit-mb", "--threads", "--seconds", "--db", "--serve"]
    {
        assert!(stdout.contains(option), "{option} is not in:\n{stdout}");
    }
    assert!(stdout.contains("Exit status: 0 done, 1 failed, 2 wrong usage."), "{stdout}");
}

#[test]
fn a_missing_folder_is_named() {
    fails(&run(["no/such/folder"]), 1, "codesearch: no/such/folder: ");
}

#[test]
fn an_empty_folder_is_named_and_there_is_nothing_to_search() {
    let folder = folder(&[]);
    let output = run(quick(folder.path(), &[]));
    fails(&output, 1, "nothing to search");
    fails(&output, 1, &format!("{}: no files", folder.path().display()));
}

#[test]
fn a_folder_without_a_single_text_says_why_each_was_left_out() {
    let folder = folder(&[("image.png", "\u{0}")]);
    let output = run(quick(folder.path(), &[]));
    fails(&output, 1, "nothing to search: 0 indexed, 0 unchanged, 1 binary");
    fails(&output, 1, "image.png: binary");
}

#[test]
fn a_file_that_is_no_database_is_named_and_kept() {
    let folder = folder(&[("a.rs", "text"), ("notes.txt", "not a database")]);
    let file = folder.path().join("notes.txt");
    let output = run(quick(folder.path(), &["--db", file.to_str().expect("UTF-8")]));
    fails(&output, 1, &format!("codesearch: {}: not a database", file.display()));
    assert_eq!(fs::read_to_string(&file).expect("the file"), "not a database");
}

#[test]
fn a_database_file_is_taken_up_again() {
    let (sources, other) = (folder(&[("a.rs", "fox")]), folder(&[]));
    let file = other.path().join("index.redb");
    let arguments = quick(sources.path(), &["-q", "fox", "--db", file.to_str().expect("UTF-8")]);
    assert!(succeeds(&run(&arguments)).contains("1 indexed, 0 unchanged"));
    let again = run(&arguments);
    let stdout = succeeds(&again);
    assert!(stdout.contains("0 indexed, 1 unchanged"), "{stdout}");
    assert!(stdout.contains("\"fox\": 1 of 1 documents"), "{stdout}");
}

#[test]
fn without_a_folder_the_sources_of_fetched_crates_are_indexed() {
    let home = folder(&[("registry/src/index/crate-1.0.0/lib.rs", "fn quite_unusual() {}")]);
    let mut command = command(["--seconds", "0", "-q", "quite unusual"]);
    let output = command.env("CARGO_HOME", home.path()).output().expect("the program starts");
    let stdout = succeeds(&output);
    assert!(stdout.contains("crate-1.0.0/lib.rs:1\n"), "{stdout}");
}

#[test]
fn without_fetched_crates_the_workspace_is_indexed() {
    let (home, workspace) = (folder(&[]), folder(&[("src/lib.rs", "fn quite_unusual() {}")]));
    let mut command = command(["--seconds", "0", "-q", "quite unusual"]);
    command.env("CARGO_HOME", home.path()).env("CARGO_MANIFEST_DIR", workspace.path());
    let output = command.output().expect("the program starts");
    let stdout = succeeds(&output);
    assert!(stdout.contains("src/lib.rs:1\n"), "{stdout}");
}

#[test]
fn the_load_reports_searches_and_rewrites() {
    let folder = folder(&[("a.rs", "fn f() {\n    one();\n}\n"), ("b.rs", "fn g() {}\n}\n")]);
    let output = run([folder.path().as_os_str(), OsStr::new("--seconds"), OsStr::new("1")]);
    let stdout = succeeds(&output);
    assert!(stdout.contains(" searches (0 without a match, "), "{stdout}");
    assert!(stdout.contains(" rewrites in 1 s\n"), "{stdout}");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::{
        ffi::OsStrExt as _,
        fs::{MetadataExt as _, PermissionsExt as _},
        process::CommandExt as _,
    };

    use super::{codesearch::program, copy::copy_program, *};

    /// A user whom the root user can become, and who owns nothing.
    const NOBODY: u32 = 65_534;

    /// Runs the program as a user who is held to permissions: root is not, so the
    /// tests of permissions run as nobody then, with a copy of the program.
    fn run_unprivileged(folder: &tempfile::TempDir) -> Output {
        let is_root = fs::metadata(folder.path()).expect("the folder").uid() == 0;
        if !is_root {
            return run(quick(folder.path(), &[]));
        }
        let place = tempfile::tempdir().expect("a temporary folder");
        let copy = place.path().join("codesearch");
        copy_program(&program(), &copy);
        for path in [place.path(), &copy] {
            allow(path, 0o755);
        }
        let arguments = quick(folder.path(), &[]);
        let mut command = Command::new(&copy);
        command.env_clear().uid(NOBODY).gid(NOBODY).args(arguments);
        command.output().expect("the program starts")
    }

    fn allow(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("own file");
    }

    #[test]
    fn a_folder_without_rights_is_named() {
        let folder = folder(&[("a.rs", "text")]);
        allow(folder.path(), 0o000);
        let output = run_unprivileged(&folder);
        allow(folder.path(), 0o755);
        let message = format!("codesearch: {}: Permission denied", folder.path().display());
        fails(&output, 1, &message);
    }

    #[test]
    fn what_is_unreadable_inside_is_counted_and_the_rest_indexed() {
        let folder = folder(&[("a.rs", "text"), ("b.rs", "text"), ("closed/c.rs", "text")]);
        allow(folder.path(), 0o755);
        allow(&folder.path().join("b.rs"), 0o000);
        allow(&folder.path().join("closed"), 0o000);
        let output = run_unprivileged(&folder);
        allow(&folder.path().join("closed"), 0o755);
        let stdout = succeeds(&output);
        assert!(stdout.contains("1 indexed, 0 unchanged, 2 unreadable"), "{stdout}");
        assert!(stdout.contains("Permission denied"), "{stdout}");
    }

    #[test]
    fn paths_need_not_be_utf8() {
        let outer = folder(&[]);
        let folder = outer.path().join(OsStr::from_bytes(b"d\xff"));
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join(OsStr::from_bytes(b"f\xfe.rs")), "fn fox() {}").expect("a file");
        let output = run(quick(&folder, &["-q", "fox"]));
        let stdout = succeeds(&output);
        assert!(stdout.contains("d\u{fffd}/f\u{fffd}.rs:1\n"), "{stdout}");
        let missing = folder.join(OsStr::from_bytes(b"\xfd"));
        fails(&run([missing]), 1, "d\u{fffd}/\u{fffd}: ");
    }

    #[test]
    fn a_reader_that_goes_away_is_no_failure() {
        let folder = folder(&[("a.rs", "text")]);
        let mut child = command(quick(folder.path(), &[]))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the program ends");
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(!text(&output.stderr).contains("output"), "{}", text(&output.stderr));
    }
}
