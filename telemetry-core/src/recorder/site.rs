//! What the static of a callsite holds: the words that the hot path reads, and the way
//! to everything else.

use std::{
    fmt,
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicPtr, AtomicU32},
    },
};

use once_cell::race::OnceRef;

use crate::recorder::{
    description::{Described, Description},
    memory,
    sampling::Sampling,
    shards::Shards,
};

/// One callsite, as the recorder sees it. It is alone on its cache line: every call
/// reads it, and it is written only by registration and the switch.
#[repr(C, align(64))]
pub(crate) struct Site {
    /// The place of the callsite's shard among a thread's fast ones, or [`OFF`], or
    /// [`SLOW`].
    pub(crate) slot: AtomicU32,
    /// Zero before the first use, then the callsite's number.
    pub(crate) id: AtomicU32,
    /// Whether not every call is timed; true from registration on.
    pub(crate) is_sampled: AtomicBool,
    /// The callsite registered before this one.
    pub(crate) next: AtomicPtr<Site>,
    describe: fn() -> Description,
    about: OnceRef<'static, About>,
}

const _: () = assert!(size_of::<Site>() == 64, "a program has thousands of them");

/// What a callsite has from its first use on.
pub(crate) struct About {
    pub(crate) description: Description,
    name: OnceLock<String>,
    pub(crate) shards: Shards,
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Description { kind, file, line, .. } = self.description();
        write!(f, "Callsite({kind:?}, {file}:{line})")
    }
}

/// The slot of every callsite while recording is off.
pub(crate) const OFF: u32 = 0;

/// A slot that no thread ever fills: the slow path looks further.
pub(crate) const SLOW: u32 = 1;

/// How many callsites have a slot. Those that are first called when all slots are
/// taken are found by the slow path at every call. 8 KiB of a thread's memory.
pub(crate) const SLOTS: usize = 1024;

/// The slot of callsite `id`.
pub(crate) fn slot_of(id: u32) -> u32 {
    if (id as usize) < SLOTS { id } else { SLOW }
}

impl Site {
    /// As little as can be is evaluated here: it is done anew for each static.
    pub(crate) const fn new(describe: fn() -> Description) -> Self {
        Self { describe, ..Self::UNUSED }
    }

    #[expect(clippy::declare_interior_mutable_const, reason = "each use is a new callsite")]
    const UNUSED: Self = Self {
        slot: AtomicU32::new(SLOW),
        id: AtomicU32::new(0),
        is_sampled: AtomicBool::new(false),
        next: AtomicPtr::new(std::ptr::null_mut()),
        describe: || unreachable!("it was described when it was made"),
        about: OnceRef::new(),
    };

    /// One whose description is known already.
    pub(crate) fn described(description: Description) -> Self {
        let site = Self::UNUSED;
        site.about_or(|| description);
        site
    }

    /// The rest; made at the first use.
    #[inline]
    pub(crate) fn about(&self) -> &'static About {
        match self.about.get() {
            Some(about) => about,
            None => self.about_or(self.describe),
        }
    }

    /// Takes no lock and passes the global allocator by, like registration: two threads
    /// may both describe it, and one description stays.
    #[cold]
    fn about_or(&self, describe: impl FnOnce() -> Description) -> &'static About {
        let make = || {
            let description = describe();
            memory::place(About { description, name: OnceLock::new(), shards: Shards::new() })
        };
        memory::publish(&self.about, make, memory::displace)
    }

    #[inline]
    pub(crate) fn sampling(&self) -> Sampling {
        self.about().description.sampling
    }
}

impl Described for Site {
    fn description(&self) -> &'static Description {
        &self.about().description
    }

    /// Made at the first call.
    fn name(&self) -> &'static str {
        let About { name, description, .. } = self.about();
        name.get_or_init(|| description.name())
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::{
        ptr,
        sync::{
            Barrier,
            atomic::{AtomicUsize, Ordering::Relaxed},
        },
        thread,
    };

    use super::*;

    static DESCRIBED: AtomicUsize = AtomicUsize::new(0);

    #[test]
    fn threads_that_come_at_once_find_one_description() {
        let describe = || {
            DESCRIBED.fetch_add(1, Relaxed);
            // The others come meanwhile.
            thread::yield_now();
            Description::timed("raced", "here")
        };
        for _ in 0..200 {
            let (site, together) = (Site::new(describe), Barrier::new(4));
            let about = || {
                together.wait();
                ptr::from_ref(site.about()).addr()
            };
            let found: Vec<usize> = thread::scope(|scope| {
                let threads = [(); 4].map(|()| scope.spawn(about));
                threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
            });
            assert!(found.iter().all(|one| *one == found[0]), "{found:?}");
            assert_eq!(site.name(), "raced");
        }
        assert!(DESCRIBED.load(Relaxed) >= 200);
    }
}
