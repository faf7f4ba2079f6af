//! As many requests as a server can take.

use std::{
    cell::Cell,
    error::Error,
    net::SocketAddr,
    time::{Duration, Instant},
};

use futures_util::future::try_join_all;
use hyper::StatusCode;

use crate::{
    client::Client,
    tally::{Tally, micros},
};

/// Links that are there before the load.
const LINKS: u64 = 1000;

/// Of so many requests one makes a link.
const CREATE_EVERY: u64 = 200;

/// Of so many requests one looks at a link.
const SHOW_EVERY: u64 = 10;

/// How hard, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    pub(crate) connections: u64,
    pub(crate) requests: u64,
    pub(crate) time: Duration,
}

/// Makes the links that are followed then; their codes are the numbers from 1 on.
pub(crate) async fn make_links(address: SocketAddr) -> Result<(), Box<dyn Error>> {
    let mut client = Client::connect(address).await?;
    for number in 1..=LINKS {
        client.create(&format!("https://host-{}.example/{number}", number % 7)).await?;
    }
    Ok(())
}

/// Asks over all connections at once until the time or the requests are used up.
pub(crate) async fn drive(address: SocketAddr, load: Load) -> Result<Tally, Box<dyn Error>> {
    let left = Cell::new(load.requests);
    let start = now();
    let connections =
        (0..load.connections).map(|number| ask(address, number, start + load.time, &left));
    let tallies = try_join_all(connections).await?;
    let mut sum = Tally::default();
    for tally in &tallies {
        sum.add(tally);
    }
    sum.took = start.elapsed();
    Ok(sum)
}

/// Follows links, and looks at one or makes one now and then.
async fn ask(
    address: SocketAddr,
    connection: u64,
    end: Instant,
    left: &Cell<u64>,
) -> Result<Tally, Box<dyn Error>> {
    let mut client = Client::connect(address).await?;
    let mut tally = Tally::default();
    for turn in connection.. {
        let start = now();
        if start >= end || left.get() == 0 {
            break;
        }
        left.set(left.get() - 1);
        // Scattered, and the same in each round.
        let code = code(1 + turn.wrapping_mul(0x9E37_79B9) % LINKS);
        if turn % CREATE_EVERY == 0 {
            client.create("https://host.example/new").await?;
        } else if turn % SHOW_EVERY == 0 {
            client.get(&format!("/links/{code}"), "*/*", StatusCode::OK).await?;
        } else {
            client.get(&format!("/{code}"), "*/*", StatusCode::TEMPORARY_REDIRECT).await?;
            tally.followed += 1;
        }
        tally.latencies.saturating_record(micros(start.elapsed()));
    }
    Ok(tally)
}

/// The code of the link with this number, as the server spells it.
fn code(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        let digit = u32::try_from(number % 36).expect("below the radix");
        digits.push(char::from_digit(digit, 36).expect("below the radix"));
        number /= 36;
    }
    digits.iter().rev().collect()
}

#[expect(clippy::disallowed_methods, reason = "a load is timed from outside")]
fn now() -> Instant {
    Instant::now()
}
