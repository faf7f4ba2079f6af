//! What the documentation of `examples/anonymized_report.rs` says does not
//! compile does not: its blocks are the cases. Refresh the messages with
//! `TRYBUILD=overwrite cargo test -p telemetry-ui-tests --test examples`.

use std::{fs, path::Path};

const CASES: [&str; 2] = ["undecided", "unsealed"];

#[test]
fn what_is_said_not_to_compile_does_not() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = root.join("../../examples/anonymized_report.rs");
    let example = fs::read_to_string(example).expect("the example is there");
    let blocks = compile_fail_blocks(&example);
    assert_eq!(blocks.len(), CASES.len());
    for (block, case) in blocks.iter().zip(CASES) {
        let path = root.join(format!("cases/examples/fail/{case}.rs"));
        assert_eq!(*block, fs::read_to_string(&path).expect(case), "{case}");
    }
    trybuild::TestCases::new().compile_fail("cases/examples/fail/*.rs");
}

/// The blocks of the module's documentation that are marked `compile_fail`.
fn compile_fail_blocks(source: &str) -> Vec<String> {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let mut documentation = String::new();
    for line in lines {
        documentation.push_str(line.strip_prefix(' ').unwrap_or(line));
        documentation.push('\n');
    }
    let blocks = documentation.split("```compile_fail\n").skip(1);
    blocks.map(|block| block.split("```").next().unwrap_or_default().to_owned()).collect()
}
