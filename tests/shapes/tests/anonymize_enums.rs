//! Enums of every form.
#![deny(warnings)]

use std::collections::HashMap;

use telemetry_anonymize::Anonymize;

#[derive(Anonymize)]
enum Empty {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Anonymize)]
#[repr(u8)]
enum Words {
    One = 1,
    Two = 2,
    r#Self_ = 9,
}

#[derive(Debug, PartialEq, Anonymize)]
#[non_exhaustive]
pub enum Mixed {
    Unit,
    Tuple(String, u64),
    Struct {
        name: String,
        r#type: u64,
    },
    Empty(),
    Braces {},
    #[deprecated]
    Old(String),
    #[cfg(any())]
    Gone(ThisTypeDoesNotExist),
    #[anonymize(skip)]
    Dropped(String, Vec<u64>),
    #[anonymize(keep, reason = "version numbers")]
    Kept {
        major: u64,
        minor: u64,
    },
    Nested(Box<Mixed>),
    #[anonymize(level = 2)]
    Detailed(u64),
}

#[derive(Anonymize)]
#[anonymize(keep, reason = "numbers of releases")]
enum Release {
    Number(u64, u64),
    Named(#[anonymize(hash)] String),
}

fn main() {
    let _: fn(&Empty) -> Empty = Empty::anonymize;
    assert_eq!(Words::Two.anonymize(), Words::Two);
    assert_eq!(Words::r#Self_.anonymize(), Words::r#Self_);
    assert_eq!(Words::One.anonymize() as u8, 1);
    let by_word = HashMap::from([(Words::One, 1999_u64), (Words::Two, 2999)]).anonymize();
    assert_eq!(by_word[&Words::Two], 2000);
    assert_eq!(Mixed::Unit.anonymize(), Mixed::Unit);
    assert_eq!(Mixed::Empty().anonymize(), Mixed::Empty());
    assert_eq!(Mixed::Braces {}.anonymize(), Mixed::Braces {});
    assert!(
        matches!(Mixed::Tuple("a".into(), 1999).anonymize(), Mixed::Tuple(a, 1000) if a != "a")
    );
    let named = Mixed::Struct { name: "a".into(), r#type: 1999 }.anonymize();
    assert!(matches!(named, Mixed::Struct { name, r#type: 1000 } if name != "a"));
    #[allow(deprecated)]
    let old = Mixed::Old("a".into()).anonymize();
    #[allow(deprecated)]
    let hashed = matches!(old, Mixed::Old(a) if a != "a");
    assert!(hashed);
    assert_eq!(
        Mixed::Dropped("a".into(), vec![1]).anonymize(),
        Mixed::Dropped(String::new(), vec![])
    );
    let kept = Mixed::Kept { major: 1234, minor: 5678 };
    assert_eq!(kept.anonymize(), kept);
    assert_eq!(
        Mixed::Nested(Box::new(Mixed::Tuple(String::new(), 1))).anonymize().anonymize_twice(),
        1
    );
    assert_eq!(Mixed::Detailed(1234).anonymize(), Mixed::Detailed(1000));
    assert!(matches!(Release::Number(1234, 5678).anonymize(), Release::Number(1234, 5678)));
    assert!(matches!(Release::Named("a".into()).anonymize(), Release::Named(a) if a != "a"));
}

impl Mixed {
    fn anonymize_twice(&self) -> u64 {
        match self.anonymize() {
            Self::Nested(inner) => inner.anonymize_twice(),
            Self::Tuple(_, number) => number,
            _ => 0,
        }
    }
}
