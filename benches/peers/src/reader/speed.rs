//! Writing, asking and merging: a snapshot beside lists of the references.

use std::{hint::black_box, io, time::Instant};

use ::hdrhistogram::{
    Histogram,
    serialization::{Deserializer, Serializer, V2Serializer},
};
use sketches_ddsketch::DDSketch;
use telemetry_bench_peers::statistics::median;
use telemetry_core::{Callsite, Description, Outcome, Snapshot};

use super::{
    accuracy::{hdr, sketch},
    samples::{Random, Shape},
};

pub(super) const ROUNDS: usize = 7;
const CALLSITES: usize = 1_000;
const CALLS: usize = 500;
/// Snapshots that differ, taken in turn when a fleet is merged.
const VARIANTS: usize = 4;
/// Snapshots merged in one measurement; the table gives the time for 1,000.
const FLEET: usize = 20;

/// The same distributions three times over.
struct Data {
    ours: Vec<Snapshot>,
    hdr: Vec<Vec<Histogram<u64>>>,
    sketches: Vec<Vec<DDSketch>>,
}

/// A row for each question.
pub(super) fn rows() -> io::Result<Vec<Vec<String>>> {
    let data = Data::record();
    let (json, hdr, sketches) = (data.json()?, data.hdr_bytes()?, data.sketch_bytes());
    let size = |bytes: usize| format!("{} KiB", bytes / 1024);
    let [write, read, ask, merge] = data.measure(&json, &hdr, &sketches);
    let row = |what: &str, cells: [String; 3]| [vec![what.to_owned()], cells.into()].concat();
    Ok(vec![
        row("written", [size(json.len()), size(total(&hdr)), size(total(&sketches))]),
        row("writing", write.map(milliseconds)),
        row("reading back", read.map(milliseconds)),
        row("p99 of each", ask.map(milliseconds)),
        row("merging 1,000 snapshots", merge.map(milliseconds)),
    ])
}

fn total(all: &[Vec<u8>]) -> usize {
    all.iter().map(Vec::len).sum()
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1e3)
}

impl Data {
    /// Calls of widely different lengths, recorded, and what a snapshot says
    /// of them put into the references.
    fn record() -> Self {
        let sites: Vec<&'static Callsite> = (0..CALLSITES).map(callsite).collect();
        let mut random = Random(11);
        let mut before = telemetry_core::snapshot();
        let mut ours = Vec::new();
        for _ in 0..VARIANTS {
            for site in &sites {
                (0..CALLS).for_each(|_| call(site, &mut random));
            }
            let now = telemetry_core::snapshot();
            ours.push(now.since(&before));
            before = now;
        }
        let values = |snapshot: &Snapshot| -> Vec<Vec<u64>> {
            let of_site = |site: &telemetry_core::CallsiteSnapshot| {
                let buckets = site.duration().buckets();
                let repeated = |(value, count): (u64, u64)| {
                    std::iter::repeat_n(value, usize::try_from(count).expect("a small count"))
                };
                buckets.flat_map(repeated).collect()
            };
            snapshot.callsites().map(of_site).collect()
        };
        let values: Vec<Vec<Vec<u64>>> = ours.iter().map(values).collect();
        Self {
            hdr: values.iter().map(|all| all.iter().map(|v| hdr(v, 2)).collect()).collect(),
            sketches: values.iter().map(|all| all.iter().map(|v| sketch(v)).collect()).collect(),
            ours,
        }
    }

    fn json(&self) -> io::Result<Vec<u8>> {
        Ok(serde_json::to_vec(&self.ours[0])?)
    }

    fn hdr_bytes(&self) -> io::Result<Vec<Vec<u8>>> {
        let mut serializer = V2Serializer::new();
        let bytes = |histogram: &Histogram<u64>| {
            let mut bytes = Vec::new();
            serializer.serialize(histogram, &mut bytes).map_err(io::Error::other)?;
            Ok(bytes)
        };
        self.hdr[0].iter().map(bytes).collect()
    }

    fn sketch_bytes(&self) -> Vec<Vec<u8>> {
        self.sketches[0].iter().map(DDSketch::to_java_bytes).collect()
    }

    /// Seconds to write, to read back, to ask and to merge, each for ours,
    /// `hdrhistogram` and `DDSketch`.
    fn measure(&self, json: &[u8], hdr: &[Vec<u8>], sketches: &[Vec<u8>]) -> [[f64; 3]; 4] {
        let mut seen: [[Vec<f64>; 3]; 4] = Default::default();
        for _ in 0..ROUNDS {
            let round = [
                [
                    seconds(|| self.json()),
                    seconds(|| self.hdr_bytes()),
                    seconds(|| self.sketch_bytes()),
                ],
                [
                    seconds(|| read_ours(json)),
                    seconds(|| read_hdr(hdr)),
                    seconds(|| read_sketches(sketches)),
                ],
                [
                    seconds(|| self.ask_ours()),
                    seconds(|| self.ask_hdr()),
                    seconds(|| self.ask_sketches()),
                ],
                [
                    seconds(|| self.merge_ours()),
                    seconds(|| self.merge_hdr()),
                    seconds(|| self.merge_sketches()),
                ]
                .map(per_thousand),
            ];
            for (all, now) in seen.iter_mut().flatten().zip(round.into_iter().flatten()) {
                all.push(now);
            }
        }
        seen.map(|question| question.map(|all| median(&all)))
    }

    fn ask_ours(&self) -> u64 {
        self.ours[0].callsites().map(|site| site.duration().quantile(0.99)).max().unwrap_or(0)
    }

    fn ask_hdr(&self) -> u64 {
        self.hdr[0].iter().map(|histogram| histogram.value_at_quantile(0.99)).max().unwrap_or(0)
    }

    fn ask_sketches(&self) -> f64 {
        let p99 = |sketch: &DDSketch| sketch.quantile(0.99).ok().flatten().unwrap_or(0.0);
        self.sketches[0].iter().map(p99).fold(0.0, f64::max)
    }

    fn merge_ours(&self) -> Snapshot {
        let mut sum = Snapshot::default();
        (0..FLEET).for_each(|one| sum.merge(&self.ours[one % VARIANTS]));
        sum
    }

    fn merge_hdr(&self) -> Vec<Histogram<u64>> {
        let mut sums = self.hdr[0].clone();
        for one in 1..FLEET {
            for (sum, histogram) in sums.iter_mut().zip(&self.hdr[one % VARIANTS]) {
                sum.add(histogram).expect("the bounds are the same");
            }
        }
        sums
    }

    fn merge_sketches(&self) -> Vec<DDSketch> {
        let mut sums = self.sketches[0].clone();
        for one in 1..FLEET {
            for (sum, sketch) in sums.iter_mut().zip(&self.sketches[one % VARIANTS]) {
                sum.merge(sketch).expect("the settings are the same");
            }
        }
        sums
    }
}

fn callsite(number: usize) -> &'static Callsite {
    let name: &'static str = format!("store::shard_{}::operation_{number}", number % 37).leak();
    Description::timed(name, module_path!()).leak()
}

/// A call that takes a time of its own, most often around half a microsecond.
fn call(site: &'static Callsite, random: &mut Random) {
    let started = site.start();
    for step in 0..Shape::LogNormal.draw(random) / 20 {
        black_box(step);
    }
    started.finish(Outcome::Ok);
}

fn read_ours(json: &[u8]) -> Snapshot {
    serde_json::from_slice(json).expect("what was written is read back")
}

fn read_hdr(all: &[Vec<u8>]) -> Vec<Histogram<u64>> {
    let mut deserializer = Deserializer::new();
    let mut read = |mut bytes: &[u8]| deserializer.deserialize(&mut bytes);
    all.iter().map(|bytes| read(bytes).expect("what was written is read back")).collect()
}

fn read_sketches(all: &[Vec<u8>]) -> Vec<DDSketch> {
    let read = |bytes: &Vec<u8>| DDSketch::from_java_bytes(bytes);
    all.iter().map(|bytes| read(bytes).expect("what was written is read back")).collect()
}

fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let begin = Instant::now();
    black_box(work());
    begin.elapsed().as_secs_f64()
}

fn per_thousand(seconds: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a small constant")]
    let fleet = FLEET as f64;
    seconds / fleet * 1e3
}
