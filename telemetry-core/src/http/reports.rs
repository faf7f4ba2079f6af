//! `/telemetry` and `/telemetry/diff`: the report, raw, sealed, and both.

use ::http::{Request, StatusCode};
use serde::Serialize;
use serde_json::Value;

use crate::{
    error::Error,
    http::{
        answer::{self, Answer, Refusal},
        capture::PATIENCE,
        endpoints::Endpoints,
        parameters::Parameters,
    },
    report::{DetailsLevel, Difference, Policies, Report, budget, difference},
};

/// Parts of the report that are not sections of the application's.
const OWN_PARTS: [&str; 3] = ["system", "configuration", "performance"];

pub(super) fn telemetry(endpoints: &Endpoints, request: &Request<()>) -> Result<Answer, Refusal> {
    let known = ["anonymize", "details_level", "sections", "timeout"];
    let read = Parameters::read(request.uri().query(), &known)?;
    let anonymize = read.flag("anonymize")?;
    let level = read.parsed("details_level")?.unwrap_or(DetailsLevel::LEAST);
    let sections = read.names("sections", &parts(endpoints))?;
    let patience = read.seconds("timeout")?.unwrap_or(PATIENCE);
    let report =
        endpoints.captures.capture(&endpoints.instance, level, sections.clone(), patience)?;
    let report = only(report, sections.as_deref());
    let body =
        if anonymize { endpoints.instance.seal(&report).to_json() } else { report.to_json() };
    body.map(answer::document).map_err(unserializable)
}

pub(super) fn diff(endpoints: &Endpoints, request: &Request<()>) -> Result<Answer, Refusal> {
    let read = Parameters::read(request.uri().query(), &["details_level", "timeout"])?;
    let instance = &endpoints.instance;
    let level = read.parsed("details_level")?.unwrap_or(instance.parts().details_level);
    let patience = read.seconds("timeout")?.unwrap_or(PATIENCE);
    let report = endpoints.captures.capture(instance, level, None, patience)?;
    let sealed = instance.seal(&report).to_value().map_err(unserializable)?;
    let raw = report.to_value().map_err(unserializable)?;
    let policies = Policies::of(instance);
    let with_policy = |difference: Difference| {
        let entry = policies.find(&difference.path);
        Explained {
            policy: match entry {
                Some(entry) => Some(entry.policy.to_string()),
                // What never leaves is in no manifest.
                None => is_nothing(difference.leaves.as_ref()).then(|| "skip".to_owned()),
            },
            reason: entry.and_then(|entry| entry.policy.reason().map(str::to_owned)),
            level: entry.map_or(0, |entry| entry.level),
            difference,
        }
    };
    let values = difference(&raw, &sealed);
    let privacy_budget = budget::total(&budget::spent(&values, &policies, level));
    let values = values.into_iter().map(with_policy).collect();
    answer::json(&Diff { details_level: level.get(), privacy_budget, values })
}

/// Whether this is the default of its type, or not there at all.
fn is_nothing(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::Bool(true)) => false,
        Some(Value::Number(number)) => number.as_f64() == Some(0.0),
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(list)) => list.is_empty(),
        Some(Value::Object(fields)) => fields.is_empty(),
    }
}

#[derive(Serialize)]
struct Diff {
    details_level: u8,
    /// The sum of the epsilons of what leaves with noise at this level.
    privacy_budget: f64,
    values: Vec<Explained>,
}

/// A value raw and as it leaves, and why so.
#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    difference: Difference,
    policy: Option<String>,
    /// Why it may leave as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The least details level at which it leaves.
    level: u8,
}

/// Refuses any parameter.
pub(super) fn no_parameters(request: &Request<()>) -> Result<(), Refusal> {
    Parameters::read(request.uri().query(), &[])?;
    Ok(())
}

/// What `sections` can name.
fn parts(endpoints: &Endpoints) -> Vec<&'static str> {
    let sections = endpoints.instance.parts().sections.iter().map(|section| section.name);
    OWN_PARTS.into_iter().chain(sections).collect()
}

/// The report without the parts that were not asked for.
fn only(mut report: Report, parts: Option<&[String]>) -> Report {
    let wanted = |part| parts.is_none_or(|parts| parts.iter().any(|name| name == part));
    report.system = report.system.filter(|_| wanted("system"));
    report.configuration = report.configuration.filter(|_| wanted("configuration"));
    report.performance = report.performance.filter(|_| wanted("performance"));
    report
}

fn unserializable(_: Error) -> Refusal {
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, "the report has no form in JSON")
}
