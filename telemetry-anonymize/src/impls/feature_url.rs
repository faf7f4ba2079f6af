//! `url`: the scheme stays, the rest is hashed.

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    keys::MapKey,
    manifest::{Json, Shape, Types},
    probe::FreeText,
    rules,
};

impl Apply<rules::Url> for url::Url {
    fn apply(&self, rule: &rules::Url, anonymizer: &Anonymizer) -> Self {
        let anonymized = crate::url::anonymize(self.as_str(), *rule, anonymizer);
        let parsed = anonymized.parse().or_else(|_| format!("other://{anonymized}").parse());
        parsed.expect("a public scheme and hex digits are a URL")
    }

    fn shape_under(rule: &rules::Url, _: &mut Types) -> Shape {
        Shape::leaf::<Self>(Json::String, *rule)
    }
}

impl Anonymize for url::Url {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.apply(&rules::Url::default(), anonymizer)
    }

    fn shape(types: &mut Types) -> Shape {
        Self::shape_under(&rules::Url::default(), types)
    }
}

impl MapKey for url::Url {}

impl FreeText for url::Url {}
