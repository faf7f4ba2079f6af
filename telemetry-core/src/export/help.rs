//! What a metric shows, in words: its doc comment where there is one.

/// The description, or, where there is none, what kind of thing has this name.
pub(super) fn of(description: &str, kind: &str, name: &str) -> String {
    match description.trim() {
        "" => format!("{kind} {name}."),
        text => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_description_help_says_what_it_is() {
        assert_eq!(of("", "Counter", "wal.flushes"), "Counter wal.flushes.");
        assert_eq!(of(" Flushes. ", "Counter", "wal.flushes"), "Flushes.");
    }
}
