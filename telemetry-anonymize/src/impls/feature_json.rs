//! `serde_json`: text and keys are hashed, numbers rounded, the form stays.

use serde_json::{Map, Number, Value};

use crate::{
    anonymize::{Anonymize, Apply},
    anonymizer::Anonymizer,
    manifest::{Json, Policy, Shape, Tagging, Types, Variant},
    probe::FreeText,
    rules::{Class, Round},
};

impl<R> Apply<R> for Number
where
    u64: Apply<R>,
    i64: Apply<R>,
    f64: Apply<R>,
{
    fn apply(&self, rule: &R, anonymizer: &Anonymizer) -> Self {
        if let Some(unsigned) = self.as_u64() {
            return unsigned.apply(rule, anonymizer).into();
        }
        if let Some(signed) = self.as_i64() {
            return signed.apply(rule, anonymizer).into();
        }
        // Only numbers beyond 64 bits and a double (`arbitrary_precision`) are none
        // of the three; they say more than a report should.
        let float = self.as_f64().map(|float| float.apply(rule, anonymizer));
        float.and_then(Self::from_f64).unwrap_or_else(|| 0.into())
    }

    fn shape_under(rule: &R, types: &mut Types) -> Shape {
        f64::shape_under(rule, types)
    }
}

impl Anonymize for Number {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        self.apply(&Round::DEFAULT, anonymizer)
    }

    fn shape(types: &mut Types) -> Shape {
        Self::shape_under(&Round::DEFAULT, types)
    }
}

/// `value` with every number as `number` says.
fn value(value: &Value, anonymizer: &Anonymizer, number: &impl Fn(&Number) -> Number) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(truth) => Value::Bool(*truth),
        Value::Number(n) => Value::Number(number(n)),
        Value::String(text) => Value::String(text.anonymize_with(anonymizer)),
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| self::value(item, anonymizer, number)).collect())
        }
        Value::Object(map) => Value::Object(object(map, anonymizer, number)),
    }
}

fn object(
    map: &Map<String, Value>,
    anonymizer: &Anonymizer,
    number: &impl Fn(&Number) -> Number,
) -> Map<String, Value> {
    let entry = |(key, item): (&String, &Value)| {
        (key.anonymize_with(anonymizer), value(item, anonymizer, number))
    };
    map.iter().map(entry).collect()
}

/// Any document, its numbers under `rule` and its text hashed.
fn document<R: Copy>(rule: &R, types: &mut Types) -> Shape
where
    Policy: From<R>,
    f64: Apply<R>,
{
    types.named_under::<Value>(&Policy::from(*rule), |types| {
        let forms = [
            ("null", Shape::leaf::<()>(Json::Null, Policy::Closed)),
            ("bool", bool::shape(types)),
            ("number", f64::shape_under(rule, types)),
            ("text", String::shape(types)),
            ("list", Shape::List(Box::new(document(rule, types)))),
            ("object", Shape::Map(Box::new(String::shape(types)), Box::new(document(rule, types)))),
        ];
        let variants = forms.map(|(name, form)| Variant::new(name, Some(form)));
        Shape::Choice(variants.into(), Tagging::Untagged)
    })
}

impl Anonymize for Value {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        value(self, anonymizer, &|number| number.anonymize_with(anonymizer))
    }

    fn shape(types: &mut Types) -> Shape {
        document(&Round::DEFAULT, types)
    }
}

impl Anonymize for Map<String, Value> {
    fn anonymize_with(&self, anonymizer: &Anonymizer) -> Self {
        object(self, anonymizer, &|number| number.anonymize_with(anonymizer))
    }

    fn shape(types: &mut Types) -> Shape {
        let key = Box::new(String::shape(types));
        Shape::Map(key, Box::new(Value::shape(types)))
    }
}

macro_rules! numbers_under {
    ($($rule:ident)*) => {$(
        impl Apply<$rule> for Value {
            /// Text is hashed as ever; the rule is for the numbers.
            fn apply(&self, rule: &$rule, anonymizer: &Anonymizer) -> Self {
                value(self, anonymizer, &|number| number.apply(rule, anonymizer))
            }

            fn shape_under(rule: &$rule, types: &mut Types) -> Shape {
                document(rule, types)
            }
        }
    )*};
}

numbers_under!(Round Class);

impl FreeText for Value {}

impl FreeText for Map<String, Value> {}
