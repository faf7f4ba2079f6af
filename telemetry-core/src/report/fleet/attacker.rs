//! What somebody who joins reports goes by.

use serde_json::Value;

use super::machines::Machine;

/// Everything in a sealed report that another start of the same machine would
/// repeat: all but the ids, the tags (of which the number stays), and what of the
/// timings moves (of which it stays whether there is any).
pub(super) fn what_stays(mut sealed: Value) -> Value {
    if let Value::Object(report) = &mut sealed {
        report.retain(|name, _| !["id", "report_id", "sequence"].contains(&name.as_str()));
    }
    if let Value::Object(performance) = &mut sealed["performance"] {
        performance.retain(|name, _| !["uptime_hours", "overhead_ns"].contains(&name.as_str()));
        performance.values_mut().for_each(moving);
    }
    without_tags(&mut sealed);
    sealed
}

/// Numbers as whether they are zero; distributions not at all.
fn moving(value: &mut Value) {
    match value {
        Value::Number(number) => *value = Value::Bool(number.as_f64() != Some(0.0)),
        Value::Array(items) => items.iter_mut().for_each(moving),
        Value::Object(fields) => {
            fields.retain(|name, _| !name.ends_with("_ns"));
            fields.values_mut().for_each(moving);
        }
        _ => {}
    }
}

fn without_tags(value: &mut Value) {
    let is_tag = |text: &str| text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
    match value {
        Value::String(text) if is_tag(text) => "tag".clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(without_tags),
        Value::Object(fields) => fields.values_mut().for_each(without_tags),
        _ => {}
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
