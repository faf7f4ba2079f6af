//! What rustc and clippy say of each program of a package.

use std::collections::BTreeMap;

use serde_json::Value;

use super::twice::Package;

/// What is said of one program: level, code, message and primary places, and how that is
/// explained: labels, notes, suggestions.
pub(crate) type Said = Vec<(String, String)>;

/// What is said of each program of the package.
pub(crate) fn said(package: &Package) -> BTreeMap<String, Said> {
    let output = package
        .cargo(&["clippy", "--bins", "--keep-going", "--message-format=json"])
        .env("CLIPPY_CONF_DIR", &package.folder)
        .output()
        .expect("cargo clippy runs");
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let line: Value = serde_json::from_str(line).expect("cargo speaks JSON");
        let name = line["target"]["name"].as_str().unwrap_or_default();
        if line["reason"] == "compiler-message" && name.contains('_') {
            said.entry(name.to_owned()).or_default().extend(message(&line["message"], name));
        }
    }
    for messages in said.values_mut() {
        messages.sort();
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!said.is_empty(), "nothing was compiled: {stderr}");
    said
}

/// One message and how it is explained, the program's own name taken out; the last,
/// "2 errors", has no place.
fn message(message: &Value, name: &str) -> Option<(String, String)> {
    let (primary, also): (Vec<_>, Vec<_>) =
        message["spans"].as_array()?.iter().partition(|span| span["is_primary"] == true);
    if primary.is_empty() {
        return None;
    }
    let code = message["code"]["code"].as_str().unwrap_or("no code");
    let said = part(message, primary.iter().map(|span| place(span)));
    let labels = primary.iter().filter_map(|span| span["label"].as_str()).map(str::to_owned);
    let mut explained: Vec<_> = labels.chain(also.iter().map(|span| mend(span))).collect();
    for child in message["children"].as_array()? {
        let places = child["spans"].as_array().into_iter().flatten().map(mend);
        explained.push(part(child, places));
    }
    // Which level a lint has is said once a program, wherever it is found first.
    explained.retain(|part| !part.ends_with(" on by default"));
    // The file's name is another one for each program.
    explained.retain(|part| !part.contains("the full name for the type has been written to"));
    Some((format!("{code} {said}").replace(name, "…"), explained.join("\n").replace(name, "…")))
}

/// The level, the places and the text of a message, a note or a help.
fn part(message: &Value, places: impl Iterator<Item = String>) -> String {
    let mut places: Vec<_> = places.collect();
    // A macro's tokens at one place of the user's are one place.
    places.dedup();
    let [level, text] = ["level", "message"].map(|key| message[key].as_str().unwrap_or_default());
    format!("{level} at {}: {text}", places.join(", "))
}

fn place(span: &Value) -> String {
    let [line, column, end_line, end_column] =
        ["line_start", "column_start", "line_end", "column_end"].map(|key| &span[key]);
    format!("{line}:{column}-{end_line}:{end_column}")
}

/// A place, what is said of it, and what is to stand there.
fn mend(span: &Value) -> String {
    let [label, text] = ["label", "suggested_replacement"].map(|key| span[key].as_str());
    format!("{} {label:?} {text:?}", place(span))
}
