//! `bytes`: data, hashed.

use bytes::{Bytes, BytesMut};

use super::bytes::hashed;
use crate::{
    anonymize::Anonymize,
    anonymizer::Anonymizer,
    manifest::{Json, Shape, Types},
    probe::FreeText,
    rules::Hash,
};

macro_rules! buffers {
    ($($buffer:ident)*) => {$(
        impl Anonymize for $buffer {
            fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
                $buffer::from_iter(hashed(self, anonymizer))
            }

            fn shape(_: &mut Types) -> Shape {
                Shape::List(Box::new(Shape::leaf::<u8>(Json::Unsigned, Hash::default())))
            }
        }
    )*};
}

buffers!(Bytes BytesMut);

impl FreeText for Bytes {}

impl FreeText for BytesMut {}
