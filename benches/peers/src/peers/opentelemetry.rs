//! `opentelemetry_sdk`: a histogram without attributes, as released and with
//! its experimental bound instruments.

use std::{sync::LazyLock, time::Duration};

use ::opentelemetry::metrics::{BoundHistogram, Histogram, MeterProvider as _};
use opentelemetry_sdk::{
    error::OTelSdkResult,
    metrics::{SdkMeterProvider, Temporality, data::ResourceMetrics, exporter::PushMetricExporter},
};
use telemetry_bench_peers::contender::{Contender, body};

use super::clock;

static PROVIDER: LazyLock<SdkMeterProvider> =
    LazyLock::new(|| SdkMeterProvider::builder().with_periodic_exporter(Discard).build());
static HISTOGRAM: LazyLock<Histogram<f64>> = LazyLock::new(|| histogram("plain"));
static BOUND: LazyLock<BoundHistogram<f64>> = LazyLock::new(|| histogram("bound").bind(&[]));

pub(super) fn contenders() -> Vec<Contender> {
    vec![
        Contender::new("opentelemetry_sdk", "count, 15 buckets, min, max", plain)
            .package("opentelemetry_sdk")
            .settings("no attributes, default buckets, raw clock, exporter that drops"),
        Contender::new("opentelemetry_sdk, bound", "count, 15 buckets, min, max", bound)
            .package("opentelemetry_sdk")
            .settings("`bind`, behind `experimental_metrics_bound_instruments`"),
    ]
}

fn histogram(name: &'static str) -> Histogram<f64> {
    PROVIDER.meter("figures").f64_histogram(name).with_unit("s").build()
}

#[inline(never)]
fn plain(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    HISTOGRAM.record(clock::seconds_since(start), &[]);
    y
}

#[inline(never)]
fn bound(x: u64) -> u64 {
    let start = clock::raw();
    let y = body(x);
    BOUND.record(clock::seconds_since(start));
    y
}

struct Discard;

impl PushMetricExporter for Discard {
    async fn export(&self, _: &ResourceMetrics) -> OTelSdkResult {
        Ok(())
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _: Duration) -> OTelSdkResult {
        Ok(())
    }

    fn temporality(&self) -> Temporality {
        Temporality::Cumulative
    }
}
