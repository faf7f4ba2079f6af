//! The page in a real browser: it shows what was recorded and what leaves, works
//! by keyboard, in light and dark, and breaks none of its own strict rules.

use std::{thread, time::Duration};

use serde::Serialize;
use serde_json::Value;
use telemetry_core::{
    Anonymize, Callsite, Description, Gauge, Outcome, Telemetry, consent::Environment,
    upload::Proxy,
};
use test_collector::Collector;

#[path = "outside/browser.rs"]
mod browser;
#[path = "outside/find.rs"]
mod find;
#[path = "outside/http.rs"]
mod http;
#[path = "outside/running.rs"]
mod running;

use browser::Browser;
use running::wait_for;

/// Set to a folder to have the screenshots written there.
const SCREENSHOTS: &str = "TELEMETRY_SCREENSHOTS";

fn timed(name: &'static str) -> Description {
    Description::timed(name, "mydb::segment").with_place("src/segment.rs", 42)
}

fn search(labels: &'static [(&'static str, &'static str)]) -> Description {
    timed("mydb::Segment::search").with_labels(labels)
}

/// Callsites with how long their calls take, in µs, and every how many fail.
static SITES: [(Callsite, u64, u64); 6] = [
    (Callsite::new(|| search(&[("index", "hnsw")])), 180, 400),
    (Callsite::new(|| search(&[("index", "plain")])), 900, u64::MAX),
    (Callsite::new(|| timed("mydb::Wal::append")), 12, u64::MAX),
    (Callsite::new(|| timed("mydb::Wal::flush")), 2_500, 9),
    (Callsite::new(|| timed("mydb::query::parse")), 3, 50),
    (Callsite::new(|| timed("<script>alert('x')</script>")), 1, u64::MAX),
];
static ROWS: Callsite = Callsite::new(|| Description::counter("rows_read", "mydb"));
static DEPTH: Gauge = Gauge::new(|| Description::values("queue.depth", "mydb"));
static SIZES: Callsite =
    Callsite::new(|| Description::values("request", "mydb").with_unit("bytes"));

#[derive(Clone, Serialize, Anonymize)]
struct Collection {
    name: String,
    vectors: u64,
    #[anonymize(keep, reason = "one of four words", free_text = "a constant of this test")]
    distance: &'static str,
    #[anonymize(url)]
    peer: String,
    #[anonymize(class)]
    disk_bytes: u64,
    #[anonymize(skip)]
    last_error: String,
    #[anonymize(noise(epsilon = 0.125))]
    restarts: i64,
}

fn collections() -> Vec<Collection> {
    let collection = |name: &str, vectors| Collection {
        name: name.to_owned(),
        vectors,
        distance: "cosine",
        peer: "https://db-7.internal.example:6335/cluster".to_owned(),
        disk_bytes: 48_318_382_080,
        last_error: format!("cannot open {name}.mmap"),
        restarts: 3,
    };
    vec![collection("customers-eu", 123_456_789), collection("invoices", 987)]
}

fn telemetry() -> Telemetry {
    Telemetry::builder("mydb", "1.19.0")
        .environment(Environment::empty())
        .section("collections", collections)
        .start()
        .expect("telemetry starts")
}

/// Works on all callsites until the process ends.
fn work() {
    thread::spawn(|| {
        for call in 1_u64.. {
            for (site, micros, fails) in &SITES {
                let started = site.start();
                // A few calls take much longer than the others.
                let slow = if call % 37 == 0 { 12 } else { 1 };
                thread::sleep(Duration::from_micros(micros * slow * (3 + call % 5) / 5));
                let failed = *fails != u64::MAX && call % fails == 0;
                started.finish(if failed { Outcome::Error } else { Outcome::Ok });
            }
            ROWS.add(call % 1_000);
            SIZES.record(512 + call * 7 % 40_000);
            DEPTH.set(if call % 2 == 0 { 3.0 } else { 4.0 });
        }
    });
}

/// Keeps the picture where the environment asks for it.
fn keep(browser: &Browser, name: &str) {
    let shot = browser.screenshot();
    assert!(shot.len() > 20_000, "an empty page is smaller");
    if let Some(folder) = std::env::var_os(SCREENSHOTS) {
        use base64::{Engine, prelude::BASE64_STANDARD};
        let png = BASE64_STANDARD.decode(shot).expect("base 64");
        let path = std::path::Path::new(&folder).join(name);
        std::fs::write(path, png).expect("the folder is writable");
    }
}

fn text(browser: &Browser, selector: &str) -> String {
    let found = browser.run(&format!("return document.querySelector({selector:?})?.innerText"));
    found.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_page_shows_what_is_recorded_and_what_leaves() {
    let folder = tempfile::tempdir().expect("the temporary folder is writable");
    let Some(browser) = Browser::start(folder.path()) else { return };
    let telemetry = telemetry();
    let address = telemetry.serve("127.0.0.1:0").expect("loopback has free ports");
    work();
    let started = SITES[0].0.start();
    browser.prefer("light");
    browser.open(&format!("http://{address}/telemetry/ui"));
    the_live_table_is_alive(&browser);
    started.finish(Outcome::Ok);
    keep(&browser, "ui.png");
    let light = browser.run("return getComputedStyle(document.body).backgroundColor");
    browser.prefer("dark");
    let dark = browser.run("return getComputedStyle(document.body).backgroundColor");
    assert_ne!(light, dark);
    keep(&browser, "ui-dark.png");
    everything_works_by_keyboard(&browser);
    what_leaves_stands_beside_what_is_here(&browser);
    browser.prefer("light");
    keep(&browser, "ui-leaves.png");
    status_and_next_report_are_shown(&browser);
    keep(&browser, "ui-sent.png");
    the_ledger_leads_to_each_document_as_it_was_sent(&browser);
    let complaints = browser.complaints();
    assert_eq!(complaints, Value::Array(Vec::new()), "refused by the page's own policy, or failed");
}

fn the_live_table_is_alive(browser: &Browser) {
    wait_for("rates", 60, || {
        let rate = text(browser, "#sites tbody tr td:nth-child(3)");
        (!rate.is_empty() && rate != "–").then_some(())
    });
    // So that there is a line of rates to see.
    thread::sleep(Duration::from_secs(9));
    assert_eq!(text(browser, "#app"), "mydb");
    assert_eq!(text(browser, "#mode"), "local");
    let rows = browser.run("return document.querySelectorAll('#sites tbody tr').length");
    assert_eq!(rows, SITES.len());
    let table = text(browser, "#sites tbody");
    assert!(table.contains("<script>alert('x')</script>"), "a name is text: {table}");
    assert!(table.contains("index=hnsw") && table.contains("mydb::segment:42"), "{table}");
    let drawn = browser.run("return document.querySelectorAll('#sites svg[role=img]').length");
    assert_eq!(drawn, SITES.len());
    let others = text(browser, "#others");
    assert!(others.contains("rows_read") && others.contains("queue.depth"), "{others}");
    assert_ne!(text(browser, "#sum-flight"), "0");
}

/// Keys as `WebDriver` names them.
const TAB: &str = "\u{e004}";
const ENTER: &str = "\u{e007}";
const RIGHT: &str = "\u{e014}";

fn everything_works_by_keyboard(browser: &Browser) {
    browser.press(&["/", "w", "a", "l"]);
    let rows = browser.run("return document.querySelectorAll('#sites tbody tr').length");
    assert_eq!(rows, 2, "the filter has the focus");
    browser.run("document.querySelector('#filter').value = ''; draw()");
    browser.run("document.querySelector('#filter').focus()");
    let focused = "return document.activeElement.innerText";
    let name = (0..10).find(|_| {
        browser.press(&[TAB]);
        browser.run(focused) == "Callsite"
    });
    assert!(name.is_some(), "the heads of the columns can be reached");
    browser.press(&[ENTER]);
    assert_eq!(
        browser.run("return document.querySelector('th[aria-sort]').dataset.key"),
        "name",
        "a head sorts"
    );
    let first = text(browser, "#sites tbody tr td");
    assert!(first.starts_with("<script>"), "{first}");
    browser.run("document.querySelector('#tab-live').focus()");
    browser.press(&[RIGHT]);
    assert_eq!(browser.run("return document.activeElement.id"), "tab-leaves");
}

fn what_leaves_stands_beside_what_is_here(browser: &Browser) {
    let cells = "const row = [...document.querySelectorAll('#leaves tbody tr')]
        .find((row) => row.cells[0].innerText === '/sections/collections/0/name');
        return row && [...row.cells].slice(1).map((cell) => cell.innerText)";
    let cells = wait_for("the collection's name", 60, || {
        Some(browser.run(cells)).filter(|cells| !cells.is_null())
    });
    assert_eq!(cells[0], "\"customers-eu\"");
    assert_eq!(cells[1].as_str().map(str::len), Some(18), "16 digits in quotes: {cells}");
    assert_eq!(cells[2], "hash");
    let hidden = "return [...document.querySelectorAll('.policy')]
        .filter((mark) => mark.getBoundingClientRect().left < 0).length";
    assert_eq!(browser.run(hidden), 0, "every policy can be seen");
    let summary = text(browser, "#leaves-summary");
    assert!(summary.contains("details level 2"), "{summary}");
    // An eighth of each of two collections.
    assert!(summary.ends_with("spends a privacy budget of 0.25 a start."), "{summary}");
    browser.run(
        "const box = document.querySelector('#leaves-filter');
        box.value = 'collections'; box.dispatchEvent(new Event('input'))",
    );
}

fn status_and_next_report_are_shown(browser: &Browser) {
    browser.run("document.querySelector('#tab-sent').focus()");
    browser.press(&[ENTER]);
    let next = wait_for("the next report", 60, || {
        Some(text(browser, "#next")).filter(|next| !next.is_empty())
    });
    let next: Value = serde_json::from_str(&next).expect("the next report is JSON");
    assert_eq!(next["app"]["name"], "mydb");
    let status = text(browser, "#status");
    assert!(status.contains("local") && status.contains(next["id"].as_str().expect("an id")));
    assert!(text(browser, "#view-sent .empty").contains("Nothing was sent"));
}

fn the_ledger_leads_to_each_document_as_it_was_sent(browser: &Browser) {
    let collector = Collector::start();
    let sending = Telemetry::builder("mydb", "1.19.0")
        .environment(Environment::empty())
        .endpoint(collector.url())
        .proxy(Proxy::None)
        .grace(Duration::ZERO)
        .interval(Duration::from_millis(500))
        .start()
        .expect("telemetry starts");
    let address = sending.serve("127.0.0.1:0").expect("loopback has free ports");
    let store = collector.until("two reports", |store| store.reports().len() >= 2);
    browser.open(&format!("http://{address}/telemetry/ui"));
    browser.run("document.querySelector('#tab-sent').click()");
    let row = wait_for("a row of the ledger", 60, || {
        Some(text(browser, "#ledger tbody tr")).filter(|row| !row.is_empty())
    });
    let first = store.reports()[0];
    let id = first.json["report_id"].as_str().expect("an id");
    assert!(row.contains(id) && row.contains("report") && row.contains("stored"), "{row}");
    // The page asks for its status by itself, after the live table.
    wait_for("the deciding source", 60, || {
        text(browser, "#status").contains("the default").then_some(())
    });
    browser.run("document.querySelector('#ledger a').click()");
    let shown = wait_for("the document", 60, || {
        Some(text(browser, "pre")).filter(|shown| shown.contains("report_id"))
    });
    assert_eq!(shown.as_bytes(), first.bytes);
}
