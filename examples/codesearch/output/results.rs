//! The answers to a query.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use super::{
    super::engine::{query::Query, search::Answer},
    amount::grouped,
    terminal::{shown, shown_path},
};

/// Prints the query and its best documents, each with its best line. Paths are
/// shown from below that of the `hidden` folders they are in.
///
/// # Errors
///
/// If `out` fails.
pub(crate) fn print(
    out: &mut dyn Write,
    query: &Query,
    answer: &Answer,
    hidden: &[PathBuf],
    colour: bool,
) -> io::Result<()> {
    let (shown_hits, matches) = (answer.hits.len(), grouped(answer.matches as u64));
    let text = shown(query.text(), &[], false);
    writeln!(out, "\n\"{text}\": {shown_hits} of {matches} documents")?;
    for (rank, hit) in (1..).zip(&answer.hits) {
        let path = shown_path(below(hidden, &hit.path));
        match &hit.snippet {
            Some(found) => {
                writeln!(out, "  {rank}. {:5.2}  {path}:{}", hit.score, found.line)?;
                writeln!(out, "             {}", shown(&found.text, &found.marks, colour))?;
            }
            None => writeln!(out, "  {rank}. {:5.2}  {path}", hit.score)?,
        }
    }
    Ok(())
}

fn below<'a>(hidden: &[PathBuf], path: &'a [u8]) -> &'a [u8] {
    let rest = |folder: &PathBuf| {
        let rest = path.strip_prefix(folder.as_os_str().as_encoded_bytes())?;
        rest.strip_prefix(b"/").or_else(|| rest.strip_prefix(b"\\"))
    };
    hidden.iter().find_map(rest).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_folder_is_left_off() {
        let roots = ["/a/b".into(), "/a".into()];
        assert_eq!(below(&roots, b"/a/b/c"), b"c");
        assert_eq!(below(&roots, b"/a/bc"), b"bc");
        assert_eq!(below(&roots, b"/x/b/c"), b"/x/b/c");
    }
}
