use std::{net::{IpAddr, SocketAddr}, path::PathBuf, ffi::OsString, time::Instant};
use telemetry_anonymize::Anonymize;

struct Foreign;

#[derive(Anonymize)]
struct Report {
    foreign: Vec<Foreign>,
    ip: IpAddr,
    peer: Option<SocketAddr>,
    data: PathBuf,
    argument: OsString,
    started: Instant,
    word: &'static str,
}

fn main() {}
