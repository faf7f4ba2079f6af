//! What somebody who joins reports goes by.

use serde_json::{Map, Value};

use super::machines::Machine;

/// Everything in a sealed report that another start of the same machine would
/// repeat: all but the ids, the tags (of which the number stays), and what of the
/// timings moves (of which it stays whether there is any).
pub(super) fn what_stays(sealed: &Value) -> String {
    let mut report = sealed.as_object().cloned().unwrap_or_default();
    for id in ["id", "report_id", "sequence"] {
        report.remove(id);
    }
    if let Some(Value::Object(performance)) = report.get_mut("performance") {
        performance.remove("uptime_hours");
        performance.remove("overhead_ns");
        for list in performance.values_mut() {
            *list = moving(list);
        }
    }
    without_tags(&Value::Object(report)).to_string()
}

/// Numbers as whether they are zero; distributions not at all.
fn moving(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Bool(number.as_f64() != Some(0.0)),
        Value::Array(items) => items.iter().map(moving).collect(),
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| !name.ends_with("_ns"));
            Value::Object(kept.map(|(name, value)| (name.clone(), moving(value))).collect())
        }
        other => other.clone(),
    }
}

fn without_tags(value: &Value) -> Value {
    let is_tag = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    match value {
        Value::String(text) if is_tag(text) => Value::from("tag"),
        Value::Array(items) => items.iter().map(without_tags).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| (name.clone(), without_tags(value)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// A policy shaped like the seed vendor's: sizes in KiB, models, versions. What
/// the database holds moves between two starts, and whoever joins leaves it out.
pub(super) fn vendors_text(machine: &Machine) -> String {
    let Machine { system, version, features, .. } = machine;
    let disk = system.disk.as_ref().and_then(|disk| disk.size_bytes).unwrap_or_default();
    let (ram_kib, disk_kib) = (system.ram_bytes.unwrap_or_default() / 1024, disk / 1024);
    format!(
        "{version} {features:?} {ram_kib} {disk_kib} {:?} {:?} {:?}",
        system.cpu, system.os, system.container
    )
}
