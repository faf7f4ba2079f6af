//! `ecow`: text and lists as std's.

use ecow::{EcoString, EcoVec};

use super::{collections::lists, text::text};
use crate::probe::{FreeText, ManyText};

text! {
    [] EcoString;
}

lists! {
    [T] EcoVec<T> where [T: Clone];
}

impl FreeText for EcoString {}

impl<T: ManyText> FreeText for EcoVec<T> {}
