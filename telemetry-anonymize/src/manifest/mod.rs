//! What can leave, as data: every path with its type, policy, reason, level and
//! doc comment. The derive writes it; a page, a lock file and a JSON Schema come
//! from it.

mod entry;
mod lock;
mod page;
mod policy;
#[cfg(feature = "serde_json")]
mod schema;
#[cfg(feature = "serde_json")]
mod schema_parts;
mod shape;

pub use self::{
    entry::{Entry, Manifest},
    lock::{ACCEPT, LockError},
    policy::Policy,
    shape::{Field, Json, Leaf, Shape, Tagging, Types, Variant},
};
