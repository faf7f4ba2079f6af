//! The limits that a control group sets to this process, versions 1 and 2.

use std::path::{Path, PathBuf};

use serde::Serialize;
use telemetry_anonymize::Anonymize;

use crate::report::system::{
    mounts::{self, Mount},
    root::Root,
};

/// Limits of the control group of this process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Cgroup {
    /// 1, or 2 when no controller is on the old hierarchy.
    #[anonymize(keep, reason = "1 or 2")]
    pub version: u8,
    /// The smallest memory limit on the way to the root, in bytes.
    #[anonymize(class)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_limit_bytes: Option<u64>,
    /// The smallest CPU limit on the way to the root, in thousandths of a core.
    #[anonymize(class)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_limit_millicores: Option<u64>,
}

/// What the kernel's version 1 writes for "no limit": near 2^63, by page size.
const NO_LIMIT: u64 = 1 << 62;

/// The limits of this process, if it is in any group.
pub(super) fn read(root: &Root) -> Option<Cgroup> {
    let groups = root.read("/proc/self/cgroup")?;
    let mounts = mounts::read(root);
    let memory = folder(&groups, &mounts, "memory");
    let cpu = folder(&groups, &mounts, "cpu");
    let version = match (&memory, &cpu) {
        (None, None) => return None,
        (Some((1, _)), _) | (_, Some((1, _))) => 1,
        _ => 2,
    };
    let memory_limit_bytes = memory
        .and_then(|(version, folders)| smallest(&folders, |at| memory_limit(root, version, at)));
    let cpu_limit_millicores =
        cpu.and_then(|(version, folders)| smallest(&folders, |at| cpu_limit(root, version, at)));
    Some(Cgroup { version, memory_limit_bytes, cpu_limit_millicores })
}

fn smallest(folders: &[PathBuf], limit: impl Fn(&Path) -> Option<u64>) -> Option<u64> {
    folders.iter().filter_map(|folder| limit(folder)).min()
}

fn memory_limit(root: &Root, version: u8, folder: &Path) -> Option<u64> {
    let file = if version == 1 { "memory.limit_in_bytes" } else { "memory.max" };
    root.number(folder.join(file)).filter(|limit| *limit < NO_LIMIT)
}

fn cpu_limit(root: &Root, version: u8, folder: &Path) -> Option<u64> {
    let (quota, period) = if version == 1 {
        let quota = root.number(folder.join("cpu.cfs_quota_us"))?;
        (quota, root.number(folder.join("cpu.cfs_period_us"))?)
    } else {
        let text = root.read(folder.join("cpu.max"))?;
        let mut numbers = text.split_whitespace().map(str::parse);
        (numbers.next()?.ok()?, numbers.next()?.ok()?)
    };
    quota.checked_mul(1000)?.checked_div(period)
}

/// The version of the hierarchy that holds `controller`, and the folders from
/// this process's group up to the root that can be seen.
fn folder(groups: &str, mounts: &[Mount], controller: &str) -> Option<(u8, Vec<PathBuf>)> {
    let has = |list: &str| list.split(',').any(|name| name == controller);
    let mut lines = groups.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ':');
        Some((parts.next()?, parts.next()?, parts.next()?))
    });
    let old = mounts.iter().find(|mount| mount.kind == "cgroup" && has(&mount.options));
    let (version, mount, path) = if let Some(mount) = old {
        (1, mount, lines.find(|(_, controllers, _)| has(controllers))?.2)
    } else {
        let mount = mounts.iter().find(|mount| mount.kind == "cgroup2")?;
        (2, mount, lines.find(|(id, controllers, _)| *id == "0" && controllers.is_empty())?.2)
    };
    // In a container the path may lie outside of what is mounted; then the
    // mount point itself is this group.
    let below = Path::new(path).strip_prefix(&mount.root).unwrap_or(Path::new(""));
    let escapes = below.components().any(|part| part.as_os_str() == "..");
    let below = if escapes { Path::new("") } else { below };
    let folders = below.ancestors().map(|folder| mount.point.join(folder)).collect();
    Some((version, folders))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::system::fixture::Fixture;

    const V2: &str = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    const V1: &str = "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n\
                      32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n\
                      41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";

    fn machine(mounts: &str, groups: &str) -> Fixture {
        let fixture = Fixture::new();
        fixture.file("/proc/self/mountinfo", mounts);
        fixture.file("/proc/self/cgroup", groups);
        fixture
    }

    #[test]
    fn the_smallest_limit_up_to_the_root_counts() {
        let fixture = machine(V2, "0::/db.slice/db.service\n");
        fixture.file("/sys/fs/cgroup/db.slice/db.service/memory.max", "max\n");
        fixture.file("/sys/fs/cgroup/db.slice/memory.max", "1073741824\n");
        fixture.file("/sys/fs/cgroup/db.slice/db.service/cpu.max", "150000 100000\n");
        fixture.file("/sys/fs/cgroup/db.slice/cpu.max", "max 100000\n");
        let cgroup = read(&fixture.root()).expect("the process is in a group");
        assert_eq!(cgroup.version, 2);
        assert_eq!(cgroup.memory_limit_bytes, Some(1 << 30));
        assert_eq!(cgroup.cpu_limit_millicores, Some(1500));
    }

    #[test]
    fn version_1_is_read_where_its_controllers_are() {
        let fixture = machine(V1, "4:memory:/docker/abc\n1:cpu,cpuacct:/\n0::/\n");
        fixture.file("/sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes", "536870912\n");
        fixture.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        fixture.file("/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        fixture.file("/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        let cgroup = read(&fixture.root()).expect("the process is in a group");
        assert_eq!(cgroup.version, 1);
        assert_eq!(cgroup.memory_limit_bytes, Some(512 << 20));
        assert_eq!(cgroup.cpu_limit_millicores, None);
    }

    #[test]
    fn a_container_that_sees_only_its_own_group_reads_it_at_the_mount_point() {
        for groups in ["0::/\n", "0::/../../other\n", "0::/kubepods/pod1\n"] {
            let mounts = "30 23 0:26 /kubepods/pod1 /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
            let fixture = machine(mounts, groups);
            fixture.file("/sys/fs/cgroup/memory.max", "268435456\n");
            let cgroup = read(&fixture.root()).expect("the process is in a group");
            assert_eq!(cgroup.memory_limit_bytes, Some(256 << 20), "{groups}");
        }
    }

    #[test]
    fn a_group_outside_of_what_is_mounted_is_not_looked_for() {
        let fixture = machine(V2, "0::/../other\n");
        fixture.file("/sys/fs/cgroup/memory.max", "268435456\n");
        fixture.file("/sys/fs/other/memory.max", "4096\n");
        let cgroup = read(&fixture.root()).expect("the process is in a group");
        assert_eq!(cgroup.memory_limit_bytes, Some(256 << 20));
    }

    #[test]
    fn the_old_way_to_say_no_limit_is_no_limit() {
        let fixture = machine(V1, "4:memory:/\n1:cpu,cpuacct:/\n");
        fixture.file("/sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        let cgroup = read(&fixture.root()).expect("the process is in a group");
        assert_eq!(cgroup.memory_limit_bytes, None);
    }

    #[test]
    fn nonsense_is_absent() {
        let fixture = machine(V2, "0::/\n");
        fixture.file("/sys/fs/cgroup/memory.max", "-5\n");
        fixture.file("/sys/fs/cgroup/cpu.max", "100000 0\n");
        let cgroup = read(&fixture.root()).expect("the process is in a group");
        assert_eq!((cgroup.memory_limit_bytes, cgroup.cpu_limit_millicores), (None, None));
        assert_eq!(read(&machine("", "0::/\n").root()), None);
        assert_eq!(read(&machine(V2, "garbage\n").root()), None);
        assert_eq!(read(&Fixture::new().root()), None);
    }
}
