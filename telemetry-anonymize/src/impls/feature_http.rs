//! `http`: what the standard names stays, the rest is hashed.
//!
//! Header names and values have no policy: clients make them up. None of these types
//! serializes itself; the manifest takes them to be written as `http_serde` does.

use http::{Method, StatusCode, Uri, Version};

use super::choices::closed;
use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    manifest::{Json, Shape, Types},
    probe::FreeText,
    rules::{Hash, Url},
    url,
};

impl Anonymize for Method {
    /// Standard methods stay; what a client makes up is hashed.
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        const STANDARD: [Method; 9] = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::DELETE,
            Method::HEAD,
            Method::OPTIONS,
            Method::CONNECT,
            Method::PATCH,
            Method::TRACE,
        ];
        if STANDARD.contains(self) {
            return self.clone();
        }
        let tag = anonymizer.tag("", self.as_str().as_bytes());
        Self::from_bytes(tag.as_str().as_bytes()).expect("letters and digits are a method")
    }

    fn shape(_: &mut Types) -> Shape {
        // A standard method is no tag.
        Shape::formatted::<Self>("^([A-Z]+|[0-9a-f]{16}|redacted)$", Hash::default())
    }
}

closed! {
    [] StatusCode, Json::Unsigned;
    [] Version, Json::Formatted("^HTTP/[0-9](\\.[0-9])?$");
}

impl Apply<Url> for Uri {
    fn apply(&self, rule: &Url, anonymizer: &Anonymizer) -> Self {
        url::anonymize(&self.to_string(), *rule, anonymizer).parse().unwrap_or_default()
    }

    fn shape_under(rule: &Url, _: &mut Types) -> Shape {
        Shape::leaf::<Self>(Json::String, *rule)
    }
}

impl FreeText for Uri {}

impl Anonymize for Uri {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.apply(&Url::default(), anonymizer)
    }

    fn shape(types: &mut Types) -> Shape {
        Self::shape_under(&Url::default(), types)
    }
}
