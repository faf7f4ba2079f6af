//! How a histogram is written: for people first, with enough to be read back.

use serde::{Deserialize, Serialize};

use crate::snapshot::{grid, histogram::Histogram};

#[derive(Serialize)]
pub(super) struct HistogramOut {
    count: u64,
    sum: u64,
    min: u64,
    max: u64,
    mean: f64,
    p50: u64,
    p90: u64,
    p99: u64,
    p999: u64,
    /// `[value, count]`, ascending.
    buckets: Vec<(u64, u64)>,
}

impl From<Histogram> for HistogramOut {
    fn from(histogram: Histogram) -> Self {
        Self {
            count: histogram.count(),
            sum: histogram.sum(),
            min: histogram.min(),
            max: histogram.max(),
            mean: histogram.mean(),
            p50: histogram.quantile(0.5),
            p90: histogram.quantile(0.9),
            p99: histogram.quantile(0.99),
            p999: histogram.quantile(0.999),
            buckets: histogram.buckets().collect(),
        }
    }
}

#[derive(Deserialize)]
pub(super) struct HistogramIn {
    sum: u64,
    min: u64,
    max: u64,
    buckets: Vec<(u64, u64)>,
}

impl TryFrom<HistogramIn> for Histogram {
    type Error = String;

    fn try_from(read: HistogramIn) -> Result<Self, String> {
        let HistogramIn { sum, min, max, buckets } = read;
        if min > max {
            return Err(format!("histogram: min {min} is above max {max}"));
        }
        if let Some(pair) =
            buckets.windows(2).find(|pair| grid::index_of(pair[0].0) >= grid::index_of(pair[1].0))
        {
            return Err(format!("histogram: bucket {} does not ascend", pair[1].0));
        }
        Ok(Self::from_buckets(sum, min, max, buckets.into_iter()))
    }
}
