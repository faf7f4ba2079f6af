//! The executable in memory: what lies inside it, and how to name an address so
//! that another run of the same build can find it again.

use std::{
    fs,
    ops::Range,
    path::{Path, PathBuf},
    process,
    time::UNIX_EPOCH,
};

use xxhash_rust::xxh3::xxh3_64;

/// How far code of one executable can lie apart where the mapping cannot be
/// read: the small code model's 2 GiB.
const REACH: usize = 1 << 31;

/// The most that a linker leaves between two segments: the largest page.
#[cfg(target_os = "linux")]
const MAX_GAP: usize = 2 << 20;

/// Where the executable that holds this crate is mapped, and which build it is.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    start: usize,
    end: usize,
    build: u64,
    file: Option<PathBuf>,
}

impl Image {
    /// Looks at the running process.
    pub(crate) fn of_this_process() -> Self {
        let anchor = anchor_address();
        let mapped = mapped_range(anchor);
        let file = mapped.as_ref().map(|range| range.file.clone());
        let (start, end) = mapped
            .map_or((anchor.saturating_sub(REACH), anchor.saturating_add(REACH)), |range| {
                (range.start, range.end)
            });
        let build = build_of(file.as_deref(), anchor - start);
        Self { start, end, build, file: file.map(still_there) }
    }

    /// Its addresses.
    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The file that is mapped there.
    #[cfg(target_os = "linux")]
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Tells two builds apart. Changes with the executable file; local, never sent.
    pub(super) fn build(&self) -> u64 {
        self.build
    }

    /// Whether `address` lies inside the executable.
    pub(super) fn holds(&self, address: usize) -> bool {
        self.range().contains(&address)
    }

    /// The place of `address` in the executable, the same in every run.
    pub(super) fn offset_of(&self, address: usize) -> Option<u64> {
        self.holds(address).then(|| (address - self.start) as u64)
    }

    /// The address of `offset` in this run.
    #[cfg(any(test, not(target_os = "linux")))]
    pub(super) fn address_of(&self, offset: u64) -> Option<usize> {
        let address = self.start.checked_add(usize::try_from(offset).ok()?)?;
        self.holds(address).then_some(address)
    }
}

/// The address of some code of this crate.
fn anchor_address() -> usize {
    (anchor_address as fn() -> usize as *const ()).addr()
}

/// A hash of the file's size and time and of where this crate lies in it. With
/// no file to look at, another value in every process: then only the process
/// itself can name its frames.
fn build_of(file: Option<&Path>, anchor_offset: usize) -> u64 {
    let file = file.map(Path::to_owned).or_else(|| std::env::current_exe().ok());
    let metadata = file.and_then(|file| fs::metadata(file).ok());
    let age = metadata.as_ref().and_then(|found| found.modified().ok());
    let age = age.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let identity = match (metadata, age) {
        (Some(found), Some(age)) => format!("{} {}", found.len(), age.as_nanos()),
        _ => format!("process {}", process::id()),
    };
    xxh3_64(format!("{identity} {anchor_offset}").as_bytes())
}

/// A way to `file` that holds when an upgrade replaces it while this process runs.
fn still_there(file: PathBuf) -> PathBuf {
    let running = Path::new("/proc/self/exe");
    let is_running = fs::read_link(running).is_ok_and(|program| program == file);
    if is_running { running.to_owned() } else { file }
}

struct Mapped {
    start: usize,
    end: usize,
    file: PathBuf,
}

/// The range that the file around `anchor` is mapped to, in one piece: a
/// debugger or symbolizer may have mapped the same file elsewhere once more.
#[cfg(target_os = "linux")]
fn mapped_range(anchor: usize) -> Option<Mapped> {
    let maps = fs::read_to_string("/proc/self/maps").ok()?;
    let all: Vec<_> = maps.lines().filter_map(mapping).collect();
    let (start, end, file) = all.iter().find(|(start, end, _)| (*start..*end).contains(&anchor))?;
    let (mut start, mut end) = (*start, *end);
    for (from, to, _) in all.iter().filter(|(.., other)| other == file) {
        end = if from.checked_sub(end).is_some_and(|gap| gap <= MAX_GAP) { *to } else { end };
    }
    for (from, to, _) in all.iter().rev().filter(|(.., other)| other == file) {
        start =
            if start.checked_sub(*to).is_some_and(|gap| gap <= MAX_GAP) { *from } else { start };
    }
    Some(Mapped { start, end, file: PathBuf::from(file) })
}

#[cfg(not(target_os = "linux"))]
fn mapped_range(_: usize) -> Option<Mapped> {
    None
}

/// Start, end and path of a line such as
/// `5581e8a00000-5581e8a21000 r-xp 00021000 08:01 1835036   /usr/bin/mydb`.
#[cfg(target_os = "linux")]
fn mapping(line: &str) -> Option<(usize, usize, &str)> {
    let (range, rest) = line.split_once(' ')?;
    let (start, end) = range.split_once('-')?;
    let path = &rest[rest.find('/')?..];
    let hex = |digits| usize::from_str_radix(digits, 16).ok();
    Some((hex(start)?, hex(end)?, path.strip_suffix(" (deleted)").unwrap_or(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_literals_are_inside_and_the_stack_is_not() {
        let image = Image::of_this_process();
        let on_stack = 0_u8;
        assert!(image.holds(anchor_address()));
        assert!(image.holds("a literal".as_ptr().addr()));
        assert!(!image.holds((&raw const on_stack).addr()));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_heap_is_outside() {
        assert!(!Image::of_this_process().holds((&raw const *Box::new(7_u8)).addr()));
    }

    #[test]
    fn an_offset_leads_back_to_its_address() {
        let image = Image::of_this_process();
        let offset = image.offset_of(anchor_address()).unwrap();
        assert_eq!(image.address_of(offset), Some(anchor_address()));
        assert_eq!(image.address_of(u64::MAX), None);
    }

    #[test]
    fn one_build_has_one_number() {
        assert_eq!(Image::of_this_process().build(), Image::of_this_process().build());
    }
}
