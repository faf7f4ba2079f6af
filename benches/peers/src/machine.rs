//! Where and with what the figures were made: the processor's model, the
//! compiler, the day, and versions as the lock file has them.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

/// The workspace's root.
///
/// # Panics
/// Never: this crate stands two folders below it.
pub fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("benches/peers is two folders deep").to_owned()
}

/// One line: processor, cores, compiler, date. No host or user name.
pub fn describe() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{}, {cores} cores, {}, {}", processor(), compiler(), today())
}

fn processor() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let Some(model) = field("model name") else { return env::consts::ARCH.to_owned() };
    match (field("cpu family"), field("model\t")) {
        (Some(family), Some(number)) => format!("{model} (family {family}, model {number})"),
        _ => model,
    }
}

fn compiler() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output();
    let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    text.split(" (").next().unwrap_or_default().trim().to_owned()
}

/// The day in UTC, as `2026-01-31`.
pub fn today() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (year, month, day) = civil(since.as_secs() / 86_400);
    format!("{year}-{month:02}-{day:02}")
}

/// The Gregorian date of a day since 1970: whole years, then whole months.
fn civil(mut days: u64) -> (u64, usize, u64) {
    let leap = |year: u64| {
        u64::from(year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)))
    };
    let mut year = 1970;
    while days >= 365 + leap(year) {
        days -= 365 + leap(year);
        year += 1;
    }
    let months = [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= months[month] {
        days -= months[month];
        month += 1;
    }
    (year, month + 1, days + 1)
}

/// The version of each package that this crate's manifest depends on, from the
/// workspace's lock file; of several, the one that the manifest asks for.
///
/// # Panics
/// When the lock file is missing: cargo writes it before anything runs.
pub fn versions() -> BTreeMap<String, String> {
    let lock = fs::read_to_string(workspace().join("Cargo.lock")).expect("cargo wrote the lock");
    locked(&lock, env!("CARGO_PKG_NAME"))
}

/// The dependencies of `package` in the text of a lock file.
fn locked(lock: &str, package: &str) -> BTreeMap<String, String> {
    let blocks: Vec<&str> = lock.split("[[package]]").collect();
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
        line.map(|value| value.trim_matches('"').to_owned())
    };
    let version_of = |name: &str| {
        let block = blocks.iter().find(|block| field(block, "name").as_deref() == Some(name))?;
        field(block, "version")
    };
    let ours = blocks.iter().find(|block| field(block, "name").as_deref() == Some(package));
    let lines = ours.into_iter().flat_map(|block| block.lines());
    lines
        .filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","))
        .filter_map(|entry| match entry.split_once(' ') {
            Some((name, version)) => Some((name.to_owned(), version.to_owned())),
            None => Some((entry.to_owned(), version_of(entry)?)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates_across_leap_years() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(11_017), (2000, 3, 1));
        assert_eq!(civil(20_454), (2026, 1, 1));
    }

    #[test]
    fn of_two_versions_the_one_asked_for_is_named() {
        let lock = r#"
[[package]]
name = "bench"
version = "0.0.1"
dependencies = [
 "one",
 "two 2.0.0",
]

[[package]]
name = "one"
version = "1.2.3"

[[package]]
name = "two"
version = "1.0.0"
"#;
        let found: Vec<_> = locked(lock, "bench").into_iter().collect();
        assert_eq!(found, [("one".into(), "1.2.3".into()), ("two".into(), "2.0.0".into())]);
    }

    #[test]
    fn the_lock_file_knows_this_crate() {
        assert!(versions().contains_key("telemetry-core"));
    }
}
