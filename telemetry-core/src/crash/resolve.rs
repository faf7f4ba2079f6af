//! From offsets to names: symbols, crate-relative files and lines.

use std::{cell::OnceCell, fmt};

use crate::crash::{class::Class, image::Image, place, record::Record, symbols::Symbols};

/// The longest symbol that is kept.
const MAX_SYMBOL_BYTES: usize = 300;

/// Frames that one document names, inlined ones included.
const MAX_FRAMES: usize = 128;

/// A line of the stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResolvedFrame {
    /// Demangled, without the compiler's hash.
    pub(super) symbol: Option<String>,
    /// Crate-relative.
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    /// Where it is in the executable; stands alone if this is another build.
    pub(super) offset: u64,
}

/// Everything up to these belongs to the panic, not to the program.
const PANIC_ENTRIES: [&str; 3] =
    ["__rust_end_short_backtrace", "rust_begin_unwind", "std::panicking::panic_with_hook"];

/// What the standard library puts between the program and the panic.
const PANIC_HELPERS: [&str; 4] =
    ["core::panicking::", "core::result::", "core::option::", "std::panicking::"];

/// From here on outwards it is the start of a thread or of `main`.
const THREAD_START: &str = "__rust_begin_short_backtrace";

/// Names the frames of one record after the other. Opens the executable's debug
/// information when it is first needed: milliseconds at best, so never in the
/// hook.
pub(super) struct Resolver {
    image: Image,
    symbols: OnceCell<Option<Symbols>>,
}

impl Resolver {
    pub(super) fn new(image: Image) -> Self {
        Self { image, symbols: OnceCell::new() }
    }

    /// The stack of `record`, innermost first, and the class as the helpers on
    /// the stack tell it.
    pub(super) fn resolve(&self, record: &Record) -> (Class, Vec<ResolvedFrame>) {
        let open = || self.symbols.get_or_init(|| Symbols::of(&self.image)).as_ref();
        let is_ours = record.build == self.image.build();
        let Some(symbols) = is_ours.then(open).flatten() else {
            return (record.class, record.frames.iter().map(|&offset| unnamed(offset)).collect());
        };
        let frames = record.frames.iter().flat_map(|&offset| frames_at(offset, symbols));
        let frames: Vec<_> = frames.collect();
        (refine(record.class, &frames), trim(frames))
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver").field("image", &self.image).finish_non_exhaustive()
    }
}

/// `expect` panics with a text of its own; the function that it calls tells.
fn refine(class: Class, frames: &[ResolvedFrame]) -> Class {
    let is_open = matches!(class, Class::Formatted | Class::Literal);
    let failed = ["core::result::unwrap_failed", "core::option::expect_failed"];
    let by_expect =
        frames.iter().filter_map(|frame| frame.symbol.as_deref()).any(|s| failed.contains(&s));
    if is_open && by_expect { Class::Expect } else { class }
}

/// The function at `offset` and those inlined into it. A return address is one
/// past the call.
fn frames_at(offset: u64, symbols: &Symbols) -> Vec<ResolvedFrame> {
    let found = symbols.at(offset.saturating_sub(1)).into_iter().map(|symbol| ResolvedFrame {
        symbol: symbol.name.map(shorten),
        file: symbol.file.as_deref().map(place::crate_relative),
        line: symbol.line,
        offset,
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() { vec![unnamed(offset)] } else { found }
}

fn unnamed(offset: u64) -> ResolvedFrame {
    ResolvedFrame { symbol: None, file: None, line: None, offset }
}

fn shorten(mut symbol: String) -> String {
    symbol.truncate(symbol.floor_char_boundary(MAX_SYMBOL_BYTES));
    symbol
}

/// Cuts the panic's own frames at the top and the thread's start at the bottom.
fn trim(mut frames: Vec<ResolvedFrame>) -> Vec<ResolvedFrame> {
    let named = |frame: &ResolvedFrame, part: &str| {
        frame.symbol.as_ref().is_some_and(|symbol| symbol.contains(part))
    };
    let entry = |frame: &ResolvedFrame| PANIC_ENTRIES.iter().any(|part| named(frame, part));
    if let Some(last) = frames.iter().rposition(entry) {
        frames.drain(..=last);
    }
    let helper = |frame: &ResolvedFrame| PANIC_HELPERS.iter().any(|part| named(frame, part));
    let helpers = frames.iter().take_while(|frame| helper(frame)).count();
    frames.drain(..helpers);
    if let Some(start) = frames.iter().position(|frame| named(frame, THREAD_START)) {
        frames.truncate(start);
    }
    frames.truncate(MAX_FRAMES);
    frames
}
