//! Questions about a body that only its syntax answers.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprCall, ExprMethodCall, ExprReturn, Stmt,
    visit::{self, Visit},
};

use super::tokens;

/// The body, if it is complete.
pub(super) fn parsed(body: &Group) -> Option<Block> {
    syn::parse2(body.to_token_stream()).ok()
}

/// Whether there is `name = …` or `name += …`, not `*name = …`, and no other `name` in sight.
pub(super) fn assigns(name: &Ident, body: &Group) -> bool {
    let words = tokens::flat(body.stream());
    let is_name = |word: &TokenTree| matches!(word, TokenTree::Ident(ident) if ident == name);
    let is_word = |word: &TokenTree, like: &[&str]| matches!(word, TokenTree::Ident(ident) if like.iter().any(|like| ident == like));
    let bound = words.windows(2).any(|two| is_word(&two[0], &["let", "mut"]) && is_name(&two[1]));
    let assigned = |at: usize| {
        let before = at.checked_sub(1).map_or(' ', |at| sign(&words, at));
        is_assignment(&words, at + 1) && !".,:*".contains(before)
    };
    !bound && (0..words.len()).any(|at| is_name(&words[at]) && assigned(at))
}

/// Whether there is `name.part = …` or `+=`, of a part of that part or of one of many.
pub(super) fn assigns_part(name: &str, body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    let assigned = |whole: usize| {
        let mut at = whole;
        while let Some(part) = words.get(at + 1).filter(|_| sign(&words, at) == '.')
            && matches!(part, TokenTree::Ident(_) | TokenTree::Literal(_))
        {
            at += 2;
            while matches!(words.get(at), Some(TokenTree::Group(group))
                if group.delimiter() == Delimiter::Bracket)
            {
                at += 1;
            }
        }
        at > whole && is_assignment(&words, at)
    };
    words.iter().enumerate().any(|(at, word)| match word {
        TokenTree::Ident(ident) => ident == name && assigned(at + 1),
        TokenTree::Group(group) => assigns_part(name, group.stream()),
        _ => false,
    })
}

/// Whether `=`, `+=` or the like is at `at`.
pub(super) fn is_assignment(words: &[TokenTree], at: usize) -> bool {
    let shifts = "<>".contains(sign(words, at)) && sign(words, at) == sign(words, at + 1);
    let operator = match sign(words, at) {
        _ if shifts => at + 2,
        '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' => at + 1,
        _ => at,
    };
    sign(words, operator) == '=' && !"=>".contains(sign(words, operator + 1))
}

/// The sign at `at`, or a space.
fn sign(words: &[TokenTree], at: usize) -> char {
    match words.get(at) {
        Some(TokenTree::Punct(punct)) => punct.as_char(),
        _ => ' ',
    }
}

/// Whether what stands behind the last `;` is a path, a literal or a call of such, which
/// borrows nothing for as long as the body takes to end.
pub(super) fn ends_without_temporaries(body: &TokenStream) -> bool {
    let mut end: Vec<TokenTree> = body.clone().into_iter().collect();
    if let Some(last) = end.iter().rposition(|word| tokens::is_sign(Some(word), ';')) {
        end.drain(..=last);
    }
    tokens::flat(end.into_iter().collect()).iter().all(|word| match word {
        TokenTree::Ident(_) | TokenTree::Literal(_) => true,
        TokenTree::Punct(punct) => matches!(punct.as_char(), ':' | ','),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis,
    })
}

/// Whether the first thing the body does with `name` is to assign to it.
pub(super) fn overwrites(name: &Ident, body: &Group) -> bool {
    let words = tokens::flat(body.stream());
    let first =
        words.iter().position(|word| matches!(word, TokenTree::Ident(word) if word == name));
    first.is_some_and(|at| {
        let behind = |sign| tokens::is_sign(words.get(at + 2), sign);
        tokens::is_sign(words.get(at + 1), '=') && !behind('=') && !behind('>')
    })
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

/// Whether a `break` or a `continue` stands in no loop: it does not compile, and of a closure
/// or a block the compiler would say so in other words.
pub(super) fn breaks_out(body: &Group) -> bool {
    struct Breaks(bool);

    impl Visit<'_> for Breaks {
        fn visit_expr(&mut self, expr: &Expr) {
            match expr {
                Expr::Closure(_)
                | Expr::Async(_)
                | Expr::Const(_)
                | Expr::Loop(_)
                | Expr::While(_)
                | Expr::ForLoop(_) => {}
                Expr::Break(end) => self.0 |= end.label.is_none(),
                Expr::Continue(end) => self.0 |= end.label.is_none(),
                other => visit::visit_expr(self, other),
            }
        }

        fn visit_item(&mut self, _: &syn::Item) {}
    }

    let mut breaks = Breaks(false);
    if tokens::any_ident(body.stream(), &mut |word| word == "break" || word == "continue")
        && let Some(block) = parsed(body)
    {
        breaks.visit_block(&block);
    }
    breaks.0
}

/// Macros of the standard library that hide neither an `.await` nor a `return`: what is in
/// their arguments is all there is.
const TRANSPARENT: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "column",
    "compile_error",
    "concat",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "file",
    "format",
    "format_args",
    "include_bytes",
    "include_str",
    "line",
    "matches",
    "module_path",
    "option_env",
    "panic",
    "print",
    "println",
    "stringify",
    "thread_local",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// Whether an `async fn` with this body may wait: for all that one can see, which an unknown
/// macro ends.
pub(super) fn may_wait(body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    let delimiter = |at: usize| match words.get(at) {
        Some(TokenTree::Group(group)) => Some(group.delimiter()),
        _ => None,
    };
    // What an `async` block waits for is not for its function to wait for.
    let is_another = |at: usize| {
        let before = |back, like| at.checked_sub(back).is_some_and(|at| is_any(&words[at], like));
        delimiter(at) == Some(Delimiter::Brace)
            && (before(1, &["async"]) || (before(1, &["move"]) && before(2, &["async"])))
    };
    (0..words.len()).any(|at| match &words[at] {
        TokenTree::Ident(ident) => ident == "await" || calls_opaque_macro(&words, at),
        TokenTree::Group(group) => !is_another(at) && may_wait(group.stream()),
        _ => false,
    })
}

/// Whether there is a closure or an `async` block that borrows what it mentions.
pub(super) fn lends(body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    // Behind an operand it is an operator.
    let is_operator = |at: usize| match at.checked_sub(1).map(|before| &words[before]) {
        None | Some(TokenTree::Punct(_)) => false,
        Some(word) => !is_any(word, &["return", "else", "in", "break"]),
    };
    (0..words.len()).any(|at| match &words[at] {
        TokenTree::Punct(sign) => sign.as_char() == '|' && !is_operator(at),
        TokenTree::Ident(word) => word == "async" && is_braces(words.get(at + 1)),
        TokenTree::Group(group) => lends(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

fn is_braces(word: Option<&TokenTree>) -> bool {
    matches!(word, Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace)
}

/// Whether a macro may hide an `.await` or that the function is left.
pub(super) fn hides_a_way_out(body: TokenStream) -> bool {
    let words: Vec<TokenTree> = body.into_iter().collect();
    (0..words.len()).any(|at| match &words[at] {
        TokenTree::Ident(_) => calls_opaque_macro(&words, at),
        TokenTree::Group(group) => {
            let is_argument = at > 1 && calls_macro(&words, at - 2);
            hides_a_way_out(group.stream())
                || (is_argument && tokens::flat(group.stream()).iter().any(leaves))
        }
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn leaves(word: &TokenTree) -> bool {
    is_any(word, &["await", "return"]) || tokens::is_sign(Some(word), '?')
}

fn is_any(word: &TokenTree, like: &[&str]) -> bool {
    matches!(word, TokenTree::Ident(ident) if like.iter().any(|like| ident == like))
}

/// Whether `name!(…)` or `macro_rules! name` is at `at`.
fn calls_macro(words: &[TokenTree], at: usize) -> bool {
    const BEFORE_NOT: &[&str] = &["return", "if", "while", "match", "in", "break", "else"];
    matches!(words[at], TokenTree::Ident(_))
        && tokens::is_sign(words.get(at + 1), '!')
        && !tokens::is_sign(words.get(at + 2), '=')
        && !is_any(&words[at], BEFORE_NOT)
}

fn calls_opaque_macro(words: &[TokenTree], at: usize) -> bool {
    calls_macro(words, at) && !is_any(&words[at], TRANSPARENT)
}

/// Whether the body, on every path and before anything else could leave it, calls
/// `name`, `self.name` or `Self::name`.
pub(super) fn calls_itself_first(name: &Ident, body: &Group) -> bool {
    let is_operator = name == "eq" || name == "ne";
    if !is_operator && !tokens::any_ident(body.stream(), &mut |ident| ident == name) {
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
        Expr::Binary(binary) => is_own_operator(name, binary) || calls(name, &binary.left),
        _ => false,
    }
}

/// Whether it is `self == other` in `eq`, or in `ne`.
fn is_own_operator(name: &Ident, binary: &ExprBinary) -> bool {
    let own = matches!(&*binary.left, Expr::Path(path) if path.path.is_ident("self"));
    own && match binary.op {
        BinOp::Eq(_) => name == "eq",
        BinOp::Ne(_) => name == "ne",
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
