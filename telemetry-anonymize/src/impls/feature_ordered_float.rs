//! `ordered-float`: as the floats inside.

use ordered_float::{FloatCore, NotNan, OrderedFloat};

use super::forward::forward;

forward! {
    [T] OrderedFloat<T>, |this, each| OrderedFloat(each(&this.0)), |inner| inner;
    [T] NotNan<T> where [T: FloatCore],
        |this, each| NotNan::new(each(&this.into_inner())).expect("rounding makes no NaN"),
        |inner| inner;
}
