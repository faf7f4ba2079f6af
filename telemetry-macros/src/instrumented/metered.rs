//! An `async` body that stays in the function itself, where the function has to stay an
//! `async fn` or the shape of what stands around the body counts: its arguments are stored
//! once, as without the attribute, and a local in front of the body measures. What the
//! body waits for tells that local when the future pauses.
//!
//! Each way out and each `.await` must be in sight for that. An unknown macro ends it.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;

use super::{
    args::Args,
    body,
    codegen::Task,
    ends,
    function::braces,
    labels, noted,
    returns::{self, Output, Returns},
};

/// The `async fn` with its body in place, or nothing if not all of it can be seen.
pub(super) fn generate(task: &Task<'_>) -> Option<TokenStream> {
    let output = &task.function.sig.output;
    let may_fail = matches!(returns::of(output), Returns::Judged);
    let declared = noted::looks_at(task, may_fail).then(|| returns::declared(&task.function.sig));
    Some(task.with_body(statements(task, task.body, declared.as_ref())?))
}

/// `-> impl Future` of a function that is one `async` block, measured in that block.
pub(super) fn in_block(task: &Task<'_>, output: &Output) -> Option<TokenStream> {
    Some(task.with_body(inside(task, output, task.body.stream())?))
}

/// The `async` block that is all of `future`, measured in it.
pub(super) fn inside(task: &Task<'_>, output: &Output, future: TokenStream) -> Option<TokenStream> {
    // What the attribute mentions is looked at where the future is made, and the block need
    // not own it.
    let Args { record, labels, .. } = task.site.args;
    let chooses = labels.as_deref().is_some_and(|labels| !labels::chosen(labels).0.is_empty());
    if record.is_some() || chooses || noted::asks(task) {
        return None;
    }
    let mut words: Vec<TokenTree> = future.into_iter().collect();
    let (last, before) = words.split_last_mut()?;
    let TokenTree::Group(block) = last else { return None };
    let is_async = match before {
        [TokenTree::Ident(first)] => first == "async",
        [TokenTree::Ident(first), TokenTree::Ident(second)] => first == "async" && second == "move",
        _ => false,
    };
    if !is_async || block.delimiter() != Delimiter::Brace {
        return None;
    }
    let declared = noted::looks_at(task, output.may_fail())
        .then(|| output.erased(task.site.private).unwrap_or_else(|| quote!(_)));
    // What is noted of the value at the end is seen there.
    if declared.is_some() && !ends::ends_well(task, block) {
        return None;
    }
    *block = braces(block, statements(task, block, declared.as_ref())?);
    Some(words.into_iter().collect())
}

/// The statements of an `async` body whose value is `declared`; of none if it is not looked at.
fn statements(
    task: &Task<'_>,
    braces: &Group,
    declared: Option<&TokenStream>,
) -> Option<TokenStream> {
    let (at, private) = (Span::mixed_site(), task.site.private);
    if task.site.args.span.is_some() || body::hides_a_way_out(braces.stream()) {
        return None;
    }
    // What is told of a value that returns would not be told of what leaves by a `?`.
    if noted::asks(task) && body::tries(braces) {
        return None;
    }
    let mut block = body::parsed(braces)?;
    let meter = task.site.names.local("meter");
    let awaited = |waiting: &Expr| {
        let here = noted::here(waiting);
        let meter = Ident::new(&meter.to_string(), here);
        quote_spanned!(here=>
            #meter.__telemetry_waits(#private::Awaited(#waiting).__telemetry_future())
        )
    };
    match declared {
        Some(declared) => noted::mark(task, &meter, declared, &awaited, &mut block),
        None => noted::Leaving {
            never: None,
            returned: None,
            tried: &|value, _| value.to_token_stream(),
            awaited: &awaited,
        }
        .mark(&mut block),
    }
    let (prelude, site) = (task.site.prelude(), task.site.reference());
    let records = task.site.records(|record| !record.of_return);
    let (items, statements) = noted::behind_items(&block);
    Some(quote_spanned!(at=>
        #items
        #prelude
        #records
        let #meter = #private::Meter::start(#site);
        #statements
    ))
}
