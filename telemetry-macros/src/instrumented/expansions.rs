//! `docs/expansions.md`: what five functions become, written by the macro itself.

use std::{env, fmt::Write, fs, path::Path};

use proc_macro2::TokenStream;

use super::expand;

/// What is shown, the arguments of the attribute, and the item under it.
const CASES: &[(&str, &str, &str)] = &[
    (
        "What cannot fail: the body as a closure that is not looked at",
        "",
        "/// How many terms the query has.
fn terms(query: &str) -> usize {
    query.split_whitespace().count()
}",
    ),
    (
        "What may fail: the body as a closure, its value looked at",
        r#"name = "wal.append", sample = 32, record(bytes = buf.len(), at = ret.as_ref().map_or(0, |at| *at))"#,
        "fn append(&mut self, buf: &[u8]) -> io::Result<u64> {
    self.file.write_all(buf)?;
    Ok(self.advance(buf.len()))
}",
    ),
    (
        "An `async fn`: the future itself is measured",
        "",
        "async fn fetch(&self, key: Key) -> Result<Page, Error> {
    let page = self.store.read(key).await?;
    Ok(page)
}",
    ),
    (
        "A caller that must not be lost: the ways out are noted",
        "",
        r"#[track_caller]
fn check(n: u32) -> Result<u32, Error> {
    if n == 0 {
        return Err(Error::here(Location::caller()));
    }
    Ok(limit(n)?)
}",
    ),
    (
        "A block, with labels that each call chooses",
        "labels(kind = self.kind), level = 2",
        "impl Segment {
    const fn version() -> u32 {
        3
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    #[instrumented(skip)]
    fn id(&self) -> u64 {
        self.id
    }
}",
    ),
];

const REFRESH: &str = "EXPANSIONS=overwrite cargo test -p telemetry-macros --lib expansions";

/// The document as it should be.
fn document() -> String {
    let mut text = format!(
        "# What the attribute expands to\n\nFive cases, as `cargo expand` would show them. \
         Written by the macro itself; refresh with\n\n```sh\n{REFRESH}\n```\n\n\
         Locals of the macro are hygienic: the user's names and these do not meet. Its items are\n\
         not, and have names that begin with `__telemetry`, with a number behind where the user's\n\
         words have such names too.\n"
    );
    for (title, arguments, item) in CASES {
        let tokens = |text: &str| text.parse::<TokenStream>().expect("a case is Rust");
        let expanded = expand(tokens(arguments), &tokens(item));
        let file = syn::parse2(expanded).expect("the output is Rust");
        let attribute = match *arguments {
            "" => "#[instrumented]".to_owned(),
            arguments => format!("#[instrumented({arguments})]"),
        };
        let pretty = prettyplease::unparse(&file);
        write!(
            text,
            "\n## {title}\n\n```rust,ignore\n{attribute}\n{item}\n```\n\nbecomes\n\n\
             ```rust,ignore\n{pretty}```\n"
        )
        .expect("a string takes everything");
    }
    text
}

#[test]
fn the_expansions_in_the_documentation_are_those_of_the_macro() {
    if cfg!(feature = "off") {
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/expansions.md");
    let document = document();
    if env::var_os("EXPANSIONS").is_some_and(|wish| wish == "overwrite") {
        fs::write(&path, &document).expect("the document can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, document, "docs/expansions.md is stale: {REFRESH}");
}
