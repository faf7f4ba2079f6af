//! The measurement of an `async fn` whose body stays where it is: its future is not
//! wrapped, so what it waits for tells when it pauses.
#![expect(unsafe_code, reason = "the future inside is pinned with its wrapper")]

use std::{
    marker::PhantomData,
    ops::Deref,
    pin::Pin,
    sync::atomic::{AtomicU8, AtomicU64, Ordering::Relaxed},
    task::{Context, Poll},
    thread,
};

use crate::recorder::{
    callsite::{Callsite, FutureStarted},
    shard::Outcome,
};

/// Its body runs.
const RUNNING: u8 = 0;
/// Its body runs, in a destructor that a panic called.
const RUNNING_IN_PANIC: u8 = 1;
/// It is pending.
const PAUSED: u8 = 2;

/// A local of the `async fn`, in front of its body. Dropped while it pauses, the future
/// was cancelled; dropped by a panic, it panicked; else it ended with what was noted last.
///
/// A future has one owner at a time: the atomics are there for the auto traits alone.
#[derive(Debug)]
pub struct Meter {
    started: FutureStarted,
    /// Ticks spent in `poll`, until the last pause.
    busy: AtomicU64,
    /// When the poll under way began; zero if the future is not timed.
    since: AtomicU64,
    state: AtomicU8,
    outcome: AtomicU8,
}

impl Meter {
    /// The first poll begins.
    #[inline]
    pub fn start(callsite: &'static Callsite) -> Self {
        let started = callsite.start_future();
        let since = AtomicU64::new(started.ticks());
        Self {
            started,
            busy: AtomicU64::new(0),
            since,
            state: AtomicU8::new(running()),
            outcome: AtomicU8::new(Outcome::Ok as u8),
        }
    }

    /// Passes on what the body returns.
    #[inline]
    pub fn __telemetry_returned<R>(&self, ret: R, outcome: impl FnOnce(&R) -> Outcome) -> R {
        self.outcome.store(outcome(&ret) as u8, Relaxed);
        ret
    }

    /// Passes on what stands in front of a `?`: a failure is about to return.
    #[inline]
    pub fn __telemetry_tried<T>(&self, value: T, outcome: impl FnOnce(&T) -> Outcome) -> T {
        self.__telemetry_returned(value, outcome)
    }

    /// A future that the body waits for.
    #[inline]
    pub const fn __telemetry_waits<F>(&self, future: F) -> Waits<'_, F> {
        Waits { meter: self, future }
    }

    #[inline]
    fn pause(&self) {
        let now = self.started.now();
        self.busy.store(self.busy_until(now), Relaxed);
        self.state.store(PAUSED, Relaxed);
    }

    #[inline]
    fn resume(&self) {
        if self.state.load(Relaxed) == PAUSED {
            let now = self.started.now();
            self.since.store(now, Relaxed);
            self.state.store(running(), Relaxed);
        }
    }

    fn busy_until(&self, now: u64) -> u64 {
        let since = self.since.load(Relaxed);
        self.busy.load(Relaxed) + now.saturating_sub(since)
    }

    fn outcome(&self) -> Outcome {
        match self.state.load(Relaxed) {
            PAUSED => Outcome::Cancelled,
            RUNNING if thread::panicking() => Outcome::Panic,
            _ => match self.outcome.load(Relaxed) {
                noted if noted == Outcome::Error as u8 => Outcome::Error,
                noted if noted == Outcome::None as u8 => Outcome::None,
                _ => Outcome::Ok,
            },
        }
    }
}

/// The state of a body that begins to run.
fn running() -> u8 {
    if thread::panicking() { RUNNING_IN_PANIC } else { RUNNING }
}

impl Drop for Meter {
    #[inline]
    fn drop(&mut self) {
        let outcome = self.outcome();
        let now = self.started.now();
        let is_paused = outcome == Outcome::Cancelled;
        let busy = if is_paused { self.busy.load(Relaxed) } else { self.busy_until(now) };
        self.started.take().finish_at(now, outcome, busy);
    }
}

/// A future that the body of an `async fn` waits for.
#[derive(Debug)]
#[must_use = "futures do nothing unless you `.await` or poll them"]
pub struct Waits<'a, F> {
    meter: &'a Meter,
    future: F,
}

impl<F: Future> Future for Waits<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        // SAFETY: the future is not moved out of the pinned struct, neither here nor in a
        // destructor, and the other field needs no pinning.
        let Self { meter, future } = unsafe { self.get_unchecked_mut() };
        meter.resume();
        // SAFETY: it is pinned because the struct around it is.
        let poll = unsafe { Pin::new_unchecked(future) }.poll(context);
        if poll.is_pending() {
            meter.pause();
        }
        poll
    }
}

/// What stands in front of an `.await`. `Awaited(x).__telemetry_future()` is the future that
/// `x` is or becomes; of what becomes none the compiler says so at the `.await`, as it does
/// where nothing is measured.
#[derive(Debug)]
pub struct Awaited<F>(pub F);

impl<F: IntoFuture> Awaited<F> {
    /// The future.
    #[inline]
    pub fn __telemetry_future(self) -> F::IntoFuture {
        self.0.into_future()
    }
}

impl<F> Deref for Awaited<F> {
    type Target = NoFuture<F>;

    fn deref(&self) -> &NoFuture<F> {
        &NoFuture(PhantomData)
    }
}

/// What cannot be awaited.
#[derive(Debug)]
pub struct NoFuture<F>(PhantomData<fn() -> F>);

impl<F> NoFuture<F> {
    /// Stands in programs that do not compile.
    ///
    /// # Panics
    ///
    /// Always; it is never called.
    #[cold]
    #[expect(clippy::unused_self, reason = "called as `Awaited::__telemetry_future` is")]
    pub fn __telemetry_future(&self) -> F {
        unreachable!("a program that awaits no future does not compile")
    }
}
