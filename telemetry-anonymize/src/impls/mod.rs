//! The policies of std's types, and behind features of other crates' types.

mod bytes;
mod choices;
mod collections;
mod forward;
#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
mod moments;
mod numbers;
mod text;
mod time;
mod tuples;
mod wrappers;

#[cfg(feature = "bytes")]
mod feature_bytes;
#[cfg(feature = "chrono")]
mod feature_chrono;
#[cfg(feature = "ecow")]
mod feature_ecow;
#[cfg(feature = "hashbrown")]
mod feature_hashbrown;
#[cfg(feature = "http")]
mod feature_http;
#[cfg(feature = "indexmap")]
mod feature_indexmap;
#[cfg(feature = "jiff")]
mod feature_jiff;
#[cfg(feature = "serde_json")]
mod feature_json;
#[cfg(feature = "ordered-float")]
mod feature_ordered_float;
#[cfg(feature = "parking_lot")]
mod feature_parking_lot;
#[cfg(feature = "semver")]
mod feature_semver;
#[cfg(feature = "smallvec")]
mod feature_smallvec;
#[cfg(feature = "time")]
mod feature_time;
#[cfg(feature = "url")]
mod feature_url;
#[cfg(feature = "uuid")]
mod feature_uuid;
