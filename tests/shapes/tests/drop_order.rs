//! Parameters and locals are dropped in the order in which the bare function drops
//! them: also those that are ignored, taken apart, moved on some paths only, and
//! when the call unwinds or the future is dropped.

#![allow(
    unused_variables,
    unused_assignments,
    unused_imports,
    dead_code,
    dropping_copy_types,
    clippy::drop_non_drop,
    clippy::manual_async_fn,
    clippy::result_unit_err,
    clippy::similar_names,
    reason = "what counts is when it is dropped"
)]

#[path = "waiting/later.rs"]
mod later;
#[macro_use]
mod twice;

use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    rc::Rc,
    task::{Context, Waker},
};

use later::Later;

/// Writes its name into the log when it is dropped.
struct D(&'static str, Log);

type Log = Rc<RefCell<Vec<&'static str>>>;

impl Drop for D {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

impl D {
    /// Without the word that keeps a body in place.
    fn log(&self) -> Log {
        Rc::clone(&self.1)
    }
}

struct Pair {
    first: D,
    second: D,
    third: D,
}

fn pair(log: &Log, names: [&'static str; 3]) -> Pair {
    let [first, second, third] = names.map(|name| D(name, Rc::clone(log)));
    Pair { first, second, third }
}

/// How the function is to go.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Through,
    Early,
    Unwind,
}

fn way(way: Way) -> Result<(), ()> {
    match way {
        Way::Through => Ok(()),
        Way::Early => Err(()),
        Way::Unwind => panic!("told to"),
    }
}

twice! {
    pub(super) fn plain(a: D, _: D, (b, _): (D, D), c: D) {
        let _local = D("local", a.log());
        drop(b);
    }

    pub(super) fn moved_on_one_path(a: D, b: D, c: D, w: Way) -> Result<(), ()> {
        let _local = D("local", c.log());
        way(w)?;
        drop(a);
        drop(c);
        Ok(())
    }

    pub(super) fn moved_on_one_path_and_cloned(a: D, b: D, c: D, w: Way) -> Result<(), ()> {
        let _local = D("local", Rc::clone(&c.1));
        way(w)?;
        drop(a);
        drop(c);
        Ok(())
    }

    pub(super) fn ignored(a: D, _: D, c: D, w: Way) -> Result<(), ()> {
        way(w)?;
        drop(a);
        Ok(())
    }

    pub(super) fn taken_apart((a, _): (D, D), Pair { second, .. }: Pair, w: Way) -> Result<(), ()> {
        way(w)?;
        drop(second);
        Ok(())
    }

    pub(super) fn partly_moved(p: Pair, w: Way) -> Result<(), ()> {
        way(w)?;
        drop(p.second);
        Ok(())
    }

    pub(super) fn one_of_two(p: Pair, q: D, w: Way) -> Result<D, ()> {
        way(w)?;
        drop(q);
        Ok(p.third)
    }

    pub(super) fn reassigned(mut a: D, b: D, w: Way) -> Result<(), ()> {
        a = D("new", b.log());
        way(w)
    }

    pub(super) fn tail_temporary(a: D, w: Way) -> Result<usize, ()> {
        let _local = D("local", a.log());
        way(w)?;
        Ok(D("temporary", a.log()).0.len())
    }

    pub(super) fn tail_temporary_of_two(a: D, b: D, w: Way) -> Result<usize, ()> {
        let _local = D("local", a.log());
        way(w)?;
        Ok(D("temporary", b.log()).0.len())
    }

    pub(super) fn tail_of_two(a: D, b: D, w: Way) -> Result<D, ()> {
        let local = D("local", a.log());
        way(w)?;
        drop(b);
        Ok(local)
    }

    pub(super) async fn plain_async(a: D, _: D, (b, _): (D, D), c: D) {
        let _local = D("local", a.log());
        Later(false).await;
        drop(b);
    }

    pub(super) async fn moved_async(a: D, b: D, mut c: D, w: Way) -> Result<(), ()> {
        let _local = D("local", c.log());
        Later(false).await;
        way(w)?;
        drop(a);
        c = D("new", b.log());
        drop(c);
        Ok(())
    }

    pub(super) async fn tail_temporary_async(a: D, w: Way) -> Result<usize, ()> {
        let _local = D("local", a.log());
        Later(false).await;
        way(w)?;
        Ok(D("temporary", a.log()).0.len())
    }

    pub(super) async fn kept_async(a: D, (b, _): (D, D), w: Way) -> Result<impl Sized, ()> {
        Later(false).await;
        way(w)?;
        drop(a);
        Ok(())
    }

    pub(super) fn by_hand(a: D, b: D, w: Way) -> impl Future<Output = Result<(), ()>> {
        drop(b);
        async move {
            let _local = D("local", a.log());
            Later(false).await;
            way(w)
        }
    }

    pub(super) fn boxed(a: D, b: D, w: Way) -> Pin<Box<dyn Future<Output = Result<(), ()>>>> {
        drop(b);
        Box::pin(async move {
            let _local = D("local", a.log());
            Later(false).await;
            way(w)
        })
    }

    pub(super) trait Methods: Sized {
        fn into_parts(self) -> Pair;

        fn provided(self, a: D, w: Way) -> Result<(), ()> {
            way(w)?;
            drop(a);
            drop(self.into_parts());
            Ok(())
        }
    }

    impl Methods for Pair {
        fn into_parts(self) -> Pair {
            self
        }
    }

    pub(super) struct Own(pub(super) Pair);

    impl Own {
        pub(super) fn consumed(self, a: D, w: Way) -> Result<(), ()> {
            way(w)?;
            drop(self.0.second);
            drop(a);
            Ok(())
        }

        pub(super) fn untouched(self, a: D, w: Way) -> Result<(), ()> {
            way(w)?;
            drop(a);
            Ok(())
        }

        pub(super) fn alone(self, w: Way) -> Result<D, ()> {
            way(w)?;
            Ok(self.0.second)
        }

        pub(super) async fn consumed_async(self, a: D, w: Way) -> Result<(), ()> {
            Later(false).await;
            way(w)?;
            drop(self.0.second);
            drop(a);
            Ok(())
        }

        pub(super) async fn untouched_async(self, a: D) {
            Later(false).await;
        }
    }
}

/// What `run` leaves in the log.
fn log_of(run: impl FnOnce(&Log)) -> Vec<&'static str> {
    let log = Log::default();
    let _ = catch_unwind(AssertUnwindSafe(|| run(&log)));
    log.take()
}

fn d(log: &Log, name: &'static str) -> D {
    D(name, Rc::clone(log))
}

/// Polls `times` times, then drops the future.
fn poll(future: impl Future, times: u32) {
    let mut future = Box::pin(future);
    for _ in 0..times {
        if future.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
            return;
        }
    }
}

const WAYS: [Way; 3] = [Way::Through, Way::Early, Way::Unwind];

macro_rules! same {
    (|$log:ident, $w:ident| $module:ident, $call:expr) => {
        for $w in WAYS {
            let bare = {
                use bare as $module;
                use bare::Methods as _;
                log_of(|$log| drop($call))
            };
            let instrumented = {
                use instrumented as $module;
                use instrumented::Methods as _;
                log_of(|$log| drop($call))
            };
            assert!(!bare.is_empty());
            assert_eq!(bare, instrumented, "{:?} of {}", $w, stringify!($call));
        }
    };
}

macro_rules! same_future {
    (|$log:ident, $w:ident| $module:ident, $call:expr) => {
        for polls in 0..3 {
            same!(|$log, $w| $module, poll($call, polls));
        }
    };
}

#[test]
fn functions_drop_in_the_same_order() {
    same!(|l, _w| m, m::plain(d(l, "a"), d(l, "_"), (d(l, "b"), d(l, "b_")), d(l, "c")));
    same!(|l, w| m, m::moved_on_one_path(d(l, "a"), d(l, "b"), d(l, "c"), w));
    same!(|l, w| m, m::moved_on_one_path_and_cloned(d(l, "a"), d(l, "b"), d(l, "c"), w));
    same!(|l, w| m, m::ignored(d(l, "a"), d(l, "_"), d(l, "c"), w));
    same!(|l, w| m, m::taken_apart((d(l, "a"), d(l, "a_")), pair(l, ["1", "2", "3"]), w));
    same!(|l, w| m, m::partly_moved(pair(l, ["1", "2", "3"]), w));
    same!(|l, w| m, m::one_of_two(pair(l, ["1", "2", "3"]), d(l, "q"), w));
    same!(|l, w| m, m::reassigned(d(l, "a"), d(l, "b"), w));
    same!(|l, w| m, m::tail_temporary(d(l, "a"), w));
    same!(|l, w| m, m::tail_temporary_of_two(d(l, "a"), d(l, "b"), w));
    same!(|l, w| m, m::tail_of_two(d(l, "a"), d(l, "b"), w));
}

#[test]
fn methods_drop_self_last() {
    same!(|l, w| m, pair(l, ["1", "2", "3"]).provided(d(l, "a"), w));
    same!(|l, w| m, m::Own(pair(l, ["1", "2", "3"])).consumed(d(l, "a"), w));
    same!(|l, w| m, m::Own(pair(l, ["1", "2", "3"])).untouched(d(l, "a"), w));
    same!(|l, w| m, m::Own(pair(l, ["1", "2", "3"])).alone(w));
}

#[test]
fn futures_drop_in_the_same_order_however_far_they_came() {
    same_future!(
        |l, _w| m,
        m::plain_async(d(l, "a"), d(l, "_"), (d(l, "b"), d(l, "b_")), d(l, "c"))
    );
    same_future!(|l, w| m, m::moved_async(d(l, "a"), d(l, "b"), d(l, "c"), w));
    same_future!(|l, w| m, m::tail_temporary_async(d(l, "a"), w));
    same_future!(|l, w| m, m::kept_async(d(l, "a"), (d(l, "b"), d(l, "b_")), w));
    same_future!(|l, w| m, m::by_hand(d(l, "a"), d(l, "b"), w));
    same_future!(|l, w| m, m::boxed(d(l, "a"), d(l, "b"), w));
    same_future!(|l, w| m, m::Own(pair(l, ["1", "2", "3"])).consumed_async(d(l, "a"), w));
    same_future!(|l, _w| m, m::Own(pair(l, ["1", "2", "3"])).untouched_async(d(l, "a")));
}
