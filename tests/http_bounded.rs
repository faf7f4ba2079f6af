//! Requests of any kind leave nothing behind: a million random paths, methods,
//! queries and headers, and neither memory nor the number of series grows.

use std::fs;

use http::{Method, Request};
use telemetry_core::{
    Callsite, Description, Outcome, Telemetry, allocated_bytes, consent::Environment,
};

const REQUESTS: u64 = 1_000_000;

/// What the allocator may keep for itself.
const SLACK_KIB: u64 = 1024;

static SEARCH: Callsite = Callsite::new(|| Description::timed("search", module_path!()));

/// Pseudo-random numbers (splitmix64), the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB) >> 1
    }

    fn one_of<T: Copy>(&mut self, from: &[T]) -> T {
        let at = self.next() % u64::try_from(from.len()).expect("a short list");
        from[usize::try_from(at).expect("below a length")]
    }

    /// A request that costs no capture: those are bounded by their time.
    fn request(&mut self) -> Request<()> {
        let word = format!("{:x}", self.next());
        let path = match self.next() % 8 {
            0 => "/telemetry/status".to_owned(),
            1 => "/telemetry/ui".to_owned(),
            2 => format!("/telemetry/{word}"),
            3 => format!("/telemetry?{word}={word}"),
            4 => format!("/telemetry?details_level={word}&anonymize={word}"),
            5 => format!("/metrics?anonymize={word}"),
            6 => format!("/telemetry/report?state={word}"),
            _ => format!("/{word}/{word}?{word}"),
        };
        let method = match self.next() % 4 {
            0 => Method::from_bytes(word.to_uppercase().as_bytes()).expect("hex digits"),
            1 => self.one_of(&["POST", "HEAD", "OPTIONS"]).parse().expect("a method"),
            _ => Method::GET,
        };
        let request = Request::builder().method(method).uri(path);
        request.header(format!("x-{word}"), word).body(()).expect("a request")
    }
}

fn series(telemetry: &Telemetry) -> usize {
    let request = Request::get("/metrics").body(()).expect("a request");
    let text = String::from_utf8(telemetry.respond(&request).into_body()).expect("text");
    text.lines().filter(|line| !line.starts_with('#')).count()
}

/// Resident memory, in KiB; nothing where the system does not tell.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

#[test]
fn a_million_random_requests_leave_nothing_behind() {
    SEARCH.start().finish(Outcome::Ok);
    let telemetry = Telemetry::builder("mydb", "1.2.3")
        .environment(Environment::empty())
        .start()
        .expect("telemetry starts");
    let mut random = Random(7);
    let mut ask = |requests: u64| {
        for _ in 0..requests {
            let answer = telemetry.respond(&random.request());
            assert!(answer.status().as_u16() < 500, "{answer:?}");
        }
    };
    ask(REQUESTS / 20);
    let before = (series(&telemetry), allocated_bytes(), resident());
    ask(REQUESTS - REQUESTS / 20);
    let after = (series(&telemetry), allocated_bytes(), resident());
    assert_eq!((before.0, before.1), (after.0, after.1), "series and the recorder's bytes");
    if let (Some(before), Some(after)) = (before.2, after.2) {
        assert!(after <= before + SLACK_KIB, "from {before} to {after} KiB");
    }
}
