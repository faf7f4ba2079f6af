//! A body that stays in the function itself, for `#[track_caller]`, whose location
//! a closure would lose, and for a function that calls itself on every path, which
//! the compiler then still warns of, and for one that assigns to an argument that is
//! not `mut`, which the compiler then says in the same words. Here alone the body is
//! parsed.
//!
//! What leaves through `return`, through `?` or at the end is noted on its way.
//! A `return` inside a macro call is not seen: it counts as a success.

use proc_macro2::{Group, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{
    Block, Expr, ExprReturn, ExprTry, Stmt,
    visit_mut::{self, VisitMut},
};

use super::{body, codegen::Task, function::Function, parameters, returns, tokens};

/// Whether a closure around the body would change the function.
pub(super) fn is_needed(function: &Function, braces: &Group) -> bool {
    let tracks = function.attrs.iter().any(|attr| {
        tokens::any_ident(attr.to_token_stream(), &mut |ident| ident == "track_caller")
    });
    tracks
        || body::calls_itself_first(&function.sig.ident, braces)
        || parameters::fixed(&function.sig).any(|name| body::assigns(name, braces))
}

/// The function with its body in place, or nothing if the body does not parse.
pub(super) fn generate(task: &Task<'_>) -> Option<TokenStream> {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let mut block = body::parsed(task.body)?;
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
