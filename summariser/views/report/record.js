// An opened record: its values by field, each with its tag and links to its evidence.

const FIELDS = { P: "Parties", O: "Officials", V: "Venue", D: "Date", A: "Agreements", C: "Context" };

function evidenceLinks(value, document_) {
  const what = (value.text || value.name || value.date || "").slice(0, 80);
  return value.at.map((at) => {
    const sign = at ? String(at) : "¶";
    const where = at ? `${document_.found ? "sentence" : "quote"} ${at}` : "¶, outside the sentences";
    return make("button", { type: "button", class: "at", "data-tag": value.tag, "data-at": at, title: capital(where), "aria-label": `Evidence in ${where}: ${what}` }, sign);
  });
}

function valueElement(value, document_, ...content) {
  return make(
    "div",
    { class: "value", "data-tag": value.tag, "data-field": value.tag[0] },
    make("span", { class: "tag", "aria-hidden": "true" }, value.tag),
    make("div", { class: "what" }, ...content),
    make("div", { class: "ats" }, evidenceLinks(value, document_)),
  );
}

function filterLink(words, change, count) {
  if (count < 2) return null;
  const link = make("button", { type: "button", class: "plain others" }, words);
  link.addEventListener("click", () => filterBy({ ...NO_FILTERS, ...change, document: null }));
  return link;
}

const partyCounts = tally(ROWS.keys(), (row) => row.parties);
const officialCounts = tally(ROWS.keys(), (row) => new Set(row.officials.map(([name]) => name)));

function partyElement(value, row, document_) {
  const count = partyCounts.get(value.party) ?? 0;
  return valueElement(value, document_, said("span", {}, value.text, row.language, document_.language), " ", filterLink(counted(count, "record"), { party: [value.party] }, count));
}

function officialElement(value, row, document_) {
  const name = value.text || value.name;
  const count = officialCounts.get(name) ?? 0;
  const role = [value.role, value.country].filter(Boolean).join(", ");
  return valueElement(
    value,
    document_,
    make("div", { class: "person" }, said("strong", {}, name, "en", document_.language), " ", value.text && said("span", { class: "native" }, value.name, document_.language), " ", filterLink(counted(count, "record"), { official: name }, count)),
    make("div", { class: "quiet" }, said("span", {}, role || "no role told", "en", document_.language), value.present ? null : make("span", { class: "absent" }, "mentioned, not present")),
  );
}

const textElement = (value, row, document_, ...before) => valueElement(value, document_, ...before, said("span", {}, value.text, row.language, document_.language));

function group(title, elements, level = "h3") {
  return elements.length ? make("section", { class: "group" }, make(level, {}, title), ...elements) : null;
}

function recordParts(row, document_) {
  const of = (field) => document_.values.filter((value) => value.tag[0] === field);
  const matters = Object.keys(MATTERS).map((status) =>
    group(capital(status), of("A").filter((value) => value.status === status).map((value) => textElement(value, row, document_))),
  );
  return [
    group(FIELDS.P, of("P").map((value) => partyElement(value, row, document_))),
    group("Where and when", [
      ...of("V").map((value) => valueElement(value, document_, said("span", {}, value.text, "en", document_.language))),
      ...of("D").map((value) => valueElement(value, document_, make("time", { datetime: value.date }, dateWords(value.date)))),
    ]),
    group(FIELDS.O, of("O").map((value) => officialElement(value, row, document_))),
    ...matters,
    group(FIELDS.C, of("C").map((value) => textElement(value, row, document_, make("span", { class: "topic" }, spaced(value.topic)), " "))),
  ];
}

function aboutElement(row, document_) {
  const facts = [document_.language || "language unknown", counted(document_.characters, "character")];
  return make(
    "p",
    { class: "about" },
    make("strong", { class: "status", "data-status": row.status }, row.status),
    make("bdi", { class: "file", dir: "auto" }, row.name),
    make("span", {}, facts.join(", ")),
  );
}

function recordElements(row, document_) {
  const headline = document_.headline || row.name;
  return [
    aboutElement(row, document_),
    said("h2", { id: "record-title", tabindex: -1 }, headline, row.language, document_.language),
    document_.summary ? said("p", { class: "summary" }, document_.summary, row.language, document_.language) : null,
    ...recordParts(row, document_),
    group("Warnings", document_.warnings.map((warning) => said("p", { class: "warning" }, warning, "en", document_.language))),
    make("p", { class: "made quiet" }, make("bdi", { dir: "auto" }, document_.made)),
  ].filter(Boolean);
}

// Where the record stands in the list, and links to those before and behind it.
function showSteps(state) {
  const at = listed.indexOf(state.document);
  const step = (to, words, sign) =>
    to === undefined ? make("span", { "aria-hidden": "true" }, sign) : make("a", { href: address({ ...state, document: to }), "aria-label": words }, sign);
  const place =
    at < 0
      ? [make("span", {}, "not among those listed")]
      : [step(listed[at - 1], "Previous document", "‹"), make("span", {}, `${number(at + 1)} of ${number(listed.length)}`), step(listed[at + 1], "Next document", "›")];
  record.querySelector(".steps").replaceChildren(make("a", { href: address({ ...state, document: null }), class: "up" }, "Overview"), ...place);
}
