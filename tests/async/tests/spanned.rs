//! `span` on futures of every kind: the span is made when the future is polled first, and
//! entered while it is polled.

mod spans;

use std::{future::Future, io, panic::Location, pin::Pin};

use async_trait::async_trait;
use futures_util::future::{BoxFuture, FutureExt as _, LocalBoxFuture};
use telemetry_core::instrumented;
use tokio::task::yield_now;
use tracing::{info, instrument::WithSubscriber as _};

use self::spans::Spans;

#[instrumented(span)]
fn by_hand(text: &str) -> impl Future<Output = io::Result<u8>> + '_ {
    info!("at the call");
    async move {
        yield_now().await;
        info!("polled");
        text.parse().map_err(io::Error::other)
    }
}

#[instrumented(span)]
fn pinned(text: &str) -> Pin<Box<dyn Future<Output = io::Result<u8>> + Send + '_>> {
    info!("at the call");
    if text.is_empty() {
        return Box::pin(std::future::ready(Err(io::ErrorKind::NotFound.into())));
    }
    Box::pin(async move {
        yield_now().await;
        info!("polled");
        text.parse().map_err(io::Error::other)
    })
}

#[instrumented(span)]
fn alias(text: &str) -> BoxFuture<'_, io::Result<u8>> {
    Box::pin(async move {
        yield_now().await;
        info!("polled");
        text.parse().map_err(io::Error::other)
    })
}

#[instrumented(span = "warn")]
fn local(text: &str) -> LocalBoxFuture<'_, io::Result<u8>> {
    async move {
        yield_now().await;
        info!("polled");
        text.parse().map_err(io::Error::other)
    }
    .boxed_local()
}

#[instrumented(span)]
#[track_caller]
fn located(text: &str) -> impl Future<Output = io::Result<u32>> {
    let (line, is_empty) = (Location::caller().line(), text.is_empty());
    async move {
        yield_now().await;
        info!("polled");
        if is_empty { Err(io::ErrorKind::NotFound.into()) } else { Ok(line) }
    }
}

/// What is in the log of a future that is polled twice and dropped.
fn polled(level: &str, name: &str) -> Vec<String> {
    let (entered, left) = (format!("in {level} {name}"), format!("out {level} {name}"));
    let said = "said INFO".to_owned();
    let poll = [entered.clone(), left.clone()];
    [&poll[..], &[entered, said, left], &poll].concat()
}

#[track_caller]
fn counted(name: &str, expected: [u64; 3]) {
    let name = format!("spanned::{name}");
    let snapshot = telemetry_core::snapshot();
    let found = snapshot.find(&name).unwrap_or_else(|| panic!("{name} was polled"));
    assert_eq!([found.calls(), found.ok(), found.errors()], expected, "{name}");
    assert!(found.busy().is_some(), "{name} is a future");
}

#[tokio::test]
async fn a_future_made_by_hand_is_polled_in_its_span() {
    let spans = Spans::default();
    let said = vec!["said INFO".to_owned()];
    async {
        let (made, also_made) = (by_hand("7"), pinned("7"));
        assert_eq!((spans.made(), spans.take()), (0, [&said[..], &said].concat()));
        drop((made, also_made));
        assert_eq!((spans.made(), spans.take()), (0, vec![]), "neither was polled");
        for (text, is_ok) in [("7", true), ("x", false)] {
            assert_eq!(by_hand(text).await.is_ok(), is_ok);
            assert_eq!(spans.take(), [&said[..], &polled("INFO", "by_hand")].concat());
            assert_eq!(pinned(text).await.is_ok(), is_ok);
            assert_eq!(spans.take(), [&said[..], &polled("INFO", "pinned")].concat());
            assert_eq!(alias(text).await.is_ok(), is_ok);
            assert_eq!(spans.take(), polled("INFO", "alias"));
            assert_eq!(local(text).await.is_ok(), is_ok);
            assert_eq!(spans.take(), polled("WARN", "local"));
        }
        assert_eq!(located("7").await.ok(), Some(line!()));
        assert!(located("").await.is_err());
        assert_eq!(spans.take(), [polled("INFO", "located"), polled("INFO", "located")].concat());
        assert!(pinned("").await.is_err());
        assert_eq!(spans.take()[1..3], ["in INFO pinned", "out INFO pinned"]);
    }
    .with_subscriber(spans.clone())
    .await;
    assert_eq!(spans.made(), 11);
    counted("by_hand", [2, 1, 1]);
    counted("pinned", [3, 1, 2]);
    counted("alias", [2, 1, 1]);
    counted("local", [2, 1, 1]);
    counted("located", [2, 1, 1]);
}

struct Table(u8);

#[instrumented(span = "debug")]
impl Table {
    fn plain(&self) -> u8 {
        info!("polled");
        self.0
    }

    fn fallible(&mut self, by: u8) -> Result<&mut u8, u8> {
        self.0 = self.0.checked_add(by).ok_or(by)?;
        Ok(&mut self.0)
    }

    async fn later(&mut self, by: u8) -> Result<u8, u8> {
        yield_now().await;
        info!("polled");
        self.0.checked_add(by).ok_or(by)
    }

    #[instrumented(span = "error", name = "table.own")]
    async fn own(&self) -> u8 {
        yield_now().await;
        info!("polled");
        self.0
    }

    fn made(&self) -> impl Future<Output = u8> + '_ {
        async {
            yield_now().await;
            info!("polled");
            self.0
        }
    }

    #[instrumented(skip)]
    fn skipped(&self) -> u8 {
        self.0
    }
}

#[tokio::test]
async fn a_span_asked_for_on_a_block_is_that_of_each_method() {
    let spans = Spans::default();
    async {
        let mut table = Table(250);
        assert_eq!(table.plain(), table.skipped());
        assert_eq!(spans.take(), ["in DEBUG plain", "said INFO", "out DEBUG plain"]);
        *table.fallible(5).expect("there is room") -= 5;
        assert_eq!(table.fallible(9), Err(9));
        assert_eq!(spans.take(), ["in DEBUG fallible", "out DEBUG fallible"].repeat(2));
        assert_eq!((table.later(1).await, table.later(9).await), (Ok(251), Err(9)));
        assert_eq!(spans.take(), [polled("DEBUG", "later"), polled("DEBUG", "later")].concat());
        assert_eq!(table.own().await, table.made().await);
        assert_eq!(spans.take(), [polled("ERROR", "table.own"), polled("DEBUG", "made")].concat());
    }
    .with_subscriber(spans.clone())
    .await;
    let snapshot = telemetry_core::snapshot();
    let sync = snapshot.find("spanned::Table::fallible").expect("it was called");
    assert_eq!((sync.calls(), sync.ok(), sync.errors()), (2, 1, 1));
    counted("Table::later", [2, 1, 1]);
    counted("Table::made", [1, 1, 0]);
}

#[async_trait]
trait Store: Send {
    async fn put(&mut self, by: u8) -> io::Result<u8>;

    #[instrumented(span)]
    async fn put_twice(&mut self, by: u8) -> io::Result<u8> {
        self.put(by).await?;
        self.put(by).await
    }
}

#[async_trait(?Send)]
trait Local {
    async fn take(&mut self, text: &str) -> io::Result<String>;
}

struct Inside(u8);
struct Above(u8);
struct Below(u8);

/// What all of them do.
async fn put(sum: &mut u8, by: u8) -> io::Result<u8> {
    yield_now().await;
    info!("polled");
    *sum = sum.checked_add(by).ok_or(io::ErrorKind::StorageFull)?;
    Ok(*sum)
}

#[async_trait]
impl Store for Inside {
    #[instrumented(span, name = "inside")]
    async fn put(&mut self, by: u8) -> io::Result<u8> {
        put(&mut self.0, by).await
    }
}

#[instrumented(span)]
#[async_trait]
impl Store for Above {
    async fn put(&mut self, by: u8) -> io::Result<u8> {
        put(&mut self.0, by).await
    }
}

#[async_trait]
#[instrumented(span)]
impl Store for Below {
    async fn put(&mut self, by: u8) -> io::Result<u8> {
        put(&mut self.0, by).await
    }
}

#[instrumented(span)]
#[async_trait(?Send)]
impl Local for Above {
    async fn take(&mut self, text: &str) -> io::Result<String> {
        let kept = std::rc::Rc::new(text.to_owned());
        self.0 = put(&mut self.0, 1).await?;
        Ok(kept.to_string())
    }
}

#[async_trait(?Send)]
impl Local for Inside {
    #[instrumented(span)]
    async fn take(&mut self, text: &str) -> io::Result<String> {
        let kept = std::rc::Rc::new(text.to_owned());
        self.0 = put(&mut self.0, 1).await?;
        Ok(kept.to_string())
    }
}

#[tokio::test]
async fn methods_of_async_trait_are_polled_in_their_span() {
    let spans = Spans::default();
    async {
        let stores: [(Box<dyn Store>, &str); 3] = [
            (Box::new(Inside(250)), "inside"),
            (Box::new(Above(250)), "put"),
            (Box::new(Below(250)), "put"),
        ];
        for (mut store, name) in stores {
            drop(store.put(1));
            assert_eq!(spans.take(), [""; 0], "it was not polled");
            assert_eq!(store.put(1).await.ok(), Some(251));
            assert_eq!(spans.take(), polled("INFO", name));
            assert!(store.put_twice(3).await.is_err());
            let log = spans.take();
            assert_eq!(log[..2], ["in INFO put_twice".to_owned(), format!("in INFO {name}")]);
        }
        assert_eq!(spans.made(), 3 * 4);
        let locals: [Box<dyn Local>; 2] = [Box::new(Above(254)), Box::new(Inside(254))];
        for mut local in locals {
            assert_eq!(local.take("text").await.ok().as_deref(), Some("text"));
            assert_eq!(spans.take(), polled("INFO", "take"));
        }
    }
    .with_subscriber(spans.clone())
    .await;
    counted("Above::put", [3, 2, 1]);
    counted("Below::put", [3, 2, 1]);
    counted("Store::put_twice", [3, 0, 3]);
    counted("Above::take", [1, 1, 0]);
    counted("Inside::take", [1, 1, 0]);
}
