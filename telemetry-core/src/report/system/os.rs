//! The operating system and its version.

use serde::Serialize;
use telemetry_anonymize::Anonymize;

/// The operating system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Os {
    /// As `linux`.
    #[anonymize(
        keep,
        reason = "one of the targets of the compiler",
        free_text = "the compiler put it there"
    )]
    pub family: &'static str,
    /// As `debian`.
    #[anonymize(with = known_distribution)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distribution: Option<String>,
    /// As `12` or `14.2.1`; what leaves are its first two numbers.
    #[anonymize(with = release)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// As `6.1.0-18-amd64`; what leaves are its first two numbers.
    #[anonymize(with = release)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<String>,
}

const DISTRIBUTIONS: [&str; 23] = [
    "almalinux",
    "alpine",
    "amzn",
    "arch",
    "centos",
    "debian",
    "fedora",
    "freebsd",
    "gentoo",
    "linuxmint",
    "macos",
    "manjaro",
    "nixos",
    "ol",
    "opensuse-leap",
    "opensuse-tumbleweed",
    "pop",
    "raspbian",
    "rhel",
    "rocky",
    "sles",
    "ubuntu",
    "windows",
];

/// Distributions that many machines have; the name of another could be unique.
#[expect(clippy::ref_option, reason = "the signature that `with` asks for")]
fn known_distribution(id: &Option<String>) -> Option<String> {
    let id = id.as_deref()?.to_ascii_lowercase();
    Some(if DISTRIBUTIONS.contains(&id.as_str()) { id } else { "other".to_owned() })
}

/// The first two numbers of a version; nothing if it does not start with one.
#[expect(clippy::ref_option, reason = "the signature that `with` asks for")]
fn release(version: &Option<String>) -> Option<String> {
    let numbers: Vec<_> = version
        .as_deref()?
        .split('.')
        .take(2)
        .map_while(|part| {
            let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (1..=4).contains(&digits).then(|| &part[..digits])
        })
        .collect();
    (!numbers.is_empty()).then(|| numbers.join("."))
}

/// The system this program runs on.
pub(super) fn read() -> Os {
    let text = |text: String| Some(text).filter(|text| !text.is_empty());
    Os {
        family: std::env::consts::OS,
        // Without a readable file it is said to be `linux`, which is none.
        distribution: text(sysinfo::System::distribution_id()).filter(|id| id != "linux"),
        version: sysinfo::System::os_version().ok().and_then(text),
        kernel: sysinfo::System::kernel_version().ok().and_then(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_of_a_version_leave() {
        for (version, expected) in [
            ("12", Some("12")),
            ("22.04", Some("22.04")),
            ("14.2.1", Some("14.2")),
            ("6.1.0-18-amd64", Some("6.1")),
            ("6.18-alice.example", Some("6.18")),
            ("11 (22631)", Some("11")),
            ("rolling", None),
            ("20231107123456.1", None),
            ("", None),
        ] {
            assert_eq!(release(&Some(version.into())).as_deref(), expected, "{version:?}");
        }
    }

    #[test]
    fn a_rare_distribution_is_not_named() {
        assert_eq!(known_distribution(&Some("acme-linux".into())).as_deref(), Some("other"));
        assert_eq!(known_distribution(&Some("debian".into())).as_deref(), Some("debian"));
    }
}
