//! Files on their way in: where to look, what is there, what can be read.

pub(crate) mod fault;
pub(crate) mod roots;
pub(crate) mod source;
pub(crate) mod walk;
