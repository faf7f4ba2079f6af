//! The values with which a body ends, where their syntax says what they are, and what lints
//! say of them that they do not say of the end of a closure.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{
    Block, Expr, ExprCall, ExprReturn, Stmt, Visibility,
    visit::{self, Visit},
};

use super::{body, codegen::Task, noted, parameters, tokens};

/// Whether it is `Ok(…)`.
pub(super) fn is_ok(value: &Expr) -> bool {
    wrapped(value, &["Ok"]).is_some()
}

/// What one of `names` is called with.
fn wrapped<'a>(value: &'a Expr, names: &[&str]) -> Option<&'a Expr> {
    let Expr::Call(ExprCall { func, args, .. }) = value else { return None };
    let Expr::Path(path) = &**func else { return None };
    let is_one = names.iter().any(|name| path.path.is_ident(name));
    args.first().filter(|_| is_one && args.len() == 1)
}

/// Whether the end of a body that is noted is left as it is, where lints look for what could
/// be simpler: it says `Ok(…)`, of which nothing need be noted.
pub(super) fn ends_well(task: &Task<'_>, braces: &Group) -> bool {
    if noted::asks(task) {
        return false;
    }
    let Some(block) = body::parsed(braces) else { return false };
    let Some(Stmt::Expr(tail, None)) = block.stmts.last() else { return false };
    wrapped(tail, &["Ok"]).is_some_and(|inside| !matches!(inside, Expr::Try(_)))
}

/// Whether more is said of a body that can be noted without a loss than of one in a closure:
/// that it clones once too often, or borrows again what is a reference already.
pub(super) fn says_more(task: &Task<'_>) -> bool {
    let ends_in_call = || {
        let block = body::parsed(task.body);
        let tail = block.as_ref().and_then(|block| block.stmts.last());
        matches!(tail, Some(Stmt::Expr(Expr::Call(_) | Expr::MethodCall(_), None)))
    };
    let more = (clones(task) && ends_well(task, task.body))
        || (borrows_again(task) && (ends_well(task, task.body) || ends_in_call()));
    more && !body::hides_a_way_out(task.body.stream()) && !noted::asks(task)
}

/// Whether something is cloned in the body.
pub(super) fn clones(task: &Task<'_>) -> bool {
    tokens::any_ident(task.body.stream(), &mut |ident| ident == "clone")
}

/// Whether there is `&*name` of a parameter that is a shared reference.
pub(super) fn borrows_again(task: &Task<'_>) -> bool {
    let words = tokens::flat(task.body.stream());
    let is_shared = |name: &TokenTree| matches!(name, TokenTree::Ident(name) if parameters::is_shared(&task.function.sig, name));
    let sign = |at: usize, sign| tokens::is_sign(words.get(at), sign);
    (2..words.len()).any(|at| {
        sign(at - 2, '&') && sign(at - 1, '*') && !sign(at + 1, '.') && is_shared(&words[at])
    })
}

/// Whether a private function wraps all that it returns in `Ok` or `Some`, of which there is
/// a lint. Such a function cannot fail.
pub(super) fn always_wraps(task: &Task<'_>) -> bool {
    let stream = || task.body.stream();
    let fails = |name: &proc_macro2::Ident| name == "Err" || name == "None";
    if !matches!(task.function.vis, Visibility::Inherited)
        || noted::asks(task)
        || !tokens::any_ident(stream(), &mut |ident| ident == "Ok" || ident == "Some")
        || tokens::any_ident(stream(), &mut { fails })
        || body::hides_a_way_out(stream())
        || body::tries(task.body)
    {
        return false;
    }
    let Some(block) = body::parsed(task.body) else { return false };
    let mut returned = Returned(true);
    returned.visit_block(&block);
    returned.0 && wraps(&block)
}

fn wraps(block: &Block) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(tail, None)) => is_wrapped(tail),
        Some(Stmt::Expr(Expr::Return(_), Some(_))) => true,
        _ => false,
    }
}

fn is_wrapped(value: &Expr) -> bool {
    match value {
        Expr::If(choice) => {
            wraps(&choice.then_branch)
                && choice.else_branch.as_ref().is_some_and(|(_, other)| is_wrapped(other))
        }
        Expr::Match(choice) => choice.arms.iter().all(|arm| is_wrapped(&arm.body)),
        Expr::Block(inner) => inner.label.is_none() && wraps(&inner.block),
        // Seen where it stands.
        Expr::Return(_) => true,
        other => wrapped(other, &["Ok", "Some"]).is_some(),
    }
}

/// Whether all that is returned by that word is wrapped.
struct Returned(bool);

impl Visit<'_> for Returned {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            Expr::Return(ExprReturn { expr: value, .. }) => {
                self.0 &= value.as_ref().is_some_and(|value| is_wrapped(value));
            }
            other => visit::visit_expr(self, other),
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// Methods of the standard library that give an `Option`, and which hardly anything else has.
const GIVING_OPTIONS: &[&str] = &[
    "checked_add",
    "checked_div",
    "checked_mul",
    "checked_neg",
    "checked_pow",
    "checked_rem",
    "checked_sub",
    "err",
    "first",
    "last",
    "ok",
    "rsplit_once",
    "split_first",
    "split_last",
    "split_once",
    "strip_prefix",
    "strip_suffix",
];

/// Whether a `?` seems to be on an `Option`, which this function, as one that may fail, does not
/// return: the compiler would say that of a closure.
pub(super) fn tries_option(body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    let sign = |at: usize, like| tokens::is_sign(words.get(at), like);
    (0..words.len()).any(|at| match &words[at] {
        TokenTree::Ident(method) => {
            let is_called = sign(at.wrapping_sub(1), '.') && sign(at + 2, '?');
            is_called && GIVING_OPTIONS.iter().any(|name| method == name)
        }
        TokenTree::Group(group) => tries_option(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
