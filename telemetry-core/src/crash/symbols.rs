//! Names of offsets, from the executable's own debug information.
//!
//! On Linux it is read by `addr2line` itself and not through `backtrace`, which
//! would hold the lock that the hook needs for a stack: a panic meanwhile would
//! wait for as long as a large executable takes to read. It is let go of
//! afterwards.

#[cfg(target_os = "linux")]
pub(super) use linux::Symbols;
#[cfg(not(target_os = "linux"))]
pub(super) use portable::Symbols;

/// A function, or one that was inlined into it.
#[derive(Debug)]
pub(super) struct Symbol {
    /// Demangled, without the compiler's hash.
    pub(super) name: Option<String>,
    /// As the compiler was told.
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
}

#[cfg(target_os = "linux")]
mod linux {
    use std::borrow::Cow;

    use addr2line::{Loader, demangle_auto};

    use super::Symbol;
    use crate::crash::image::Image;

    /// The opened debug information.
    pub(in crate::crash) struct Symbols {
        loader: Loader,
        /// What the file calls the first address of the image.
        base: u64,
    }

    impl Symbols {
        /// Opens the file behind `image`; nothing if that is not possible.
        pub(in crate::crash) fn of(image: &Image) -> Option<Self> {
            let loader = Loader::new(image.file()?).ok()?;
            let text = loader.get_section_range(b".text")?.begin;
            // A file that is always mapped to the same place speaks of addresses,
            // any other of distances from where it is mapped.
            let start = image.range().start as u64;
            let base = if text >= start { start } else { 0 };
            Some(Self { loader, base })
        }

        /// The functions at `offset`, the innermost first.
        pub(in crate::crash) fn at(&self, offset: u64) -> Vec<Symbol> {
            let address = self.base + offset;
            let in_table = || {
                let name = self.loader.find_symbol(address)?;
                Some(demangle_auto(Cow::Borrowed(name), None).into_owned())
            };
            let mut found = Vec::new();
            let mut frames = self.loader.find_frames(address).ok();
            while let Some(Ok(Some(frame))) = frames.as_mut().map(addr2line::FrameIter::next) {
                let name = frame.function.and_then(|name| Some(name.demangle().ok()?.into_owned()));
                let file = frame.location.as_ref().and_then(|at| at.file.map(str::to_owned));
                let line = frame.location.and_then(|at| at.line);
                found.push(Symbol { name: name.or_else(in_table), file, line });
            }
            if found.is_empty() {
                found.extend(in_table().map(|name| Symbol {
                    name: Some(name),
                    file: None,
                    line: None,
                }));
            }
            found
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod portable {
    use std::{ffi::c_void, ptr};

    use super::Symbol;
    use crate::crash::image::Image;

    /// The process itself is asked.
    pub(in crate::crash) struct Symbols(Image);

    impl Symbols {
        pub(in crate::crash) fn of(image: &Image) -> Option<Self> {
            Some(Self(image.clone()))
        }

        /// The functions at `offset`, the innermost first.
        pub(in crate::crash) fn at(&self, offset: u64) -> Vec<Symbol> {
            let mut found = Vec::new();
            if let Some(address) = self.0.address_of(offset) {
                backtrace::resolve(ptr::without_provenance_mut::<c_void>(address), |symbol| {
                    found.push(Symbol {
                        name: symbol.name().map(|name| format!("{name:#}")),
                        file: symbol.filename().map(|file| file.to_string_lossy().into_owned()),
                        line: symbol.lineno(),
                    });
                });
            }
            found
        }
    }
}
