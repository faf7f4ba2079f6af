//! The README names what is there: every feature, and only examples and files
//! that exist.

use std::{fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}

#[test]
fn the_table_has_every_feature_of_telemetry_core() {
    let manifest = read("telemetry-core/Cargo.toml");
    let (_, features) = manifest.split_once("\n[features]\n").expect("a features table");
    let features = features.split("\n[").next().expect("up to the next table");
    let names = features.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name);
    let names: Vec<&str> = names.filter(|name| *name != "default").collect();
    assert!(names.len() > 5, "{names:?}");
    let readme = read("README.md");
    for name in names {
        assert!(readme.contains(&format!("\n| `{name}` |")), "`{name}` is not in the table");
    }
}

#[test]
fn every_command_names_an_example_or_a_bench_that_exists() {
    let readme = read("README.md");
    for (option, folder) in [("--example ", "examples"), ("--bench ", "benches")] {
        let mut found = 0;
        for command in readme.split(option).skip(1) {
            let end = command.find(|c: char| !c.is_alphanumeric() && c != '_');
            let name = &command[..end.unwrap_or(command.len())];
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
            let is_file = root.join(format!("{name}.rs")).is_file();
            assert!(is_file || root.join(name).join("main.rs").is_file(), "{option}{name}");
            found += 1;
        }
        assert!(found > 0, "{option}");
    }
}

#[test]
fn every_link_into_the_repository_leads_somewhere() {
    for document in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"] {
        for link in read(document).split("](").skip(1) {
            let target = link.split(')').next().expect("up to the parenthesis");
            let exists = Path::new(env!("CARGO_MANIFEST_DIR")).join(target).exists();
            assert!(exists || target.starts_with("https://"), "{document}: {target}");
        }
    }
}
