//! The disk where there is no `/proc`.

use std::path::Path;

use sysinfo::{DiskKind as Reported, DiskRefreshKind, Disks};

use crate::report::system::disk::{Disk, DiskKind};

/// The disk under the absolute path `storage`, as the system library lists it.
pub(super) fn disk(storage: &Path) -> Option<Disk> {
    let wanted = DiskRefreshKind::nothing().with_kind().with_storage();
    let disks = Disks::new_with_refreshed_list_specifics(wanted).ok()?;
    let above = disks.iter().filter(|disk| storage.starts_with(disk.mount_point()));
    let disk = above.max_by_key(|disk| disk.mount_point().components().count())?;
    let kind = match disk.kind() {
        Reported::SSD => DiskKind::Ssd,
        Reported::HDD => DiskKind::Hdd,
        Reported::Unknown(_) => DiskKind::Other,
    };
    Some(Disk {
        kind,
        size_bytes: Some(disk.total_space()).filter(|bytes| *bytes > 0),
        file_system: disk.file_system().to_str().map(str::to_owned).filter(|name| !name.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_working_directory_lies_on_a_disk_with_a_size() {
        let here =
            std::env::current_dir().expect("the test has one").canonicalize().expect("it is");
        let disk = disk(&here).expect("its disk is listed");
        assert!(disk.size_bytes.is_some_and(|bytes| bytes > 1 << 20), "{disk:?}");
    }
}
