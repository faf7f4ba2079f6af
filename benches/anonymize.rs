//! What it costs to anonymize and serialize a report of 10,000 collections:
//! whole, element by element, and the seed vendor's way (a copy, `SipHash` with a
//! fixed key). Rounds are interleaved; medians and, against the noise of other
//! work, the fastest rounds are compared.
//!
//! `cargo bench --bench anonymize`
#![expect(clippy::disallowed_methods, reason = "a bench of milliseconds needs no finer clock")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hash::{DefaultHasher, Hash, Hasher},
    hint::black_box,
    sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    time::Instant,
};

use serde::Serialize;
use telemetry_anonymize::{Anonymize, Anonymizer};

const COLLECTIONS: usize = 10_000;
const ROUNDS: usize = 31;

/// Counts the bytes that are held, and the most that ever were, in rounds of their own:
/// counting is dear beside an allocation, and would hide what the ways differ in.
struct Counting;

static IS_COUNTING: AtomicBool = AtomicBool::new(false);
static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "a global allocator is unsafe by nature")]
// SAFETY: everything is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if IS_COUNTING.load(Relaxed) {
            let held = HELD.fetch_add(layout.size(), Relaxed) + layout.size();
            PEAK.fetch_max(held, Relaxed);
        }
        // SAFETY: the caller's contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if IS_COUNTING.load(Relaxed) {
            HELD.fetch_sub(layout.size(), Relaxed);
        }
        // SAFETY: the caller's contract.
        unsafe { System.dealloc(block, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Clone, Serialize, Anonymize)]
struct Collection {
    name: String,
    vectors: u64,
    segments: u64,
    disk_bytes: u64,
    #[anonymize(keep, reason = "one of three words")]
    distance: Distance,
    fields: Vec<Field>,
}

#[derive(Clone, Serialize, Anonymize)]
struct Field {
    name: String,
    points: u64,
}

#[derive(Clone, Copy, Serialize, Anonymize)]
enum Distance {
    Cosine,
    Dot,
    Euclid,
}

fn collection(number: usize) -> Collection {
    let points = number as u64 * 12_345;
    let field = |name: &str| Field { name: format!("{name}_{number}"), points };
    Collection {
        name: format!("collection-{number}"),
        vectors: points,
        segments: points % 97,
        disk_bytes: points * 1024,
        distance: [Distance::Cosine, Distance::Dot, Distance::Euclid][number % 3],
        fields: ["title", "price", "created_at"].map(field).into(),
    }
}

/// The seed vendor's way.
fn vendor(collection: &Collection) -> Collection {
    let hashed = |name: &String| {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        hasher.finish().to_string()
    };
    let rounded = |value: u64| {
        let unit = 10_u64.pow(value.max(1).ilog10().saturating_sub(4));
        value / unit * unit
    };
    let field = |field: &Field| Field { name: hashed(&field.name), points: rounded(field.points) };
    Collection {
        name: hashed(&collection.name),
        vectors: rounded(collection.vectors),
        segments: rounded(collection.segments),
        disk_bytes: rounded(collection.disk_bytes),
        distance: collection.distance,
        fields: collection.fields.iter().map(field).collect(),
    }
}

/// A way of getting rid of a report: bytes written to a sink that keeps none.
type Way = (&'static str, fn(&Vec<Collection>, &Anonymizer));

fn write(value: &impl Serialize) {
    serde_json::to_writer(std::io::sink(), black_box(value)).expect("a sink takes everything");
}

const WAYS: [Way; 4] = [
    ("serialize raw", |report, _| write(report)),
    ("the seed vendor's way", |report, _| {
        write(&report.iter().map(vendor).collect::<Vec<_>>());
    }),
    ("seal, then serialize", |report, anonymizer| write(&anonymizer.seal(report))),
    ("seal_each", |report, anonymizer| write(&anonymizer.seal_each(report))),
];

fn main() {
    let report: Vec<Collection> = (0..COLLECTIONS).map(collection).collect();
    let anonymizer = Anonymizer::new();
    let mut times = [const { Vec::new() }; WAYS.len()];
    for _ in 0..ROUNDS {
        for (times, (_, run)) in times.iter_mut().zip(WAYS) {
            let start = Instant::now();
            run(black_box(&report), &anonymizer);
            times.push(start.elapsed());
        }
    }
    IS_COUNTING.store(true, Relaxed);
    let peaks = WAYS.map(|(_, run)| {
        HELD.store(0, Relaxed);
        PEAK.store(0, Relaxed);
        run(black_box(&report), &anonymizer);
        PEAK.load(Relaxed)
    });
    IS_COUNTING.store(false, Relaxed);
    let times = times.map(|mut times: Vec<_>| {
        times.sort_unstable();
        [times[0], times[ROUNDS / 2]].map(|time| time.as_secs_f64() * 1e3)
    });
    print_table(times, peaks);
}

/// Of each way: milliseconds, fastest and median.
#[expect(clippy::print_stdout, reason = "the table is what the bench is for")]
fn print_table(times: [[f64; 2]; WAYS.len()], peaks: [usize; WAYS.len()]) {
    println!("{COLLECTIONS} collections, 40,000 names, {ROUNDS} rounds");
    println!(
        "| way | ms, fastest | of the vendor's | ms, median | of the vendor's | peak bytes more |"
    );
    println!("|---|---|---|---|---|---|");
    let [vendor_fastest, vendor_median] = times[1];
    for (way, (name, _)) in WAYS.iter().enumerate() {
        let ([fastest, median], peak) = (times[way], peaks[way]);
        println!(
            "| {name} | {fastest:.2} | {:.2} | {median:.2} | {:.2} | {peak} |",
            fastest / vendor_fastest,
            median / vendor_median
        );
    }
}
