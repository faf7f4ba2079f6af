//! The device that the storage path lies on: its size and what it is made of.

use std::path::{Path, PathBuf};

use serde::Serialize;
use telemetry_anonymize::Anonymize;

use crate::report::system::{
    mounts::{self, Mount},
    root::Root,
};

/// The disk of the storage path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[non_exhaustive]
pub struct Disk {
    /// What the device is made of.
    #[anonymize(keep, reason = "one of four words")]
    pub kind: DiskKind,
    /// Size of the device or partition in bytes.
    #[anonymize(class)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u64>,
    /// The file system, as `ext4`.
    #[anonymize(with = well_known)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_system: Option<String>,
}

/// What a disk is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Anonymize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum DiskKind {
    /// Flash.
    Ssd,
    /// Rotating.
    Hdd,
    /// Somewhere else, behind a network.
    Network,
    /// Memory, layers, a virtual disk that does not say, several kinds at once.
    Other,
}

const NETWORK: [&str; 13] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "ceph",
    "glusterfs",
    "lustre",
    "beegfs",
    "afs",
    "gpfs",
    "orangefs",
    "ocfs2",
];
const LOCAL: [&str; 13] = [
    "ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "bcachefs", "overlay", "tmpfs", "apfs",
    "ntfs", "vfat",
];

/// File systems that many machines have; the name of another could be unique.
#[expect(clippy::ref_option, reason = "the signature that `with` asks for")]
fn well_known(name: &Option<String>) -> Option<String> {
    let name = name.as_deref()?.to_ascii_lowercase();
    let known = NETWORK.contains(&name.as_str()) || LOCAL.contains(&name.as_str());
    Some(if known { name } else { "other".to_owned() })
}

/// The disk under the absolute path `storage`, from Linux's own files.
pub(super) fn read(root: &Root, storage: &Path) -> Option<Disk> {
    let mounts = mounts::read(root);
    let mount = mounts::of_path(&mounts, storage)?;
    let device = device(root, mount);
    let kind = if is_network(&mount.kind) {
        DiskKind::Network
    } else {
        device.as_deref().map_or(DiskKind::Other, |device| kind(root, device, 0))
    };
    // The kernel counts in sectors of 512 bytes, whatever the device's own are.
    let size_bytes = device
        .and_then(|device| root.number(device.join("size")))
        .and_then(|sectors| sectors.checked_mul(512))
        .filter(|size| *size > 0);
    Some(Disk { kind, size_bytes, file_system: Some(mount.kind.clone()) })
}

fn is_network(file_system: &str) -> bool {
    let name = file_system.strip_prefix("fuse.").unwrap_or(file_system);
    NETWORK.contains(&name) || ["sshfs", "s3fs", "rclone", "gcsfuse"].contains(&name)
}

/// The folder in `/sys` of the device behind `mount`.
fn device(root: &Root, mount: &Mount) -> Option<PathBuf> {
    let by_number = root.resolve(Path::new("/sys/dev/block").join(&mount.device));
    by_number.or_else(|| {
        // btrfs and its like mount under a number of their own.
        let source = root.resolve(&mount.source).unwrap_or_else(|| PathBuf::from(&mount.source));
        let name = source.strip_prefix("/dev").ok()?.file_name()?.to_owned();
        root.resolve(Path::new("/sys/class/block").join(name))
    })
}

/// Devices on devices on devices: deeper than anybody stacks them.
const MAX_DEPTH: usize = 8;

fn kind(root: &Root, device: &Path, depth: usize) -> DiskKind {
    let below = root.list(device.join("slaves"));
    if !below.is_empty() && depth < MAX_DEPTH {
        let mut kinds = below.iter().map(|name| {
            let device = root.resolve(Path::new("/sys/class/block").join(name));
            device.map_or(DiskKind::Other, |device| kind(root, &device, depth + 1))
        });
        let first = kinds.next().unwrap_or(DiskKind::Other);
        return if kinds.all(|other| other == first) { first } else { DiskKind::Other };
    }
    let name = device.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    let iscsi =
        device.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"session"));
    if starts(&["nbd", "rbd", "drbd"]) || iscsi {
        return DiskKind::Network;
    }
    if starts(&["loop", "ram", "zram"]) {
        return DiskKind::Other;
    }
    match rotational(root, device) {
        Some(0) => DiskKind::Ssd,
        // Hypervisors call a virtual disk rotating unless told otherwise.
        Some(1) if !starts(&["vd", "xvd"]) => DiskKind::Hdd,
        _ => DiskKind::Other,
    }
}

/// Of the device itself, or of the disk that the partition is on.
fn rotational(root: &Root, device: &Path) -> Option<u64> {
    let own = root.number(device.join("queue/rotational"));
    own.or_else(|| root.number(device.parent()?.join("queue/rotational")))
}

#[cfg(test)]
#[path = "disk_tests.rs"]
mod tests;
