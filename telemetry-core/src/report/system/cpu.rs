//! The processor: what it is, and what this program may use of it.

use serde::Serialize;
use sysinfo::{CpuRefreshKind, RefreshKind};
use telemetry_anonymize::Anonymize;

use crate::report::system::cpu_features;

/// The processor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Cpu {
    /// The instruction set the program was compiled for, as `x86_64`.
    #[anonymize(
        keep,
        reason = "one of the targets of the compiler",
        free_text = "the compiler put it there"
    )]
    pub architecture: &'static str,
    /// The vendor as the processor names it, as `GenuineIntel`; leaves from details
    /// level 3.
    #[anonymize(level = 3, with = known_vendor)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The model name; what leaves is its family, from details level 3.
    #[anonymize(level = 3, with = family)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Logical cores of the machine; leaves from details level 3.
    #[anonymize(level = 3, class)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cores: Option<u64>,
    /// The level of the instruction set, as `x86-64-v3`; leaves from details level 3.
    #[anonymize(
        level = 3,
        keep,
        reason = "one of a fixed list",
        free_text = "the words of a table in this crate"
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feature_level: Option<&'static str>,
    /// Extensions beyond the level that matter to databases; leaves from details
    /// level 3.
    #[anonymize(
        level = 3,
        keep,
        reason = "a subset of a fixed list",
        free_text = "the words of a table in this crate"
    )]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<&'static str>,
}

const VENDORS: [&str; 6] =
    ["GenuineIntel", "AuthenticAMD", "HygonGenuine", "ARM", "Apple", "Ampere"];

#[expect(clippy::ref_option, reason = "the signature that `with` asks for")]
fn known_vendor(vendor: &Option<String>) -> Option<String> {
    let vendor = vendor.as_deref()?;
    Some(if VENDORS.contains(&vendor) { vendor.to_owned() } else { "other".to_owned() })
}

/// Words of model names and the families they stand for; the first that is
/// found counts.
const FAMILIES: [(&str, &str); 15] = [
    ("EPYC", "AMD EPYC"),
    ("Threadripper", "AMD Threadripper"),
    ("Ryzen", "AMD Ryzen"),
    ("Opteron", "AMD Opteron"),
    ("Xeon", "Intel Xeon"),
    ("Core(TM)", "Intel Core"),
    ("Intel(R) Core", "Intel Core"),
    ("Atom", "Intel Atom"),
    ("Celeron", "Intel Celeron"),
    ("Pentium", "Intel Pentium"),
    ("Apple", "Apple"),
    ("Graviton", "AWS Graviton"),
    ("Neoverse", "ARM Neoverse"),
    ("Cortex", "ARM Cortex"),
    ("Ampere", "Ampere"),
];

/// The family of a model: its number and its makeshift name stay behind.
#[expect(clippy::ref_option, reason = "the signature that `with` asks for")]
fn family(model: &Option<String>) -> Option<String> {
    let model = model.as_deref()?;
    let known = FAMILIES.iter().find(|(word, _)| model.contains(word));
    Some(known.map_or("other", |(_, family)| family).to_owned())
}

/// The processor this program runs on.
pub(super) fn read() -> Cpu {
    let list = RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing());
    let system = sysinfo::System::new_with_specifics(list).ok();
    let cpus = system.as_ref().map_or(&[][..], sysinfo::System::cpus);
    let text = |of: fn(&sysinfo::Cpu) -> &str| {
        let text = cpus.first().map(of).unwrap_or_default().trim();
        (!text.is_empty()).then(|| text.to_owned())
    };
    Cpu {
        architecture: std::env::consts::ARCH,
        vendor: text(sysinfo::Cpu::vendor_id),
        model: text(sysinfo::Cpu::brand),
        cores: u64::try_from(cpus.len()).ok().filter(|cores| *cores > 0),
        feature_level: cpu_features::level(),
        features: cpu_features::present(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_family_of_a_model_leaves() {
        for (model, expected) in [
            ("AMD EPYC 7R13 Processor", "AMD EPYC"),
            ("Intel(R) Xeon(R) Platinum 8375C CPU @ 2.90GHz", "Intel Xeon"),
            ("Intel(R) Core(TM) i7-1260P", "Intel Core"),
            ("Apple M2 Max", "Apple"),
            ("Engineering Sample 0815 of Alice", "other"),
        ] {
            assert_eq!(family(&Some(model.into())).as_deref(), Some(expected));
        }
        assert_eq!(family(&None), None);
    }

    #[test]
    fn an_unknown_vendor_is_not_named() {
        assert_eq!(known_vendor(&Some("AliceChips".into())).as_deref(), Some("other"));
        assert_eq!(known_vendor(&Some("AuthenticAMD".into())).as_deref(), Some("AuthenticAMD"));
    }

    #[test]
    fn this_machine_has_cores() {
        let cpu = read();
        let usable = std::thread::available_parallelism().expect("the test machine says").get();
        assert!(cpu.cores.expect("the test machine lists its cores") >= usable as u64);
    }
}
