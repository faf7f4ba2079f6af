//! All facts about the machine together.

use std::path::{Path, PathBuf};

use serde::Serialize;
use sysinfo::{MemoryRefreshKind, RefreshKind};
use telemetry_anonymize::Anonymize;

use crate::{
    consent::Environment,
    report::system::{
        cgroup::{self, Cgroup},
        container::{self, Container},
        cpu::{self, Cpu},
        disk::{self, Disk},
        os::{self, Os},
        portable,
        root::Root,
    },
};

/// The machine that the program runs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct System {
    /// The processor.
    pub cpu: Cpu,
    /// Memory of the machine in bytes.
    #[anonymize(class(base = 16, least = 4_294_967_296, most = 68_719_476_736))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ram_bytes: Option<u64>,
    /// The disk of the storage path; leaves from details level 3.
    #[anonymize(level = 3)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disk: Option<Disk>,
    /// The operating system; leaves from details level 3.
    #[anonymize(level = 3)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<Os>,
    /// What the process is contained in; leaves from details level 3.
    #[anonymize(level = 3)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// The limits of its control group; leaves from details level 3.
    #[anonymize(level = 3)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cgroup: Option<Cgroup>,
}

impl System {
    /// Reads this machine; the disk is that of `storage`, by default of the
    /// working directory.
    pub(crate) fn read(storage: Option<&Path>, environment: &Environment) -> Self {
        let storage = absolute(storage.unwrap_or(Path::new(".")));
        let disk = |storage: &PathBuf| {
            if cfg!(target_os = "linux") {
                disk::read(&Root::of_machine(), storage)
            } else {
                portable::disk(storage)
            }
        };
        Self::with(&Root::of_machine(), environment, storage.as_ref().and_then(disk))
    }

    fn with(root: &Root, environment: &Environment, disk: Option<Disk>) -> Self {
        Self {
            cpu: cpu::read(),
            ram_bytes: ram_bytes(),
            disk,
            os: Some(os::read()),
            container: container::read(root, environment),
            cgroup: cgroup::read(root),
        }
    }
}

fn ram_bytes() -> Option<u64> {
    let ram = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let system = sysinfo::System::new_with_specifics(ram).ok()?;
    Some(system.total_memory()).filter(|bytes| *bytes > 0)
}

/// The place of `storage` or, before it is created, of what will hold it.
fn absolute(storage: &Path) -> Option<PathBuf> {
    let storage = std::path::absolute(storage).ok()?;
    storage.ancestors().find_map(|place| place.canonicalize().ok())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use telemetry_anonymize::Anonymizer;

    use super::*;
    use crate::report::system::fixture::Fixture;

    #[test]
    fn memory_is_what_the_kernel_says() {
        let meminfo = std::fs::read_to_string("/proc/meminfo").expect("Linux has it");
        let total = meminfo.split_whitespace().nth(1).expect("MemTotal comes first");
        let kib: u64 = total.parse().expect("it is a number");
        assert_eq!(ram_bytes(), Some(kib * 1024));
    }

    #[test]
    fn on_a_machine_without_readable_files_facts_are_absent() {
        let system = System::with(&Fixture::new().root(), &Environment::empty(), None);
        assert_eq!((system.disk, system.container, system.cgroup), (None, None, None));
    }

    #[test]
    fn a_storage_path_that_does_not_exist_yet_lies_where_it_will() {
        let here =
            std::env::current_dir().expect("the test has one").canonicalize().expect("it is");
        assert_eq!(absolute(Path::new("not/made/yet")), Some(here));
    }

    #[test]
    fn by_default_little_of_this_machine_leaves() {
        let system = System::read(None, &Environment::empty());
        let sealed = Anonymizer::new().at_level(2).seal(&system);
        assert!(sealed.ram_bytes.is_some_and(|bytes| [1 << 32, 1 << 36].contains(&bytes)));
        let json = serde_json::to_value(&sealed).expect("it has a form in JSON");
        let keys = |part: &serde_json::Value| -> Vec<String> {
            part.as_object().expect("an object").keys().cloned().collect()
        };
        assert_eq!(keys(&json), ["cpu", "ram_bytes"]);
        assert_eq!(keys(&json["cpu"]), ["architecture"]);
    }

    #[test]
    fn in_all_details_what_leaves_of_this_machine_are_classes() {
        let system = System::read(None, &Environment::empty());
        let sealed = Anonymizer::new().seal(&system);
        let disk = sealed.disk.as_ref().and_then(|disk| disk.size_bytes);
        assert!(disk.is_none_or(u64::is_power_of_two), "{disk:?}");
        assert!(sealed.cpu.cores.is_some_and(u64::is_power_of_two));
        let os = sealed.os.as_ref().expect("every machine has one");
        let kernel = os.kernel.clone().expect("Linux has a kernel version");
        assert!(kernel.split('.').count() <= 2 && kernel.len() <= 7, "{kernel}");
    }
}
