//! The ready subcommand, as a host's own command line runs it.

use std::{fs, path::Path, time::Duration};

use clap::Parser;
use serde_json::Value;
use telemetry_core::{
    ErrorKind, Telemetry, TelemetryArgs, TelemetryBuilder, TelemetryCommand, consent::Environment,
    upload::Proxy,
};
use test_collector::{Behaviour, Collector};

#[path = "outside/far.rs"]
mod far;
#[path = "outside/nobody.rs"]
mod nobody;

use far::FAR;
use nobody::Nobody;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    telemetry: TelemetryArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    #[command(subcommand)]
    Telemetry(TelemetryCommand),
}

fn telemetry(args: &TelemetryArgs, config: &Path) -> Telemetry {
    Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .args(args)
        .config_dir(config)
        .endpoint("https://telemetry.mydb.example")
        .configuration(&String::from("swordfish"))
        .inspect()
        .expect("the settings are valid")
}

fn run_in(config: &Path, line: &[&str]) -> Result<String, telemetry_core::Error> {
    let cli = parse(line);
    run_on(&telemetry(&cli.telemetry, config), line)
}

fn parse(line: &[&str]) -> Cli {
    Cli::try_parse_from([&["mydb", "telemetry"], line].concat()).expect("it parses")
}

fn run_on(telemetry: &Telemetry, line: &[&str]) -> Result<String, telemetry_core::Error> {
    let Command::Telemetry(command) = parse(line).command;
    let mut text = Vec::new();
    command.run(telemetry, &mut text)?;
    Ok(String::from_utf8(text).expect("it writes text"))
}

/// Telemetry that sends to `collector`, soon and often.
fn sending(collector: &Collector) -> TelemetryBuilder {
    Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .endpoint(collector.url())
        .proxy(Proxy::None)
        .grace(Duration::ZERO)
        .interval(Duration::from_millis(50))
}

/// The same as a later process of the operator's, who has turned it off.
fn later_and_off(collector: &Collector) -> TelemetryBuilder {
    sending(collector).environment(Environment::empty().with("DO_NOT_TRACK", "1"))
}

#[track_caller]
fn is_wrong_usage(line: &[&str], says: &str) {
    let line = [&["mydb", "telemetry"], line].concat();
    let error = Cli::try_parse_from(line).expect_err("it is wrong");
    assert!(error.exit_code() == 2 && error.to_string().contains(says), "{error}");
}

fn run(line: &[&str]) -> String {
    run_in(Path::new("/nonexistent"), line).expect("the command succeeds")
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn status_names_mode_source_and_endpoint() {
    let text = run(&["status", "--disable-telemetry"]);
    for part in ["mode           off", "--disable-telemetry", "https://telemetry.mydb.example"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    assert_eq!(json(&run(&["status", "--json"]))["mode"], "on");
}

#[test]
fn preview_is_sealed_unless_raw_is_asked_for() {
    assert!(!run(&["preview"]).contains("swordfish"));
    assert!(run(&["preview", "--raw"]).contains("swordfish"));
    assert_eq!(json(&run(&["preview"]))["details_level"], 2);
    assert_eq!(json(&run(&["preview", "--details-level", "0"]))["details_level"], 0);
    let exact = run(&["preview", "--exact"]);
    assert!(json(&exact).is_object() && !exact.contains('\n'), "{exact}");
}

#[test]
fn preview_works_while_telemetry_is_off() {
    assert!(json(&run(&["preview", "--disable-telemetry"])).is_object());
}

#[derive(Clone, Debug, serde::Serialize, telemetry_core::Anonymize)]
struct Noisy {
    #[anonymize(noise(epsilon = 0.25))]
    searches: i64,
    #[anonymize(randomize(epsilon = 0.5))]
    clustered: bool,
    #[anonymize(level = 4, noise(epsilon = 2.0))]
    failures: i64,
    #[anonymize(level = 4)]
    shards: Vec<Shard>,
}

#[derive(Clone, Debug, serde::Serialize, telemetry_core::Anonymize)]
struct Shard {
    #[anonymize(noise(epsilon = 1.0))]
    failures: i64,
}

fn noisy() -> Telemetry {
    let shards = vec![Shard { failures: 1 }, Shard { failures: 2 }];
    let usage = Noisy { searches: 7, clustered: true, failures: 3, shards };
    Telemetry::builder("mydb", "1.0")
        .environment(Environment::empty())
        .section("use", move || usage.clone())
        .start()
        .expect("no file, no network")
}

/// What is told of the budget at the level that is sent: only what leaves there.
const SPENT: &str = "\
/sections/use/clustered  spends 0.5 of the privacy budget
/sections/use/searches  spends 0.25 of the privacy budget
the noise in it spends a privacy budget of 0.75 a start
";

#[test]
fn preview_says_what_each_value_s_noise_spends_at_the_level_that_is_sent() {
    let telemetry = noisy();
    let text = run_on(&telemetry, &["preview"]).expect("it succeeds");
    let (report, spent) = text.split_at(text.find("\n}\n").expect("a report") + 3);
    assert_eq!(json(report)["sections"]["use"]["failures"], 0);
    assert_eq!(spent, SPENT);
    for alone in [&["preview", "--exact"][..], &["preview", "--raw"]] {
        assert!(json(&run_on(&telemetry, alone).expect("it succeeds")).is_object(), "{alone:?}");
    }
}

#[test]
fn a_level_that_shows_more_spends_more() {
    let more = run_on(&noisy(), &["preview", "--details-level", "4"]).expect("it succeeds");
    for line in [
        "/sections/use/failures  spends 2 of the privacy budget\n",
        "/sections/use/searches  spends 0.25 of the privacy budget\n",
        "/sections/use/shards/0/failures  spends 1 of the privacy budget\n",
        "/sections/use/shards/1/failures  spends 1 of the privacy budget\n",
        "the noise in it spends a privacy budget of 4.75 a start\n",
    ] {
        assert!(more.contains(line), "{line} is not in {more}");
    }
    assert_eq!(run(&["preview"]).find("privacy budget"), None, "where nothing is noisy");
}

#[test]
fn diff_says_what_the_noise_spends() {
    let telemetry = noisy();
    let text = run_on(&telemetry, &["diff"]).expect("it succeeds");
    assert!(text.ends_with(SPENT), "{text}");
    let answer = |path: &str| -> Value {
        let answer = telemetry.respond(&http::Request::get(path).body(()).expect("a URL"));
        serde_json::from_slice(answer.body()).expect("it is JSON")
    };
    assert_eq!(answer("/telemetry/diff")["privacy_budget"], 0.75);
    assert_eq!(answer("/telemetry/diff?details_level=4")["privacy_budget"], 4.75);
}

#[test]
fn the_budget_of_a_start_counts_each_place_once_in_all_details() {
    assert!((noisy().privacy_budget() - 3.75).abs() < 1e-9);
}

#[test]
fn diff_lists_what_changes_and_counts_the_rest() {
    let text = run(&["diff"]);
    assert!(text.contains("/configuration  \"swordfish\" leaves as \""), "{text}");
    assert!(text.contains("further values leave as they are"), "{text}");
    assert!(run(&["diff", "--all"]).contains("/app/name  \"mydb\" leaves as it is"));
}

#[test]
fn disable_writes_the_switch_into_the_configuration() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let text = run_in(folder.path(), &["disable"]).expect("the folder is ours");
    let file = folder.path().join("config.yaml");
    assert!(text.contains(&file.display().to_string()), "{text}");
    assert_eq!(fs::read_to_string(file).expect("it was written"), "telemetry_disabled: true\n");
    let status = run_in(folder.path(), &["status", "--json"]).expect("the command succeeds");
    assert_eq!(json(&status)["source"]["kind"], "config");
}

#[test]
fn disable_without_a_place_to_write_says_so() {
    let error = run_in(Path::new("/nonexistent"), &["disable"]).expect_err("nowhere to write");
    assert_eq!(error.kind(), ErrorKind::InvalidSetting);
}

#[test]
fn a_level_that_does_not_exist_is_refused() {
    let line = ["mydb", "telemetry", "preview", "--details-level", "11"];
    let error = Cli::try_parse_from(line).expect_err("the highest is 10");
    assert!(error.to_string().contains("from 0 to 10"), "{error}");
}

#[test]
fn log_asks_the_running_process_and_shows_each_document_as_it_was_sent() {
    let collector = Collector::start();
    let running = sending(&collector)
        .authorize(|request| request.headers().get("api-key").is_some_and(|key| key == "s3cr3t"))
        .start()
        .expect("telemetry starts");
    let url = format!("http://{}", running.serve("127.0.0.1:0").expect("a port is free"));
    let store = collector.until("two reports", |store| store.reports().len() >= 2);
    let other = later_and_off(&collector).inspect().expect("the settings are valid");

    let ask = |more: &[&str]| {
        let line = ["log", "--url", url.as_str(), "--header", "Api-Key: s3cr3t"];
        run_on(&other, &[&line, more].concat())
    };
    let text = ask(&[]).expect("the process answers");
    let entries = json(&ask(&["--json"]).expect("the process answers"));
    // The answer for the last of them may still be on its way.
    let reports = store.reports();
    let (_, settled) = reports.split_last().expect("two reports");
    for document in settled {
        let id = document.json["report_id"].as_str().expect("an id");
        assert!(text.contains(&format!(" GMT  report  {id}  ")), "{id} is not in\n{text}");
        let sent = entries["sent"].as_array().expect("a list");
        let entry = sent.iter().find(|entry| entry["id"] == id).expect("its entry");
        assert_eq!(
            (&entry["outcome"], &entry["bytes"]),
            (&"stored".into(), &document.bytes.len().into())
        );
        assert_eq!(ask(&[id]).expect("the process answers").as_bytes(), document.bytes);
    }
    let unknown = "00000000-0000-4000-8000-000000000000";
    assert_eq!(ask(&[unknown]).expect_err("no such document").kind(), ErrorKind::Refused);
    let error = run_on(&other, &["log", "--url", &url]).expect_err("it is guarded");
    assert!(error.kind() == ErrorKind::Refused && error.to_string().contains("403"), "{error}");
    let nobody = Nobody::there();
    let error = run_on(&other, &["log", "--url", &nobody.url()]).expect_err("nobody listens");
    let is_named = error.to_string().contains(&nobody.url());
    assert!(error.kind() == ErrorKind::Unreachable && is_named, "{error}");
}

#[test]
fn log_reads_the_ledger_folder_that_the_configuration_or_the_operator_names() {
    let collector = Collector::start();
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let earlier = sending(&collector).ledger_dir(folder.path()).start().expect("it starts");
    collector.until("a report", |store| !store.reports().is_empty());
    drop(earlier);
    let store = collector.store();
    let document = store.reports()[0];
    let id = document.json["report_id"].as_str().expect("an id");

    let later = later_and_off(&collector).ledger_dir(folder.path()).inspect().expect("it is valid");
    let text = run_on(&later, &["log"]).expect("the folder is there");
    assert!(text.contains(id) && text.contains("kept before it was sent"), "{text}");
    assert_eq!(run_on(&later, &["log", id]).expect("it is kept").as_bytes(), document.bytes);
    let named = ["log", "--json", "--ledger-dir", folder.path().to_str().expect("UTF-8")];
    assert!(json(&run(&named))["sent"].to_string().contains(id));
    let error = run_in(Path::new("/nonexistent"), &["log", "--ledger-dir", "/nonexistent"]);
    assert_eq!(error.expect_err("no such folder").kind(), ErrorKind::Io);
}

#[test]
fn log_of_a_process_that_sends_is_its_own() {
    let collector = Collector::start();
    let running = sending(&collector).start().expect("telemetry starts");
    collector.until("two reports", |store| store.reports().len() >= 2);
    let text = run_on(&running, &["log"]).expect("its own memory");
    assert!(text.contains("report") && text.contains("stored"), "{text}");
}

#[test]
fn log_says_where_to_look_when_there_is_nothing_to_read() {
    let error = run_in(Path::new("/nonexistent"), &["log"]).expect_err("no ledger here");
    assert_eq!(error.kind(), ErrorKind::InvalidSetting);
    assert!(error.to_string().contains("--url") && error.to_string().contains("--ledger-dir"));
    is_wrong_usage(&["log", "--url", "127.0.0.1:80"], "http://127.0.0.1:6333");
    is_wrong_usage(&["log", "--header", "a: b"], "--url");
    is_wrong_usage(&["log", "not-an-id"], "not-an-id");
}

#[test]
fn delete_takes_id_and_token_of_the_log_line_also_when_telemetry_is_off() {
    let collector = Collector::start();
    let earlier = sending(&collector).interval(FAR).start().expect("telemetry starts");
    // None is on its way when they are counted.
    for _ in 0..2 {
        assert!(earlier.flush(Duration::from_mins(1)), "it is stored");
    }
    let (id, token) = (earlier.identity().id().to_string(), earlier.identity().token().to_string());
    drop(earlier);
    let sent = collector.store().reports().len();

    let later = later_and_off(&collector).inspect().expect("the settings are valid");
    let line = ["delete", "--id", id.as_str(), "--token", token.as_str()];
    let text = run_on(&later, &line).expect("the collector deletes");
    assert!(text.contains(&format!("id             {id}\n")), "{text}");
    assert!(text.contains(&format!("deleted        {sent} documents\n")), "{text}");
    assert!(text.contains(&format!("receipt        r-{sent}\n")), "{text}");
    assert!(collector.store().reports().is_empty());
    let again = run_on(&later, &["delete", "--token", &token, "--json"]).expect("it is no fault");
    assert_eq!((&json(&again)["deleted"], &json(&again)["id"]), (&0.into(), &id.into()));
}

#[test]
fn delete_in_the_process_that_sends_means_its_own_documents() {
    let collector = Collector::start();
    let running = sending(&collector).start().expect("telemetry starts");
    collector.until("a report", |store| !store.reports().is_empty());
    let text = run_on(&running, &["delete"]).expect("the collector deletes");
    assert!(text.contains(&running.identity().id().to_string()), "{text}");
    assert!(collector.store().reports().is_empty());
}

#[test]
fn delete_refuses_what_proves_nothing_and_asks_nobody() {
    let collector = Collector::start();
    let later = later_and_off(&collector).inspect().expect("the settings are valid");
    let token = "07".repeat(32);
    let id = "00000000-0000-4000-8000-000000000000";
    let error = run_on(&later, &["delete", "--id", id, "--token", &token]);
    assert_eq!(error.expect_err("another id").kind(), ErrorKind::InvalidSetting);
    let error = run_on(&later, &["delete"]).expect_err("of nobody");
    assert!(error.to_string().contains("--token"), "{error}");
    is_wrong_usage(&["delete", "--token", "swordfish"], "64 hex digits");
    is_wrong_usage(&["delete", "--id", id], "--token");
    assert_eq!(collector.connections(), 0);
}

#[test]
fn delete_gives_up_after_three_attempts_and_says_so() {
    let collector = Collector::behaving(Behaviour::Answer(503, Vec::new()));
    let later = later_and_off(&collector).inspect().expect("the settings are valid");
    let error = run_on(&later, &["delete", "--token", &"07".repeat(32)]).expect_err("no receipt");
    assert_eq!((error.kind(), collector.connections()), (ErrorKind::Unreachable, 3));
}
