//! What a panic message may say: its own text if it is part of the program, and
//! one of a few words otherwise.

use std::any::Any;

use serde::{Deserialize, Serialize};
use telemetry_macros::Anonymize;

use crate::crash::image::Image;

/// The longest literal that is kept; a longer one is cut.
const MAX_LITERAL_BYTES: usize = 512;

/// What kind of crash it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Anonymize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Class {
    /// `panic!` with a fixed text.
    Literal,
    /// `unwrap` of an error or of nothing.
    Unwrap,
    /// `expect` of an error or of nothing.
    Expect,
    /// An index out of bounds.
    Index,
    /// A range that does not fit its slice.
    Slice,
    /// A range that does not fit its text.
    TextSlice,
    /// `assert!`, `assert_eq!`, `assert_ne!`.
    Assert,
    /// Overflow, or a division by zero.
    Arithmetic,
    /// A `RefCell` borrowed twice.
    Borrow,
    /// `unreachable!`.
    Unreachable,
    /// `unimplemented!` or `todo!`.
    Unimplemented,
    /// No memory, or a size that no memory has.
    Allocation,
    /// `panic!` with a text that was put together at run time.
    Formatted,
    /// A panic with a value that is no text.
    Payload,
    /// A signal that ended the process.
    Signal,
}

/// How the standard library's own messages begin.
const BEGINNINGS: &[(&str, Class)] = &[
    ("called `Option::unwrap()`", Class::Unwrap),
    ("called `Result::unwrap", Class::Unwrap),
    ("index out of bounds", Class::Index),
    ("range start index", Class::Slice),
    ("range end index", Class::Slice),
    ("slice index starts", Class::Slice),
    ("attempted to index slice", Class::Slice),
    ("copy_from_slice: ", Class::Slice),
    ("source slice length", Class::Slice),
    ("mid > len", Class::Slice),
    ("byte index", Class::TextSlice),
    ("start byte index", Class::TextSlice),
    ("end byte index", Class::TextSlice),
    ("begin <= end", Class::TextSlice),
    ("begin > end", Class::TextSlice),
    ("failed to slice string", Class::TextSlice),
    ("assertion failed", Class::Assert),
    ("assertion `", Class::Assert),
    ("attempt to ", Class::Arithmetic),
    ("already borrowed", Class::Borrow),
    ("already mutably borrowed", Class::Borrow),
    ("RefCell already", Class::Borrow),
    ("internal error: entered unreachable code", Class::Unreachable),
    ("not implemented", Class::Unimplemented),
    ("not yet implemented", Class::Unimplemented),
    ("capacity overflow", Class::Allocation),
    ("memory allocation of", Class::Allocation),
    ("Hash table capacity overflow", Class::Allocation),
];

/// The class of a panic and, if the text is the program's own, the text.
pub(super) fn classify(payload: &(dyn Any + Send), image: &Image) -> (Class, Option<String>) {
    if let Some(text) = payload.downcast_ref::<&'static str>() {
        let class = by_beginning(text).unwrap_or(Class::Literal);
        return (class, literal(text, image));
    }
    let class = match payload.downcast_ref::<String>() {
        Some(text) => by_beginning(text).unwrap_or(Class::Formatted),
        None => Class::Payload,
    };
    (class, None)
}

/// `text` if it is part of the executable. A `&'static str` need not be: memory
/// that was leaked is static too, and can hold anything.
fn literal(text: &'static str, image: &Image) -> Option<String> {
    let end = text.floor_char_boundary(MAX_LITERAL_BYTES);
    image.holds(text.as_ptr().addr()).then(|| text[..end].to_owned())
}

fn by_beginning(text: &str) -> Option<Class> {
    BEGINNINGS.iter().find(|(beginning, _)| text.starts_with(beginning)).map(|&(_, class)| class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_kept() {
        let payload: Box<dyn Any + Send> = Box::new("the log is empty");
        let found = classify(&*payload, &Image::of_this_process());
        assert_eq!(found, (Class::Literal, Some("the log is empty".to_owned())));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn leaked_text_is_no_literal() {
        let leaked: &'static str = String::from("user alice").leak();
        let payload: Box<dyn Any + Send> = Box::new(leaked);
        assert_eq!(classify(&*payload, &Image::of_this_process()), (Class::Literal, None));
    }

    #[test]
    fn text_made_at_run_time_is_never_kept() {
        let payload: Box<dyn Any + Send> = Box::new(String::from("no such user: alice"));
        assert_eq!(classify(&*payload, &Image::of_this_process()), (Class::Formatted, None));
    }

    #[test]
    fn a_value_that_is_no_text_is_a_payload() {
        let payload: Box<dyn Any + Send> = Box::new(7_u32);
        assert_eq!(classify(&*payload, &Image::of_this_process()), (Class::Payload, None));
    }

    /// What this toolchain's standard library says, not what we remember of it.
    #[test]
    fn the_standard_library_s_panics_have_their_class() {
        let _alone = crate::crash::alone();
        let text = std::hint::black_box("héllo");
        let list = std::hint::black_box([1_u8, 2]);
        let cell = std::cell::RefCell::new(0);
        let five = std::hint::black_box(5_usize);
        let one = std::hint::black_box(1_u8);
        let none = std::hint::black_box(None::<u8>);
        let error = std::hint::black_box(Err::<u8, &str>("no"));
        let cases: Vec<(Class, Box<dyn FnOnce()>)> = vec![
            (Class::Unwrap, Box::new(move || _ = none.unwrap())),
            (Class::Unwrap, Box::new(move || _ = error.unwrap())),
            (Class::Index, Box::new(move || _ = list[five])),
            (Class::Slice, Box::new(move || _ = list[five..].len())),
            (Class::Slice, Box::new(move || _ = list[..five].len())),
            (Class::Slice, Box::new(move || _ = list[five..five - 4].len())),
            (Class::TextSlice, Box::new(move || _ = text[..five - 3].len())),
            (Class::TextSlice, Box::new(move || _ = text[..five + 9].len())),
            (Class::TextSlice, Box::new(move || _ = text[five..five - 2].len())),
            (Class::Assert, Box::new(move || assert_eq!(five, 6))),
            (Class::Assert, Box::new(move || assert!(five > 6))),
            (Class::Arithmetic, Box::new(move || _ = one / (one - 1))),
            (Class::Arithmetic, Box::new(move || _ = std::hint::black_box(one - 2))),
            (Class::Borrow, Box::new(move || _ = (cell.borrow_mut(), cell.borrow_mut()))),
            (Class::Unreachable, Box::new(move || unreachable!("{five}"))),
            (Class::Unimplemented, Box::new(move || unimplemented!("{five}"))),
            (Class::Unimplemented, Box::new(move || todo!("{five}"))),
            (Class::Allocation, Box::new(move || _ = Vec::<u64>::with_capacity(usize::MAX - five))),
        ];
        let image = Image::of_this_process();
        for (number, (expected, case)) in cases.into_iter().enumerate() {
            let payload = std::panic::catch_unwind(std::panic::AssertUnwindSafe(case))
                .expect_err("each case panics");
            let (class, _) = classify(&*payload, &image);
            let said = payload.downcast_ref::<String>().cloned().unwrap_or_default();
            assert_eq!(class, expected, "case {number}: {said}");
        }
    }
}
