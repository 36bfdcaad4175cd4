// The page's own text with the evidence in it, and the light that goes both ways.

let pinned = []; // tags of the values that stay lit

function pieceElement([text, tags], before, document_) {
  const words = runs(text, document_.language);
  if (!tags) return words;
  const all = tags.split(" ");
  const starts = all.filter((tag) => !before.has(tag));
  const stop = starts.length ? { tabindex: 0, role: "button" } : {};
  return make("mark", { "data-tags": tags, "data-field": all[0][0], "data-starts": starts.length ? starts.join(" ") : null, ...stop }, words);
}

function lineElement(line, before, document_) {
  const sentences = line.sentences.map((sentence) => {
    const pieces = sentence.pieces.flatMap((piece) => {
      const element = pieceElement(piece, before.tags, document_);
      before.tags = new Set(piece[1] ? piece[1].split(" ") : []);
      return element;
    });
    return sentence.number ? make("span", { class: "sentence", "data-number": sentence.number }, pieces) : pieces;
  });
  return make("p", { "data-kind": line.kind }, ...sentences.flat());
}

function legendElement(document_) {
  const fields = new Set(document_.values.map((value) => value.tag[0]));
  const items = Object.entries(FIELDS)
    .filter(([field]) => fields.has(field))
    .map(([field, name]) => make("li", {}, make("span", { class: "swatch", "data-field": field }, field), name));
  return make("ul", { class: "legend", "aria-label": "Marks in the text" }, ...items);
}

function missingNote(document_) {
  if (document_.found || !document_.lines.length) return null;
  return make("p", { class: "note" }, "The page’s text is not in this report; here are the words that the record quotes. With the text: ", make("code", {}, "summariser report RECORDS --documents FOLDER --output FILE"));
}

function sourceElements(document_) {
  const before = { tags: new Set() };
  const language = document_.language ? { lang: document_.language } : {};
  const lines = document_.lines.map((line) => lineElement(line, before, document_));
  return [
    make("header", {}, make("h2", {}, document_.found ? "The page" : "Quotes of the page"), legendElement(document_)),
    missingNote(document_) ?? "",
    lines.length ? make("div", { class: "text", dir: document_.direction, ...language }, ...lines) : make("p", { class: "note" }, "There is no text to show."),
  ];
}

// ── light ──

const tagsOf = (element) => {
  const mark = element?.closest?.("mark[data-tags]");
  if (mark) return mark.dataset.tags.split(" ");
  const value = element?.closest?.(".value");
  return value ? [value.dataset.tag] : [];
};

function light(tags) {
  const shown = tags.length ? tags : pinned;
  view.classList.toggle("lighting", shown.length > 0);
  const wanted = new Set(shown);
  for (const mark of source.querySelectorAll("mark")) mark.classList.toggle("lit", mark.dataset.tags.split(" ").some((tag) => wanted.has(tag)));
  for (const value of record.querySelectorAll(".value")) value.classList.toggle("lit", wanted.has(value.dataset.tag));
}

function pin(tags) {
  pinned = tags;
  light([]);
}

const markOf = (tag, at) => {
  const marks = [...source.querySelectorAll("mark")].filter((mark) => mark.dataset.tags.split(" ").includes(tag));
  return marks.find((mark) => (mark.closest(".sentence")?.dataset.number ?? "0") === at) ?? marks[0];
};

// Show a value's evidence in the page, and with `focus` go there.
function showEvidence(tag, at, focus) {
  pin([tag]);
  const mark = markOf(tag, at);
  if (!mark) return;
  showPanel("source");
  mark.scrollIntoView({ block: "center", behavior: "instant" });
  if (focus) {
    if (!mark.hasAttribute("tabindex")) mark.tabIndex = -1;
    mark.focus({ preventScroll: true });
  }
}

// Show the value that words of the page are evidence of: the narrowest of several.
function showValue(mark, focus) {
  const tags = mark.dataset.tags.split(" ");
  pin(tags);
  const value = record.querySelector(`.value[data-tag="${tags[0]}"]`);
  if (!value) return;
  showPanel("record");
  value.scrollIntoView({ block: "center", behavior: "instant" });
  if (focus) value.querySelector(".at")?.focus({ preventScroll: true });
}

const selecting = () => getSelection()?.toString() !== "";

function onRecordClick(event) {
  const link = event.target.closest(".at");
  const value = event.target.closest(".value");
  const first = value?.querySelector(".at");
  // A click by Enter or Space has no detail: then the focus goes along.
  if (link) showEvidence(link.dataset.tag, link.dataset.at, event.detail === 0);
  else if (first && !event.target.closest("button, a") && !selecting()) showEvidence(first.dataset.tag, first.dataset.at, false);
}

function listenToLight() {
  for (const side of [record, source]) {
    side.addEventListener("pointerover", (event) => light(tagsOf(event.target)));
    side.addEventListener("pointerleave", () => light([]));
    side.addEventListener("focusin", (event) => light(tagsOf(event.target)));
    side.addEventListener("focusout", () => light([]));
  }
  record.addEventListener("click", onRecordClick);
  source.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark && !selecting()) showValue(mark, false);
  });
  source.addEventListener("keydown", (event) => {
    const mark = event.target.closest("mark");
    if (mark && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      showValue(mark, true);
    }
  });
}
