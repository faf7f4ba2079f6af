//! Machines as folders: what each disk is taken for.

use super::*;
use crate::report::system::fixture::Fixture;

const ROOT: &str = "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n";

fn disk(fixture: &Fixture, storage: &str) -> Disk {
    read(&fixture.root(), Path::new(storage)).expect("a mount point is above every path")
}

fn sda(rotational: &str) -> Fixture {
    let fixture = Fixture::new();
    fixture.file("/proc/self/mountinfo", ROOT);
    fixture.file("/sys/devices/pci/block/sda/queue/rotational", rotational);
    fixture.file("/sys/devices/pci/block/sda/sda1/size", "2048\n");
    fixture.link("/sys/dev/block/8:1", "../../devices/pci/block/sda/sda1");
    fixture
}

#[test]
fn a_partition_takes_its_kind_from_the_disk_and_its_size_from_itself() {
    for (rotational, kind) in [("0\n", DiskKind::Ssd), ("1\n", DiskKind::Hdd)] {
        let disk = disk(&sda(rotational), "/var/lib/mydb");
        assert_eq!((disk.kind, disk.size_bytes), (kind, Some(1 << 20)));
        assert_eq!(disk.file_system.as_deref(), Some("ext4"));
    }
}

#[test]
fn what_is_unreadable_or_absurd_is_absent() {
    let fixture = sda("not a number");
    fixture.file("/sys/devices/pci/block/sda/sda1/size", "18446744073709551615\n");
    let disk = disk(&fixture, "/");
    assert_eq!((disk.kind, disk.size_bytes), (DiskKind::Other, None));
    assert_eq!(read(&Fixture::new().root(), Path::new("/")), None);
}

#[test]
fn a_network_file_system_is_recognized_by_its_name() {
    let fixture = Fixture::new();
    let nfs = "40 27 0:50 / /data rw - nfs4 server:/export rw,addr=10.0.0.1\n";
    fixture.file("/proc/self/mountinfo", &format!("{ROOT}{nfs}"));
    assert_eq!(disk(&fixture, "/data/db").kind, DiskKind::Network);
    assert_eq!(disk(&fixture, "/data/db").size_bytes, None);
}

#[test]
fn btrfs_is_found_by_its_source() {
    let fixture = sda("0\n");
    let btrfs = "41 27 0:60 /@home /home rw - btrfs /dev/sda1 rw\n";
    fixture.file("/proc/self/mountinfo", &format!("{ROOT}{btrfs}"));
    fixture.link("/sys/class/block/sda1", "../../devices/pci/block/sda/sda1");
    assert_eq!(disk(&fixture, "/home").kind, DiskKind::Ssd);
}

#[test]
fn a_stack_of_devices_is_what_lies_below() {
    let fixture = sda("1\n");
    let lvm = "42 27 253:0 / /lvm rw - xfs /dev/mapper/data rw\n";
    fixture.file("/proc/self/mountinfo", &format!("{ROOT}{lvm}"));
    fixture.link("/sys/class/block/sda1", "../../devices/pci/block/sda/sda1");
    fixture.link("/sys/dev/block/253:0", "../../devices/virtual/block/dm-0");
    fixture.file("/sys/devices/virtual/block/dm-0/queue/rotational", "0\n");
    fixture.file("/sys/devices/virtual/block/dm-0/slaves/sda1", "");
    assert_eq!(disk(&fixture, "/lvm").kind, DiskKind::Hdd);
    fixture.file("/sys/devices/nvme/block/nvme0n1/queue/rotational", "0\n");
    fixture.link("/sys/class/block/nvme0n1", "../../devices/nvme/block/nvme0n1");
    fixture.file("/sys/devices/virtual/block/dm-0/slaves/nvme0n1", "");
    assert_eq!(disk(&fixture, "/lvm").kind, DiskKind::Other, "half of it is flash");
}

#[test]
fn a_virtual_disk_is_believed_only_when_it_says_flash() {
    for (rotational, kind) in [("0\n", DiskKind::Ssd), ("1\n", DiskKind::Other)] {
        let fixture = Fixture::new();
        fixture.file("/proc/self/mountinfo", "27 1 254:0 / / rw - ext4 /dev/vda rw\n");
        fixture.file("/sys/devices/virtio/block/vda/queue/rotational", rotational);
        fixture.link("/sys/dev/block/254:0", "../../devices/virtio/block/vda");
        assert_eq!(disk(&fixture, "/").kind, kind);
    }
}

#[test]
fn a_network_block_device_is_no_local_disk() {
    for folder in ["virtual/block/nbd0", "platform/host3/session1/target3:0:0/block/sdb"] {
        let fixture = Fixture::new();
        fixture.file("/proc/self/mountinfo", "27 1 43:0 / / rw - ext4 /dev/root rw\n");
        fixture.file(&format!("/sys/devices/{folder}/queue/rotational"), "0\n");
        fixture.link("/sys/dev/block/43:0", &format!("../../devices/{folder}"));
        assert_eq!(disk(&fixture, "/").kind, DiskKind::Network, "{folder}");
    }
}

#[test]
fn a_rare_file_system_is_not_named() {
    assert_eq!(well_known(&Some("acmefs-prod".into())).as_deref(), Some("other"));
    assert_eq!(well_known(&Some("EXT4".into())).as_deref(), Some("ext4"));
    assert_eq!(well_known(&None), None);
}
