//! The macros of `telemetry-core` and `telemetry-anonymize`.

mod anonymize;
mod errors;
mod instrumented;
mod label;
mod names;
mod paths;
mod recording;

use proc_macro::TokenStream;

use crate::paths::Home;

#[doc = include_str!("anonymize/derive.md")]
#[proc_macro_derive(AnonymizeInCore, attributes(anonymize))]
pub fn derive_anonymize_in_core(item: TokenStream) -> TokenStream {
    anonymize::derive(item.into(), Home::Core).into()
}

#[doc = include_str!("anonymize/derive.md")]
#[proc_macro_derive(Anonymize, attributes(anonymize))]
pub fn derive_anonymize(item: TokenStream) -> TokenStream {
    anonymize::derive(item.into(), Home::Anonymize).into()
}

/// Measures every call of a function: how many, how they ended, how long they took.
///
/// ```text
/// #[instrumented]
/// fn search(&self, query: &Query) -> Result<Hits, DbError> { … }
///
/// #[instrumented(name = "wal.append", sample = auto, labels(op = "append"), record(bytes = buf.len()))]
/// async fn append(&self, buf: &[u8]) -> io::Result<()> { … }
///
/// #[instrumented]      // every function of the block
/// impl Segment { … }
/// ```
///
/// It stands on a function, an `impl` block, a trait (its default methods) or a module
/// with a body, and changes nothing of what the code means. `const fn` inside a block is
/// left alone, and so is what is there for tests only.
///
/// A call ends as `ok`, `error`, `none`, `panic` or, if it is a future dropped before its
/// end, `cancelled`. What a `Result` says is found by type, also behind an alias, and so
/// is what your own types say through `telemetry_core::Classify`. An `async fn`, and a
/// function that returns `impl Future` or `Pin<Box<dyn Future>>`, is measured from the
/// future's first poll to its end, with the time inside `poll` apart; so is a boxed future
/// behind a name of yours, if it has `Fut` in it and neither `Self` nor a type parameter
/// stands there. That adds at most 64 bytes to the future. Moved arguments are stored
/// twice only in an `async fn` that has to stay one (for `#[must_use]`, for attributes
/// that are not the compiler's, in a public trait, for a name such as `next`) and whose
/// ways out cannot all be seen, for instance because a macro may hide one.
///
/// # Arguments
///
/// | argument | meaning |
/// |---|---|
/// | `name = "wal.append"` | instead of `crate::module::Type::method`, which is found without help |
/// | `labels(op = "append", kind = expr)` | fixed ones, and values of a type with `#[derive(Label)]` |
/// | `record(bytes = buf.len())` | a histogram of values; an expression with `ret`, a reference to the returned value, is evaluated at the end |
/// | `sample = 32`, `auto`, `never` | time one call in 32, as many as fit the overhead budget, or none; all are counted |
/// | `level = 2` | from which details level on the report has it |
/// | `err = Err(Error::Io(_))`, `err = is_fatal` | the returned values that count as errors: a pattern, perhaps with `if`, or a function from a reference to `bool` |
/// | `outcome = option` | count `None` apart |
/// | `outcome = plain` | whatever returns is a success |
/// | `span`, `span = "debug"` | open a `tracing` span too (feature `tracing`) |
/// | `skip` | inside a block: leave this one alone |
/// | `crate = path` | where `telemetry_core` is, if it is re-exported |
///
/// On a block: `labels`, `sample`, `level`, `outcome`, `span`, `crate`; a function's own come first.
///
/// # Limits
///
/// With `#[track_caller]` a closure around the body would lose the caller, so `return`
/// and `?` are watched one by one; a `return` that a macro hides counts as a success.
///
/// A function that only passes on a boxed `'static` future of a type parameter, such as
/// `BoxFuture<T, E>`, is timed as a call: unless `T: 'static`, which an `impl` block may
/// not say, no box can be put around it.
#[proc_macro_attribute]
pub fn instrumented(args: TokenStream, item: TokenStream) -> TokenStream {
    instrumented::expand(args.into(), &item.into()).into()
}

/// Measures a block: `let _guard = scope!("index.merge");`, until the guard is dropped.
///
/// `labels`, `sample`, `level` and `crate` may follow the name, as in `#[instrumented]`.
/// The guard stays on its thread; a block that awaits belongs into an instrumented
/// `async fn`, or behind `.instrumented(…)`.
#[proc_macro]
pub fn scope(call: TokenStream) -> TokenStream {
    recording::scope(call.into()).into()
}

/// A callsite of calls, as a reference to its static: for what is measured through
/// `.instrumented(callsite!("ingest.batch"))`, or by hand.
///
/// `labels`, `sample`, `level` and `crate` may follow the name.
#[proc_macro]
pub fn callsite(call: TokenStream) -> TokenStream {
    recording::callsite(call.into()).into()
}

/// Adds to a counter: `count!("cache.hits")`, `count!("rows", rows.len(), labels(op = "read"))`.
#[proc_macro]
pub fn count(call: TokenStream) -> TokenStream {
    recording::count(call.into()).into()
}

/// Records a value in a histogram: `observe!("batch.bytes", batch.len(), unit = "bytes")`.
#[proc_macro]
pub fn observe(call: TokenStream) -> TokenStream {
    recording::observe(call.into()).into()
}

/// Sets a gauge, or changes it: `gauge!("queue.depth", queue.len())`,
/// `gauge!("connections", += 1)`, `gauge!("connections", -= 1)`.
#[proc_macro]
pub fn gauge(call: TokenStream) -> TokenStream {
    recording::gauge(call.into()).into()
}

/// Makes a fieldless enum the values of a label; see `telemetry_core::Label`.
///
/// A variant's value is its name in `snake_case`, or what `#[label = "…"]` says.
/// `#[label(crate = path)]` on the enum says where `telemetry_core` is.
#[proc_macro_derive(Label, attributes(label))]
pub fn derive_label(input: TokenStream) -> TokenStream {
    label::expand(input.into()).into()
}
