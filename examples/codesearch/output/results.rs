//! The answers to a query.

use std::io::{self, Write};

use super::{
    super::engine::{query::Query, search::Answer},
    amount::grouped,
    terminal::{shown, shown_path},
};

/// Prints the query and its best documents, each with its best line.
///
/// # Errors
///
/// If `out` fails.
pub(crate) fn print(
    out: &mut dyn Write,
    query: &Query,
    answer: &Answer,
    colour: bool,
) -> io::Result<()> {
    let (shown_hits, matches) = (answer.hits.len(), grouped(answer.matches as u64));
    let text = shown(query.text(), &[], false);
    writeln!(out, "\n\"{text}\": {shown_hits} of {matches} documents")?;
    for (rank, hit) in (1..).zip(&answer.hits) {
        let path = shown_path(&hit.path);
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
