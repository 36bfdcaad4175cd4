// What is printed: the opened document with its evidence, or a brief of each that is listed.

const paper = byId("paper");

function quotesElement(document_) {
  const quotes = document_.values.map((value) => {
    const words = document_.lines.flatMap((line) => line.sentences.flatMap((sentence) => sentence.pieces)).filter(([, tags]) => tags?.split(" ").includes(value.tag)).map(([text]) => text).join(" ");
    return words ? make("li", {}, make("span", { class: "tag" }, value.tag), said("span", {}, words, document_.language)) : null;
  });
  return group("Evidence", [make("ul", { class: "quotes" }, ...quotes)]);
}

function briefElement(place, whole) {
  const row = ROWS[place];
  const document_ = openDocument(place);
  const brief = make("article", {}, ...recordElements(row, document_));
  brief.querySelector("#record-title").removeAttribute("id");
  if (whole && document_.values.length) brief.querySelector(".made").before(quotesElement(document_));
  for (const link of brief.querySelectorAll("button.at")) link.replaceWith(make("span", { class: "at" }, link.textContent));
  for (const other of brief.querySelectorAll("button")) other.remove();
  return brief;
}

function printed() {
  const state = readState();
  if (state.document !== null) return [briefElement(state.document, true)];
  const filters = [state.q && `“${state.q}”`, ...chosenFilters(state).map(([words]) => words)].filter(Boolean);
  const title = make("h1", {}, counted(listed.length, "meeting record"));
  const about = filters.length ? [make("p", { class: "quiet" }, ...runs(`of ${number(ROWS.length)}: ${filters.join(", ")}`, "en"))] : [];
  return [make("header", {}, title, ...about), ...listed.map((place) => briefElement(place, false))];
}

function listenToPrinting() {
  addEventListener("beforeprint", () => paper.replaceChildren(...printed()));
  addEventListener("afterprint", () => paper.replaceChildren());
  byId("print").addEventListener("click", () => print());
}
