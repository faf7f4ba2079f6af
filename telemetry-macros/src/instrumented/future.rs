//! Functions whose result is a future, in whichever way they say so.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{ReturnType, Signature, Token, Type};

use super::{
    at_once, body,
    codegen::Task,
    function::braces,
    judged, metered, noted,
    parameters::{self, Bound},
    returns::{self, Output},
    tokens,
};

/// An `async fn`: if it never waits, as a closure in it, or in place where the compiler would
/// speak of the closure; as a function that returns the
/// measured future itself where that means the same; with the body in place where all of it
/// can be seen; else with the measured future awaited inside.
pub(super) fn asynchronous(task: &Task<'_>) -> TokenStream {
    if cannot_compile(task) {
        return task.function.to_token_stream();
    }
    let in_place = || metered::generate(task);
    let at_once = at_once::is_possible(task);
    if (noted::overwrites_argument(task) || (at_once && at_once::is_seen(task)))
        && let Some(function) = in_place()
    {
        return function;
    }
    if at_once {
        return at_once::generate(task);
    }
    if is_judged(task)
        && let Some(function) = in_place()
    {
        return function;
    }
    if is_single_layer(task) {
        return single_layer(task);
    }
    in_place().unwrap_or_else(|| wrapped(task))
}

/// Whether something is said of the function, or of what it lends to a closure that it returns,
/// that would be said of a block in other words, or not at all.
fn is_judged(task: &Task<'_>) -> bool {
    let (sig, body) = (&task.function.sig, task.body.stream());
    let mut is_open = |word: &Ident| word == "dyn" || word == "impl";
    judged::says_more_as_async(sig)
        || judged::waits_for_itself(&sig.ident, body.clone())
        || (tokens::any_ident(sig.output.to_token_stream(), &mut is_open) && body::lends(body))
}

/// Whether there is a `?` where nothing can take it: the compiler would speak of a block
/// where the user wrote a function.
fn cannot_compile(task: &Task<'_>) -> bool {
    let certain = match &task.function.sig.output {
        ReturnType::Default => true,
        ReturnType::Type(_, ty) => {
            matches!(returns::naked(ty), Type::Tuple(_) | Type::Reference(_))
        }
    };
    certain && body::tries(task.body)
}

/// Attributes that are part of the compiler and look at no `async`. `must_use` is
/// not among them: on an `async fn` it speaks of the output.
const INERT: &[&str] = &[
    "doc",
    "inline",
    "cold",
    "allow",
    "warn",
    "deny",
    "forbid",
    "expect",
    "deprecated",
    "cfg",
    "unsafe",
    "no_mangle",
    "export_name",
    "link_section",
    "target_feature",
    "rustfmt",
    "clippy",
    "diagnostic",
    "rustdoc",
];

/// Whether the attribute is one of the compiler's that looks at no `async`.
pub(super) fn is_inert(attr: &syn::Attribute) -> bool {
    let first = attr.path().segments.first();
    first.is_some_and(|first| INERT.iter().any(|name| first.ident == name))
}

fn is_single_layer(task: &Task<'_>) -> bool {
    !task.around.keeps_async
        && task.function.attrs.iter().all(is_inert)
        && !returns::is_never(&task.function.sig.output)
        && !judged::is_named_like_an_operator(&task.function.sig)
}

/// `fn f(…) -> impl Future<Output = T> { Timed::new(site, async move { … }, …) }`.
///
/// The arguments are stored once. The `impl` is a token of this crate's edition,
/// 2024, in which it captures all lifetimes, as an `async fn` does.
fn single_layer(task: &Task<'_>) -> TokenStream {
    let (at, root) = (Span::mixed_site(), task.site.root);
    let mut bound = parameters::move_all(task);
    let future = measured(task, &bound, Some(<Token![move]>::default()));
    let output = declared_output(&bound.sig);
    bound.sig.asyncness = None;
    // It stands where the user's output does. The signature, which begins with a word of
    // the user's, ends with one.
    let (first, last) = ends_of_output(&bound.sig);
    let (here, there) = (at.located_at(first), at.located_at(last));
    let is_open = bound.sig.generics.params.is_empty() && bound.sig.generics.where_clause.is_none();
    let ending = is_open.then_some(Token![where](last));
    let mut end = Punct::new('>', Spacing::Alone);
    end.set_span(if is_open { there } else { last });
    let returned = quote_spanned!(here=> impl #root::Future<Output = #output #end #ending);
    bound.sig.output = ReturnType::Type(Token![->](at), Box::new(Type::Verbatim(returned)));
    task.with(&bound, future)
}

/// Where the output begins and ends, if only behind the parentheses.
fn ends_of_output(sig: &Signature) -> (Span, Span) {
    let span = |token: TokenTree, is_last: bool| match token {
        TokenTree::Group(group) if is_last => group.span_close(),
        TokenTree::Group(group) => group.span_open(),
        other => other.span(),
    };
    let ReturnType::Type(_, ty) = &sig.output else {
        let close = sig.paren_token.span.close();
        return (close, close);
    };
    let mut written = ty.to_token_stream().into_iter();
    let first = written.next().expect("a type has a token");
    let last = written.last().unwrap_or_else(|| first.clone());
    (span(first, false), span(last, true))
}

fn declared_output(sig: &Signature) -> TokenStream {
    match &sig.output {
        ReturnType::Default => quote_spanned!(Span::mixed_site()=> ()),
        ReturnType::Type(_, ty) => ty.into_token_stream(),
    }
}

/// `async fn f(…) -> T { Timed::new(site, async { … }, …).await }`.
///
/// What never returns is awaited as a future of nothing: its type cannot be named, and
/// what an edition takes for it differs.
fn wrapped(task: &Task<'_>) -> TokenStream {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let bound = parameters::move_needed(task);
    let future = measured(task, &bound, None);
    let after = returns::is_never(&task.function.sig.output)
        .then(|| quote_spanned!(at=> ; #private::diverge(())));
    task.with(&bound, quote_spanned!(at=> #future.await #after))
}

/// `Timed::new(site, async { if false { return … } lets { body } }, |ret| …)`.
fn measured(task: &Task<'_>, bound: &Bound, moves: Option<Token![move]>) -> TokenStream {
    let (at, private, body) = (Span::mixed_site(), task.site.private, task.labelled_body());
    let is_never = returns::is_never(&task.function.sig.output);
    let unit = quote_spanned!(at=> ());
    let declared = if is_never { unit.clone() } else { returns::declared(&task.function.sig) };
    let never = parameters::never_taken(task, Some(&declared), bound.own.as_ref());
    let (lets, prelude, site) = (&bound.lets, task.site.prelude(), task.site.reference());
    let (records, probe) = (
        task.site.records(|record| !record.of_return),
        task.probe(is_never.then_some(unit), Some(<Token![move]>::default())),
    );
    // A block at the user's place, so that lints look at the end of the body; in it one
    // of this crate's edition, where a tail's temporaries go before the parameters.
    let contents = braces(task.body, quote_spanned!(at=> { #never #records #lets #body }));
    let allowance = parameters::allowance(&task.function.sig, task.body);
    let future = quote_spanned!(task.body.span()=> #allowance async #moves #contents);
    let future = task.in_span(future);
    quote_spanned!(at=>
        #prelude
        #private::Timed::new(#site, #future, #probe)
    )
}

/// `-> impl Future<Output = T>`, written by hand: what it does when called stays
/// there, and the future that it returns is measured.
pub(super) fn by_hand(task: &Task<'_>, output: &Output) -> TokenStream {
    let in_place = || in_place(task, output, None);
    if let Some(function) = metered::in_block(task, output).or_else(in_place) {
        return function;
    }
    let (at, private) = (Span::mixed_site(), task.site.private);
    let bound = parameters::move_needed(task);
    let body = task.bound_body(&bound);
    let (prelude, site) = (task.site.prelude(), task.site.reference());
    let (start, probe) = (task.site.records(|record| !record.of_return), probe(task, output));
    let body = quote_spanned!(task.body.span()=> || #body);
    let future = task.in_span(quote_spanned!(at=> #private::evaluate(#body)));
    task.with(
        &bound,
        quote_spanned!(at=>
            #prelude
            #start
            #private::Timed::new(#site, #future, #probe)
        ),
    )
}

/// How the call ended, seen from what the future gives; not looked at where that cannot say
/// that it failed, so that it need not be of a type that is known by then.
fn probe(task: &Task<'_>, output: &Output) -> TokenStream {
    let (private, moves) = (task.site.private, Some(<Token![move]>::default()));
    if noted::looks_at(task, output.may_fail()) {
        return task.probe(output.erased(private), moves);
    }
    quote_spanned!(Span::mixed_site()=> |_| #private::Outcome::Ok)
}

/// `-> Pin<Box<dyn Future<Output = T>>>`: the future is measured inside the box
/// that the body makes, if the body ends in `Box::pin(async …)` and has no other
/// way out, and in that block itself if it can be; else in a box around that.
pub(super) fn boxed(task: &Task<'_>, output: &Output) -> TokenStream {
    let (at, private) = (Span::mixed_site(), task.site.private);
    let (prelude, site) = (task.site.prelude(), task.site.reference());
    let (start, probe) = (task.site.records(|record| !record.of_return), probe(task, output));
    let measured = |future: TokenStream| {
        let future = task.in_span(future);
        quote_spanned!(at=> #private::Timed::new(#site, #future, #probe))
    };
    let inside = |future| metered::inside(task, output, future);
    if let Some(contents) = inside_the_box(task.body.stream(), inside) {
        return task.with_body(contents);
    }
    if let Some(contents) = inside_the_box(task.body.stream(), |future| Some(measured(future))) {
        return task.with_body(quote_spanned!(at=> #prelude #start #contents));
    }
    let declared = returns::declared(&task.function.sig);
    if let Some(function) = in_place(task, output, Some(&declared)) {
        return function;
    }
    let bound = parameters::move_needed(task);
    let body = task.bound_body(&bound);
    let body = quote_spanned!(task.body.span()=> || -> #declared #body);
    let future = measured(quote_spanned!(at=> #private::evaluate(#body)));
    task.with(&bound, quote_spanned!(at=> #prelude #start #private::Box::pin(#future)))
}

/// Whether it only passes on a box that nobody could put into another one: what a type
/// parameter gives may borrow, of which the box, which may not, does not speak.
/// A body that makes a box has to know better.
pub(super) fn is_passed_on_as_it_is(task: &Task<'_>) -> bool {
    const MAKES: &[&str] = &["async", "Box", "pin", "boxed", "boxed_local"];
    let Signature { output, generics, .. } = &task.function.sig;
    let lifetimes = |tokens: TokenStream| {
        let words = tokens::flat(tokens);
        let is_one = |two: &[TokenTree]| tokens::is_sign(Some(&two[0]), '\'');
        words.windows(2).filter(|two| is_one(two)).map(|two| two[1].to_string()).collect::<Vec<_>>()
    };
    let is_bound = [generics.to_token_stream(), generics.where_clause.to_token_stream()]
        .into_iter()
        .any(|tokens| lifetimes(tokens).iter().any(|name| name == "static"));
    let mut is_open = |name: &Ident| name != "Self" && task.around.may_be_parameter(name, generics);
    !is_bound
        && tokens::any_ident(output.to_token_stream(), &mut is_open)
        && lifetimes(output.to_token_stream()).iter().all(|name| name == "static")
        && !tokens::any_ident(task.body.stream(), &mut |ident| {
            MAKES.iter().any(|name| ident == name)
        })
}

/// The body where it is, for `#[track_caller]`, whose location a closure would lose: the
/// futures that leave it are measured on their way, in a box if that is what is declared.
fn in_place(task: &Task<'_>, output: &Output, boxed: Option<&TokenStream>) -> Option<TokenStream> {
    // What is told of the value at the end would have to be moved away from the body.
    if !noted::is_needed(task.function, task.body) || task.site.args.names_return() {
        return None;
    }
    let (at, private) = (Span::mixed_site(), task.site.private);
    let mut block = body::parsed(task.body)?;
    let [measures, given] = ["measured", "future"].map(|name| task.site.names.local(name));
    noted::Leaving {
        never: noted::never(task).as_ref(),
        returned: Some(&|value| quote_spanned!(at=> #measures(#value))),
        tried: &|value, _| value.to_token_stream(),
        awaited: &|waiting| waiting.to_token_stream(),
    }
    .mark(&mut block);
    let (prelude, site) = (task.site.prelude(), task.site.reference());
    let (start, probe) = (task.site.records(|record| !record.of_return), probe(task, output));
    let future = task.in_span(given.to_token_stream());
    let timed = quote_spanned!(at=> #private::Timed::new(#site, #future, #probe));
    let measured = match boxed {
        None => quote_spanned!(at=> |#given| #timed),
        Some(declared) => quote_spanned!(at=>
            |#given: #declared| -> #declared { #private::Box::pin(#timed) }
        ),
    };
    let (items, statements) = noted::behind_items(&block);
    Some(task.with_body(quote_spanned!(at=>
        #items
        #prelude
        #start
        let #measures = #measured;
        #statements
    )))
}

/// The body with the argument of its last `Box::pin(…)` measured.
fn inside_the_box(
    body: TokenStream,
    measured: impl Fn(TokenStream) -> Option<TokenStream>,
) -> Option<TokenStream> {
    let mut tokens: Vec<TokenTree> = body.into_iter().collect();
    let TokenTree::Group(argument) = tokens.pop()? else { return None };
    let pin = matches!(tokens.last()?, TokenTree::Ident(ident) if ident == "pin");
    let mut future: Vec<TokenTree> = argument.stream().into_iter().collect();
    let is_async = matches!(future.first()?, TokenTree::Ident(ident) if ident == "async");
    // The comma that may end the only argument.
    future.pop_if(|last| tokens::is_sign(Some(last), ','));
    let is_one = !future.iter().any(|token| tokens::is_sign(Some(token), ','));
    let only_way_out = is_one && !leaves_early(&tokens);
    if !pin || !is_async || !only_way_out || argument.delimiter() != Delimiter::Parenthesis {
        return None;
    }
    let future = measured(future.into_iter().collect())?;
    let mut wrapped = Group::new(Delimiter::Parenthesis, future);
    wrapped.set_span(argument.span());
    tokens.push(TokenTree::Group(wrapped));
    Some(tokens.into_iter().collect())
}

/// Whether there may be a `return`, also one that a macro hides.
fn leaves_early(statements: &[TokenTree]) -> bool {
    let words = tokens::flat(statements.iter().cloned().collect());
    words.iter().any(|word| match word {
        TokenTree::Ident(ident) => ident == "return",
        TokenTree::Punct(punct) => matches!(punct.as_char(), '?' | '!'),
        _ => false,
    })
}
