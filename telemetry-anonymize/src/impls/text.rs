//! Text: hashed by default, or a URL.

use std::{borrow::Cow, rc::Rc, sync::Arc};

/// Text types that can be made of a `String` or a `&str`.
macro_rules! text {
    ($([$($generics:tt)*] $text:ty;)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::anonymize::Apply<$crate::rules::Hash> for $text {
            fn apply(
                &self,
                rule: &$crate::rules::Hash,
                anonymizer: &$crate::anonymizer::Anonymizer,
            ) -> Self {
                let name: &str = self.as_ref();
                anonymizer.tag(rule.domain, name.as_bytes()).as_str().to_owned().into()
            }

            fn shape_under(
                rule: &$crate::rules::Hash,
                _: &mut $crate::manifest::Types,
            ) -> $crate::manifest::Shape {
                $crate::manifest::Shape::leaf::<Self>($crate::manifest::Json::String, *rule)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::anonymize::Apply<$crate::rules::Url> for $text {
            fn apply(
                &self,
                rule: &$crate::rules::Url,
                anonymizer: &$crate::anonymizer::Anonymizer,
            ) -> Self {
                $crate::url::anonymize(self.as_ref(), *rule, anonymizer).into()
            }

            fn shape_under(
                rule: &$crate::rules::Url,
                _: &mut $crate::manifest::Types,
            ) -> $crate::manifest::Shape {
                $crate::manifest::Shape::leaf::<Self>($crate::manifest::Json::String, *rule)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::anonymize::Anonymize for $text {
            fn anonymize_with(&self, anonymizer: &$crate::anonymizer::Anonymizer) -> Self {
                $crate::anonymize::Apply::apply(self, &$crate::rules::Hash::default(), anonymizer)
            }

            const HAS_NAMES: bool = true;

            fn names_ahead<'names>(&'names self, names: &mut $crate::ahead::Names<'names>) {
                names.add(self.as_ref());
            }

            fn shape(types: &mut $crate::manifest::Types) -> $crate::manifest::Shape {
                <Self as $crate::anonymize::Apply<$crate::rules::Hash>>::shape_under(
                    &$crate::rules::Hash::default(),
                    types,
                )
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($generics)*> $crate::keys::MapKey for $text {}
    )*};
}

#[cfg(feature = "ecow")]
pub(super) use text;

text! {
    [] String;
    [] Box<str>;
    [] Rc<str>;
    [] Arc<str>;
    ['a] Cow<'a, str>;
}
