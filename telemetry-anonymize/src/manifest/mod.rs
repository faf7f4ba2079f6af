//! What can leave, as data: every path with its type, policy, reason, level and
//! doc comment.

mod policy;
mod shape;

pub use self::{
    policy::Policy,
    shape::{Field, Json, Leaf, Shape, Tagging, Types, Variant},
};
