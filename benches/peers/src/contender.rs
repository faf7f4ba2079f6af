//! What is measured: a name, what one call leaves behind, and a loop of calls.

use std::{fmt, hint::black_box};

/// Runs this many calls on the calling thread.
type Run = Box<dyn Fn(u64) + Send + Sync>;
/// Something to do outside the measured time.
type Hook = Box<dyn Fn() + Send + Sync>;

/// One way of instrumenting the body.
pub struct Contender {
    name: &'static str,
    package: Option<&'static str>,
    kept: &'static str,
    settings: &'static str,
    run: Run,
    before: Option<Hook>,
    after: Option<Hook>,
}

impl Contender {
    /// `kept` says what one call leaves behind; `call` is the instrumented
    /// body. The loop around it is the same for all.
    pub fn new(
        name: &'static str,
        kept: &'static str,
        call: impl Fn(u64) -> u64 + Send + Sync + 'static,
    ) -> Self {
        Self::with_loop(name, kept, move |calls| repeat(calls, &call))
    }

    /// For peers whose calls need something around the loop, such as an open
    /// trace: `run` makes the given number of calls, with [`repeat`].
    pub fn with_loop(
        name: &'static str,
        kept: &'static str,
        run: impl Fn(u64) + Send + Sync + 'static,
    ) -> Self {
        let run = Box::new(run);
        Self { name, package: None, kept, settings: "", run, before: None, after: None }
    }

    /// The crate whose version stands in the table.
    #[must_use]
    pub fn package(mut self, package: &'static str) -> Self {
        self.package = Some(package);
        self
    }

    /// Which settings were chosen, for the notes below the table.
    #[must_use]
    pub fn settings(mut self, settings: &'static str) -> Self {
        self.settings = settings;
        self
    }

    /// Runs before each measured slice, outside its time.
    #[must_use]
    pub fn before(mut self, hook: impl Fn() + Send + Sync + 'static) -> Self {
        self.before = Some(Box::new(hook));
        self
    }

    /// Runs after each measured slice: what the peer still has to do in the
    /// background must not run in the time of the next contender.
    #[must_use]
    pub fn after(mut self, hook: impl Fn() + Send + Sync + 'static) -> Self {
        self.after = Some(Box::new(hook));
        self
    }

    /// The name shown.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The crate measured, if it is not this workspace or `std`.
    pub fn measured_package(&self) -> Option<&'static str> {
        self.package
    }

    /// What one call leaves behind.
    pub fn kept(&self) -> &'static str {
        self.kept
    }

    /// The settings chosen; empty when there was nothing to choose.
    pub fn chosen_settings(&self) -> &'static str {
        self.settings
    }

    pub(crate) fn run(&self, calls: u64) {
        (self.run)(calls);
    }

    pub(crate) fn prepare(&self) {
        if let Some(hook) = &self.before {
            hook();
        }
    }

    pub(crate) fn settle(&self) {
        if let Some(hook) = &self.after {
            hook();
        }
    }
}

impl fmt::Debug for Contender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contender").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Makes `calls` calls; neither argument nor result can be seen through.
#[inline]
pub fn repeat(calls: u64, call: impl Fn(u64) -> u64) {
    for x in 0..calls {
        black_box(call(black_box(x)));
    }
}

/// The body that every contender wraps: about a nanosecond of arithmetic. It
/// can be moved neither before nor behind what stands around it, or the
/// compiler would time nothing.
#[inline(always)]
#[must_use]
#[expect(clippy::inline_always, reason = "each contender's function must hold the body itself")]
pub fn body(x: u64) -> u64 {
    let x = black_box(x);
    black_box((x ^ (x >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(27))
}
