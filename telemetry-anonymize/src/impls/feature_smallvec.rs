//! `smallvec`: as `Vec`.

use smallvec::{Array, SmallVec};

use super::collections::lists;

lists! {
    [T, const N: usize] SmallVec<[T; N]> where [[T; N]: Array<Item = T>];
}
