//! `ecow`: text and lists as std's.

use ecow::{EcoString, EcoVec};

use super::{collections::lists, text::text};

text! {
    [] EcoString;
}

lists! {
    [T] EcoVec<T> where [T: Clone];
}
