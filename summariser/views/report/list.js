// The list of documents, its search and its filters.

const CHUNK = 60; // rows made at once; more are made when their place comes near
const STATUSES = { ok: "ok", partial: "partial", failed: "failed" };
const MATTERS = { agreed: "agreed", offered: "offered", discussed: "discussed" };

const rowList = byId("rows");
let listed = []; // places of the rows that pass
let made = 0; // how many of them have an element
let linkState = null;

function rowElement(place) {
  const row = ROWS[place];
  const facts = [row.date && dateWords(row.date), row.where].filter(Boolean).join(" · ");
  const chosen = linkState.document === place;
  return make(
    "li",
    {},
    make(
      "a",
      { href: address({ ...linkState, document: place }), "data-place": place, tabindex: -1, "aria-current": chosen && "true" },
      said("span", { class: "headline" }, row.headline || row.name, row.language),
      make("span", { class: "facts" }, row.status === "ok" ? null : make("strong", { class: "status" }, row.status), said("span", {}, facts || "no date, no place", "en")),
    ),
  );
}

function makeRows(upTo) {
  const end = Math.min(upTo, listed.length);
  if (made >= end) return;
  const fragment = document.createDocumentFragment();
  for (; made < end; made += 1) fragment.append(rowElement(listed[made]));
  rowList.append(fragment);
}

function rowLink(place) {
  const at = listed.indexOf(place);
  if (at < 0) return null;
  makeRows(at + CHUNK);
  return rowList.children[at].firstElementChild;
}

// One row can be reached by Tab: the chosen one, else the one that was last, else the first.
function setStop(link) {
  for (const other of rowList.querySelectorAll('a[tabindex="0"]')) other.tabIndex = -1;
  if (link) link.tabIndex = 0;
}

function focusRow(place) {
  const link = rowLink(place);
  if (!link) return;
  setStop(link);
  link.focus();
  link.scrollIntoView({ block: "nearest" });
}

function showList(state, sifted) {
  listed = sifted.passing;
  linkState = state;
  made = 0;
  rowList.replaceChildren();
  rowList.scrollTop = 0;
  makeRows(CHUNK);
  byId("count").textContent =
    listed.length === ROWS.length ? counted(ROWS.length, "document") : `${number(listed.length)} of ${counted(ROWS.length, "document")}`;
  markRow(state);
}

function markRow(state) {
  linkState = state;
  for (const link of rowList.querySelectorAll("a[aria-current]")) link.removeAttribute("aria-current");
  const link = state.document === null ? null : rowLink(state.document);
  link?.setAttribute("aria-current", "true");
  setStop(link ?? rowList.querySelector("a"));
  link?.scrollIntoView({ block: "nearest" });
}

// ── filters ──

function tally(places, valuesOf) {
  const counts = new Map();
  for (const place of places) for (const value of valuesOf(ROWS[place])) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

function fill(select, chosen, any, names, counts) {
  const options = Object.entries(names)
    .filter(([value]) => counts.get(value) || value === chosen)
    .map(([value, name]) => make("option", { value }, `${name} (${number(counts.get(value) ?? 0)})`));
  select.replaceChildren(make("option", { value: "" }, any), ...options);
  select.value = chosen;
}

const topicNames = Object.fromEntries([...new Set(ROWS.flatMap((row) => row.topics))].sort().map((topic) => [topic, spaced(topic)]));

function showFilters(state, sifted) {
  const parties = tally(sifted.passing, (row) => row.parties);
  for (const party of state.party) parties.delete(party);
  fill(byId("party"), "", state.party.length ? "and …" : "any", PARTIES, parties);
  fill(byId("topic"), state.topic, "any", topicNames, tally(sifted.but("topic"), (row) => row.topics));
  fill(byId("matter"), state.matter, "any", MATTERS, tally(sifted.but("matter"), (row) => row.matters));
  fill(byId("status"), state.status, "any", STATUSES, tally(sifted.but("status"), (row) => [row.status]));
  for (const name of ["q", "official", "from", "to"]) {
    const field = byId(name);
    if (field !== document.activeElement && field.value !== state[name]) field.value = state[name];
  }
  showChosen(state);
}

function showOfficials() {
  const counts = tally(ROWS.keys(), (row) => new Set(row.officials.map(([name]) => name)));
  const names = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => make("option", { value: name }));
  byId("officials").replaceChildren(...names);
}

// The filters that are set, each with a button that takes it away.
function chosenFilters(state) {
  const found = state.party.map((party) => [PARTIES[party] ?? party, { party: state.party.filter((other) => other !== party) }]);
  if (state.official) found.push([`official: ${state.official}`, { official: "" }]);
  if (state.topic) found.push([spaced(state.topic), { topic: "" }]);
  if (state.matter) found.push([`something ${state.matter}`, { matter: "" }]);
  if (state.status) found.push([`record ${state.status}`, { status: "" }]);
  if (state.from || state.to) {
    found.push([[state.from && `from ${dateWords(state.from)}`, state.to && `to ${dateWords(state.to)}`].filter(Boolean).join(" "), { from: "", to: "" }]);
  }
  if (state.undated) found.push(["no date", { undated: "" }]);
  return found;
}

const NO_FILTERS = { q: "", party: [], official: "", topic: "", matter: "", status: "", from: "", to: "", undated: "" };

// Filter by a button that goes away with it: show the list, and keep the focus near.
function filterBy(change) {
  go(change);
  showPanel("list");
  byId("count").focus();
}

function showChosen(state) {
  const chips = chosenFilters(state).map(([words, change]) => {
    const chip = make("button", { type: "button", class: "chip", "aria-label": `Remove filter: ${words}` }, ...runs(words, "en"), make("span", { "aria-hidden": "true" }, "×"));
    chip.addEventListener("click", () => filterBy(change));
    return chip;
  });
  if (chips.length + Boolean(state.q) > 1) {
    const all = make("button", { type: "button", class: "plain" }, "Clear all");
    all.addEventListener("click", () => filterBy(NO_FILTERS));
    chips.push(all);
  }
  byId("chosen").replaceChildren(...chips);
}
