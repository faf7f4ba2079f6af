//! Functions whose futures are measured without a second layer around the arguments: the
//! same values, borrows, auto traits and order of drops as the bare function has.

#![allow(
    dead_code,
    async_fn_in_trait,
    unused_must_use,
    clippy::unused_async,
    clippy::manual_async_fn,
    clippy::blocks_in_conditions,
    clippy::double_must_use,
    clippy::result_unit_err,
    clippy::must_use_candidate,
    reason = "shapes, not style"
)]

#[macro_use]
mod twice;
mod waiting;

use std::{
    cell::RefCell,
    fmt::Display,
    future::Future,
    mem::size_of_val,
    rc::Rc,
    task::{Context, Waker},
};

use waiting::{Later, poll_once};

/// The most that one level may add.
const PER_LEVEL: usize = 64;

/// Moved and not copied.
pub(crate) struct Big([u8; 1024], Log);

type Log = Rc<RefCell<Vec<&'static str>>>;

impl Drop for Big {
    fn drop(&mut self) {
        self.1.borrow_mut().push("argument");
    }
}

struct Named(&'static str, Log);

impl Drop for Named {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

async fn handed_on(big: Big) -> Big {
    Later(false).await;
    big
}

macro_rules! wait {
    ($future:expr) => {
        $future.await
    };
}

twice! {
    pub(super) async fn opaque(big: Big, fail: bool) -> Result<impl Display, impl Sized> {
        let _local = Named("local", Rc::clone(&big.1));
        Later(false).await;
        if fail {
            return Err(big.0.len());
        }
        if big.0.is_empty() {
            Err(0_usize)?;
        }
        Ok(big.0.len())
    }

    pub(super) async fn opaque_recursion(n: u32) -> impl Display {
        if n > 0 {
            let _ = Box::pin(opaque_recursion(n - 1)).await;
        }
        Later(false).await;
        n
    }

    pub(super) async fn opaque_borrow<'a>(text: &'a str, more: &str) -> impl Iterator<Item = u8> + 'a {
        Later(false).await;
        let more = more.len();
        text.bytes().skip(more)
    }

    pub(super) async fn opaque_sendable(n: u8) -> Option<impl Fn(u8) -> u8> {
        Later(false).await;
        Some(move |m| n + m)
    }

    #[must_use]
    pub(super) async fn kept(big: Big, fail: bool) -> Result<usize, usize> {
        let _local = Named("local", Rc::clone(&big.1));
        Later(false).await;
        if fail {
            return Err(big.0.len());
        }
        Later(false).await;
        std::future::ready(Err::<u8, _>(1_usize)).await?;
        Ok(big.0.len())
    }

    #[cfg_attr(any(), unknown)]
    pub(super) async fn kept_for_another(big: Big, (_, last): (Named, Named), fail: bool) -> Option<Named> {
        for _ in 0..2 {
            match Later(false).await {
                () if fail => break,
                () => {}
            }
        }
        let first = Named("temporary", Rc::clone(&big.1)).0.len() + Named("other", Rc::clone(&big.1)).0.len();
        if fail {
            return None;
        }
        drop(big);
        if { Later(false).await; first > 1 } { Some(last) } else { None }
    }

    #[must_use]
    pub(super) async fn kept_and_handed_on(big: Big) -> Big {
        handed_on(big).await
    }

    #[must_use]
    pub(super) async fn kept_and_hidden(big: Big) -> usize {
        wait!(Later(false));
        big.0.len()
    }

    pub(super) fn by_hand(big: Big, fail: bool) -> impl Future<Output = Result<usize, ()>> {
        async move {
            let _local = Named("local", Rc::clone(&big.1));
            Later(false).await;
            if fail {
                return Err(());
            }
            Later(false).await;
            Ok(big.0.len())
        }
    }

    pub trait Public {
        async fn provided(&self, big: Big, fail: bool) -> Result<usize, ()> {
            Later(false).await;
            let _local = Named("local", Rc::clone(&big.1));
            if fail {
                Err(())?;
            }
            Later(false).await;
            Ok(big.0.len())
        }
    }

    impl Public for Log {}

    pub(super) trait Provided {
        fn log(&self) -> Log;

        async fn required(&self) -> usize;

        async fn provided(&self, big: Big, fail: bool) -> Result<usize, ()> {
            let _local = Named("local", self.log());
            if fail {
                return Err(());
            }
            let n = self.required().await;
            Ok(big.0.len() + n)
        }

        async fn provided_by_value(self, big: Big) -> usize
        where
            Self: Sized,
        {
            let _local = Named("local", self.log());
            self.required().await + big.0.len()
        }

        async fn written_again(&self, big: Big) -> usize {
            Later(false).await;
            big.0.len()
        }

        async fn opaque_in_trait(&self, big: Big) -> impl Display {
            Later(false).await;
            big.0.len()
        }
    }

    impl Provided for Log {
        fn log(&self) -> Log {
            Rc::clone(self)
        }

        async fn required(&self) -> usize {
            Later(false).await;
            1
        }

        async fn written_again(&self, big: Big) -> usize {
            big.0.len() + self.required().await
        }
    }
}

/// How many polls the future gets before it is dropped, and whether it fails.
const WAYS: [(u32, bool); 5] = [(0, false), (1, false), (9, false), (1, true), (9, true)];

fn poll(future: impl Future, times: u32) {
    let mut future = Box::pin(future);
    for _ in 0..times {
        if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
    }
}

/// What is dropped, in order, and how large the future is.
macro_rules! watched {
    ($module:ident, $polls:ident, |$m:ident, $big:ident, $log:ident| $call:expr) => {{
        use $module as $m;
        let $log = &Log::default();
        let $big = Big([0; 1024], Rc::clone($log));
        let future = $call;
        assert!($log.borrow().is_empty(), "nothing has begun");
        let size = size_of_val(&future);
        poll(future, $polls);
        ($log.take(), size)
    }};
}

macro_rules! same {
    (|$m:ident, $big:ident, $log:ident, $fail:ident| $call:expr) => {
        for (polls, $fail) in WAYS {
            let _ = $fail;
            let (bare, bare_size) = watched!(bare, polls, |$m, $big, $log| $call);
            let (instrumented, size) = watched!(instrumented, polls, |$m, $big, $log| $call);
            let call = stringify!($call);
            assert!(bare.contains(&"argument"));
            assert_eq!(bare, instrumented, "{} polls of {}, {}", polls, call, $fail);
            assert!(size <= bare_size + PER_LEVEL, "{}: {} against {}", call, size, bare_size);
        }
    };
}

#[test]
fn an_argument_of_a_function_with_an_opaque_output_is_stored_once_and_dropped_in_its_turn() {
    same!(|m, big, _log, fail| m::opaque(big, fail));
}

#[test]
fn an_argument_of_a_provided_method_is_stored_once_and_dropped_in_its_turn() {
    same!(|m, big, log, fail| m::Provided::provided(log, big, fail));
    same!(|m, big, log, _fail| m::Provided::provided_by_value(Rc::clone(log), big));
    same!(|m, big, log, _fail| m::Provided::opaque_in_trait(log, big));
    same!(|m, big, log, _fail| m::Provided::written_again(log, big));
}

#[test]
fn an_argument_of_a_function_that_stays_async_is_stored_once_and_dropped_in_its_turn() {
    same!(|m, big, _log, fail| m::kept(big, fail));
    same!(|m, big, log, fail| {
        let pair = (Named("ignored", Rc::clone(log)), Named("last", Rc::clone(log)));
        m::kept_for_another(big, pair, fail)
    });
    same!(|m, big, log, fail| m::Public::provided(log, big, fail));
    same!(|m, big, _log, _fail| m::kept_and_handed_on(big));
    same!(|m, big, _log, fail| m::by_hand(big, fail));
}

#[test]
fn what_a_macro_may_hide_is_measured_all_the_same() {
    let log = Log::default();
    assert_eq!(poll_once(instrumented::kept_and_hidden(Big([0; 1024], log))), 1024);
    let name = format!("{}::instrumented::kept_and_hidden", module_path!());
    let snapshot = telemetry_core::snapshot();
    assert_eq!(snapshot.find(&name).expect("it was called").ok(), 1);
}

#[test]
fn an_opaque_output_may_recur_borrow_and_be_sent() {
    fn sent<T: Send>(sent: T) -> T {
        sent
    }
    use instrumented as m;
    assert_eq!(poll_once(m::opaque_recursion(3)).to_string(), "3");
    let text = "abc".to_owned();
    let rest = {
        let more = "a".to_owned();
        poll_once(m::opaque_borrow(&text, &more))
    };
    assert_eq!(rest.collect::<Vec<_>>(), b"bc");
    let add = sent(poll_once(sent(m::opaque_sendable(1))));
    assert_eq!(add.map(|add| add(2)), Some(3));
}
