//! The policies of std's types, and behind features of other crates' types.

mod collections;
mod forward;
mod numbers;
mod text;
mod time;
mod tuples;
mod wrappers;
