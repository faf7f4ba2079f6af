//! What a function gives back, as far as its signature says.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    GenericArgument, Path, PathArguments, PathSegment, ReturnType, Signature, Type, TypeParamBound,
    TypePath,
    visit_mut::{self, VisitMut},
};

use super::{bare, lifetimes, tokens};

/// How the end of a call can be looked at.
pub(super) enum Returns {
    /// Nothing in it can say that the call failed.
    Plain,
    /// It may be a `Result`, under whatever name.
    Judged,
    /// A future written by hand, `impl Future<Output = T>`.
    Future(Output),
    /// `Pin<Box<dyn Future<Output = T>>>`.
    BoxedFuture(Output),
}

/// What a future gives, as far as the signature says.
pub(super) enum Output {
    Unknown,
    Named(Type),
    /// What this type gives, whose arguments do not say: `BoxFuture<T>` may give a `Result<T>`.
    Of(Type),
}

impl Output {
    /// Whether it may say that the call failed.
    pub(super) fn may_fail(&self) -> bool {
        match self {
            Self::Named(ty) => matches!(of_type(ty), Returns::Judged),
            Self::Unknown | Self::Of(_) => true,
        }
    }

    /// As it may stand inside the body, where `private` is the runtime's module.
    pub(super) fn erased(&self, private: &TokenStream) -> Option<TokenStream> {
        match self {
            Self::Unknown => None,
            Self::Named(ty) => Some(erased(ty)),
            Self::Of(ty) => {
                let ty = erased(ty);
                Some(quote_spanned!(Span::mixed_site()=> <#ty as #private::Future>::Output))
            }
        }
    }
}

/// Types without a way to say that a call failed. `Option` is one unless the user
/// says `outcome = option`.
const PLAIN: &[&str] = &[
    "String", "Vec", "Option", "Box", "Rc", "Arc", "Cow", "HashMap", "HashSet", "BTreeMap",
    "BTreeSet", "VecDeque", "PathBuf", "OsString", "Duration", "Instant",
];

/// Types that the compiler knows without being told.
const PRIMITIVE: &[&str] = &[
    "bool", "char", "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64",
    "i128", "isize", "f32", "f64",
];

/// Looks at the declared type.
pub(super) fn of(output: &ReturnType) -> Returns {
    match output {
        ReturnType::Default => Returns::Plain,
        ReturnType::Type(_, ty) => of_type(ty),
    }
}

fn of_type(ty: &Type) -> Returns {
    match naked(ty) {
        Type::ImplTrait(many) => match many.bounds.iter().find_map(future) {
            Some(output) if many.bounds.iter().all(holds_when_measured) => Returns::Future(output),
            _ => Returns::Plain,
        },
        Type::Path(path) => boxed_future(path).map_or_else(
            || if is_plain(path) { Returns::Plain } else { Returns::Judged },
            Returns::BoxedFuture,
        ),
        Type::Macro(_) => Returns::Judged,
        _ => Returns::Plain,
    }
}

/// The type inside parentheses and the invisible groups of `macro_rules!`.
pub(super) fn naked(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => naked(&group.elem),
        Type::Paren(paren) => naked(&paren.elem),
        other => other,
    }
}

fn is_plain(path: &TypePath) -> bool {
    let last = path.path.segments.last();
    path.qself.is_none()
        && last.is_some_and(|last| is_one_of(last, PRIMITIVE) || is_one_of(last, PLAIN))
}

fn is_one_of(segment: &PathSegment, names: &[&str]) -> bool {
    names.iter().any(|name| segment.ident == name)
}

/// `Some(output)` if the bound is `Future<Output = …>`.
fn future(bound: &TypeParamBound) -> Option<Output> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    future_trait(&bound.path)
}

/// Whether the measured future is what the bound asks for if the future inside is. A trait of
/// somebody's may be the future's alone: such a future is handed out as it is.
fn holds_when_measured(bound: &TypeParamBound) -> bool {
    const KEPT: &[&str] = &["Future", "Send", "Sync", "Unpin", "UnwindSafe", "RefUnwindSafe"];
    let TypeParamBound::Trait(bound) = bound else { return true };
    bound.path.segments.last().is_some_and(|last| KEPT.iter().any(|kept| last.ident == kept))
}

/// `Some(output)` for `Future<Output = …>`.
fn future_trait(path: &Path) -> Option<Output> {
    let last = path.segments.last().filter(|last| last.ident == "Future")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return Some(Output::Unknown);
    };
    let output = arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::AssocType(assoc) if assoc.ident == "Output" => Some(assoc.ty.clone()),
        _ => None,
    });
    Some(output.map_or(Output::Unknown, Output::Named))
}

/// `Some(output)` for `Pin<Box<dyn Future<…>>>` and the aliases that the futures
/// crates, and others in another way, have for it.
fn boxed_future(path: &TypePath) -> Option<Output> {
    let last = path.path.segments.last()?;
    if last.ident == "BoxFuture" || last.ident == "LocalBoxFuture" {
        return Some(Output::Of(Type::Path(path.clone())));
    }
    let Type::Path(boxed) = argument(last).filter(|_| last.ident == "Pin").map(naked)? else {
        return None;
    };
    let boxed = boxed.path.segments.last().filter(|boxed| boxed.ident == "Box")?;
    match argument(boxed).map(naked)? {
        Type::TraitObject(object) => object.bounds.iter().find_map(future),
        // Without `dyn`, as edition 2018 takes it.
        Type::Path(path) => {
            future_trait(&path.path).filter(|output| matches!(output, Output::Named(_)))
        }
        _ => None,
    }
}

/// The first argument that is a type.
fn argument(segment: &PathSegment) -> Option<&Type> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The declared type as it may stand inside the body: `impl Trait` is `_` there, and a
/// lifetime that has a name in vain has none.
pub(super) fn declared(sig: &Signature) -> TokenStream {
    match &sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => {
            let mut ty = Type::clone(ty);
            lifetimes::unname(sig, &mut ty);
            written_here(erased(&ty))
        }
    }
}

/// `#[allow(…)]` for a closure that returns the type: that an error is large is said at the
/// signature, if at all, and clippy says it of every closure that returns a `Result`, by
/// whatever name. It would be better to say it of the user's own closures in that one still;
/// but what is allowed of a closure is allowed in it.
pub(super) fn allowance(output: &ReturnType) -> TokenStream {
    if matches!(of(output), Returns::Judged) {
        quote_spanned!(Span::mixed_site()=> #[allow(clippy::result_large_err)])
    } else {
        TokenStream::new()
    }
}

/// A long type as one of ours: clippy has said in the signature if it is too complex,
/// where the user can do something about it. A short one stays the user's, so that an
/// unknown name in it is reported once; but for the primitive ones in it, which a lint would
/// call `Self` here, also where a trait does not have it. One with a trait object of old is
/// the user's whole: its words say which edition it is of.
fn written_here(ty: TokenStream) -> TokenStream {
    const LONG: usize = 16;
    if bare::is_in(ty.clone()) {
        return ty;
    }
    let mut ty: Vec<TokenTree> = ty.into_iter().map(primitive_here).collect();
    if tokens::flat(ty.iter().cloned().collect()).len() < LONG {
        return ty.into_iter().collect();
    }
    let last = ty.len() - 1;
    for at in [0, last] {
        // `$crate` is a name of its place.
        if ty[at].to_string() != "$crate" {
            let here = Span::mixed_site().located_at(ty[at].span());
            ty[at].set_span(here);
        }
    }
    ty.into_iter().collect()
}

fn primitive_here(mut token: TokenTree) -> TokenTree {
    let here = Span::mixed_site().located_at(token.span());
    match &mut token {
        TokenTree::Ident(name) if PRIMITIVE.iter().any(|one| name == one) => name.set_span(here),
        TokenTree::Group(group) => {
            let contents = group.stream().into_iter().map(primitive_here).collect();
            let mut written = Group::new(group.delimiter(), contents);
            written.set_span(group.span());
            *group = written;
        }
        _ => {}
    }
    token
}

/// `ty` with `_` for each `impl Trait` in it.
fn erased(ty: &Type) -> TokenStream {
    let mut ty = ty.clone();
    Erase.visit_type_mut(&mut ty);
    quote!(#ty)
}

struct Erase;

impl VisitMut for Erase {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if matches!(ty, Type::ImplTrait(_)) {
            *ty = syn::parse_quote!(_);
        } else {
            visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// Whether it is called as type parameters of an `impl`, which is not seen, mostly are: one
/// capital letter.
pub(super) fn is_like_parameter(name: &Ident) -> bool {
    let name = name.to_string();
    name.len() == 1 && name.starts_with(|letter: char| letter.is_ascii_uppercase())
}

/// Whether the function does not return.
pub(super) fn is_never(output: &ReturnType) -> bool {
    matches!(output, ReturnType::Type(_, ty) if matches!(naked(ty), Type::Never(_)))
}

/// Whether the declared type is written with a reference or a lifetime.
pub(super) fn names_borrow(output: &ReturnType) -> bool {
    let words = tokens::flat(output.to_token_stream());
    words.iter().any(|word| ['&', '\''].iter().any(|sign| tokens::is_sign(Some(word), *sign)))
}

/// Whether a value of the declared type may hold a borrow of an argument. What is
/// not known for certain may.
pub(super) fn may_borrow(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => borrows(ty),
    }
}

fn borrows(ty: &Type) -> bool {
    match naked(ty) {
        Type::Never(_) => false,
        Type::Tuple(tuple) => tuple.elems.iter().any(borrows),
        Type::Array(array) => borrows(&array.elem),
        Type::Path(path) if path.qself.is_none() => {
            let known = |segment: &PathSegment| {
                segment.ident == "Result"
                    || (segment.ident == "Error" && path.path.segments.len() > 1)
                    || is_one_of(segment, PRIMITIVE)
                    || (is_one_of(segment, PLAIN) && segment.ident != "Cow")
            };
            !path.path.segments.last().is_some_and(known)
                || path.path.segments.iter().any(|segment| match &segment.arguments {
                    PathArguments::None => false,
                    PathArguments::AngleBracketed(arguments) => {
                        arguments.args.iter().any(|argument| match argument {
                            GenericArgument::Type(ty) => borrows(ty),
                            _ => true,
                        })
                    }
                    PathArguments::Parenthesized(_) => true,
                })
        }
        _ => true,
    }
}
