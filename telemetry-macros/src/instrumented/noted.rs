//! A body that stays in the function itself: for `#[track_caller]`, whose location a
//! closure would lose; for a function that calls itself on every path, which the compiler
//! then still warns of; for one that assigns to an argument that is not `mut`, or overwrites
//! one, which the compiler then says in the same words; and for one of which more is said
//! where it stands, such as that a clone is one too many.
//!
//! What leaves through `return`, through `?` or at the end is noted on its way; of `Ok(…)`
//! there is nothing to note. A `return` inside a macro call is not seen: it counts as a
//! success. The other reasons are none where a macro may hide one.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Block, Expr, ExprAwait, ExprReturn, ExprTry, Stmt, Token,
    spanned::Spanned as _,
    visit_mut::{self, VisitMut},
};

use super::{
    body, codegen::Task, ends, function::Function, parameters, returns, shared, tail, tokens,
};

/// Whether a closure around the body would change the function.
pub(super) fn is_needed(function: &Function, braces: &Group) -> bool {
    let tracks = function.attrs.iter().any(|attr| {
        tokens::any_ident(attr.to_token_stream(), &mut |ident| ident == "track_caller")
    });
    tracks
        || body::calls_itself_first(&function.sig.ident, braces)
        || parameters::fixed(&function.sig).any(|name| body::assigns(name, braces))
}

/// Whether more is said of the body where it stands, and all that leaves it can be seen.
pub(super) fn is_better(task: &Task<'_>) -> bool {
    overwrites_argument(task)
        || ends::says_more(task)
        || ((shared::is_changed(task) || ends::tries_option(task.body.stream()))
            && shows_all_ends(task))
}

/// Whether all that leaves the body is in sight, and of what leaves it early no more is asked
/// than its type tells.
fn shows_all_ends(task: &Task<'_>) -> bool {
    let is_asked = asks(task) && body::tries(task.body);
    !is_asked && !body::hides_a_way_out(task.body.stream())
}

/// Whether an argument is overwritten before it is read, which the compiler says of a
/// parameter in other words than of what is bound to it; or a part of `self` is written, of
/// which it would say that nobody reads it, although a destructor does.
pub(super) fn overwrites_argument(task: &Task<'_>) -> bool {
    let Task { function, body: braces, .. } = task;
    let overwrites =
        parameters::assignable(&function.sig).any(|name| body::overwrites(name, braces));
    (overwrites || parameters::writes_self(&function.sig, braces)) && shows_all_ends(task)
}

/// The function with its body in place, or nothing if the body does not parse.
pub(super) fn generate(task: &Task<'_>) -> Option<TokenStream> {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let mut block = body::parsed(task.body)?;
    let noted = task.site.names.local("noted");
    let declared = returns::declared(&task.function.sig);
    mark(task, &noted, &declared, &|waiting| waiting.to_token_stream(), &mut block);
    let (prelude, start) = (task.site.prelude(), task.site.start());
    let span = task.entered_span();
    let (items, statements) = behind_items(&block);
    Some(task.with_body(quote_spanned!(at=>
        #items
        #prelude
        let #noted = #private::Noted::new(#start);
        #span
        #statements
    )))
}

/// Has `noted` told of each value that leaves the body, of type `declared`, and puts what
/// `awaited` makes of it in front of each `.await`.
pub(super) fn mark(
    task: &Task<'_>,
    noted: &Ident,
    declared: &TokenStream,
    awaited: &dyn Fn(&Expr) -> TokenStream,
    block: &mut Block,
) {
    let (private, tried) = (task.site.private, task.site.names.local("value"));
    let (probe, judged) = (task.probe(None, None), task.site.args.judged());
    let (asks, never) = (asks(task), never(task));
    // Where the value is: the compiler takes the place of a call from its first word.
    let noted_at = |here| Ident::new(&noted.to_string(), here);
    let leaving = Leaving {
        never: never.as_ref(),
        returned: Some(&|value| {
            if !asks && ends::is_ok(value) {
                return value.to_token_stream();
            }
            let (here, noted) = (here(value), noted_at(here(value)));
            quote_spanned!(here=> #noted.__telemetry_returned::<#declared>(#value, #probe))
        }),
        tried: &|value, sign| {
            // What stands in front of the `?` is not what returns.
            if let Some(word) = judged {
                return unseen(word, sign);
            }
            let (here, noted) = (here(value), noted_at(here(value)));
            quote_spanned!(here=>
                #noted.__telemetry_tried(
                    #value,
                    |#tried| #private::Probe(#tried).__telemetry_outcome()
                )
            )
        },
        awaited,
    };
    leaving.mark(block);
}

/// A value of any type, where none is needed; nothing where it would be another way through a
/// function that calls itself on every one.
pub(super) fn never(task: &Task<'_>) -> Option<TokenStream> {
    let private = task.site.private;
    let recurs = body::calls_itself_first(&task.function.sig.ident, task.body);
    (!recurs).then(|| quote_spanned!(Span::mixed_site()=> #private::diverge(())))
}

/// Whether something other than its type is asked of the value that returns.
pub(super) fn asks(task: &Task<'_>) -> bool {
    task.site.args.judged().is_some() || task.site.args.names_return()
}

/// Whether a value that `may_fail` by its type is looked at.
pub(super) fn looks_at(task: &Task<'_>, may_fail: bool) -> bool {
    task.looks_at(may_fail) || asks(task)
}

fn unseen(word: &str, sign: Token![?]) -> TokenStream {
    let message = format!(
        "`{word}` cannot see what leaves by this `?`, since the body has to stay where it is \
         (for `#[track_caller]`, for instance); return the value, as `match` does"
    );
    syn::Error::new_spanned(sign, message).to_compile_error()
}

/// The items at the start of the body, and what follows them: a statement in front of
/// items is a lint.
pub(super) fn behind_items(block: &Block) -> (TokenStream, TokenStream) {
    let items = block.stmts.iter().take_while(|statement| matches!(statement, Stmt::Item(_)));
    let (items, statements) = block.stmts.split_at(items.count());
    (quote!(#(#items)*), quote!(#(#statements)*))
}

/// What becomes of the expressions whose values leave a body.
pub(super) struct Leaving<'a> {
    /// What is returned, by that word or at the end, if it is looked at.
    pub(super) returned: Option<&'a dyn Fn(&Expr) -> TokenStream>,
    /// A value of any type, where none is needed.
    pub(super) never: Option<&'a TokenStream>,
    /// What stands in front of a `?`.
    pub(super) tried: &'a dyn Fn(&Expr, Token![?]) -> TokenStream,
    /// What stands in front of an `.await`.
    pub(super) awaited: &'a dyn Fn(&Expr) -> TokenStream,
}

impl Leaving<'_> {
    pub(super) fn mark(mut self, block: &mut Block) {
        self.visit_block_mut(block);
        if let Some(Stmt::Expr(end, None)) = block.stmts.last_mut()
            && let Some(returned) = self.returned
        {
            tail::mark(end, self.never, returned);
        }
    }
}

impl VisitMut for Leaving<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            // What leaves these does not leave the function.
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) | Expr::TryBlock(_) => {}
            Expr::Return(ExprReturn { expr: Some(value), .. }) => {
                self.visit_expr_mut(value);
                if let Some(returned) = self.returned {
                    **value = Expr::Verbatim(returned(value));
                }
            }
            Expr::Try(ExprTry { expr: value, question_token, .. }) => {
                self.visit_expr_mut(value);
                **value = in_place_of(value, (self.tried)(inside(value), *question_token));
            }
            Expr::Await(ExprAwait { base, .. }) => {
                self.visit_expr_mut(base);
                **base = in_place_of(base, (self.awaited)(inside(base)));
            }
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The expression in its parentheses, of which there need be none in a call.
fn inside(value: &Expr) -> &Expr {
    match value {
        Expr::Paren(paren) => inside(&paren.expr),
        other => other,
    }
}

/// Tokens of ours at the place of `value`.
pub(super) fn here(value: &Expr) -> Span {
    Span::mixed_site().located_at(value.span())
}

/// What stands for `value`, in parentheses at its place: some lints ask whether the user wrote
/// both ends of what they look at.
fn in_place_of(value: &Expr, instead: TokenStream) -> Expr {
    let mut group = Group::new(Delimiter::Parenthesis, instead);
    group.set_span(value.span());
    Expr::Verbatim(group.into_token_stream())
}
