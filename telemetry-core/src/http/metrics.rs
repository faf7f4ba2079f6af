//! `/metrics`: the snapshot and what telemetry says of itself.

use ::http::{Request, header::ACCEPT};
use telemetry_anonymize::Anonymize;

#[cfg(feature = "upload")]
use crate::upload::View;
use crate::{
    export::prometheus::{Format, OwnMetric, encode_with},
    http::{
        answer::{self, Answer, Refusal},
        endpoints::Endpoints,
        parameters::Parameters,
    },
    snapshot::take::snapshot,
};

pub(super) fn metrics(endpoints: &Endpoints, request: &Request<()>) -> Result<Answer, Refusal> {
    let read = Parameters::read(request.uri().query(), &["anonymize"])?;
    let accept = request.headers().get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let format = Format::accepted(&accept.collect::<Vec<_>>().join(","));
    let mut taken = snapshot();
    if read.flag("anonymize")? {
        taken = taken.anonymize_with(&endpoints.instance.parts().anonymizer);
    }
    let body = encode_with(&taken, own(endpoints), format);
    Ok(answer::ok(format.content_type(), body))
}

fn own(endpoints: &Endpoints) -> Vec<OwnMetric> {
    let mode = endpoints.instance.parts().consent.mode().to_string();
    let help = "How far telemetry goes; always 1, the label says it.";
    let own = vec![OwnMetric::gauge("mode", help, 1.0).with("mode", &mode)];
    #[cfg(feature = "upload")]
    let own = [own, of_uploads(endpoints)].concat();
    own
}

/// All zero where nothing is sent.
#[cfg(feature = "upload")]
#[expect(clippy::cast_precision_loss, reason = "metrics are floats")]
fn of_uploads(endpoints: &Endpoints) -> Vec<OwnMetric> {
    let uploads = endpoints.uploads.as_ref().map(View::status).unwrap_or_default();
    let uploaded = |outcome: &str, count: u64| {
        let help = "Attempts to send a document, by what became of it.";
        OwnMetric::counter("uploads", help, count as f64).with("outcome", outcome)
    };
    let mut own = vec![
        uploaded("stored", uploads.stored),
        uploaded("refused", uploads.refused),
        uploaded("failed", uploads.failed_attempts),
        OwnMetric::counter(
            "reports_dropped",
            "Reports that were given up, too old or too many.",
            uploads.dropped as f64,
        ),
        OwnMetric::gauge("reports_waiting", "Reports that wait in memory.", uploads.waiting as f64),
    ];
    own.extend(uploads.last_success.map(|last| {
        let help = "When the receiver last took something, since 1970.";
        OwnMetric::gauge("last_success_timestamp_seconds", help, last as f64)
    }));
    own
}
