//! The tree of shapes as a flat list: one entry for every path that can leave.

use crate::{
    anonymize::Anonymize,
    manifest::{
        policy::Policy,
        shape::{Field, Json, Leaf, Shape, Tagging, Types, Variant, short_name},
    },
};

/// Everything that a report can hold.
///
/// ```
/// use telemetry_anonymize::{Anonymize, manifest::Manifest};
///
/// #[derive(Anonymize)]
/// struct Report {
///     /// How many there are.
///     vectors: u64,
///     #[anonymize(level = 3)]
///     names: Vec<String>,
/// }
///
/// let entries = Manifest::of::<Report>().entries();
/// assert_eq!((entries[0].path.as_str(), entries[0].doc.as_str()), ("vectors", "How many there are."));
/// assert_eq!((entries[1].path.as_str(), entries[1].level), ("names[]", 3));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    pub(super) root: Shape,
    pub(super) types: Types,
}

/// One path that can leave.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// Where it stands: `collections[].name`, `shards.*`, `range.start`; `<key>`
    /// for the names of a map.
    pub path: String,
    /// Its Rust type, or the words that it is one of.
    pub type_name: String,
    /// What is done to it.
    pub policy: Policy,
    /// The least level of detail that shows it.
    pub level: u8,
    /// Its doc comment.
    pub doc: String,
    /// Whether anybody's words can be in it, as far as its type says: text, and what
    /// tells nothing of its form.
    pub free_text: bool,
}

impl Manifest {
    /// What a `T` can hold.
    pub fn of<T: Anonymize>() -> Self {
        let mut types = Types::default();
        let root = T::shape(&mut types);
        Self { root, types }
    }

    /// Adds a field `name` that holds a `T`, at the end of the object that stands
    /// at `path` (no names: the root). For parts that are known only when the
    /// host application registers them.
    ///
    /// # Panics
    ///
    /// If nothing, or no object, stands at `path`.
    #[must_use]
    pub fn with_field<T: Anonymize>(self, path: &[&str], name: &str, doc: &str) -> Self {
        self.with_field_at::<T>(0, path, name, doc)
    }

    /// As [`Manifest::with_field`], shown from details `level` on. A field that is
    /// there keeps its level and its doc comment; what it holds is a `T`.
    ///
    /// # Panics
    ///
    /// As [`Manifest::with_field`].
    #[must_use]
    pub fn with_field_at<T: Anonymize>(
        mut self,
        level: u8,
        path: &[&str],
        name: &str,
        doc: &str,
    ) -> Self {
        let shape = T::shape(&mut self.types);
        let fields = self.inline(path);
        if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
            field.shape = shape;
            return self;
        }
        fields.push(Field {
            name: name.to_owned(),
            shape,
            level,
            doc: doc.to_owned(),
            required: false,
            flatten: false,
        });
        self
    }

    /// The fields of the object at `path`, made part of the root's own tree.
    fn inline(&mut self, path: &[&str]) -> &mut Vec<Field> {
        let types = self.types.clone();
        let mut shape = &mut self.root;
        for name in path {
            let fields = own_fields(shape, &types).expect("an object stands at the path");
            let field = fields.iter_mut().find(|field| field.name == *name);
            shape = &mut field.expect("the path exists").shape;
        }
        own_fields(shape, &types).expect("an object stands at the path")
    }

    /// The privacy budget that a report spends if each path occurs once: the sum
    /// of all epsilons. Two reports with the same values spend it once, since the
    /// noise of a value is drawn once a start.
    pub fn epsilon(&self) -> f64 {
        self.entries().iter().map(|entry| entry.policy.epsilon()).sum()
    }

    /// What is kept as it is although anybody's words can be in it, without a `free_text`
    /// that argues why not here. The derive refuses what it sees of that; behind a name
    /// of a type of its own, only the whole manifest shows it.
    pub fn unargued(&self) -> Vec<Entry> {
        let kept = |entry: &Entry| {
            entry.free_text && matches!(entry.policy, Policy::Keep { free_text: None, .. })
        };
        self.entries().into_iter().filter(kept).collect()
    }

    /// Every path that can leave, in the order of the report.
    pub fn entries(&self) -> Vec<Entry> {
        let mut walk = Walk { types: &self.types, entries: Vec::new(), open: Vec::new() };
        walk.shape(&self.root, &At::default());
        walk.entries
    }
}

/// The fields of an object; a named one is copied into place first.
fn own_fields<'a>(shape: &'a mut Shape, types: &Types) -> Option<&'a mut Vec<Field>> {
    if let Shape::Named(name) = shape {
        *shape = types.get(name)?.clone();
    }
    match shape {
        Shape::Object(fields) => Some(fields),
        _ => None,
    }
}

/// Where a walk stands.
#[derive(Clone, Default)]
struct At<'a> {
    path: String,
    level: u8,
    doc: &'a str,
    policy: Option<&'a Policy>,
}

impl At<'_> {
    /// The same place, further down.
    fn below(&self, step: &str) -> Self {
        Self { path: format!("{}{step}", self.path), ..self.clone() }
    }

    /// Of a part with this level. Where one policy holds for all inside, nobody asks the
    /// parts.
    fn level_of(&self, level: u8) -> u8 {
        if self.policy.is_some() { self.level } else { self.level.max(level) }
    }

    fn field(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        self.below(&format!("{dot}{name}"))
    }
}

struct Walk<'a> {
    types: &'a Types,
    entries: Vec<Entry>,
    /// Types that the walk is inside of, each with the policy around it and its path.
    open: Vec<(&'a str, Option<&'a Policy>, String)>,
}

impl<'a> Walk<'a> {
    fn shape(&mut self, shape: &'a Shape, at: &At<'a>) {
        match shape {
            Shape::Leaf(leaf) => self.leaf(leaf, at),
            Shape::Object(fields) => fields.iter().for_each(|field| self.field(field, at)),
            Shape::List(element) | Shape::Array(element, _) => {
                self.shape(element, &at.below("[]"));
            }
            Shape::Tuple(shapes) => {
                for (index, shape) in shapes.iter().enumerate() {
                    self.shape(shape, &at.below(&format!("[{index}]")));
                }
            }
            Shape::Map(key, value) => {
                self.shape(key, &at.field("<key>"));
                self.shape(value, &at.field("*"));
            }
            Shape::Optional(inner) => self.shape(inner, at),
            Shape::Choice(variants, tagging) => self.choice(variants, tagging, at),
            Shape::Named(name) => self.named(name, at),
            Shape::Under(inner, policy) => {
                let policy = at.policy.or(Some(policy));
                self.shape(inner, &At { policy, ..at.clone() });
            }
            Shape::From(level, inner) => {
                self.shape(inner, &At { level: at.level_of(*level), ..at.clone() });
            }
            Shape::Rewritten(leaf, inner) => {
                self.leaf(leaf, at);
                self.shape(inner, at);
            }
        }
    }

    /// What is hashed unless somebody says otherwise is text, or as good as text.
    fn leaf(&mut self, leaf: &Leaf, at: &At<'_>) {
        let hashed = matches!(leaf.policy, Policy::Hash(_));
        let free_text = match leaf.json {
            Json::String | Json::Any => true,
            Json::Unsigned | Json::Integer => hashed,
            _ => false,
        };
        self.entry(at, &leaf.type_name, &leaf.policy, free_text);
    }

    fn entry(&mut self, at: &At<'_>, type_name: &str, policy: &Policy, free_text: bool) {
        self.entries.push(Entry {
            path: at.path.clone(),
            type_name: type_name.to_owned(),
            policy: at.policy.unwrap_or(policy).clone(),
            level: at.level,
            doc: at.doc.to_owned(),
            free_text,
        });
    }

    fn field(&mut self, field: &'a Field, at: &At<'a>) {
        let inner = if field.flatten { at.clone() } else { at.field(&field.name) };
        let level = at.level_of(field.level);
        self.shape(&field.shape, &At { level, doc: &field.doc, ..inner });
    }

    /// The words, and what each of them holds.
    fn choice(&mut self, variants: &'a [Variant], tagging: &Tagging, at: &At<'a>) {
        let tag = match tagging {
            Tagging::Internal(tag) | Tagging::Adjacent(tag, _) => at.field(tag),
            Tagging::External | Tagging::Untagged => at.clone(),
        };
        if *tagging != Tagging::Untagged {
            let words: Vec<_> = variants.iter().map(|variant| variant.name.as_str()).collect();
            self.entry(&tag, &words.join(" | "), &Policy::Closed, false);
        }
        for variant in variants {
            let Some(content) = &variant.content else { continue };
            let inner = match tagging {
                Tagging::External => at.field(&variant.name),
                Tagging::Adjacent(_, content) => at.field(content),
                Tagging::Internal(_) | Tagging::Untagged => at.clone(),
            };
            self.shape(content, &At { doc: &variant.doc, ..inner });
        }
    }

    /// A type that holds itself is listed once on the way down, and once more where it
    /// holds itself under a policy; then it is said where it stands again.
    fn named(&mut self, name: &'a str, at: &At<'a>) {
        let is_here = |(open, policy, _): &&(_, _, _)| (*open, *policy) == (name, at.policy);
        if let Some((_, _, path)) = self.open.iter().find(is_here) {
            let again = Policy::Again(path.clone());
            return self.entry(at, &short_name(name), &again, false);
        }
        let Some(shape) = self.types.get(name) else { return };
        if matches!(shape, Shape::Object(fields) if fields.is_empty()) {
            // That it is there is all that it says.
            return self.entry(at, &short_name(name), &Policy::Closed, false);
        }
        self.open.push((name, at.policy, at.path.clone()));
        self.shape(shape, at);
        self.open.pop();
    }
}
