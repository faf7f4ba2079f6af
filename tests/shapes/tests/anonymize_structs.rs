//! Structs of every form.
#![deny(warnings)]
#![allow(clippy::non_minimal_cfg, clippy::manual_non_exhaustive, clippy::repr_packed_without_abi)]

use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
struct Unit;

#[derive(Anonymize)]
struct Braces {}

#[derive(Anonymize)]
struct Parens();

#[derive(Anonymize)]
struct Newtype(String);

#[derive(Anonymize)]
struct Pair(u64, #[anonymize(skip)] String);

#[derive(Anonymize)]
struct Raw {
    r#type: String,
    r#match: u64,
    r#fn: Option<bool>,
}

#[derive(Anonymize)]
#[non_exhaustive]
pub struct Public {
    pub name: String,
    _reserved: (),
}

#[derive(Clone, Copy, Anonymize)]
#[repr(packed)]
struct Packed {
    small: u8,
    big: u64,
    #[anonymize(keep, reason = "a protocol version")]
    version: u16,
    #[anonymize(with = halved)]
    half: u32,
}

fn halved(value: &u32) -> u32 {
    value / 2
}

#[derive(Anonymize)]
#[repr(C, packed(2))]
struct PackedTwo {
    big: u64,
}

#[derive(Anonymize)]
struct Renamed {
    #[deprecated(note = "use `name`")]
    old_name: String,
    name: String,
}

#[derive(Anonymize)]
struct Conditional {
    #[cfg(all())]
    here: String,
    #[cfg(any())]
    gone: ThisTypeDoesNotExist,
}

#[derive(Anonymize)]
struct Forty {
    f00: u64,
    f01: u64,
    f02: u64,
    f03: u64,
    f04: u64,
    f05: u64,
    f06: u64,
    f07: u64,
    f08: u64,
    f09: u64,
    f10: u32,
    f11: u32,
    f12: u32,
    f13: u32,
    f14: u32,
    f15: u32,
    f16: u32,
    f17: u32,
    f18: u32,
    f19: u32,
    f20: String,
    f21: String,
    f22: String,
    f23: String,
    f24: String,
    f25: String,
    f26: String,
    f27: String,
    f28: String,
    f29: String,
    f30: Option<u8>,
    f31: Option<u8>,
    f32: Option<u8>,
    f33: Option<u8>,
    f34: Option<u8>,
    f35: Vec<i8>,
    f36: Vec<i8>,
    f37: Vec<i8>,
    f38: bool,
    f39: bool,
}

macro_rules! made {
    ($name:ident { $($field:ident: $ty:ty),* }) => {
        #[derive(Anonymize)]
        struct $name { $($field: $ty),* }
    };
}

made!(Made { name: String, count: Option<u64> });

fn main() {
    #[derive(Anonymize)]
    struct Local<'a> {
        name: std::borrow::Cow<'a, str>,
        #[anonymize(skip)]
        word: &'static str,
    }

    let local = Local { name: "users".into(), word: "users" }.anonymize();
    assert!(local.name != "users" && local.word.is_empty());
    let packed = Packed { small: 7, big: 123_456_789, version: 4711, half: 8 }.anonymize();
    let (small, big, version, half) = (packed.small, packed.big, packed.version, packed.half);
    assert_eq!((small, big, version, half), (7, 123_456_000, 4711, 4));
    let two = PackedTwo { big: 1234 }.anonymize();
    assert_eq!({ two.big }, 1000);
    let raw = Raw { r#type: "a".into(), r#match: 1999, r#fn: Some(true) }.anonymize();
    assert!(raw.r#type != "a" && raw.r#match == 1000 && raw.r#fn == Some(true));
    #[allow(deprecated)]
    let renamed = Renamed { old_name: "a".into(), name: "a".into() }.anonymize();
    #[allow(deprecated)]
    let old_name = renamed.old_name;
    assert!(old_name == renamed.name && old_name != "a");
    assert_ne!(Conditional { here: "a".into() }.anonymize().here, "a");
    assert_eq!(Made { name: "a".into(), count: Some(1234) }.anonymize().count, Some(1000));
    assert_ne!(Made { name: "a".into(), count: None }.anonymize().name, "a");
    let public = Public { name: "a".into(), _reserved: () }.anonymize();
    assert_ne!(public.name, "a");
    let pair = Pair(1234, "a".into()).anonymize();
    assert!(pair.0 == 1000 && pair.1.is_empty());
    assert_ne!(Newtype("a".into()).anonymize().0, "a");
    let (Unit, Braces {}, Parens()) =
        (Unit.anonymize(), Braces {}.anonymize(), Parens().anonymize());
    let _: fn(&Forty) -> Forty = Forty::anonymize;
    let _ = |f: Forty| {
        (
            (f.f00, f.f01, f.f02, f.f03, f.f04, f.f05, f.f06, f.f07, f.f08, f.f09),
            (f.f10, f.f11, f.f12, f.f13, f.f14, f.f15, f.f16, f.f17, f.f18, f.f19),
            (f.f20, f.f21, f.f22, f.f23, f.f24, f.f25, f.f26, f.f27, f.f28, f.f29),
            (f.f30, f.f31, f.f32, f.f33, f.f34, f.f35, f.f36, f.f37, f.f38, f.f39),
        )
    };
}
