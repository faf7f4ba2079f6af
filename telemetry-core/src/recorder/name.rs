//! A function's name, from the path that the compiler prints for a closure in it: `crate::module::Type::method`, without generic arguments, closures around
//! it, or how the `impl` block was written.

/// The name of the function in whose static the closure with this path stands:
/// `<a::T<_> as b::Trait>::f::SITE::{{closure}}` -> `a::T::f`.
pub(crate) fn of_function(path: &str) -> String {
    let mut path = path;
    while let Some(outer) = path.strip_suffix("::{{closure}}") {
        path = outer;
    }
    let segments = segments(path);
    let function = segments.len().saturating_sub(1);
    let mut name: Vec<String> = Vec::new();
    for segment in &segments[..function] {
        match implementor(segment) {
            Some(own) => name = place(&own, &name, path),
            None if *segment == "{{closure}}" || segment.starts_with("{closure") => {}
            None => name.push(without_generics(segment).to_owned()),
        }
    }
    name.join("::")
}

/// The path's parts between the `::` that stand outside of brackets.
fn segments(path: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0_usize, 0, Vec::new());
    let bytes = path.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'<' | b'(' | b'[' | b'{' => depth += 1,
            b'>' if at > 0 && bytes[at - 1] == b'-' => {}
            b'>' | b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b':' if depth == 0 && bytes.get(at + 1) == Some(&b':') => {
                found.push(&path[start..at]);
                start = at + 2;
            }
            _ => {}
        }
    }
    found.push(&path[start..]);
    found
}

/// The type in `<T as Trait>`, `<impl T>` and `<impl Trait for T>`.
fn implementor(segment: &str) -> Option<String> {
    let inner = segment.strip_prefix('<')?.strip_suffix('>')?;
    let implementor = match inner.strip_prefix("impl ") {
        Some(block) => split_outside(block, " for ").map_or(block, |(_, of)| of),
        None => split_outside(inner, " as ").map_or(inner, |(of, _)| of),
    };
    Some(implementor.to_owned())
}

/// Splits at the first `separator` outside of brackets.
fn split_outside<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' | b'(' | b'[' => depth += 1,
            b'>' if at > 0 && text.as_bytes()[at - 1] == b'-' => {}
            b'>' | b')' | b']' => depth = depth.saturating_sub(1),
            b' ' if depth == 0 && text[at..].starts_with(separator) => {
                return Some((&text[..at], &text[at + separator.len()..]));
            }
            _ => {}
        }
    }
    None
}

/// Where a method of `of` belongs: under the type's own path if the type is of
/// the crate, else under its last word in the module of the block.
fn place(of: &str, module: &[String], path: &str) -> Vec<String> {
    let of = bare(of);
    let own: Vec<String> = segments(&of).iter().map(|s| without_generics(s).to_owned()).collect();
    if own.len() > 1 && !is_std(&own[0]) {
        return own;
    }
    let mut module = match module {
        [] => local_module(path),
        module => module.to_vec(),
    };
    module.extend(own.last().cloned());
    module
}

/// The module of the trait, or else of the first path in the text that is not of
/// the standard library.
fn local_module(path: &str) -> Vec<String> {
    let of_trait = path.split_once(" as ").and_then(|(_, of_trait)| first_local(of_trait));
    let local = of_trait.or_else(|| first_local(path));
    let Some((module, _)) = local.and_then(|word| word.rsplit_once("::")) else {
        return Vec::new();
    };
    module.split("::").map(str::to_owned).collect()
}

fn first_local(text: &str) -> Option<&str> {
    let mut words = text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    words.by_ref().map(|word| word.trim_matches(':')).find(|word| {
        word.split_once("::").is_some_and(|(first, _)| !first.is_empty() && !is_std(first))
    })
}

fn is_std(root: &str) -> bool {
    matches!(root, "core" | "alloc" | "std")
}

/// The type without what stands around a path; a word where there is no path.
fn bare(of: &str) -> String {
    let mut rest = of.trim();
    for prefix in ["&", "*const ", "*mut ", "mut ", "dyn "] {
        while let Some(inner) = rest.strip_prefix(prefix) {
            rest = inner.trim_start();
        }
    }
    match rest.as_bytes().first() {
        Some(b'[') if rest.contains(';') => "array".to_owned(),
        Some(b'[') => "slice".to_owned(),
        Some(b'(') => "tuple".to_owned(),
        _ if rest.starts_with("fn(") || rest.contains(" fn(") => "fn".to_owned(),
        _ => split_outside(rest, " + ").map_or(rest, |(first, _)| first).to_owned(),
    }
}

fn without_generics(segment: &str) -> &str {
    let end = segment.find(['<', '(']).unwrap_or(segment.len());
    segment[..end].trim_end_matches(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn cleaned(path: &str, expected: &str) {
        assert_eq!(of_function(&format!("{path}::SITE::{{{{closure}}}}")), expected);
    }

    #[test]
    fn functions_and_methods_keep_their_path() {
        cleaned("db::wal::append", "db::wal::append");
        cleaned("db::m::Ty<_>::get", "db::m::Ty::get");
        cleaned("db::m::Trait::default_method", "db::m::Trait::default_method");
        cleaned("db::outer::inner", "db::outer::inner");
    }

    #[test]
    fn closures_around_the_function_are_dropped() {
        cleaned("db::asynchronous::{{closure}}", "db::asynchronous");
        cleaned("db::outer::{{closure}}::inner", "db::outer::inner");
        assert_eq!(of_function("db::f::SITE::{{closure}}::{{closure}}"), "db::f");
    }

    #[test]
    fn a_trait_method_belongs_to_its_type() {
        cleaned("<db::m::Ty<_> as db::Trait>::get", "db::m::Ty::get");
        cleaned("<db::m::Ty<_> as core::ops::Fn(u8) -> u8>::get", "db::m::Ty::get");
        cleaned("db::m::<impl db::Ty<u8>>::get", "db::Ty::get");
        cleaned("db::m::<impl core::fmt::Display for db::Ty<u8>>::fmt", "db::Ty::fmt");
        cleaned("<db::f::Local as db::Trait>::get", "db::f::Local::get");
    }

    #[test]
    fn a_foreign_type_is_placed_in_the_module_of_its_block() {
        cleaned("<alloc::vec::Vec<_> as db::m::Trait>::get", "db::m::Vec::get");
        cleaned("<&str as db::m::Trait>::get", "db::m::str::get");
        cleaned("<[u8] as db::m::Trait>::get", "db::m::slice::get");
        cleaned("<[u8; 3] as db::m::Trait>::get", "db::m::array::get");
        cleaned("<(u8, db::Ty<i8>) as db::m::Trait>::get", "db::m::tuple::get");
        cleaned("<fn(u8) -> u8 as db::m::Trait>::get", "db::m::fn::get");
        cleaned("<dyn core::ops::Fn(u8) -> u8 as db::m::Trait>::get", "db::m::Fn::get");
        cleaned("<alloc::vec::Vec<_> as core::convert::From<db::m::Ty>>::from", "db::m::Vec::from");
        cleaned("db::m::<impl core::fmt::Debug for alloc::vec::Vec<_>>::fmt", "db::m::Vec::fmt");
    }
}
