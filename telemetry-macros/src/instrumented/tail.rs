//! The end of a body that stays in place, if it has one: a call with what never ends as its
//! argument would be unreachable, which the compiler would say.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{Block, Expr, Stmt};

use super::{body, noted, tokens};

/// Puts what `returned` makes of it in place of each value that `tail` may have. `never`, if
/// there may be another way, gives a value of any type where none is needed.
pub(super) fn mark(
    tail: &mut Expr,
    never: Option<&TokenStream>,
    returned: &dyn Fn(&Expr) -> TokenStream,
) {
    mark_in(tail, false, never, returned);
}

/// As [`mark`]; in an arm or a branch temporaries end anyway.
fn mark_in(
    value: &mut Expr,
    ends_here: bool,
    never: Option<&TokenStream>,
    returned: &dyn Fn(&Expr) -> TokenStream,
) {
    if leaves(value) {
        return;
    }
    let is_whole = !may_diverge(value);
    match value {
        Expr::Match(choice) if !is_whole => {
            for arm in &mut choice.arms {
                mark_in(&mut arm.body, true, never, returned);
            }
        }
        Expr::If(choice) if !is_whole => {
            mark_block(&mut choice.then_branch, true, never, returned);
            if let Some((_, otherwise)) = &mut choice.else_branch {
                mark_in(otherwise, true, never, returned);
            }
        }
        Expr::Block(inner) if !is_whole => {
            mark_block(&mut inner.block, ends_here, never, returned);
        }
        Expr::Unsafe(inner) if !is_whole => {
            mark_block(&mut inner.block, ends_here, never, returned);
        }
        _ => {
            // An arm ends temporaries, which would be before its time.
            let may_be_an_arm =
                || ends_here || body::ends_without_temporaries(&value.to_token_stream());
            let (at, whole) = (noted::here(value), value.to_token_stream());
            let perhaps = never
                .filter(|_| !is_whole && may_be_an_arm())
                .map(|never| quote_spanned!(at=> match () { () if false => #never, () => #whole }));
            let returned = returned(&perhaps.map_or_else(|| value.clone(), Expr::Verbatim));
            *value = Expr::Verbatim(returned);
        }
    }
}

fn mark_block(
    block: &mut Block,
    ends_here: bool,
    never: Option<&TokenStream>,
    returned: &dyn Fn(&Expr) -> TokenStream,
) {
    if let Some(Stmt::Expr(tail, None)) = block.stmts.last_mut() {
        mark_in(tail, ends_here, never, returned);
    }
}

/// Whether it has no value, as one can see: it is left, panics, or is a loop without an end.
fn leaves(value: &Expr) -> bool {
    const PANICS: &[&str] = &["panic", "todo", "unimplemented", "unreachable"];
    let breaks = |word: &Ident| word == "break";
    match value {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Loop(_) => !tokens::any_ident(value.to_token_stream(), &mut { breaks }),
        Expr::Macro(call) => {
            let last = call.mac.path.segments.last();
            last.is_some_and(|last| PANICS.iter().any(|name| last.ident == name))
        }
        _ => false,
    }
}

/// Whether it may be that it has no value, for all that one can see.
fn may_diverge(value: &Expr) -> bool {
    match value {
        Expr::Call(call) => !is_constructor(&call.func),
        Expr::MethodCall(_) | Expr::Macro(_) => true,
        Expr::Match(choice) => choice.arms.iter().all(|arm| may_diverge(&arm.body)),
        Expr::If(choice) => {
            let otherwise = choice.else_branch.as_ref();
            block_may_diverge(&choice.then_branch)
                && otherwise.is_some_and(|(_, otherwise)| may_diverge(otherwise))
        }
        Expr::Block(inner) => inner.label.is_none() && block_may_diverge(&inner.block),
        Expr::Unsafe(inner) => block_may_diverge(&inner.block),
        other => leaves(other),
    }
}

fn block_may_diverge(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(tail, None)) => may_diverge(tail),
        Some(Stmt::Expr(statement, Some(_))) => leaves(statement),
        Some(Stmt::Macro(_)) => true,
        _ => false,
    }
}

/// `Err` and the like are no functions that could not return.
fn is_constructor(called: &Expr) -> bool {
    let Expr::Path(path) = called else { return false };
    let is_upper = |name: &Ident| name.to_string().starts_with(char::is_uppercase);
    path.path.segments.last().is_some_and(|last| is_upper(&last.ident))
}
