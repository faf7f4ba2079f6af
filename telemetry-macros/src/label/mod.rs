//! `#[derive(Label)]`: a fieldless enum as the values of a label.

mod expand;
mod input;

pub(crate) use self::expand::expand;
