//! The examples as programs that tests run.

use std::{env, path::PathBuf};

/// The example that Cargo built for this test run.
pub(crate) fn example(name: &str) -> PathBuf {
    let deps = env::current_exe().expect("the test runs from a file");
    let target = deps.ancestors().nth(2).expect("target/profile/deps/test").join("examples");
    let program = target.join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{}: run `cargo build --examples` first", program.display());
    program
}
