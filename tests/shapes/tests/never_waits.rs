//! `async` functions that never wait: measured like the futures that they are, which end in
//! their first poll.

#![allow(
    dead_code,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    clippy::result_unit_err,
    reason = "shapes, not style"
)]

#[macro_use]
mod twice;
mod waiting;

use std::{
    cell::{Cell, RefCell},
    fmt::Display,
    future::Future,
    mem::size_of_val,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    thread,
    time::Duration,
};

use telemetry_core::CallsiteSnapshot;
use waiting::poll_once;

type Log = Rc<RefCell<Vec<&'static str>>>;

pub(crate) struct Named(&'static str, Log);

impl Drop for Named {
    fn drop(&mut self) {
        self.1.borrow_mut().push(self.0);
    }
}

/// Moved and not copied.
pub(crate) struct Big([u8; 1024]);

twice! {
    pub(super) async fn ends(first: Named, mut second: Named, way: u8) -> Result<usize, ()> {
        let _local = Named("local", Rc::clone(&first.1));
        let early = || if way == 1 { Err(()) } else { Ok(()) };
        early()?;
        if way == 2 {
            return Err(());
        }
        assert!(way != 3, "told to");
        second.0 = "renamed";
        drop(first);
        Ok(usize::from(way))
    }

    pub(super) async fn takes(big: Big) -> usize {
        big.0.len()
    }

    pub(super) async fn opaque(calls: &Cell<u32>) -> impl Display {
        calls.set(calls.get() + 1);
        calls.get()
    }

    pub(super) async fn borrows<'a>(text: &'a mut String, more: &str) -> &'a mut String {
        text.push_str(more);
        text
    }

    pub(super) async fn hands_on(n: u8) -> impl Future<Output = u8> {
        async move { later(n).await + 1 }
    }

    async fn later(n: u8) -> u8 {
        waiting::Later(false).await;
        n
    }

    pub(super) async fn sleeps() {
        thread::sleep(Duration::from_millis(4));
    }
}

fn found(name: &str) -> CallsiteSnapshot {
    let name = format!("{}::instrumented::{}", module_path!(), name);
    telemetry_core::snapshot().find(&name).expect("it was called").clone()
}

#[test]
fn it_ends_and_drops_as_the_bare_function_does() {
    for way in 0..4 {
        let [bare, instrumented] = [false, true].map(|is_instrumented| {
            let log = Log::default();
            let [first, second] = ["first", "second"].map(|name| Named(name, Rc::clone(&log)));
            let ended = catch_unwind(AssertUnwindSafe(|| {
                if is_instrumented {
                    poll_once(instrumented::ends(first, second, way))
                } else {
                    poll_once(bare::ends(first, second, way))
                }
            }));
            (ended.ok(), log.take())
        });
        assert_eq!(bare, instrumented, "way {}", way);
    }
    let callsite = found("ends");
    let ends = [callsite.ok(), callsite.errors(), callsite.panics(), callsite.in_flight()];
    assert_eq!(ends, [1, 2, 1, 0]);
}

#[test]
fn it_begins_with_its_first_poll() {
    let calls = Cell::new(0);
    let future = instrumented::opaque(&calls);
    drop(instrumented::opaque(&calls));
    assert_eq!(calls.get(), 0);
    assert_eq!(poll_once(future).to_string(), "1");
    let callsite = found("opaque");
    assert_eq!([callsite.calls(), callsite.ok(), callsite.cancelled()], [1, 1, 0]);
}

#[test]
fn all_of_its_time_is_busy() {
    poll_once(instrumented::sleeps());
    let callsite = found("sleeps");
    let busy = callsite.busy().expect("it is a future").sum();
    assert!(busy >= 4_000_000, "{} ns", busy);
    assert_eq!(busy, callsite.duration().sum());
}

#[test]
fn it_stores_its_arguments_once() {
    let bare = size_of_val(&bare::takes(Big([0; 1024])));
    let instrumented = size_of_val(&instrumented::takes(Big([0; 1024])));
    assert!(instrumented <= bare + 64, "{} against {}", instrumented, bare);
}

#[test]
fn it_may_return_what_it_borrows_and_other_futures() {
    let mut text = "a".to_owned();
    poll_once(instrumented::borrows(&mut text, "b")).push('c');
    assert_eq!(text, "abc");
    assert_eq!(poll_once(poll_once(instrumented::hands_on(1))), 2);
}
