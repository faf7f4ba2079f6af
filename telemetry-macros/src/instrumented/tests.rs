//! Expansions, written as Rust, and their size in tokens.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use super::{body, expand};

fn pretty(tokens: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(tokens).expect("the output is Rust"))
}

#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "the tests read better without `&`")]
fn becomes(args: TokenStream, item: TokenStream, expected: TokenStream) {
    if cfg!(feature = "off") {
        return;
    }
    assert_eq!(pretty(expand(args, &item)), pretty(expected));
}

/// Leaves, and two for each pair of delimiters.
fn count(tokens: TokenStream) -> usize {
    let size = |token| match token {
        TokenTree::Group(group) => 2 + count(group.stream()),
        _ => 1,
    };
    tokens.into_iter().map(size).sum()
}

#[expect(clippy::needless_pass_by_value, reason = "the tests read better without `&`")]
fn mistakes(args: TokenStream, item: TokenStream) -> Vec<String> {
    let expanded: syn::File = syn::parse2(expand(args, &item)).expect("the output is Rust");
    let messages = expanded.items.iter().filter_map(|item| match item {
        syn::Item::Macro(call) => syn::parse2::<syn::LitStr>(call.mac.tokens.clone()).ok(),
        _ => None,
    });
    messages.map(|message| message.value()).collect()
}

#[test]
fn what_cannot_fail_is_run_as_a_closure_that_is_not_looked_at() {
    becomes(
        quote!(),
        quote! {
            /// Adds one.
            pub fn next(n: u32) -> u32 {
                use std::cmp::max;
                max(n, 1) + 1
            }
        },
        quote! {
            /// Adds one.
            pub fn next(n: u32) -> u32 {
                use ::telemetry_core::__telemetry;
                static __TELEMETRY_SITE: __telemetry::Callsite =
                    __telemetry::site(|| __telemetry::timed(|| {}, __telemetry::module_path!()).with_description("Adds one."));
                __telemetry::run_plain(
                    &__TELEMETRY_SITE,
                    || -> u32 {
                        use std::cmp::max;
                        max(n, 1) + 1
                    },
                )
            }
        },
    );
}

#[test]
fn what_a_closure_would_have_to_own_gets_a_guard_in_front() {
    becomes(
        quote!(),
        quote! {
            pub fn next(mut n: u32) -> u32 {
                use std::cmp::max;
                n += 1;
                max(n, 1)
            }
        },
        quote! {
            pub fn next(mut n: u32) -> u32 {
                use std::cmp::max;
                let __telemetry_guard = ::telemetry_core::__telemetry::enter({
                    use ::telemetry_core::__telemetry;
                    static __TELEMETRY_SITE: __telemetry::Callsite =
                        __telemetry::site(|| __telemetry::timed(|| {}, __telemetry::module_path!()));
                    &__TELEMETRY_SITE
                });
                n += 1;
                max(n, 1)
            }
        },
    );
}

#[test]
fn what_may_fail_is_run_as_a_closure() {
    becomes(
        quote!(name = "load", sample = 8),
        quote! {
            fn load(&mut self, mut at: u64) -> Result<&Page, Error> {
                at += 1;
                self.page(at)
            }
        },
        quote! {
            fn load(&mut self, at: u64) -> Result<&Page, Error> {
                use ::telemetry_core::__telemetry;
                static __TELEMETRY_SITE: __telemetry::Callsite =
                    __telemetry::site(|| __telemetry::Description::timed("load", __telemetry::module_path!()).with_sampling(__telemetry::one_in(8)));
                __telemetry::run(
                    (&__TELEMETRY_SITE).start_sampled(),
                    #[allow(clippy::result_large_err)] || -> Result<&Page, Error> {
                        {
                            if false {
                                return __telemetry::diverge(self);
                            }
                            let mut at = at;
                            '__telemetry_body: {
                                at += 1;
                                self.page(at)
                            }
                        }
                    },
                    |__telemetry_ret| __telemetry::Probe(__telemetry_ret).__telemetry_outcome(),
                )
            }
        },
    );
}

#[test]
fn an_async_fn_returns_the_measured_future() {
    becomes(
        quote!(crate = crate::stats),
        quote! {
            async fn read(&self, (at, _): (u64, u64)) -> io::Result<u8> {
                self.file.read(at).await
            }
        },
        quote! {
            fn read(&self, __arg1: (u64, u64))
                -> impl crate::stats::__telemetry::Future<Output = io::Result<u8>>
            {
                use crate::stats::__telemetry;
                static __TELEMETRY_SITE: __telemetry::Callsite =
                    __telemetry::site(|| __telemetry::timed(|| {}, __telemetry::module_path!()));
                __telemetry::Timed::new(
                    &__TELEMETRY_SITE,
                    async move {{
                        if false {
                            let __telemetry_never: io::Result<u8> = __telemetry::diverge(()); return __telemetry_never;
                        }
                        let __held1 = __arg1;
                        let (at, _) = __held1;
                        '__telemetry_body: { self.file.read(at).await }
                    }},
                    |__telemetry_ret| __telemetry::Probe(__telemetry_ret).__telemetry_outcome(),
                )
            }
        },
    );
}

#[test]
fn an_async_fn_that_never_waits_is_run_as_a_closure_in_place() {
    becomes(
        quote!(),
        quote! {
            pub async fn spawn(&self, mut job: Job) -> Result<Id, Error> {
                job.id = self.next(format!("{}", job.name))?;
                Ok(self.runtime.spawn(async move { job.run().await }))
            }
        },
        quote! {
            pub async fn spawn(&self, job: Job) -> Result<Id, Error> {
                use ::telemetry_core::__telemetry;
                static __TELEMETRY_SITE: __telemetry::Callsite =
                    __telemetry::site(|| __telemetry::timed(|| {}, __telemetry::module_path!()));
                __telemetry::run_at_once(
                    &__TELEMETRY_SITE,
                    #[allow(clippy::result_large_err)] || -> Result<Id, Error> {
                        {
                            let mut job = job;
                            '__telemetry_body: {
                                job.id = self.next(format!("{}", job.name))?;
                                Ok(self.runtime.spawn(async move { job.run().await }))
                            }
                        }
                    },
                    |__telemetry_ret| __telemetry::Probe(__telemetry_ret).__telemetry_outcome(),
                )
            }
        },
    );
}

#[test]
fn the_end_of_a_body_may_leave_temporaries_behind_it() {
    let none = [
        quote! { a.b(); Ok(()) },
        quote! { if a { b.c() }; Ok(Self(hits, 1)) },
        quote! { a::b(c, d) },
        quote! { return a.b(); },
        quote! {},
    ];
    let some = [
        quote! { a; b.c() },
        quote! { a; &b },
        quote! { a; Ok(b()?) },
        quote! { a; if b { c } else { d } },
        quote! { a; bail!("b") },
        quote! { a; [b, c] },
    ];
    for body in none {
        assert!(body::ends_without_temporaries(&body), "{body}");
    }
    for body in some {
        assert!(!body::ends_without_temporaries(&body), "{body}");
    }
}

#[test]
fn an_async_fn_may_wait_wherever_an_await_may_hide() {
    let never = [
        quote! { let n = !(a) as usize; if !(b) { return !(c); } assert!(a != (b)); },
        quote! { spawn(async { x.await }); spawn(async move { select!(a, b) }) },
        quote! { std::println!("{}", 1) },
    ];
    let perhaps = [
        quote! { x.await },
        quote! { println!("{}", x.await) },
        quote! { if a { (b, [c.await]) } },
        quote! { tokio::select! { _ = a => {} } },
        quote! { format!("{}", wait!(x)) },
        quote! { macro_rules! wait { () => {} } },
        quote! { let later = async || x.await; },
    ];
    for body in never {
        assert!(!body::may_wait(body.clone()), "{body}");
    }
    for body in perhaps {
        assert!(body::may_wait(body.clone()), "{body}");
    }
}

#[test]
fn a_way_out_may_hide_in_macros_that_are_not_known_and_in_arguments_of_those_that_are() {
    let seen = [
        quote! { let n = !(a) as usize; return; },
        quote! { x.await?; assert!(a, "{:?}", b) },
        quote! { println!("{}", format!("{}", 1)); if !(x?) {} },
    ];
    let hidden = [
        quote! { bail!("no") },
        quote! { let f = || bail!("no"); },
        quote! { println!("{}", x?) },
        quote! { vec![(x.await)] },
        quote! { dbg!(return) },
        quote! { format!("{}", bail!("no")) },
    ];
    for body in seen {
        assert!(!body::hides_a_way_out(body.clone()), "{body}");
    }
    for body in hidden {
        assert!(body::hides_a_way_out(body.clone()), "{body}");
    }
}

#[test]
fn an_async_fn_that_others_look_at_stays_one() {
    becomes(
        quote!(),
        quote! {
            #[tokio::main]
            async fn main() -> Result<(), Error> {
                let server = bind()?;
                serve(server).await
            }
        },
        quote! {
            #[tokio::main]
            async fn main() -> Result<(), Error> {
                use ::telemetry_core::__telemetry;
                static __TELEMETRY_SITE: __telemetry::Callsite =
                    __telemetry::site(|| __telemetry::timed(|| {}, __telemetry::module_path!()));
                let __telemetry_meter = __telemetry::Meter::start(&__TELEMETRY_SITE);
                let server = (__telemetry_meter.__telemetry_tried(
                    bind(),
                    |__telemetry_value| __telemetry::Probe(__telemetry_value).__telemetry_outcome(),
                ))?;
                __telemetry_meter.__telemetry_returned::<Result<(), Error> >(
                    (__telemetry_meter.__telemetry_waits(__telemetry::Awaited(serve(server)).__telemetry_future()))
                        .await,
                    |__telemetry_ret| __telemetry::Probe(__telemetry_ret).__telemetry_outcome(),
                )
            }
        },
    );
}

#[test]
fn an_async_fn_that_others_look_at_wraps_what_cannot_be_seen() {
    becomes(
        quote!(),
        quote! {
            #[tokio::main]
            async fn main() {
                select!(serve(), stop())
            }
        },
        quote! {
            #[tokio::main]
            async fn main() {
                use ::telemetry_core::__telemetry;
                static __TELEMETRY_SITE: __telemetry::Callsite =
                    __telemetry::site(|| __telemetry::timed(|| {}, __telemetry::module_path!()));
                __telemetry::Timed::new(
                    &__TELEMETRY_SITE,
                    async {{
                        if false {
                            let __telemetry_never: () = __telemetry::diverge(()); return __telemetry_never;
                        }
                        '__telemetry_body: { select!(serve(), stop()) }
                    }},
                    |__telemetry_ret| __telemetry::Probe(__telemetry_ret).__telemetry_outcome(),
                )
                .await
            }
        },
    );
}

#[test]
fn a_body_that_must_stay_in_place_is_noted() {
    becomes(
        quote!(),
        quote! {
            #[track_caller]
            fn check(n: u8) -> Result<u8, Error> {
                if n == 0 {
                    return Err(Error);
                }
                let each = (0..n).map(|n| -> Result<u8, Error> { Ok(parse(n)?) });
                Ok(parse(n)?)
            }
        },
        quote! {
            #[track_caller]
            fn check(n: u8) -> Result<u8, Error> {
                use ::telemetry_core::__telemetry;
                static __TELEMETRY_SITE: __telemetry::Callsite =
                    __telemetry::site(|| __telemetry::timed(|| {}, __telemetry::module_path!()));
                let __telemetry_noted = __telemetry::Noted::new(&__TELEMETRY_SITE);
                if n == 0 {
                    return __telemetry_noted.__telemetry_returned::<Result<u8, Error> >(
                        Err(Error),
                        |__telemetry_ret| __telemetry::Probe(__telemetry_ret).__telemetry_outcome(),
                    );
                }
                let each = (0..n).map(|n| -> Result<u8, Error> { Ok(parse(n)?) });
                Ok((__telemetry_noted.__telemetry_tried(
                    parse(n),
                    |__telemetry_value| __telemetry::Probe(__telemetry_value).__telemetry_outcome(),
                ))?)
            }
        },
    );
}

#[test]
fn a_block_measures_its_functions_and_leaves_the_rest_alone() {
    let block = quote! {
        impl<const N: usize> Table<{ N + 1 }> {
            const ROWS: usize = { N };
            const fn rows() -> usize { N }
            fn required(&self);
            #[instrumented(skip)]
            fn skipped(&self) {}
            #[cfg(test)]
            fn for_tests(&self) {}
            macro_call! { fn hidden() {} }
        }
    };
    let expected = quote! {
        impl<const N: usize> Table<{ N + 1 }> {
            const ROWS: usize = { N };
            const fn rows() -> usize { N }
            fn required(&self);
            fn skipped(&self) {}
            #[cfg(test)]
            fn for_tests(&self) {}
            macro_call! { fn hidden() {} }
        }
    };
    assert_eq!(expand(quote!(), &block).to_string(), expected.to_string());
}

#[test]
fn an_unfinished_body_is_passed_on() {
    let unfinished = quote! {
        fn unfinished(&self) -> Result<u8, ()> { let x = self. }
    };
    let expanded = expand(quote!(), &unfinished).to_string();
    assert!(!expanded.contains("compile_error"), "{expanded}");
    assert!(expanded.contains("let x = self ."), "{expanded}");
}

#[test]
fn all_mistakes_in_the_arguments_are_reported_at_once() {
    let found = mistakes(
        quote!(
            nmae = "x",
            sample = 0,
            level = 300,
            labels(),
            err = Err(_),
            outcome = plain,
            name = "a",
            name = "b"
        ),
        quote!(
            fn f() {}
        ),
    );
    let expected = [
        "unknown `nmae`; did you mean `name`? (expected one of `name`, `labels`, `record`, \
         `sample`, `level`, `err`, `outcome`, `span`, `skip`, `crate`)",
        "expected a number from 1 to 4294967295",
        "expected a level from 0 to 255",
        "expected `key = value` between the parentheses",
        "`name` is given twice",
        "`outcome = plain` says that no call fails, but `err` is given",
    ];
    assert_eq!(found, expected);
}

#[test]
fn what_cannot_be_measured_is_refused_and_kept() {
    assert!(
        mistakes(
            quote!(),
            quote!(
                const fn f() {}
            )
        )[0]
        .starts_with("a `const fn` may run")
    );
    assert!(
        mistakes(
            quote!(),
            quote!(
                struct S;
            )
        )[0]
        .starts_with("expected a function")
    );
    assert!(
        mistakes(
            quote!(skip, level = 1),
            quote!(
                fn f() {}
            )
        )[0]
        .starts_with("`skip` leaves")
    );
    let kept = expand(
        quote!(bogus),
        &quote!(
            fn f() {
                body()
            }
        ),
    )
    .to_string();
    assert!(
        kept.ends_with(
            &quote!(
                fn f() {
                    body()
                }
            )
            .to_string()
        ),
        "{kept}"
    );
}

#[test]
fn plain_functions_take_at_most_150_tokens_and_async_ones_220() {
    let plain = quote! {
        pub fn search(&self, query: &Query, limit: usize) -> Vec<Hit> {
            let terms = self.tokenize(query);
            let hits = self.index.lookup(&terms, limit);
            hits.into_iter().take(limit).collect()
        }
    };
    let fallible = quote! {
        pub fn search(&self, query: &Query, limit: usize) -> Result<Hits> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit)?;
            Ok(hits)
        }
    };
    let asynchronous = quote! {
        pub async fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, Error> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit).await?;
            Ok(hits.into_iter().take(limit).collect())
        }
    };
    for (what, item, most) in
        [("plain", plain, 150), ("fallible", fallible, 150), ("async", asynchronous, 220)]
    {
        within(what, &item, most);
    }
}

#[test]
fn other_shapes_take_no_more() {
    let guarded = quote! {
        fn search(&self, query: &Query) -> usize {
            self.index.lookup(query).len()
        }
    };
    let noted = quote! {
        fn search(&self, query: &Query, limit: usize) -> Result<Hits> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit)?;
            hits.check()?;
            Ok(hits)
        }
    };
    let owned = quote! {
        fn insert(&mut self, key: String, value: Vec<u8>) -> Result<()> {
            self.log.append(&key, &value)?;
            self.map.insert(key, value);
            Ok(())
        }
    };
    let by_hand = quote! {
        fn search(&self, query: Query) -> impl Future<Output = Result<Hits>> {
            async move { lookup(query).await }
        }
    };
    let kept = quote! {
        #[must_use]
        pub async fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, Error> {
            let terms = self.tokenize(query)?;
            let hits = self.index.lookup(&terms, limit).await?;
            Ok(hits.into_iter().take(limit).collect())
        }
    };
    let at_once = quote! {
        pub async fn search(&self, query: &Query, limit: usize) -> Result<Vec<Hit>, Error> {
            let terms = self.tokenize(query)?;
            Ok(self.index.lookup(&terms, limit)?)
        }
    };
    let documented = quote! {
        /// Finds the nearest.
        ///
        /// In all segments.
        fn search(&self, query: &Query) -> Result<Hits> {
            self.index.lookup(query)
        }
    };
    for (what, item, most) in [
        ("guarded", guarded, 150),
        ("noted", noted, 150),
        ("owned", owned, 150),
        ("by hand", by_hand, 220),
        ("kept async", kept, 220),
        ("at once", at_once, 220),
        ("documented", documented, 150),
    ] {
        within(what, &item, most);
    }
}

#[track_caller]
fn within(what: &str, item: &TokenStream, most: usize) {
    let (bare, expanded) = (count(item.clone()), count(expand(quote!(), item)));
    println!("{what}: {bare} tokens bare, {expanded} expanded");
    assert!(expanded <= most, "{what}: {expanded} tokens, {bare} of them the user's");
}
