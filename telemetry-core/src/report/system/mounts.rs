//! Mount points, as `/proc/self/mountinfo` lists them.

use std::path::{Path, PathBuf};

use crate::report::system::root::Root;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mount {
    /// `major:minor` of the device.
    pub(super) device: String,
    /// What of the file system is mounted.
    pub(super) root: PathBuf,
    pub(super) point: PathBuf,
    pub(super) kind: String,
    pub(super) source: String,
    pub(super) options: String,
}

/// Every mount point, in the order of mounting.
pub(super) fn read(root: &Root) -> Vec<Mount> {
    let text = root.read("/proc/self/mountinfo").unwrap_or_default();
    text.lines().filter_map(parse).collect()
}

/// The mount point that `path` lies under: the longest, of equals the last.
pub(super) fn of_path<'a>(mounts: &'a [Mount], path: &Path) -> Option<&'a Mount> {
    let above = mounts.iter().filter(|mount| path.starts_with(&mount.point));
    above.max_by_key(|mount| mount.point.components().count())
}

/// `36 35 98:0 /root /point options optional… - type source options`
fn parse(line: &str) -> Option<Mount> {
    let (mount, file_system) = line.split_once(" - ")?;
    let mut mount = mount.split(' ').skip(2);
    let mut file_system = file_system.split(' ');
    Some(Mount {
        device: mount.next()?.to_owned(),
        root: PathBuf::from(unescape(mount.next()?)),
        point: PathBuf::from(unescape(mount.next()?)),
        kind: file_system.next()?.to_owned(),
        source: unescape(file_system.next()?),
        options: file_system.next().unwrap_or_default().to_owned(),
    })
}

/// Blanks and backslashes are written as `\040` and the like.
fn unescape(text: &str) -> String {
    let escapes = [("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")];
    escapes.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_optional_fields_and_blanks_is_understood() {
        let mount = parse(
            r"36 35 98:0 /sub /mnt/my\040disk rw,noatime master:1 shared:2 - ext4 /dev/sda1 rw,errors=continue",
        );
        let mount = mount.expect("the line is well formed");
        assert_eq!(mount.point, Path::new("/mnt/my disk"));
        assert_eq!((mount.device.as_str(), mount.kind.as_str()), ("98:0", "ext4"));
    }

    #[test]
    fn a_broken_line_is_passed_over() {
        for line in ["", "36 35", "36 35 98:0 / / rw - ", "- - -"] {
            assert_eq!(parse(line), None, "{line:?}");
        }
    }

    #[test]
    fn the_longest_and_last_mount_point_counts() {
        let mount = |point: &str, kind: &str| Mount {
            device: String::new(),
            root: PathBuf::from("/"),
            point: PathBuf::from(point),
            kind: kind.to_owned(),
            source: String::new(),
            options: String::new(),
        };
        let mounts = [mount("/", "ext4"), mount("/data", "xfs"), mount("/data", "nfs")];
        let kind = |path| of_path(&mounts, Path::new(path)).map(|mount| mount.kind.as_str());
        assert_eq!(kind("/data/db"), Some("nfs"));
        assert_eq!(kind("/database"), Some("ext4"));
    }
}
