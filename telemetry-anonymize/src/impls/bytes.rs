//! Bytes: one is a small number, many are data and hashed. Characters: hashed, however
//! many.

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    manifest::{Json, Shape, Types},
    rules::{Hash, Round},
    secret::Use,
};

/// As many bytes as came, from the keyed hash of all; zeros without a key.
pub(super) fn hashed(bytes: &[u8], anonymizer: &Anonymizer) -> Vec<u8> {
    let mut hashed = Vec::with_capacity(bytes.len());
    for block in 0_u64.. {
        let missing = bytes.len() - hashed.len();
        if missing == 0 {
            break;
        }
        let domain = block.to_string();
        let digest = anonymizer.digest(Use::Bytes, &domain, bytes).unwrap_or_default();
        hashed.extend_from_slice(&digest[..missing.min(digest.len())]);
    }
    hashed
}

macro_rules! bytes {
    ($($byte:ident $json:ident $of:expr, $to:expr;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl Anonymize for $byte {
            fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
                self.apply(&Round::DEFAULT, anonymizer)
            }

            fn shape(types: &mut Types) -> Shape {
                Self::shape_under(&Round::DEFAULT, types)
            }

            const IS_DATA: bool = true;

            fn anonymize_all<'a>(
                items: impl ExactSizeIterator<Item = &'a Self>,
                anonymizer: &Anonymizer,
            ) -> Vec<Self> {
                let (of, to): (fn($byte) -> u8, fn(u8) -> $byte) = ($of, $to);
                let bytes: Vec<u8> = items.map(|item| of(*item)).collect();
                hashed(&bytes, anonymizer).into_iter().map(to).collect()
            }

            fn shape_of_all(_: &mut Types) -> Shape {
                Shape::leaf::<Self>(Json::$json, Hash::default())
            }
        }
    )*};
}

bytes! {
    u8 Unsigned |byte| byte, |byte| byte;
    i8 Integer i8::cast_unsigned, u8::cast_signed;
}

/// A hex digit of the keyed hash; `0` without a key.
fn digit(byte: u8) -> char {
    char::from_digit(u32::from(byte & 0xf), 16).expect("four bits are a hex digit")
}

#[diagnostic::do_not_recommend]
impl Anonymize for char {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        let hashed = hashed(self.encode_utf8(&mut [0; 4]).as_bytes(), anonymizer);
        digit(hashed[0])
    }

    fn shape(_: &mut Types) -> Shape {
        Shape::leaf::<Self>(Json::Any, Hash::default())
    }

    const IS_DATA: bool = true;

    /// As many as came, from the hash of all: one by one they would be a cipher that
    /// letter frequencies break.
    fn anonymize_all<'a>(
        items: impl ExactSizeIterator<Item = &'a Self>,
        anonymizer: &Anonymizer,
    ) -> Vec<Self> {
        let count = items.len();
        let text: String = items.collect();
        hashed(text.as_bytes(), anonymizer).into_iter().take(count).map(digit).collect()
    }
}
