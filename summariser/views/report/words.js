// Elements made of text alone: nothing here reads markup. Every run of Arabic or Latin letters
// gets its language and direction.

const ARABIC_SCRIPT = new Set(["ar", "fa", "ur"]);
const RIGHT_TO_LEFT = new Set(["ar", "fa", "ur", "he"]);
const ARABIC_RUN = /\p{Script=Arabic}(?:[\p{Script=Arabic}\p{M}\p{N}\s.,،؛:«»"'/()-]*[\p{Script=Arabic}\p{M}])?/gu;
const LATIN_RUN = /\p{Script=Latin}(?:[\p{Script=Latin}\p{M}\p{N} .,'’&/_-]*[\p{Script=Latin}\p{M}\p{N}])?/gu;

const byId = (id) => document.getElementById(id);
const [view, record, source] = ["view", "record", "source"].map(byId);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== ""));
  return element;
}

function directionOf(language) {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : language === "en" ? "ltr" : "auto";
}

// Cut a text of one language into runs: those of the other script are marked as such.
function runs(text, language, arabic = "ar") {
  const own = ARABIC_SCRIPT.has(language);
  const tag = own ? "en" : ARABIC_SCRIPT.has(arabic) ? arabic : "ar";
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(own ? LATIN_RUN : ARABIC_RUN)) {
    nodes.push(text.slice(end, found.index), make("bdi", { lang: tag, dir: directionOf(tag) }, found[0]));
    end = found.index + found[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

function said(tag, attributes, text, language = "en", arabic = "ar") {
  const spoken = language ? { lang: language } : {};
  return make(tag, { ...spoken, dir: directionOf(language), ...attributes }, runs(text, language, arabic));
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dateWords(value) {
  const [year, month, day] = value.split("-");
  return [day ? String(Number(day)) : "", month ? MONTHS[month - 1] : "", year].filter(Boolean).join(" ");
}

const numbers = new Intl.NumberFormat("en");
const number = (count) => numbers.format(count);
const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
const spaced = (name) => name.replaceAll("_", " ");
const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);
