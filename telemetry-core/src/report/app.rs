//! The application that reports.

use serde::Serialize;
use telemetry_anonymize::Anonymize;

use crate::report::details::DetailsLevel;

/// The application that reports. All of it stands in the program's source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct App {
    /// Its name.
    #[anonymize(keep, reason = "the program's own name", free_text = "the compiler put it there")]
    pub name: &'static str,
    /// Its version; the first two numbers of it, as in `1.19`, below details level 3. Few
    /// instances run one patch release, and together with how busy it is that would tell one
    /// of them from the others after a restart.
    #[anonymize(
        keep,
        reason = "the program's own version",
        free_text = "the compiler put it there"
    )]
    pub version: &'static str,
    /// The features it was compiled with; leaves from details level 3.
    #[anonymize(
        level = 3,
        keep,
        reason = "names from the program's own source",
        free_text = "the compiler put it there"
    )]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<&'static str>,
}

impl App {
    /// What is told of it at `level`.
    pub(crate) fn at(mut self, level: DetailsLevel) -> Self {
        if level < DetailsLevel::SYSTEM {
            self.features.clear();
        }
        if level < DetailsLevel::RELEASE {
            self.version = minor(self.version);
        }
        self
    }
}

/// `1.19.3-rc.1` becomes `1.19`. What does not begin like a version is not one, and stays.
fn minor(version: &str) -> &str {
    let numbers = version.trim_start_matches('v');
    if !numbers.starts_with(|c: char| c.is_ascii_digit()) {
        return version;
    }
    let mut parts = version.len() - numbers.len();
    for (number, part) in numbers.split('.').take(2).enumerate() {
        let digits = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        parts += digits + number;
        if digits < part.len() {
            break;
        }
    }
    &version[..parts]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_cut_to_two_numbers() {
        for (whole, cut) in [
            ("1.19.3", "1.19"),
            ("1.19.3-rc.1+build", "1.19"),
            ("1.19", "1.19"),
            ("1.19-rc.1", "1.19"),
            ("v2.0.10", "v2.0"),
            ("7", "7"),
            ("7-rc", "7"),
            ("2026.11.27", "2026.11"),
            ("nightly", "nightly"),
            ("", ""),
            ("1.", "1."),
            ("1.x", "1."),
        ] {
            assert_eq!(minor(whole), cut, "{whole}");
        }
    }

    #[test]
    fn a_patch_release_is_told_from_level_3() {
        let app = App { name: "mydb", version: "1.19.3", features: vec!["gpu"] };
        assert_eq!(app.clone().at(DetailsLevel::RELEASE), app);
        let below = App { version: "1.19", ..app.clone() };
        assert_eq!(app.at(DetailsLevel::SENT), below);
    }
}
