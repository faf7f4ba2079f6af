//! A body that stays in the function itself, for `#[track_caller]`, whose location
//! a closure would lose, and for a function that calls itself on every path, which
//! the compiler then still warns of. Here alone the body is parsed.
//!
//! What leaves through `return`, through `?` or at the end is noted on its way.
//! A `return` inside a macro call is not seen: it counts as a success.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{
    Block, Expr, ExprCall, ExprMethodCall, ExprReturn, ExprTry, Stmt,
    visit_mut::{self, VisitMut},
};

use super::{codegen::Task, function::Function, returns, tokens};

/// Whether a closure around the body would change the function.
pub(super) fn is_needed(function: &Function, body: &Group) -> bool {
    let tracks = function.attrs.iter().any(|attr| {
        tokens::any_ident(attr.to_token_stream(), &mut |ident| ident == "track_caller")
    });
    tracks || calls_itself_first(&function.sig.ident, body)
}

/// The function with its body in place, or nothing if the body does not parse.
pub(super) fn generate(task: &Task<'_>) -> Option<TokenStream> {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let mut block = parsed(task.body)?;
    let declared = returns::declared(&task.function.sig.output);
    let mut note = Note { private, declared, probe: task.probe(None, None) };
    note.visit_block_mut(&mut block);
    note.tail(&mut block);
    let (prelude, start) = (task.site.prelude(), task.site.start());
    let span = task.entered_span();
    let statements = &block.stmts;
    Some(task.with_body(quote_spanned!(at=>
        #prelude
        let noted = #private::Noted::new(#start);
        #span
        #(#statements)*
    )))
}

fn parsed(body: &Group) -> Option<Block> {
    syn::parse2(body.to_token_stream()).ok()
}

struct Note<'a> {
    private: &'a TokenStream,
    declared: TokenStream,
    probe: TokenStream,
}

impl Note<'_> {
    /// `noted.returned::<Declared>(value, probe)`.
    fn returned(&self, value: &Expr) -> Expr {
        let Self { declared, probe, .. } = self;
        let call = quote_spanned!(Span::mixed_site()=> noted.returned::<#declared>(#value, #probe));
        Expr::Verbatim(call)
    }

    fn tail(&self, block: &mut Block) {
        if let Some(Stmt::Expr(tail, None)) = block.stmts.last_mut()
            && !matches!(tail, Expr::Return(_))
        {
            *tail = self.returned(tail);
        }
    }
}

impl VisitMut for Note<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            // What leaves these does not leave the function.
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) | Expr::TryBlock(_) => {}
            Expr::Return(ExprReturn { expr: Some(value), .. }) => {
                self.visit_expr_mut(value);
                **value = self.returned(value);
            }
            Expr::Try(ExprTry { expr: value, .. }) => {
                self.visit_expr_mut(value);
                let private = self.private;
                let tried = quote_spanned!(Span::mixed_site()=>
                    noted.tried(#value, |value| #private::Probe(value).outcome())
                );
                **value = Expr::Verbatim(tried);
            }
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Whether the body, on every path and before anything else could leave it, calls
/// `name`, `self.name` or `Self::name`.
fn calls_itself_first(name: &Ident, body: &Group) -> bool {
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
        proc_macro2::TokenTree::Ident(ident) => {
            ["return", "if", "match", "loop", "while", "for"].iter().any(|word| ident == word)
        }
        proc_macro2::TokenTree::Punct(punct) => matches!(punct.as_char(), '?' | '!'),
        _ => false,
    })
}
