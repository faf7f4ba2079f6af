//! Expansions, written as Rust.

use proc_macro2::TokenStream;
use quote::quote;

use super::expand;

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
            fn read(&self, __telemetry_arg1: (u64, u64))
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
                        let __telemetry_held1 = __telemetry_arg1;
                        let (at, _) = __telemetry_held1;
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
                    __telemetry::site(|| __telemetry::timed(|| {}, ::core::module_path!()));
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
                    __telemetry::site(|| __telemetry::timed(|| {}, ::core::module_path!()));
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
