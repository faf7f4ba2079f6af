//! Locks under measurement: how long one waits for them, and how long they are held.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    sync::OnceLock,
};

use crate::recorder::{
    callsite::Callsite,
    instrument::{
        child::child,
        guard::{Guard, enter},
    },
};

/// A lock that measures its users.
///
/// The time until the lock is taken counts at the callsite, the time until it is given
/// back at `{name}.held`; for the shared side of a read-write lock at `{name}.read` and
/// `{name}.read.held`.
///
/// ```
/// # #[cfg(feature = "macros")] {
/// use std::sync::Mutex;
/// use telemetry_core::{Instrumented, callsite};
///
/// static LOG: Instrumented<Mutex<Vec<u8>>> =
///     Instrumented::new(callsite!("wal.lock"), Mutex::new(Vec::new()));
///
/// LOG.lock().unwrap().push(1);
///
/// let snapshot = telemetry_core::snapshot();
/// assert_eq!(snapshot.find("wal.lock").unwrap().calls(), 1);
/// assert_eq!(snapshot.find("wal.lock.held").unwrap().calls(), 1);
/// # }
/// ```
pub struct Instrumented<L> {
    exclusive: Sites,
    shared: OnceLock<Sites>,
    lock: L,
}

/// Where the waiting and the holding count.
struct Sites {
    waiting: &'static Callsite,
    holding: OnceLock<&'static Callsite>,
}

impl Sites {
    const fn new(waiting: &'static Callsite) -> Self {
        Self { waiting, holding: OnceLock::new() }
    }

    /// Waits by `take`, and measures how long what it gives is held.
    fn take<G>(&self, take: impl FnOnce() -> G) -> Held<G> {
        let waiting = measure(self.waiting);
        let guard = take();
        drop(waiting);
        self.hold(guard)
    }

    fn hold<G>(&self, guard: G) -> Held<G> {
        let holding = *self.holding.get_or_init(|| child(self.waiting, "held"));
        Held { guard, _holding: measure(holding) }
    }
}

/// A measurement, by what the callsite says of sampling.
enum Measured {
    Every {
        _guard: Guard,
    },
    Sampled {
        _guard: Guard<true>,
    },
    /// With feature `off`.
    Nothing,
}

fn measure(callsite: &'static Callsite) -> Measured {
    if cfg!(feature = "off") {
        Measured::Nothing
    } else if callsite.is_sampled() {
        Measured::Sampled { _guard: enter(callsite.start_sampled()) }
    } else {
        Measured::Every { _guard: enter(callsite) }
    }
}

/// The guard of an [`Instrumented`] lock.
#[must_use = "the lock is given back when the guard is dropped"]
pub struct Held<G> {
    // The lock is given back first, and then the time stops.
    guard: G,
    _holding: Measured,
}

impl<G: Deref> Deref for Held<G> {
    type Target = G::Target;

    fn deref(&self) -> &G::Target {
        &self.guard
    }
}

impl<G: DerefMut> DerefMut for Held<G> {
    fn deref_mut(&mut self) -> &mut G::Target {
        &mut self.guard
    }
}

impl<G: fmt::Debug> fmt::Debug for Held<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}

impl<L: fmt::Debug> fmt::Debug for Instrumented<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Instrumented").field(&self.lock).finish()
    }
}

impl<L> Instrumented<L> {
    /// `lock`, measured at `callsite`.
    pub const fn new(callsite: &'static Callsite, lock: L) -> Self {
        Self { exclusive: Sites::new(callsite), shared: OnceLock::new(), lock }
    }

    /// The lock itself; what goes this way is not measured.
    pub const fn inner(&self) -> &L {
        &self.lock
    }

    /// The lock itself, borrowed by nobody else: for its `get_mut`, which takes no lock.
    pub const fn inner_mut(&mut self) -> &mut L {
        &mut self.lock
    }

    /// The lock without the measurement.
    pub fn into_inner(self) -> L {
        self.lock
    }

    fn shared(&self) -> &Sites {
        self.shared.get_or_init(|| Sites::new(child(self.exclusive.waiting, "read")))
    }
}

mod standard {
    use std::sync::{
        LockResult, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard,
        TryLockError, TryLockResult,
    };

    use super::{Held, Instrumented, Sites};

    impl<T> Instrumented<Mutex<T>> {
        /// As [`Mutex::lock`].
        ///
        /// # Errors
        ///
        /// If the lock is poisoned; the guard is in the error.
        pub fn lock(&self) -> LockResult<Held<MutexGuard<'_, T>>> {
            taken(&self.exclusive, || self.inner().lock())
        }

        /// As [`Mutex::try_lock`]; nobody waits, so only the holding is measured.
        ///
        /// # Errors
        ///
        /// If the lock is held, or poisoned.
        pub fn try_lock(&self) -> TryLockResult<Held<MutexGuard<'_, T>>> {
            tried(&self.exclusive, self.inner().try_lock())
        }
    }

    impl<T> Instrumented<RwLock<T>> {
        /// As [`RwLock::read`].
        ///
        /// # Errors
        ///
        /// If the lock is poisoned; the guard is in the error.
        pub fn read(&self) -> LockResult<Held<RwLockReadGuard<'_, T>>> {
            taken(self.shared(), || self.inner().read())
        }

        /// As [`RwLock::write`].
        ///
        /// # Errors
        ///
        /// If the lock is poisoned; the guard is in the error.
        pub fn write(&self) -> LockResult<Held<RwLockWriteGuard<'_, T>>> {
            taken(&self.exclusive, || self.inner().write())
        }

        /// As [`RwLock::try_read`]; nobody waits, so only the holding is measured.
        ///
        /// # Errors
        ///
        /// If a writer holds the lock, or it is poisoned.
        pub fn try_read(&self) -> TryLockResult<Held<RwLockReadGuard<'_, T>>> {
            tried(self.shared(), self.inner().try_read())
        }

        /// As [`RwLock::try_write`]; nobody waits, so only the holding is measured.
        ///
        /// # Errors
        ///
        /// If the lock is held, or poisoned.
        pub fn try_write(&self) -> TryLockResult<Held<RwLockWriteGuard<'_, T>>> {
            tried(&self.exclusive, self.inner().try_write())
        }
    }

    fn taken<G>(sites: &Sites, take: impl FnOnce() -> LockResult<G>) -> LockResult<Held<G>> {
        let mut poisoned = false;
        let held = sites.take(|| {
            take().unwrap_or_else(|error| {
                poisoned = true;
                error.into_inner()
            })
        });
        if poisoned { Err(PoisonError::new(held)) } else { Ok(held) }
    }

    fn tried<G>(sites: &Sites, guard: TryLockResult<G>) -> TryLockResult<Held<G>> {
        match guard {
            Ok(guard) => Ok(sites.hold(guard)),
            Err(TryLockError::WouldBlock) => Err(TryLockError::WouldBlock),
            Err(TryLockError::Poisoned(error)) => {
                Err(PoisonError::new(sites.hold(error.into_inner())).into())
            }
        }
    }
}

#[cfg(feature = "parking_lot")]
mod parking {
    use parking_lot::{Mutex, MutexGuard, RwLock, RwLockReadGuard, RwLockWriteGuard};

    use super::{Held, Instrumented};

    impl<T> Instrumented<Mutex<T>> {
        /// As [`Mutex::lock`].
        pub fn lock(&self) -> Held<MutexGuard<'_, T>> {
            self.exclusive.take(|| self.inner().lock())
        }

        /// As [`Mutex::try_lock`]; nobody waits, so only the holding is measured.
        pub fn try_lock(&self) -> Option<Held<MutexGuard<'_, T>>> {
            self.inner().try_lock().map(|guard| self.exclusive.hold(guard))
        }
    }

    impl<T> Instrumented<RwLock<T>> {
        /// As [`RwLock::read`].
        pub fn read(&self) -> Held<RwLockReadGuard<'_, T>> {
            self.shared().take(|| self.inner().read())
        }

        /// As [`RwLock::write`].
        pub fn write(&self) -> Held<RwLockWriteGuard<'_, T>> {
            self.exclusive.take(|| self.inner().write())
        }

        /// As [`RwLock::try_read`]; nobody waits, so only the holding is measured.
        pub fn try_read(&self) -> Option<Held<RwLockReadGuard<'_, T>>> {
            self.inner().try_read().map(|guard| self.shared().hold(guard))
        }

        /// As [`RwLock::try_write`]; nobody waits, so only the holding is measured.
        pub fn try_write(&self) -> Option<Held<RwLockWriteGuard<'_, T>>> {
            self.inner().try_write().map(|guard| self.exclusive.hold(guard))
        }
    }
}
