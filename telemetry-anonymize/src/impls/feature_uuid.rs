//! `uuid`: hashed into another one, of version 8 (custom bytes).

use uuid::{Builder, Uuid};

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    keys::MapKey,
    manifest::{Shape, Types},
    rules::Hash,
    secret::Use,
};

const FORM: &str = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

impl Apply<Hash> for Uuid {
    /// Nil without a key.
    fn apply(&self, rule: &Hash, anonymizer: &Anonymizer) -> Self {
        let digest = anonymizer.digest(Use::Name, rule.domain, self.as_bytes());
        let half = digest.and_then(|digest| digest[..16].try_into().ok());
        half.map_or(Self::nil(), |half| Builder::from_custom_bytes(half).into_uuid())
    }

    fn shape_under(rule: &Hash, _: &mut Types) -> Shape {
        Shape::formatted::<Self>(FORM, *rule)
    }
}

impl Anonymize for Uuid {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.apply(&Hash::default(), anonymizer)
    }

    fn shape(types: &mut Types) -> Shape {
        Self::shape_under(&Hash::default(), types)
    }
}

impl MapKey for Uuid {}
