//! How a program ended.

use std::process::Output;

/// Its code or signal. Whether the system kept a core of it depends on what else crashes
/// at the time.
pub(crate) fn ended(output: &Output) -> String {
    output.status.to_string().replace(" (core dumped)", "")
}
