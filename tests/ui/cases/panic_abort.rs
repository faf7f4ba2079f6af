//! A program that is compiled with `panic = "abort"`; see `tests/panic_abort.rs`.

use std::{env, pin::pin, task};

// with #[instrumented]
fn plain(n: u32) -> u32 {
    assert!(n != 3, "plain got {n}");
    n
}

// with #[instrumented]
fn fallible(n: u32) -> Result<u32, u32> {
    if n == 2 { Err(n) } else { Ok(plain(n)) }
}

// with #[instrumented]
async fn later(n: u32) -> Result<u32, u32> {
    fallible(n)
}

/// Says when it is dropped: a panic that aborts drops nothing.
struct Said(&'static str);

impl Drop for Said {
    fn drop(&mut self) {
        println!("dropped {}", self.0);
    }
}

// with #[instrumented]
fn drops(said: Said, n: u32) -> u32 {
    let _local = Said("local");
    println!("holds {}", said.0);
    plain(n)
}

fn ready<T>(future: impl Future<Output = T>) -> T {
    let mut context = task::Context::from_waker(task::Waker::noop());
    match pin!(future).poll(&mut context) {
        task::Poll::Ready(value) => value,
        task::Poll::Pending => unreachable!("nothing to wait for"),
    }
}

fn main() {
    let n = env::args().nth(2).and_then(|text| text.parse().ok()).expect("a number");
    match env::args().nth(1).as_deref() {
        Some("plain") => println!("{}", plain(n)),
        Some("fallible") => println!("{:?}", fallible(n)),
        Some("later") => println!("{:?}", ready(later(n))),
        Some("drops") => println!("{}", drops(Said("argument"), n)),
        other => unreachable!("no part is called {other:?}"),
    }
    for site in telemetry_core::snapshot().callsites() {
        eprintln!("{} {} of {}", site.name(), site.ok(), site.calls());
    }
}
