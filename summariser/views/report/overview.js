// When they met, and who met whom, of the documents that the filters leave.

const MOST_BARS = 96; // eight years of months
const LEAST_SCALE = 5; // meetings that a bar of full height stands for, at least
const FEW_PARTIES = 16;
const MOST_PARTIES = 60;
let allParties = false;

// ── when ──

const UNITS = [
  { name: "day", key: (date) => date, next: (key) => new Date(Date.parse(key) + 86400000).toISOString().slice(0, 10), least: 10 },
  { name: "month", key: (date) => date.slice(0, 7), next: (key) => (key.endsWith("12") ? `${Number(key.slice(0, 4)) + 1}-01` : key.slice(0, 5) + String(Number(key.slice(5)) + 1).padStart(2, "0")), least: 7 },
  { name: "year", key: (date) => date.slice(0, 4), next: (key) => String(Number(key) + 1).padStart(4, "0"), least: 4 },
];

function series(unit, dates) {
  const counts = new Map();
  for (const date of dates.filter((date) => date.length >= unit.least)) counts.set(unit.key(date), (counts.get(unit.key(date)) ?? 0) + 1);
  const keys = [...counts.keys()].sort();
  if (!keys.length) return [];
  const bars = [];
  for (let key = keys[0]; key <= keys.at(-1) && bars.length <= MOST_BARS; key = unit.next(key)) bars.push([key, counts.get(key) ?? 0]);
  return bars;
}

function bestSeries(dates) {
  const tried = UNITS.map((unit) => [unit, series(unit, dates)]).filter(([, bars]) => bars.length);
  const fitting = tried.find(([unit, bars]) => bars.length <= MOST_BARS && (unit.name !== "day" || bars.length > 1));
  return fitting ?? tried.at(-1) ?? [UNITS[2], []];
}

function barElement([key, count], most) {
  const words = `${dateWords(key)}: ${counted(count, "meeting")}`;
  const bar = count
    ? make("button", { type: "button", class: "bar", "aria-label": words, title: words, tabindex: -1 }, make("span", {}, number(count)))
    : make("span", { class: "bar none" });
  bar.style.setProperty("--share", String(count / most));
  if (count) bar.addEventListener("click", () => filterBy({ from: earliest(key), to: lastDay(key), undated: "" }));
  return make("li", { "data-tick": tick(key) }, bar);
}

const lastDay = (key) => (key.length === 7 ? new Date(Date.UTC(Number(key.slice(0, 4)), Number(key.slice(5)), 0)).toISOString().slice(0, 10) : latest(key));
// A label under the first bar of a year, or of a month where bars are days.
const tick = (key) => (key.length === 4 || key.endsWith("-01") ? (key.length === 10 ? dateWords(key.slice(0, 7)) : key.slice(0, 4)) : null);

function showTimeline(state, sifted) {
  const places = sifted.but("date");
  const dates = places.map((place) => ROWS[place].date).filter(Boolean);
  const [unit, bars] = bestSeries(dates);
  const most = Math.max(LEAST_SCALE, ...bars.map(([, count]) => count));
  const items = bars.map((bar) => barElement(bar, most));
  if (items.length && !items.some((item) => item.dataset.tick)) items[0].dataset.tick = dateWords(bars[0][0]);
  else if (items.length && !items[0].dataset.tick) items[0].dataset.tick = bars[0][0].length === 10 ? dateWords(bars[0][0].slice(0, 7)) : bars[0][0].slice(0, 4);
  const list = make("ol", { class: "bars", "aria-label": `Meetings by ${unit.name}` }, ...items);
  list.dataset.crowded = String(bars.length > 24);
  byId("timeline").replaceChildren(items.length ? list : make("p", { class: "quiet" }, "No meeting here has a date."));
  arrows(list, ".bar:not(.none)", { ArrowLeft: -1, ArrowRight: 1 });
  byId("unit").textContent = items.length ? `, by ${unit.name}: at most ${number(Math.max(...bars.map(([, count]) => count)))}` : "";
  showUndated(state, places, unit, dates);
}

function showUndated(state, places, unit, dates) {
  const undated = places.filter((place) => !ROWS[place].date).length;
  const coarse = dates.filter((date) => date.length < unit.least).length;
  const parts = [];
  if (coarse) parts.push(`${counted(coarse, "meeting")} dated less precisely than a ${unit.name}.`);
  if (undated && !state.undated) {
    const button = make("button", { type: "button", class: "plain" }, counted(undated, "record"));
    button.addEventListener("click", () => filterBy({ from: "", to: "", undated: "1" }));
    parts.push(button, `${undated === 1 ? "has" : "have"} no date.`);
  }
  byId("undated").replaceChildren(...parts.flatMap((part) => [part, " "]));
}

// ── who ──

function pairs(places) {
  const counts = new Map();
  for (const place of places) {
    const parties = ROWS[place].parties;
    for (const one of parties) for (const other of parties) {
      const key = JSON.stringify([one, other]);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return (one, other) => counts.get(JSON.stringify([one, other])) ?? 0;
}

function cellElement(one, other, count, most) {
  const [a, b] = [PARTIES[one], PARTIES[other]];
  if (!count) return make("td", {});
  const words = one === other ? `${a}: ${counted(count, "record")}` : `${a} and ${b}: ${counted(count, "record")}`;
  const button = make("button", { type: "button", "aria-label": words, title: words, tabindex: -1 }, number(count));
  button.addEventListener("click", () => filterBy({ party: one === other ? [one] : [one, other] }));
  const level = one === other ? "own" : String(Math.ceil((4 * count) / Math.max(most, 4)));
  return make("td", { "data-level": level }, button);
}

function showMatrix(sifted) {
  const places = sifted.but("party");
  const counts = tally(places, (row) => row.parties);
  const all = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || (PARTIES[a] < PARTIES[b] ? -1 : 1));
  const parties = all.slice(0, allParties ? MOST_PARTIES : FEW_PARTIES);
  const met = pairs(places);
  const most = Math.max(1, ...parties.flatMap((one) => parties.filter((other) => other !== one).map((other) => met(one, other))));
  const head = make("tr", {}, make("td", {}), ...parties.map((party) => make("th", { scope: "col" }, said("span", {}, PARTIES[party], "en"))));
  const body = parties.map((one) => make("tr", {}, said("th", { scope: "row" }, PARTIES[one], "en"), ...parties.map((other) => cellElement(one, other, met(one, other), most))));
  const table = make("table", { "aria-labelledby": "matrix-title" }, make("thead", {}, head), make("tbody", {}, ...body));
  byId("matrix").replaceChildren(...(parties.length ? [make("div", { class: "scroll" }, table)] : []));
  byId("matrix-note").replaceChildren(...matrixNote(all.length, parties.length));
  arrows(table, "td button", { ArrowLeft: -1, ArrowRight: 1, ArrowUp: "up", ArrowDown: "down" });
}

function matrixNote(all, shown) {
  if (!all) return ["No record here names a party."];
  const notes = ["Records that have both as parties; a cell lists them."];
  if (all > FEW_PARTIES) {
    const more = allParties ? "Show fewer" : all > MOST_PARTIES ? `Show ${MOST_PARTIES}` : `Show all ${all}`;
    const button = make("button", { type: "button", class: "plain" }, more);
    button.addEventListener("click", () => {
      allParties = !allParties;
      showMatrix(sift(readState()));
      byId("matrix-note").querySelector("button").focus();
    });
    notes.push(` The ${shown} most frequent of ${all} parties. `, button);
  }
  return notes;
}

// One stop for Tab in a chart; arrows go on from there.
function arrows(chart, selector, steps) {
  const stops = [...chart.querySelectorAll(selector)];
  if (stops.length) stops[0].tabIndex = 0;
  chart.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const at = stops.indexOf(event.target);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = typeof step === "number" ? stops[at + step] : vertical(stops[at], step, selector);
    if (!next) return;
    stops[at].tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });
}

// The nearest cell above or below that has something in it.
function vertical(button, step, selector) {
  const column = button.closest("td").cellIndex;
  const sibling = step === "up" ? "previousElementSibling" : "nextElementSibling";
  for (let row = button.closest("tr")[sibling]; row; row = row[sibling]) {
    const found = row.cells[column].querySelector("button");
    if (found?.matches(selector)) return found;
  }
  return null;
}

// ── figures ──

function showOverview(state, sifted) {
  const rows = sifted.passing.map((place) => ROWS[place]);
  const dates = rows.map((row) => row.date).filter(Boolean).sort();
  const years = [dates[0], dates.at(-1)].filter(Boolean).map((date) => date.slice(0, 4));
  const parties = new Set(rows.flatMap((row) => row.parties)).size;
  const officials = new Set(rows.flatMap((row) => row.officials.map(([name]) => name))).size;
  const troubled = ["partial", "failed"].map((status) => [status, rows.filter((row) => row.status === status).length]).filter(([, count]) => count);
  const parts = [counted(rows.length, "record"), ...troubled.map(([status, count]) => `${number(count)} ${status}`), counted(parties, "party", "parties"), counted(officials, "official")];
  if (years.length) parts.push([...new Set(years)].join(" – "));
  byId("figures").textContent = parts.join(" · ");
  showTimeline(state, sifted);
  showMatrix(sifted);
}
