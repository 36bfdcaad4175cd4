// What is shown is told by the address alone (its part behind #), so that any view can be linked.

const { rows: ROWS, parties: PARTIES } = JSON.parse(byId("index").textContent);
const BY_KEY = new Map(ROWS.map((row, place) => [row.key, place]));
const SINGLE = ["q", "official", "topic", "matter", "status", "from", "to", "undated"];

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = { document: BY_KEY.get(given.get("document")) ?? null, party: [...new Set(given.getAll("party"))] };
  for (const name of SINGLE) state[name] = given.get(name) ?? "";
  return state;
}

function address(state) {
  const told = new URLSearchParams();
  if (state.document !== null) told.set("document", ROWS[state.document].key);
  for (const name of SINGLE) if (state[name]) told.set(name, state[name]);
  for (const party of state.party) told.append("party", party);
  return `#${told}`;
}

// What stands behind this script in the file is there when the file has been read to its end.
const later = (id) => JSON.parse(byId(id).textContent);
const isThere = (state) => document.readyState !== "loading" || !(state.q || state.document !== null);

let searched = null; // folded words by row
const opened = new Map();

function openDocument(place) {
  if (!opened.has(place)) opened.set(place, later(`document-${place}`));
  return opened.get(place);
}

// ── filters ──

const LETTERS = { "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك" };

function foldLetter(letter) {
  if (letter in LETTERS) return LETTERS[letter];
  if (letter === "ؤ" || letter === "ئ") return letter; // hamza is part of these two
  const digit = "٠١٢٣٤٥٦٧٨٩".indexOf(letter) + 1 || "۰۱۲۳۴۵۶۷۸۹".indexOf(letter) + 1;
  if (digit) return String(digit - 1);
  return letter.normalize("NFKD").replace(/[\p{M}\p{Cf}\u0640]/gu, "").toLowerCase().replaceAll("ß", "ss");
}

// One spelling for many, as summariser.lexicon.folding has it for what is searched.
const AROUND = /^["'«»“”‘’()[\]{}.,;:!?،؛؟…]+|["'«»“”‘’()[\]{}.,;:!?،؛؟…]+$/gu;
const foldWords = (text) =>
  Array.from(text.normalize("NFKC"), foldLetter)
    .join("")
    .split(/\s+/)
    .map((word) => word.replace(AROUND, ""))
    .filter(Boolean);
const holds = (text, words) => words.every((word) => text.includes(word));

// The first and last day that a date can mean.
const earliest = (date) => `${date}-01-01`.slice(0, 4) + (date.slice(4, 7) || "-01") + (date.slice(7) || "-01");
const latest = (date) => date.slice(0, 4) + (date.slice(4, 7) || "-12") + (date.slice(7) || "-31");

function conditions(state) {
  const words = foldWords(state.q);
  if (words.length) searched ??= later("words");
  const official = foldWords(state.official);
  const { from, to, undated } = state;
  const found = {
    q: words.length && ((row, place) => holds(searched[place], words)),
    party: state.party.length && ((row) => state.party.every((party) => row.parties.includes(party))),
    official: official.length && ((row) => row.officials.some(([, folded]) => holds(folded, official))),
    topic: state.topic && ((row) => row.topics.includes(state.topic)),
    matter: state.matter && ((row) => row.matters.includes(state.matter)),
    status: state.status && ((row) => row.status === state.status),
    date: undated
      ? (row) => !row.date
      : (from || to) &&
        ((row) => row.date && (!from || latest(row.date) >= from) && (!to || earliest(row.date) <= to)),
  };
  return Object.entries(found).filter(([, condition]) => condition);
}

// The places of rows that pass, and for each filter those that would pass without it.
function sift(state) {
  const given = conditions(state);
  const passing = [];
  const without = Object.fromEntries(given.map(([name]) => [name, []]));
  ROWS.forEach((row, place) => {
    const failed = given.filter(([, condition]) => !condition(row, place));
    if (!failed.length) {
      passing.push(place);
      for (const [name] of given) without[name].push(place);
    } else if (failed.length === 1) without[failed[0][0]].push(place);
  });
  return { passing, but: (name) => without[name] ?? passing };
}
