"use strict";
// Everything shown comes from the endpoints beside this page and is put in as
// text, never as markup.
const $ = (id) => document.getElementById(id);
const BASE = new URL("..", location.href.replace(/[?#].*$/, "")).href;
const EVERY_MS = 2000;
const KEPT = 40;

async function ask(path) {
  const answer = await fetch(BASE + path, { cache: "no-store" });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${JSON.parse(text).error ?? ""}`);
  return text;
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function drawing(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/* ---- numbers ---- */

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en");

const number = (n) => (n < 100000 ? whole.format(Math.round(n)) : compact.format(n));
const rate = (n) => (n === null ? "–" : n === 0 ? "0" : n < 10 ? n.toFixed(1) : number(n));
const share = (n) => (n === 0 ? "0" : n < 0.0001 ? "<0.01 %" : `${(n * 100).toPrecision(2)} %`);

function time(ns) {
  for (const [size, unit] of [[1e9, "s"], [1e6, "ms"], [1e3, "µs"]]) {
    if (ns >= size) return `${(ns / size).toPrecision(3)} ${unit}`;
  }
  return `${Math.round(ns)} ns`;
}

function quantile(distribution, q) {
  const rank = Math.max(1, Math.ceil(q * distribution.count));
  const bucket = distribution.buckets.find(([, upTo]) => upTo >= rank);
  return bucket ? Math.min(Math.max(bucket[0], distribution.min), distribution.max) : 0;
}

/* ---- the latency axis: 10 ns to 100 s, the same in every row ---- */

const FIRST = 1, LAST = 11, WIDTH = 200, HEIGHT = 26, CELLS = 80;
const place = (ns) =>
  Math.min(Math.max((Math.log10(Math.max(ns, 1)) - FIRST) / (LAST - FIRST), 0), 1);

function latency(distribution) {
  const cells = new Array(CELLS).fill(0);
  let before = 0;
  for (const [value, upTo] of distribution.buckets) {
    cells[Math.min(CELLS - 1, Math.floor(place(value) * CELLS))] += upTo - before;
    before = upTo;
  }
  const most = Math.max(...cells);
  const width = WIDTH / CELLS;
  // The root of a share keeps rare slow calls visible.
  const bars = cells.map((count, at) => {
    if (count === 0) return "";
    const height = Math.max(1.5, Math.sqrt(count / most) * (HEIGHT - 3));
    return `M${(at * width).toFixed(2)} ${HEIGHT - 1}v${-height.toFixed(2)}h${(width - 0.4).toFixed(2)}v${height.toFixed(2)}z`;
  });
  const [p50, p99] = [quantile(distribution, 0.5), quantile(distribution, 0.99)];
  const label = `half within ${time(p50)}, 99 % within ${time(p99)}`;
  const at = (place(p99) * WIDTH).toFixed(1);
  return drawing("svg", { width: WIDTH, height: HEIGHT, role: "img", "aria-label": label },
    drawing("line", { class: "base", x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }),
    drawing("path", { class: "bars", d: bars.join("") }),
    drawing("line", { class: "mark", x1: at, x2: at, y1: 1, y2: HEIGHT }));
}

function spark(rates) {
  const [width, height] = [72, 18];
  const most = Math.max(...rates, 1e-9);
  const step = width / (KEPT - 1);
  // The newest on the right.
  const points = rates.map((value, at) =>
    `${(width - (rates.length - 1 - at) * step).toFixed(1)} ${(height - 1 - value / most * (height - 3)).toFixed(1)}`);
  const line = points.length > 1 ? `M${points.join("L")}` : "";
  const left = (width - (rates.length - 1) * step).toFixed(1);
  const area = line && `${line}L${width} ${height}L${left} ${height}z`;
  return drawing("svg", { class: "spark", width, height, "aria-hidden": "true" },
    drawing("path", { class: "area", d: area }), drawing("path", { class: "line", d: line }));
}

/* ---- live ---- */

const state = { sort: "rate", down: true, before: null, at: 0, rates: new Map(), rows: [], others: [] };

const keyOf = (entry) => JSON.stringify([entry.name, entry.labels ?? {}]);

function advance(performance, now) {
  const seconds = state.before ? (now - state.at) / 1000 : 0;
  const known = new Map((state.before?.callsites ?? []).map((site) => [keyOf(site), site]));
  const perSecond = (value, earlier) =>
    seconds > 0 ? Math.max(0, value - earlier) / seconds : null;
  const kept = new Map();
  state.rows = performance.callsites.map((site) => {
    const key = keyOf(site);
    const earlier = known.get(key);
    const each = perSecond(site.calls - site.in_flight, earlier ? earlier.calls - earlier.in_flight : 0);
    const rates = [...(state.rates.get(key) ?? []), ...(each === null ? [] : [each])].slice(-KEPT);
    kept.set(key, rates);
    const bad = site.errors + site.panics;
    const ended = site.calls - site.in_flight;
    const duration = site.duration_ns;
    return {
      site, rates, name: site.name, calls: site.calls, rate: each ?? 0, measured: each !== null,
      bad, errors: ended > 0 ? bad / ended : 0, flight: site.in_flight,
      badRate: perSecond(bad, earlier ? earlier.errors + earlier.panics : 0) ?? 0,
      p50: quantile(duration, 0.5), p99: quantile(duration, 0.99), max: duration.max,
    };
  });
  const counted = new Map((state.before?.counters ?? []).map((entry) => [keyOf(entry), entry.value]));
  state.others = [
    ...(performance.counters ?? []).map((entry) =>
      [entry, "counter", number(entry.value), rate(perSecond(entry.value, counted.get(keyOf(entry)) ?? 0))]),
    ...(performance.gauges ?? []).map((entry) => [entry, "gauge", String(entry.value), ""]),
    ...(performance.values ?? []).map((entry) => {
      const of = entry.distribution, unit = entry.unit ? ` ${entry.unit}` : "";
      return [entry, "values", `p50 ${number(quantile(of, 0.5))}, p99 ${number(quantile(of, 0.99))}${unit}`, ""];
    }),
  ];
  const cost = performance.overhead_ns - (state.before?.overhead_ns ?? performance.overhead_ns);
  const tiles = state.rows;
  const total = (key) => tiles.reduce((sum, row) => sum + row[key], 0);
  $("sum-rate").textContent = seconds > 0 ? rate(total("rate")) : "–";
  $("sum-errors").textContent = seconds > 0 ? rate(total("badRate")) : "–";
  $("sum-errors").className = total("badRate") > 0 ? "bad" : "";
  $("sum-flight").textContent = number(total("flight"));
  $("sum-sites").textContent = number(tiles.length);
  $("sum-cost").textContent = seconds > 0 ? share(cost / 1e9 / seconds) : "–";
  Object.assign(state, { before: performance, at: now, rates: kept });
}

function labelled(entry) {
  const chips = Object.entries(entry.labels ?? {}).map(([name, value]) =>
    element("span", { class: "chip" }, `${name}=${value}`));
  return [entry.name, ...chips];
}

function draw() {
  const wanted = $("filter").value.trim().toLowerCase();
  const rows = state.rows.filter((row) => keyOf(row.site).toLowerCase().includes(wanted));
  const sign = state.down ? -1 : 1;
  rows.sort((a, b) => {
    const [x, y] = [a[state.sort], b[state.sort]];
    return (x < y ? -sign : x > y ? sign : 0) || (a.name < b.name ? -1 : 1);
  });
  const cell = (text, kind) => element("td", kind ? { class: kind } : {}, text);
  const whole = (id) => element("a", { href: `${BASE}telemetry/report?state=log&id=${id}` }, id);
  $("sites").tBodies[0].replaceChildren(...rows.map((row) => {
    const where = row.site.module ? `${row.site.module}:${row.site.line}` : "";
    const name = element("td", { class: "text name" }, ...labelled(row.site), element("small", {}, where));
    const each = element("td", {}, spark(row.rates), row.measured ? rate(row.rate) : "–");
    const drawn = element("td", { class: "text" }, latency(row.site.duration_ns));
    return element("tr", {}, name, cell(number(row.calls)), each,
      cell(row.bad === 0 ? "0" : `${number(row.bad)} · ${share(row.errors)}`, row.bad ? "bad" : "none"),
      cell(number(row.flight), row.flight ? "" : "none"),
      cell(time(row.p50)), cell(time(row.p99)), cell(time(row.max)), drawn);
  }));
  document.querySelector("#view-live .empty").hidden = state.rows.length > 0;
  $("others").hidden = $("other-title").hidden = state.others.length === 0;
  $("others").tBodies[0].replaceChildren(...state.others.map(([entry, kind, value, each]) =>
    element("tr", {}, element("td", { class: "text name" }, ...labelled(entry)),
      cell(kind, "text none"), cell(value), cell(each))));
}

/* ---- what leaves ---- */

const LONG = 160;
const shown = (value) => (value === null || value === undefined ? "" : JSON.stringify(value));

/* A distribution has hundreds of buckets: they are one row. */
function fold(values) {
  const rows = new Map();
  for (const value of values) {
    const [, list] = value.path.match(/^(.*\/buckets)\/\d+\/\d+$/) ?? [];
    if (!list) {
      rows.set(value.path, value);
      continue;
    }
    const row = rows.get(list) ?? { ...value, path: list, raw: [], leaves: [] };
    row.raw.push(value.raw);
    row.leaves.push(value.leaves);
    rows.set(list, row);
  }
  return [...rows.values()];
}

async function leaves() {
  const { details_level, privacy_budget, values } = JSON.parse(await ask("telemetry/diff"));
  state.leaves = fold(values);
  const changed = state.leaves.filter((value) => shown(value.raw) !== shown(value.leaves)).length;
  const budget =
    privacy_budget > 0 ? ` The noise in it spends a privacy budget of ${privacy_budget} a start.` : "";
  $("leaves-summary").textContent =
    `A report of details level ${details_level} has ${state.leaves.length} fields; ${changed} of them leave changed or not at all.${budget}`;
  drawLeaves();
}

function drawLeaves() {
  const wanted = $("leaves-filter").value.trim().toLowerCase();
  const values = (state.leaves ?? []).filter((value) => {
    const changes = shown(value.raw) !== shown(value.leaves);
    return (changes || !$("leaves-changed").checked)
      && JSON.stringify(value).toLowerCase().includes(wanted);
  });
  const code = (text) => {
    const short = text.length > LONG ? `${text.slice(0, LONG)} …` : text;
    return element("td", { class: "text" }, element("code", {}, short));
  };
  $("leaves").tBodies[0].replaceChildren(...values.map((value) => {
    const policy = value.policy ?? "";
    const word = policy.match(/^[a-z]+/)?.[0] ?? "";
    const mark = policy ? element("span", { class: `policy ${word}` }, policy) : "";
    const reason = value.reason ? element("span", { class: "reason" }, value.reason) : "";
    return element("tr", {}, code(value.path), code(shown(value.raw)),
      code(shown(value.leaves) || "nothing"), element("td", { class: "text" }, mark, reason));
  }));
}

/* ---- sent ---- */

async function sent() {
  const [log, next] = await Promise.all([ask("telemetry/report?state=log"), ask("telemetry/report?state=next")]);
  const entries = JSON.parse(log).sent;
  const cell = (text, kind) => element("td", kind ? { class: kind } : {}, text);
  const whole = (id) => element("a", { href: `${BASE}telemetry/report?state=log&id=${id}` }, id);
  $("ledger").tBodies[0].replaceChildren(...entries.map((entry) => element("tr", {},
    cell(new Date(entry.unix_seconds * 1000).toLocaleString(), "text"), cell(entry.kind, "text"),
    cell(whole(entry.id), "text"), cell(number(entry.bytes)), cell(entry.outcome, "text"))));
  $("ledger").hidden = entries.length === 0;
  document.querySelector("#view-sent .empty").hidden = entries.length > 0;
  $("next").textContent = next;
}

async function status() {
  const status = JSON.parse(await ask("telemetry/status"));
  const words = (source) => source.place;
  $("mode").textContent = status.mode;
  $("mode").className = `pill ${status.mode}`;
  $("decided").textContent = `decided by ${words(status.source)}`;
  const facts = [
    ["Mode", status.mode], ["Decided by", words(status.source)],
    ["Says the same", status.also.map(words).join(", ")], ["Warnings", status.warnings.join("; ")],
    ["Instance id", status.id], ["Endpoint", status.endpoint ?? "none"],
    ["Details level", status.details_level],
  ];
  $("status").replaceChildren(...facts.filter(([, fact]) => fact !== "").flatMap(([name, fact]) =>
    [element("dt", {}, name), element("dd", {}, String(fact))]));
}

/* ---- views, keys, the clock ---- */

const tabs = [...document.querySelectorAll("[role=tab]")];
const load = { "tab-leaves": leaves, "tab-sent": sent };

function choose(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", chosen);
    other.tabIndex = chosen ? 0 : -1;
    $(other.getAttribute("aria-controls")).hidden = !chosen;
  }
  history.replaceState(null, "", `#${tab.id.slice(4)}`);
  load[tab.id]?.().catch(failed);
}

function failed(error) {
  $("live").textContent = `no answer: ${error.message}`;
}

tabs.forEach((tab, at) => {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next.focus();
    choose(next);
  });
});

for (const head of document.querySelectorAll("#sites th[data-key]")) {
  head.firstElementChild.addEventListener("click", () => {
    const same = state.sort === head.dataset.key;
    state.down = same ? !state.down : head.dataset.key !== "name";
    state.sort = head.dataset.key;
    document.querySelector("#sites th[aria-sort]").removeAttribute("aria-sort");
    head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    draw();
  });
}

$("filter").addEventListener("input", draw);
$("leaves-filter").addEventListener("input", drawLeaves);
$("leaves-changed").addEventListener("change", drawLeaves);
$("leaves-refresh").addEventListener("click", () => leaves().catch(failed));
$("pause").addEventListener("click", () => {
  const paused = $("pause").getAttribute("aria-pressed") !== "true";
  $("pause").setAttribute("aria-pressed", paused);
  $("pause").textContent = paused ? "Resume" : "Pause";
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input")) return;
  const filter = document.querySelector("section:not([hidden]) input[type=search]");
  if (filter) { event.preventDefault(); filter.focus(); }
});

$("axis").append(...["10ns", "1µs", "100µs", "10ms", "1s", "100s"].map((text) => element("span", {}, text)));

async function tick() {
  if (document.hidden || $("pause").getAttribute("aria-pressed") === "true") return;
  try {
    const report = JSON.parse(await ask("telemetry?details_level=10&sections=performance"));
    $("app").textContent = report.app.name;
    $("version").textContent = report.app.version;
    document.title = `${report.app.name} · telemetry`;
    advance(report.performance, performance.now());
    draw();
    await status();
    $("live").textContent = `live, every ${EVERY_MS / 1000} s`;
  } catch (error) {
    failed(error);
  }
}

choose(tabs.find((tab) => `#${tab.id.slice(4)}` === location.hash) ?? tabs[0]);
(async function run() {
  await tick();
  setTimeout(run, EVERY_MS);
})();
