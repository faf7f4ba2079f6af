//! `smallvec`: as `Vec`.

use smallvec::{Array, SmallVec};

use super::collections::lists;
use crate::probe::{FreeText, ManyText};

lists! {
    [T, const N: usize] SmallVec<[T; N]> where [[T; N]: Array<Item = T>];
}

impl<T: ManyText, const N: usize> FreeText for SmallVec<[T; N]> where [T; N]: Array<Item = T> {}
