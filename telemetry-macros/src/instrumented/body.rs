//! Questions about a body that only its syntax answers.

use proc_macro2::{Group, Ident, TokenTree};
use quote::ToTokens;
use syn::{
    Block, Expr, ExprCall, ExprMethodCall, ExprReturn, Stmt,
    visit::{self, Visit},
};

use super::tokens;

/// The body, if it is complete.
pub(super) fn parsed(body: &Group) -> Option<Block> {
    syn::parse2(body.to_token_stream()).ok()
}

/// Whether there is `name = …` or `name += …`, and no other `name` in sight.
pub(super) fn assigns(name: &Ident, body: &Group) -> bool {
    let words = tokens::flat(body.stream());
    let is_name = |word: &TokenTree| matches!(word, TokenTree::Ident(ident) if ident == name);
    let is_word = |word: &TokenTree, like: &[&str]| matches!(word, TokenTree::Ident(ident) if like.iter().any(|like| ident == like));
    let bound = words.windows(2).any(|two| is_word(&two[0], &["let", "mut"]) && is_name(&two[1]));
    let sign = |at: usize| match words.get(at) {
        Some(TokenTree::Punct(punct)) => punct.as_char(),
        _ => ' ',
    };
    let assigned = |at: usize| {
        let operator = if "+-*/%&|^".contains(sign(at + 1)) { at + 2 } else { at + 1 };
        let before = at.checked_sub(1).map_or(' ', sign);
        sign(operator) == '=' && !"=>".contains(sign(operator + 1)) && !".,:".contains(before)
    };
    !bound && (0..words.len()).any(|at| is_name(&words[at]) && assigned(at))
}

/// Whether a `?` in the body leaves the function.
pub(super) fn tries(body: &Group) -> bool {
    struct Tries(bool);

    impl Visit<'_> for Tries {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) | Expr::TryBlock(_) => {}
                Expr::Try(_) => self.0 = true,
                other => visit::visit_expr(self, other),
            }
        }

        fn visit_item(&mut self, _: &syn::Item) {}
    }

    let mut tries = Tries(false);
    if tokens::flat(body.stream()).iter().any(|word| tokens::is_sign(Some(word), '?'))
        && let Some(block) = parsed(body)
    {
        tries.visit_block(&block);
    }
    tries.0
}

/// Whether the body, on every path and before anything else could leave it, calls
/// `name`, `self.name` or `Self::name`.
pub(super) fn calls_itself_first(name: &Ident, body: &Group) -> bool {
    if !tokens::any_ident(body.stream(), &mut |ident| ident == name) {
        return false;
    }
    let Some(block) = parsed(body) else { return false };
    for statement in &block.stmts {
        let expr = match statement {
            Stmt::Expr(expr, _) => expr,
            Stmt::Local(local) => match &local.init {
                Some(init) if init.diverge.is_none() => &init.expr,
                _ => return false,
            },
            Stmt::Item(_) => continue,
            Stmt::Macro(_) => return false,
        };
        if calls(name, expr) {
            return true;
        }
        if !is_simple(expr) {
            return false;
        }
    }
    false
}

/// Whether evaluating `expr` calls the function whatever happens.
fn calls(name: &Ident, expr: &Expr) -> bool {
    let own_path = |func: &Expr| match func {
        Expr::Path(path) => {
            let segments = &path.path.segments;
            segments.last().is_some_and(|last| last.ident == *name)
                && (segments.len() == 1 || segments[0].ident == "Self")
        }
        _ => false,
    };
    match expr {
        Expr::Call(ExprCall { func, args, .. }) => {
            own_path(func) || args.iter().any(|arg| calls(name, arg))
        }
        Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) => {
            let own = matches!(&**receiver, Expr::Path(path) if path.path.is_ident("self"));
            (own && method == name)
                || calls(name, receiver)
                || args.iter().any(|arg| calls(name, arg))
        }
        Expr::Try(inner) => calls(name, &inner.expr),
        Expr::Paren(inner) => calls(name, &inner.expr),
        Expr::Reference(inner) => calls(name, &inner.expr),
        Expr::Return(ExprReturn { expr: Some(inner), .. }) => calls(name, inner),
        Expr::Binary(binary) => calls(name, &binary.left),
        _ => false,
    }
}

/// Whether nothing in `expr` can leave the function or hide that it does.
fn is_simple(expr: &Expr) -> bool {
    let words = tokens::flat(expr.to_token_stream());
    !words.iter().any(|word| match word {
        TokenTree::Ident(ident) => {
            ["return", "if", "match", "loop", "while", "for"].iter().any(|word| ident == word)
        }
        TokenTree::Punct(punct) => matches!(punct.as_char(), '?' | '!'),
        _ => false,
    })
}
