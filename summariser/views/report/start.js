// From the address to what is shown, and from what is done to the address.

let shown = null; // the state on the screen
let overviewOf = null; // the filters whose overview is made; while a record is open it is not
let toTitle = false; // whether the focus goes to the next record that is opened

function showPanel(name) {
  document.body.dataset.panel = name;
  for (const button of document.querySelectorAll("#tabs button")) {
    if (button.dataset.shows === name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
}

function showDocument(place) {
  const none = place === null;
  byId("overview").hidden = !none;
  record.hidden = none;
  source.hidden = none;
  const [, recordTab, sourceTab] = document.querySelectorAll("#tabs button");
  recordTab.textContent = none ? "Overview" : "Record";
  sourceTab.hidden = none;
  record.replaceChildren(...(none ? [] : [make("nav", { class: "steps", "aria-label": "Neighbours in the list" }), ...recordElements(ROWS[place], openDocument(place))]));
  source.replaceChildren(...(none ? [] : sourceElements(openDocument(place))));
  record.scrollTop = 0;
  source.scrollTop = 0;
  document.title = none ? "Meetings" : `${ROWS[place].headline || ROWS[place].name} – Meetings`;
  pin([]);
}

function show() {
  const state = readState();
  if (!isThere(state)) return; // shown when all is there
  const filters = (of) => of && address({ ...of, document: null });
  const sifted = filters(shown) === filters(state) ? null : sift(state);
  const another = !shown || shown.document !== state.document;
  if (sifted) {
    showList(state, sifted);
    showFilters(state, sifted);
    overviewOf = null;
  } else markRow(state);
  if (state.document === null && overviewOf !== filters(state)) {
    showOverview(state, sifted ?? sift(state));
    overviewOf = filters(state);
  }
  if (another) showDocument(state.document);
  if (state.document !== null) showSteps(state);
  if (another && shown && (state.document !== null || document.body.dataset.panel === "source")) showPanel("record");
  if (another && toTitle) byId(state.document === null ? "overview-title" : "record-title").focus();
  toTitle = false;
  shown = state;
}

// Change some of the state. Opening and filtering are steps that "back" undoes; typing is not.
function go(change, { step = true } = {}) {
  const to = address({ ...readState(), ...change });
  if (step) location.hash = to;
  else {
    history.replaceState(null, "", to);
    show();
  }
}

// ── what is done ──

let typing = 0;

function listenToFilters() {
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["q", "official"]) {
    byId(name).addEventListener("input", () => {
      clearTimeout(typing);
      typing = setTimeout(() => go({ [name]: byId(name).value.trim() }, { step: false }), 60);
    });
  }
  for (const name of ["topic", "matter", "status", "from", "to"]) {
    byId(name).addEventListener("change", (event) => go({ [name]: event.target.value, ...(name === "from" || name === "to" ? { undated: "" } : {}) }));
  }
  byId("party").addEventListener("change", (event) => {
    if (event.target.value) go({ party: [...readState().party, event.target.value] });
  });
}

function moveInList(step) {
  const current = rowList.querySelector('a[tabindex="0"]');
  const at = current ? listed.indexOf(Number(current.dataset.place)) : -1;
  const next = listed[Math.min(Math.max(at + step, 0), listed.length - 1)];
  if (next !== undefined) focusRow(next);
}

function moveRecord(step) {
  const next = listed[listed.indexOf(shown.document) + step];
  if (next === undefined) return;
  toTitle = true;
  go({ document: next });
}

const MOVES = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

function onListKey(event) {
  const step = MOVES[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  moveInList(step);
}

function onEscape(target) {
  if (pinned.length) {
    const tag = pinned[0];
    pin([]);
    if (source.contains(target)) record.querySelector(`.value[data-tag="${tag}"] .at`)?.focus();
  } else if (byId("filters").contains(target)) moveInList(0);
  else if (shown.document !== null && !rowList.contains(target)) {
    showPanel("list");
    focusRow(shown.document);
  } else if (shown.document !== null) go({ document: null });
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest?.("input, select, textarea");
  if (event.key === "Escape") {
    if (!(field?.type === "search" && field.value)) onEscape(event.target);
  } else if (field) {
    if (field.id === "q" && (event.key === "ArrowDown" || event.key === "Enter")) {
      event.preventDefault();
      moveInList(0);
    }
  } else if (event.key === "/") {
    event.preventDefault();
    showPanel("list");
    byId("q").select();
    byId("q").focus();
  } else if (event.key === "j" || event.key === "k") {
    if (shown.document === null) moveInList(MOVES[event.key]);
    else moveRecord(MOVES[event.key]);
  }
}

function listenToTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const button = byId("theme");
  let chosen = null; // until then, what the system prefers
  const tell = () => button.setAttribute("aria-pressed", String(chosen ?? dark.matches));
  button.addEventListener("click", () => {
    chosen = !(chosen ?? dark.matches);
    document.documentElement.style.colorScheme = chosen ? "dark" : "light";
    tell();
  });
  dark.addEventListener("change", tell);
  tell();
}

// Links within the record that were followed by Enter take the focus along.
function listenToSteps() {
  record.addEventListener("click", (event) => {
    if (event.target.closest("a")) toTitle = event.detail === 0;
  });
}

function listenToList() {
  rowList.addEventListener("keydown", onListKey);
  rowList.addEventListener("focusin", (event) => event.target.closest("a") && setStop(event.target.closest("a")));
  rowList.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    showPanel("record"); // also where it is open already
    toTitle = event.detail === 0; // by Enter
  });
  // Links of rows are those of the filters; the scrolling list is filled as it comes near its end.
  rowList.addEventListener("scroll", () => {
    if (rowList.scrollTop + 2 * rowList.clientHeight > rowList.scrollHeight) makeRows(made + CHUNK);
  });
}

for (const button of document.querySelectorAll("#tabs button")) button.addEventListener("click", () => showPanel(button.dataset.shows));
addEventListener("hashchange", show);
document.addEventListener("keydown", onKey);
listenToFilters();
listenToList();
listenToLight();
listenToPrinting();
listenToSteps();
listenToTheme();
addEventListener("DOMContentLoaded", show);
showPanel(readState().document === null ? "list" : "record");
show();
byId("more").open = matchMedia("(min-width: 44rem) and (min-height: 44rem)").matches;
addEventListener("DOMContentLoaded", showOfficials);
