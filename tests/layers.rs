//! The arrows of ARCHITECTURE.md as a test: a module imports only from the
//! modules listed before it, and every top-level module is on the list.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Bottom first. Modules on one line are siblings and do not see each other.
const CORE: &[&[&str]] = &[
    &["sync", "error"],
    &["identity"],
    &["recorder"],
    &["snapshot"],
    &["consent", "crash"],
    &["report"],
    &["export"],
    &["upload"],
    &["http"],
    &["telemetry"],
    &["command"],
];

/// Inside the recorder the same rule holds.
const RECORDER: &[&[&str]] = &[
    &["memory"],
    &["clock", "layout", "name"],
    &["histogram"],
    &["shard"],
    &["cost"],
    &["sampling", "shards"],
    &["description"],
    &["site"],
    &["registry", "thread"],
    &["callsite", "gauge"],
    &["instrument"],
];

#[test]
fn core_imports_point_down() {
    check("telemetry-core/src", "crate::", CORE);
}

#[test]
fn recorder_imports_point_down() {
    check("telemetry-core/src/recorder", "crate::recorder::", RECORDER);
}

fn check(folder: &str, prefix: &str, layers: &[&[&str]]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut faults = Vec::new();
    for (module, files) in modules(&root) {
        let Some(layer) = layers.iter().position(|names| names.contains(&module.as_str())) else {
            faults.push(format!("{folder}/{module} is in no layer"));
            continue;
        };
        for file in files {
            let text = fs::read_to_string(&file).expect("a source file is readable");
            for (line, target) in imports(&text, prefix) {
                let below = layers[..layer].iter().any(|names| names.contains(&target.as_str()));
                let known = layers.iter().any(|names| names.contains(&target.as_str()));
                if target != module && known && !below {
                    faults.push(format!("{}:{line}: imports {prefix}{target}", file.display()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Each top-level module with its files; `lib.rs` and `mod.rs` wire the modules
/// together and belong to none.
fn modules(root: &Path) -> Vec<(String, Vec<PathBuf>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root).expect("the folder exists") {
        let path = entry.expect("an entry is readable").path();
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        if path.is_dir() {
            found.push((name, rust_files(&path)));
        } else if name != "lib" && name != "mod" && path.extension().is_some_and(|e| e == "rs") {
            found.push((name, vec![path]));
        }
    }
    found
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder exists") {
        let path = entry.expect("an entry is readable").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files
}

/// `(line, module)` of every path that starts with `prefix`, outside comments
/// and unit tests; `use crate::{a, b}` counts for each name.
fn imports(text: &str, prefix: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    let mut offset = 0;
    while let Some(at) = code[offset..].find(prefix) {
        let start = offset + at;
        offset = start + prefix.len();
        let line_start = code[..start].rfind('\n').map_or(0, |newline| newline + 1);
        if code[line_start..start].trim_start().starts_with("//") {
            continue;
        }
        let line = code[..start].matches('\n').count() + 1;
        found.extend(names(&code[offset..]).into_iter().map(|name| (line, name)));
    }
    found
}

/// The first path segments at the start of `rest`: one name, or those of a
/// braced list.
fn names(rest: &str) -> Vec<String> {
    let ident = |text: &str| {
        text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let Some(list) = rest.strip_prefix('{') else { return vec![ident(rest)] };
    let (mut depth, mut item, mut items) = (0, String::new(), Vec::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => items.push(std::mem::take(&mut item)),
            c => item.push(c),
        }
    }
    items.push(item);
    items.iter().map(|item| ident(item.trim())).filter(|name| !name.is_empty()).collect()
}

#[test]
fn an_upward_import_would_be_seen() {
    let text =
        "use crate::{\n    report::{Report, raw},\n    snapshot,\n};\nfn f() { crate::http::g() }";
    let found: Vec<_> = imports(text, "crate::").into_iter().map(|(_, name)| name).collect();
    assert_eq!(found, ["report", "snapshot", "http"]);
}
