//! Prometheus and promtool.

use std::{
    collections::BTreeMap,
    io::Write as _,
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{
    find::find,
    get::get,
    running::{Running, free_address},
};

/// A Prometheus that scrapes the three formats of `target` as three jobs, and
/// `/metrics` of `endpoint`.
pub(crate) fn prometheus(
    folder: &Path,
    target: SocketAddr,
    endpoint: SocketAddr,
) -> Option<(Running, SocketAddr)> {
    let program = find("prometheus", "Debian's prometheus")?;
    let job = |(job, target): (&str, SocketAddr)| {
        let targets = format!("static_configs: [{{targets: ['{target}']}}]");
        format!("- {{job_name: {job}, metrics_path: /{job}, {targets}}}\n")
    };
    let jobs = [("any", target), ("openmetrics", target), ("text", target), ("metrics", endpoint)];
    let jobs = jobs.map(job).concat();
    // A scrape that comes too late takes back what the one before it told.
    let times = "{scrape_interval: 5s, scrape_timeout: 5s}";
    let config = format!("global: {times}\nscrape_configs:\n{jobs}");
    let file = folder.join("prometheus.yml");
    std::fs::write(&file, config).expect("the folder is writable");
    let address = free_address();
    let mut command = Command::new(program);
    command
        .arg(format!("--config.file={}", file.display()))
        .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
        .arg(format!("--web.listen-address={address}"))
        .arg("--enable-feature=native-histograms");
    Some((Running::start(&mut command, &folder.join("log")), address))
}

/// The series and values of an instant query.
pub(crate) fn query(prometheus: SocketAddr, query: &str) -> Vec<(BTreeMap<String, String>, f64)> {
    let escaped: Vec<_> = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let path = format!("/api/v1/query?query={}", escaped.concat());
    let Ok((200, _, body)) = get(prometheus, &path) else { return Vec::new() };
    let answer: Value = serde_json::from_slice(&body).expect("Prometheus answers in JSON");
    let result = answer["data"]["result"].as_array().expect("an instant query has a list");
    result
        .iter()
        .map(|series| {
            let labels = series["metric"].as_object().expect("a series has labels");
            let text = |value: &Value| value.as_str().expect("a label is text").to_owned();
            let labels = labels.iter().map(|(name, value)| (name.clone(), text(value))).collect();
            (labels, text(&series["value"][1]).parse().expect("a value is a number"))
        })
        .collect()
}

/// The one value of a query.
pub(crate) fn one(prometheus: SocketAddr, text: &str) -> f64 {
    let found = query(prometheus, text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found[0].1
}

/// What promtool says of a document: nothing, if there is nothing to say.
pub(crate) fn promtool(program: &Path, document: &[u8]) -> String {
    let mut command = Command::new(program);
    command.args(["check", "metrics"]).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("promtool starts");
    let mut input = child.stdin.take().expect("its input is a pipe");
    input.write_all(document).expect("promtool reads");
    drop(input);
    let output = child.wait_with_output().expect("promtool ends");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    if output.status.success() { said.into_owned() } else { format!("failed: {said}") }
}
