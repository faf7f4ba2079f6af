//! One file to text, or why not.

use std::{fs::File, io::Read as _, path::Path};

use telemetry_core::instrumented;

use super::fault::{Cause, Fault};

/// The text of the file at `path`.
///
/// # Errors
///
/// If it cannot be read, has more than `limit_bytes`, holds a zero byte or is
/// not UTF-8. At most one byte more than the limit is read.
#[instrumented]
pub(crate) fn read_source(path: &Path, limit_bytes: u64) -> Result<String, Fault> {
    let unreadable = |error| Fault::new(path, Cause::Unreadable(error));
    let file = File::open(path).map_err(unreadable)?;
    let too_large = || Fault::new(path, Cause::TooLarge { limit_bytes });
    if file.metadata().map_err(unreadable)?.len() > limit_bytes {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    file.take(limit_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit_bytes {
        return Err(too_large());
    }
    if bytes.contains(&0) {
        return Err(Fault::new(path, Cause::Binary));
    }
    String::from_utf8(bytes).map_err(|error| {
        Fault::new(path, Cause::NotUtf8 { valid_bytes: error.utf8_error().valid_up_to() })
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{super::fault::Kind, *};

    fn fault(bytes: &[u8]) -> Fault {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), bytes).unwrap();
        read_source(file.path(), 8).unwrap_err()
    }

    #[test]
    fn text_up_to_the_limit_is_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for text in ["", "größe", "12345678"] {
            fs::write(file.path(), text).unwrap();
            assert_eq!(read_source(file.path(), 8).unwrap(), text);
        }
    }

    #[test]
    fn what_is_no_text_is_an_error_that_says_why() {
        assert_eq!(fault(b"123456789").kind(), Kind::TooLarge);
        assert_eq!(fault(b"\x7fELF\0").kind(), Kind::Binary);
        let latin1 = fault(b"gr\xf6\xdfe");
        assert_eq!(latin1.kind(), Kind::NotUtf8);
        assert!(latin1.to_string().ends_with("not UTF-8 from byte 2 on"), "{latin1}");
    }

    #[test]
    fn a_missing_file_is_an_error_that_names_it() {
        let fault = read_source(Path::new("no/such/file"), 8).unwrap_err();
        assert_eq!(fault.kind(), Kind::Unreadable);
        assert!(fault.to_string().starts_with("no/such/file: "), "{fault}");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_claims_to_be_empty_is_still_limited() {
        assert_eq!(read_source(Path::new("/dev/zero"), 8).unwrap_err().kind(), Kind::TooLarge);
    }
}
