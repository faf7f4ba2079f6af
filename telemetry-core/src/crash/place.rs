//! Paths of source files without what a build machine is called.

/// The longest path that is kept, from its end.
const MAX_BYTES: usize = 200;

/// Folders in which a crate keeps its sources.
const ROOTS: [&str; 4] = ["src", "tests", "examples", "benches"];

/// `path` relative to its crate: `src/segment.rs` for own code,
/// `serde-1.0.0/src/lib.rs` for a registry's, `library/core/src/option.rs` for
/// the standard library's; a path of another shape shrinks to its last name.
pub(super) fn crate_relative(path: &str) -> String {
    let parts: Vec<&str> = path.split(['/', '\\']).filter(|part| !part.is_empty()).collect();
    let from = start(&parts).unwrap_or(parts.len().saturating_sub(1));
    let relative = parts[from..].join("/");
    let cut = relative.ceil_char_boundary(relative.len().saturating_sub(MAX_BYTES));
    relative[cut..].to_owned()
}

fn start(parts: &[&str]) -> Option<usize> {
    if let Some(at) = parts.windows(2).rposition(|pair| pair == ["registry", "src"]) {
        // registry / src / index / crate-version
        return (at + 3 < parts.len()).then_some(at + 3);
    }
    if parts.first() == Some(&"rustc") {
        return parts.iter().position(|part| *part == "library");
    }
    parts.iter().rposition(|part| ROOTS.contains(part)).filter(|&at| at + 1 < parts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_absolute_path_and_no_home_folder_is_left() {
        for (path, expected) in [
            ("src/main.rs", "src/main.rs"),
            ("mydb-core/src/segment/wal.rs", "src/segment/wal.rs"),
            ("/home/alice/src/mydb/src/segment.rs", "src/segment.rs"),
            ("C:\\Users\\alice\\mydb\\src\\segment.rs", "src/segment.rs"),
            (
                "/home/alice/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/serde-1.0.9/src/de/mod.rs",
                "serde-1.0.9/src/de/mod.rs",
            ),
            ("/home/alice/.cargo/git/checkouts/raft-0f1e2d/abc123/src/node.rs", "src/node.rs"),
            (
                "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/option.rs",
                "library/core/src/option.rs",
            ),
            ("/home/alice/mydb/target/debug/build/proto-1a2b/out/api.rs", "api.rs"),
            ("/home/alice/mydb/tests/crash.rs", "tests/crash.rs"),
            ("/home/alice/src", "src"),
            ("", ""),
        ] {
            assert_eq!(crate_relative(path), expected, "{path}");
        }
    }

    #[test]
    fn a_long_path_keeps_its_end() {
        let path = format!("src/{}/last.rs", "é".repeat(300));
        let kept = crate_relative(&path);
        assert!(kept.len() <= MAX_BYTES && kept.ends_with("/last.rs"));
    }
}
