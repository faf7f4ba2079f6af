//! Where configuration files are read: the disk, or a test's own map.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

/// Reads whole files.
pub(super) trait Files {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
}

/// The file system of this machine.
#[derive(Debug)]
pub(super) struct Disk;

/// No configuration file is longer; a longer one is something else.
const MAX_BYTES: u64 = 4 << 20;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        // Opening a pipe would wait for whoever writes to it.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("not a file"));
        }
        let mut bytes = Vec::new();
        File::open(path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "larger than 4 MiB"));
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_larger_than_any_configuration_is_refused() {
        let path = std::env::temp_dir().join(format!("telemetry-large-{}", std::process::id()));
        let file = File::create(&path).expect("the temporary folder is writable");
        file.set_len(MAX_BYTES + 1).expect("it is a sparse file");
        let error = Disk.read(&path).expect_err("it is too large");
        fs::remove_file(&path).expect("the file was ours");
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_opened() {
        use std::os::fd::AsRawFd;
        let (reader, _writer) = io::pipe().expect("there are descriptors");
        let pipe = format!("/dev/fd/{}", reader.as_raw_fd());
        for path in ["/dev/zero", &pipe, "/"] {
            assert!(Disk.read(Path::new(path)).is_err(), "{path}");
        }
    }
}
