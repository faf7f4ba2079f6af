//! Functions that return a `BoxFuture` or a `LocalBoxFuture`: the future is measured, not
//! the making of it, whatever else the function does before.

use std::{cell::Cell, io, rc::Rc, thread, time::Duration};

use futures_util::{
    FutureExt as _,
    future::{self, BoxFuture, LocalBoxFuture},
};
use telemetry_core::{CallsiteSnapshot, instrumented};
use tokio::task::yield_now;

const ASLEEP: Duration = Duration::from_millis(40);

/// The runtime's only thread sleeps, in a task of its own: outside of the poll of who waits
/// for it, however long that is held up.
async fn asleep() {
    tokio::spawn(async { thread::sleep(ASLEEP) }).await.expect("it does not panic");
}

/// Counts where it is called, waits, and may leave before that.
#[instrumented]
fn pinned<'a>(text: &'a str, made: &Cell<u32>) -> BoxFuture<'a, io::Result<usize>> {
    made.set(made.get() + 1);
    if text.is_empty() {
        return future::ready(Err(io::ErrorKind::NotFound.into())).boxed();
    }
    Box::pin(async move {
        asleep().await;
        if text == "x" {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        Ok(text.len())
    })
}

/// The box is the last thing, and the only way out.
#[instrumented]
fn at_once(text: &str) -> BoxFuture<'_, io::Result<usize>> {
    Box::pin(async move {
        asleep().await;
        let number = text.parse::<usize>().map_err(io::Error::other)?;
        Ok(number + 1)
    })
}

/// As rustfmt leaves a long argument.
#[instrumented]
#[rustfmt::skip]
fn with_a_comma(text: &str) -> BoxFuture<'_, io::Result<usize>> {
    Box::pin(
        async move {
            asleep().await;
            text.parse::<usize>().map_err(io::Error::other)
        },
    )
}

#[instrumented]
fn by_method(text: &str) -> future::BoxFuture<'_, io::Result<usize>> {
    async move {
        asleep().await;
        text.parse::<usize>().map_err(io::Error::other)
    }
    .boxed()
}

#[instrumented]
fn local(shared: Rc<Cell<u32>>) -> LocalBoxFuture<'static, io::Result<u32>> {
    let before = shared.get();
    async move {
        asleep().await;
        if before == 0 {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(shared.get() - before)
    }
    .boxed_local()
}

#[instrumented]
fn one_of(fail: bool) -> futures_util::future::LocalBoxFuture<'static, io::Result<u8>> {
    if fail {
        Box::pin(future::ready(Err(io::ErrorKind::Other.into())))
    } else {
        Box::pin(async {
            asleep().await;
            Ok(1)
        })
    }
}

#[instrumented(err = |sum: &u32| *sum > 9)]
fn judged(by: u32) -> BoxFuture<'static, u32> {
    Box::pin(async move { by * 2 }.map(|sum| sum + 1))
}

trait Storage: Sync {
    fn read<'a>(&'a self, key: &'a str) -> BoxFuture<'a, io::Result<String>>;

    #[instrumented]
    fn read_or<'a>(&'a self, key: &'a str, other: String) -> BoxFuture<'a, io::Result<String>> {
        async move { Ok(self.read(key).await.unwrap_or(other)) }.boxed()
    }
}

struct Disk(String);

#[instrumented]
impl Storage for Disk {
    fn read<'a>(&'a self, key: &'a str) -> BoxFuture<'a, io::Result<String>> {
        Box::pin(async move {
            yield_now().await;
            let found = self.0.strip_prefix(key);
            found.map(str::to_owned).ok_or_else(|| io::ErrorKind::NotFound.into())
        })
    }
}

impl Disk {
    #[instrumented]
    fn grow<'a>(&'a mut self, by: &'a str) -> LocalBoxFuture<'a, &'a mut String> {
        Box::pin(async move {
            yield_now().await;
            self.0.push_str(by);
            &mut self.0
        })
    }
}

#[instrumented]
fn panics(early: bool) -> BoxFuture<'static, u8> {
    assert!(!early, "while it is made");
    Box::pin(async {
        yield_now().await;
        panic!("while it is polled")
    })
}

#[instrumented]
fn waits_for_ever() -> BoxFuture<'static, ()> {
    future::pending().boxed()
}

/// Its arguments are those of a `Result`, of which the signature does not speak.
mod service {
    use std::{io, pin::Pin};

    use telemetry_core::instrumented;
    use tokio::task::yield_now;

    pub(super) type BoxFuture<T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send>>;

    #[instrumented]
    pub(super) fn ask(text: &'static str) -> BoxFuture<u8, io::Error> {
        Box::pin(async move {
            yield_now().await;
            let number = text.parse::<u16>().map_err(io::Error::other)?;
            number.try_into().map_err(io::Error::other)
        })
    }

    /// What it gives may borrow, which its box does not say.
    pub(super) struct Asked<T>(pub(super) Option<BoxFuture<T, io::Error>>);

    impl<T> Asked<T> {
        #[instrumented]
        pub(super) fn take(&mut self) -> BoxFuture<T, io::Error> {
            self.0.take().expect("it is taken once")
        }

        #[instrumented]
        pub(super) fn answer<A: 'static>(asked: &mut Asked<A>) -> BoxFuture<A, io::Error> {
            asked.take()
        }
    }

    #[instrumented]
    pub(super) fn ask_another(text: &'static str) -> BoxFuture<u8, io::Error> {
        ask(text)
    }
}

fn find(name: &str) -> Option<CallsiteSnapshot> {
    telemetry_core::snapshot().find(&format!("boxes::{name}")).cloned()
}

#[track_caller]
fn counted(name: &str, expected: [u64; 3]) -> CallsiteSnapshot {
    let found = find(name).expect(name);
    assert_eq!([found.calls(), found.ok(), found.errors()], expected, "{name}");
    assert_eq!(found.in_flight(), 0, "{name}");
    found
}

/// It slept `times` times, and that was outside of its polls.
#[track_caller]
fn slept(found: &CallsiteSnapshot, times: u64) {
    let (wall, busy) = (found.duration().sum(), found.busy().expect("a future").sum());
    // The recorder's clock is measured against the system's, to a few in a hundred thousand.
    let asleep = 39_600_000 * times;
    assert!(wall >= busy + asleep, "{}: {busy} ns of {wall} ns in poll", found.name());
}

#[tokio::test]
async fn a_boxed_future_is_timed_from_its_first_poll_to_its_end() {
    let made = Cell::new(0);
    let future = pinned("abc", &made);
    assert_eq!(made.get(), 1, "what stands before the future is done when it is called");
    assert!(find("pinned").is_none_or(|found| found.calls() == 0), "it was not polled");
    assert_eq!(future.await.ok(), Some(3));
    assert!(pinned("x", &made).await.is_err());
    assert!(pinned("", &made).await.is_err());
    assert_eq!(made.get(), 3);
    slept(&counted("pinned", [3, 1, 2]), 2);
}

#[tokio::test]
async fn however_the_box_is_made_the_future_inside_is_timed() {
    assert_eq!(at_once("7").await.ok(), Some(8));
    assert!(at_once("x").await.is_err());
    slept(&counted("at_once", [2, 1, 1]), 2);
    assert_eq!(with_a_comma("7").await.ok(), Some(7));
    assert!(with_a_comma("x").await.is_err());
    slept(&counted("with_a_comma", [2, 1, 1]), 2);
    assert_eq!(by_method("7").await.ok(), Some(7));
    assert!(by_method("x").await.is_err());
    slept(&counted("by_method", [2, 1, 1]), 2);
    let shared = Rc::new(Cell::new(2));
    let future = local(Rc::clone(&shared));
    shared.set(9);
    assert_eq!(future.await.ok(), Some(7));
    shared.set(0);
    assert!(local(shared).await.is_err());
    slept(&counted("local", [2, 1, 1]), 2);
    assert_eq!(one_of(false).await.ok(), Some(1));
    assert!(one_of(true).await.is_err());
    slept(&counted("one_of", [2, 1, 1]), 1);
    assert_eq!((judged(1).await, judged(9).await), (3, 19));
    counted("judged", [2, 1, 1]);
}

#[tokio::test]
async fn methods_that_return_boxes_are_futures_of_their_type() {
    let mut disk = Disk("key=value".to_owned());
    disk.grow("!").await.push('?');
    counted("Disk::grow", [1, 1, 0]);
    let storage: &dyn Storage = &disk;
    assert_eq!(storage.read("key=").await.ok().as_deref(), Some("value!?"));
    assert_eq!(storage.read_or("none", "other".to_owned()).await.ok().as_deref(), Some("other"));
    counted("Disk::read", [2, 1, 1]);
    counted("Storage::read_or", [1, 1, 0]);
}

#[tokio::test]
async fn what_another_alias_gives_is_not_what_its_arguments_say() {
    assert_eq!(service::ask_another("7").await.ok(), Some(7));
    assert!(service::ask_another("x").await.is_err());
    assert!(service::ask_another("256").await.is_err());
    counted("service::ask", [3, 1, 2]);
    counted("service::ask_another", [3, 1, 2]);
    assert_eq!(service::Asked(Some(service::ask("8"))).take().await.ok(), Some(8));
    assert!(counted("service::Asked::take", [1, 1, 0]).busy().is_none(), "it was a call");
    let mut asked = service::Asked(Some(service::ask("9")));
    assert_eq!(service::Asked::<()>::answer(&mut asked).await.ok(), Some(9));
    counted("service::Asked::answer", [1, 1, 0]).busy().expect("a future");
}

#[tokio::test]
async fn a_boxed_future_is_in_flight_and_cancelled_and_panics_as_a_future() {
    let dropped = waits_for_ever();
    assert!(find("waits_for_ever").is_none_or(|found| found.calls() == 0));
    drop(dropped);
    let mut polled = waits_for_ever();
    assert!((&mut polled).now_or_never().is_none());
    assert_eq!(find("waits_for_ever").expect("it was polled").in_flight(), 1);
    drop(polled);
    let found = find("waits_for_ever").expect("it was polled");
    assert_eq!((found.calls(), found.cancelled(), found.in_flight()), (1, 1, 0));
    assert!(tokio::spawn(async { panics(true).await }).await.expect_err("it panics").is_panic());
    assert!(find("panics").is_none_or(|found| found.calls() == 0), "there was no future");
    assert!(tokio::spawn(panics(false)).await.expect_err("it panics").is_panic());
    let found = find("panics").expect("it was polled");
    assert_eq!((found.calls(), found.panics(), found.in_flight()), (1, 1, 0));
}
