//! Where configuration files are read: the disk, or a test's own map.

use std::{
    fs::File,
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
    fn an_endless_file_is_refused() {
        if cfg!(unix) {
            let error = Disk.read(Path::new("/dev/zero")).expect_err("it has no end");
            assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
        }
    }
}
