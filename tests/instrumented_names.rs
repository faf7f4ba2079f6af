//! Names come out as `crate::module::Type::method` without help.

#![allow(
    clippy::unused_self,
    clippy::unused_async,
    clippy::extra_unused_type_parameters,
    clippy::wrong_self_convention,
    clippy::items_after_statements,
    reason = "only the names count"
)]

use telemetry_core::instrumented;

mod inner {
    use telemetry_core::instrumented;

    pub(crate) struct Table<T>(pub(crate) T);

    #[instrumented]
    impl<T> Table<T> {
        pub(crate) fn method(&self) {}
        pub(crate) fn generic<U, const N: usize>(&self) {}
        pub(crate) async fn asynchronous(&self) {}
    }

    pub(crate) trait Scan {
        #[instrumented]
        fn default_method(&self) {}
        fn required(&self);
    }

    #[instrumented]
    impl<T> Scan for Table<T> {
        fn required(&self) {}
    }

    #[instrumented]
    impl<T> Scan for Vec<T> {
        fn required(&self) {}
    }

    #[instrumented]
    pub(crate) fn free() {
        #[instrumented]
        fn nested() {}
        nested();
        let closure = || {
            #[instrumented]
            fn in_a_closure() {}
            in_a_closure();
        };
        closure();
    }
}

mod elsewhere {
    #[telemetry_core::instrumented]
    impl super::inner::Table<u8> {
        pub(crate) fn from_elsewhere(&self) {}
    }

    #[telemetry_core::instrumented]
    impl std::fmt::Display for super::inner::Table<u8> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            self.0.fmt(f)
        }
    }
}

#[instrumented(name = "as given")]
fn named() {}

#[test]
fn names_are_found_without_help() {
    use inner::Scan as _;
    let table = inner::Table(1_u8);
    table.method();
    table.generic::<u8, 3>();
    drop(table.asynchronous());
    futures_poll(table.asynchronous());
    table.default_method();
    table.required();
    Vec::<u8>::new().required();
    inner::free();
    table.from_elsewhere();
    assert_eq!(table.to_string(), "1");
    named();

    let snapshot = telemetry_core::snapshot();
    let names: Vec<_> = snapshot.callsites().map(|callsite| callsite.name().to_owned()).collect();
    let expected = [
        "as given",
        "instrumented_names::inner::Scan::default_method",
        "instrumented_names::inner::Table::asynchronous",
        "instrumented_names::inner::Table::fmt",
        "instrumented_names::inner::Table::from_elsewhere",
        "instrumented_names::inner::Table::generic",
        "instrumented_names::inner::Table::method",
        "instrumented_names::inner::Table::required",
        "instrumented_names::inner::Vec::required",
        "instrumented_names::inner::free",
        "instrumented_names::inner::free::in_a_closure",
        "instrumented_names::inner::free::nested",
    ];
    assert_eq!(names, expected);
    let method = snapshot.find("instrumented_names::inner::Table::method").expect("it was called");
    assert_eq!(method.module(), "instrumented_names::inner");
    assert!(method.file().ends_with("instrumented_names.rs"));
    assert_eq!(method.line(), 21, "the line of the function's name");
}

fn futures_poll(future: impl Future<Output = ()>) {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(std::pin::pin!(future).poll(&mut context).is_ready());
}
