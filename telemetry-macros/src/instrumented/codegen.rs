//! The rewritten function. One of these shapes, the leanest that keeps what the
//! function means:
//!
//! - **run**: the body as a closure, so that its end is known from a panic and its
//!   value can be looked at;
//! - **guarded**: a guard in front of the body, for what cannot fail and could not be
//!   a closure just as it is;
//! - **noted** (`noted.rs`): the body in place, the values that leave it noted, where
//!   a closure would lose the caller's location, the compiler's recursion check or what
//!   is said of the body;
//! - **at once** (`at_once.rs`): `async` functions that never wait, run as a closure;
//! - **single layer** (`future.rs`): `async` functions that return the measured future;
//! - **metered** (`metered.rs`): `async` functions that have to stay `async`, with the body
//!   in place;
//! - **wrapped** (`future.rs`): those of them whose body cannot be seen whole, with the
//!   measured future awaited inside. It alone stores moved arguments twice;
//! - **made by hand** (`future.rs`): functions that return a future, by a name of the user's
//!   perhaps (`alias.rs`).

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

use super::{
    alias,
    args::Args,
    around::Around,
    body, ends,
    function::{Function, braces},
    future, noted, outcome,
    parameters::{self, Bound},
    returns::{self, Returns},
    shared,
    site::{self, Kind, Site},
    tokens,
};

/// A function on its way to its new body.
pub(super) struct Task<'a> {
    pub(super) function: &'a Function,
    pub(super) body: &'a Group,
    pub(super) site: Site<'a>,
    pub(super) around: &'a Around<'a>,
}

/// The function with its calls measured.
pub(super) fn generate(
    function: &Function,
    args: &Args,
    root: &TokenStream,
    around: &Around<'_>,
) -> TokenStream {
    let Some(body) = &function.body else { return function.into_token_stream() };
    let (names, alias) = (around.names, around.names.module());
    let site = Site {
        root,
        private: &alias,
        names,
        args,
        description: site::description(&function.attrs),
        place: function.sig.ident.span(),
        kind: Kind::Calls,
        is_shared: !function.attrs.iter().all(is_of_compiler),
    };
    if body::breaks_out(body) {
        return function.into_token_stream();
    }
    let task = Task { function, body, site, around };
    let returns = returns::of(&function.sig.output);
    if function.sig.asyncness.is_some() {
        return future::asynchronous(&task);
    }
    match returns {
        Returns::Future(output) => future::by_hand(&task, &output),
        Returns::BoxedFuture(_) if future::is_passed_on_as_it_is(&task) => task.guarded(),
        Returns::BoxedFuture(output) => future::boxed(&task, &output),
        Returns::Judged if alias::is_possible(&task) => alias::generate(&task),
        Returns::Plain | Returns::Judged if !task.judges(&returns) => task.plain(),
        _ if ends::always_wraps(&task) => task.guarded(),
        _ if noted::is_needed(function, body) || noted::is_better(&task) => {
            match noted::generate(&task) {
                Some(noted) => noted,
                None => task.run(),
            }
        }
        _ => task.run(),
    }
}

fn is_of_compiler(attr: &syn::Attribute) -> bool {
    future::is_inert(attr)
        || ["must_use", "track_caller"].iter().any(|name| attr.path().is_ident(name))
}

impl Task<'_> {
    fn judges(&self, returns: &Returns) -> bool {
        self.looks_at(matches!(returns, Returns::Judged))
    }

    /// Whether a value that `may_fail` is looked at.
    pub(super) fn looks_at(&self, may_fail: bool) -> bool {
        let Args { outcome, .. } = self.site.args;
        let plain = outcome.as_ref().is_some_and(outcome::OutcomeRule::is_plain);
        self.site.args.judged().is_some() || (may_fail && !plain)
    }

    /// What cannot fail: as a closure where nothing needs to be moved or borrowed
    /// in another way for that, and where nothing would be said of the closure (a `?`
    /// out of place) or not be said in it (a clone too many); else under a guard, whose
    /// destructor has to ask twice whether a panic is unwinding.
    fn plain(&self) -> TokenStream {
        let output = &self.function.sig.output;
        let bound = parameters::move_needed(self);
        let fits = bound.lets.is_empty()
            && bound.own.is_none()
            && !returns::may_borrow(output)
            && !returns::is_never(output)
            && !body::tries(self.body)
            && !ends::clones(self)
            && !ends::borrows_again(self)
            && !noted::is_needed(self.function, self.body)
            && !shared::is_changed(self)
            && !ends::always_wraps(self);
        if !fits {
            return self.guarded();
        }
        let (start, private) = (self.site.start(), self.site.private);
        self.closure(
            &bound,
            |closure| quote_spanned!(Span::mixed_site()=> #private::run_plain(#start, #closure)),
        )
    }

    /// `let guard = enter({ static …; SITE.start() });` and the body.
    fn guarded(&self) -> TokenStream {
        let (at, root) = (Span::mixed_site(), self.site.root);
        let (started, span) = (self.site.started(), self.entered_span());
        let (items, rest) = leading_items(self.body.stream());
        let guard = self.site.names.local("guard");
        self.with_body(quote_spanned!(at=>
            #items
            let #guard = #root::enter(#started);
            #span
            #rest
        ))
    }

    fn run(&self) -> TokenStream {
        let bound = parameters::move_needed(self);
        let (start, private) = (self.site.start(), self.site.private);
        let probe = self.probe(None, None);
        self.closure(
            &bound,
            |closure| quote_spanned!(Span::mixed_site()=> #private::run(#start, #closure, #probe)),
        )
    }

    /// `static …;` and what `call` makes of `|| -> Declared { body }`.
    pub(super) fn closure(
        &self,
        bound: &Bound,
        call: impl FnOnce(TokenStream) -> TokenStream,
    ) -> TokenStream {
        let (at, prelude) = (Span::mixed_site(), self.site.prelude());
        let declared = self.declared();
        let body = self.bound_body(bound);
        let (user, span, opening) = (self.body.span(), self.entered_span(), self.opening());
        let mut allowance = returns::allowance(&self.function.sig.output);
        allowance.extend(parameters::allowance(&self.function.sig, self.body));
        let moves = shared::are_lent(&self.function.sig).then(|| syn::Token![move](user));
        let call = call(quote_spanned!(user=> #allowance #moves || -> #declared #body));
        self.with(bound, quote_spanned!(at=> #opening #prelude #span #call))
    }

    /// The declared type for a closure, of which the compiler speaks in the place of the user's
    /// body: without a type of the user's it is there too.
    fn declared(&self) -> TokenStream {
        match &self.function.sig.output {
            syn::ReturnType::Default => quote_spanned!(self.body.span()=> ()),
            syn::ReturnType::Type(..) => returns::declared(&self.function.sig),
        }
    }

    /// A first statement, or nothing. Clippy judges `#[inline(always)]` by the first one,
    /// and not at all if it is an item; and a body that was empty may have type parameters
    /// that nothing uses.
    fn opening(&self) -> TokenStream {
        let parameters: Vec<_> = self.function.sig.generics.type_params().collect();
        if self.body.stream().is_empty() && !parameters.is_empty() {
            let (private, names) = (self.site.root, parameters.iter().map(|one| &one.ident));
            return quote_spanned!(Span::mixed_site()=>
                let _: #private::PhantomData<(#(*const #names,)*)>;
            );
        }
        let always =
            self.function.attrs.iter().filter(|attr| attr.path().is_ident("inline")).any(|attr| {
                tokens::any_ident(attr.to_token_stream(), &mut |ident| ident == "always")
            });
        if always && leading_items(self.body.stream()).0.is_empty() {
            return quote_spanned!(Span::mixed_site()=> let () = (););
        }
        TokenStream::new()
    }

    /// The body in its braces, behind what binds the parameters.
    pub(super) fn bound_body(&self, bound: &Bound) -> TokenStream {
        let Bound { lets, own, .. } = bound;
        let body = self.body;
        if lets.is_empty() && own.is_none() {
            return body.into_token_stream();
        }
        let own = own.as_ref().map(|own| parameters::never_taken(self, None, Some(own)));
        // Items stay in front, and what the end borrows goes before the parameters.
        let stream = body.stream();
        if body::ends_without_temporaries(&stream) && leading_items(stream.clone()).0.is_empty() {
            let contents = quote_spanned!(Span::mixed_site()=> #own #lets #stream);
            return braces(body, contents).into_token_stream();
        }
        let body = self.labelled_body();
        let mut contents = quote_spanned!(Span::mixed_site()=> #own #lets #body);
        if !lets.is_empty() {
            // In a block of this crate's edition a tail's temporaries go before the parameters.
            contents = quote_spanned!(Span::mixed_site()=> { #contents });
        }
        // The compiler has a name for what a closure owns, if the closure is the user's.
        braces(self.body, contents).into_token_stream()
    }

    /// The body as a block of its own, its parameters around it. The label says that
    /// the braces are there on purpose; it is at the user's place, like the braces, so
    /// that the block is one of the user's edition.
    pub(super) fn labelled_body(&self) -> TokenStream {
        let label = self.site.names.label("body", self.body.span());
        let (body, at) = (self.body, self.body.span());
        quote_spanned!(at=> #label: #body)
    }

    /// `|ret| …`: how the call ended, seen from the value it returns.
    /// One that waits in a future owns what it mentions.
    pub(super) fn probe(
        &self,
        declared: Option<TokenStream>,
        moves: Option<syn::Token![move]>,
    ) -> TokenStream {
        let (at, args) = (Span::mixed_site(), self.site.args);
        // The user's `ret` where the attribute speaks of it; else not even a static of that
        // name can be in the way.
        let is_named = args.names_return();
        let ret = if is_named {
            Ident::new("ret", Span::call_site())
        } else {
            self.site.names.local("ret")
        };
        let records = self.site.records(|record| record.of_return);
        let plain = args.outcome.as_ref().is_some_and(outcome::OutcomeRule::is_plain);
        let private = self.site.private;
        let outcome = if plain {
            quote_spanned!(at=> #private::Outcome::Ok)
        } else {
            outcome::judge(private, args.err.as_ref(), args.outcome.as_ref(), &ret)
        };
        let typed = declared.map(|declared| quote_spanned!(at=> : &#declared));
        if records.is_empty() {
            return quote_spanned!(at=> |#ret #typed| #outcome);
        }
        quote_spanned!(at=> #moves |#ret #typed| { #records #outcome })
    }

    /// The function with `contents` in its braces.
    pub(super) fn with_body(&self, contents: TokenStream) -> TokenStream {
        self.with_signature(&self.function.sig, contents)
    }

    pub(super) fn with(&self, bound: &Bound, contents: TokenStream) -> TokenStream {
        self.with_signature(&bound.sig, contents)
    }

    pub(super) fn with_signature(
        &self,
        sig: &syn::Signature,
        contents: TokenStream,
    ) -> TokenStream {
        let mut body = braces(self.body, contents);
        if self.function.is_canonical() {
            // Clippy compares such a body, word for word, unless a macro wrote it.
            body.set_span(Span::mixed_site().located_at(body.span()));
        }
        let function = Function { sig: sig.clone(), body: Some(body), ..self.function.clone() };
        function.into_token_stream()
    }
}

/// The items at the start of a body, which stay in front of the guard: behind a
/// statement they would be "items after statements".
fn leading_items(body: TokenStream) -> (TokenStream, TokenStream) {
    let split = |input: syn::parse::ParseStream<'_>| {
        let mut items = TokenStream::new();
        while starts_item(input) {
            let ahead = input.fork();
            let Ok(item) = ahead.parse::<syn::Item>() else { break };
            syn::parse::discouraged::Speculative::advance_to(input, &ahead);
            item.to_tokens(&mut items);
        }
        Ok((items, input.parse::<TokenStream>()?))
    };
    syn::parse::Parser::parse2(split, body.clone()).unwrap_or((TokenStream::new(), body))
}

fn starts_item(input: syn::parse::ParseStream<'_>) -> bool {
    use syn::Token;
    let ahead = input.fork();
    let _ = ahead.call(syn::Attribute::parse_outer);
    let _: syn::Result<syn::Visibility> = ahead.parse();
    ahead.peek(Token![use])
        || ahead.peek(Token![fn])
        || (ahead.peek(Token![const]) && !ahead.peek2(syn::token::Brace))
        || (ahead.peek(Token![async]) && ahead.peek2(Token![fn]))
        || (ahead.peek(Token![unsafe]) && !ahead.peek2(syn::token::Brace))
        || ahead.peek(Token![extern])
        || ahead.peek(Token![static])
        || (ahead.peek(Token![union]) && ahead.peek2(syn::Ident))
        || is_macro_definition(&ahead)
        || ahead.peek(Token![struct])
        || ahead.peek(Token![enum])
        || ahead.peek(Token![type])
        || ahead.peek(Token![trait])
        || ahead.peek(Token![impl])
        || ahead.peek(Token![mod])
}

fn is_macro_definition(ahead: syn::parse::ParseStream<'_>) -> bool {
    let name = ahead.cursor().ident().is_some_and(|(name, _)| name == "macro_rules");
    name && ahead.peek2(syn::Token![!])
}
