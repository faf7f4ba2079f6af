//! What the builder's settings must look like.

use crate::error::{Error, ErrorKind};

/// The prefix that goes with an application's name: `my-db` gives `MY_DB`.
pub(super) fn prefix_of(name: &str) -> String {
    let part = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    name.chars().map(part).collect()
}

pub(super) fn check_name(name: &str) -> Result<(), Error> {
    let printable = name.chars().all(|c| !c.is_control());
    let fault = "application name: expected printable text with a letter or digit";
    require(printable && name.chars().any(char::is_alphanumeric), fault)
}

pub(super) fn check_prefix(prefix: &str) -> Result<(), Error> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let usable = prefix.chars().all(part) && prefix.chars().any(|c| c.is_ascii_alphanumeric());
    require(usable, "environment prefix: expected ASCII letters, digits and `_`, as in `MYDB`")
}

/// `http` or `https`, a host, and nothing that would stand in a log: no user,
/// no password.
pub(super) fn check_endpoint(endpoint: &str) -> Result<(), Error> {
    let rest = endpoint.strip_prefix("https://").or_else(|| endpoint.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let plain = endpoint.chars().all(|c| c.is_ascii_graphic());
    let usable = plain && host.is_some_and(|host| !host.is_empty() && !host.contains('@'));
    require(usable, "endpoint: expected a URL as in `https://telemetry.mydb.example`")
}

fn require(usable: bool, fault: &str) -> Result<(), Error> {
    if usable { Ok(()) } else { Err(Error::new(ErrorKind::InvalidSetting, fault)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_of_a_name_is_usable() {
        for (name, prefix) in [("mydb", "MYDB"), ("my-db", "MY_DB"), ("Code Search", "CODE_SEARCH")]
        {
            assert_eq!(prefix_of(name), prefix);
            assert!(check_prefix(prefix).is_ok());
        }
    }

    #[test]
    fn unusable_settings_are_refused_and_named() {
        for prefix in ["", "__", "MY-DB", "MY=DB", "MŸDB"] {
            let error = check_prefix(prefix).expect_err(prefix);
            assert_eq!(error.kind(), ErrorKind::InvalidSetting);
            assert!(error.to_string().contains("environment prefix"), "{error}");
        }
        for name in ["", " ", "my\ndb"] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        for endpoint in
            ["", "mydb.example", "ftp://mydb.example", "https://", "https://u:p@x", "http://a b"]
        {
            assert!(check_endpoint(endpoint).is_err(), "{endpoint:?}");
        }
        assert!(check_endpoint("http://127.0.0.1:8080/ingest?v=1").is_ok());
    }
}
