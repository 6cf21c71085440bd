// The data of the page, the state of its controls, and phrases.

const data = JSON.parse(document.getElementById("data").textContent);

/** The things of an object by id, in a Map: an id may be any text, "__proto__" too. */
const byId = (things) => new Map(Object.entries(things));

const actors = byId(data.actors);
const sources = byId(data.sources);
const kinds = byId(data.kinds);
const claims = new Map(Object.entries(data.claims).map(([caseId, things]) => [caseId, byId(things)]));
const participations = new Map(Object.entries(data.participations).map(([caseId, things]) => [caseId, byId(things)]));
const terms = {
  kind: kinds,
  tie: byId(data.ties),
  basis: byId(data.bases_words),
  role: byId(data.roles),
  sector: byId(data.sectors),
  level: byId(data.levels),
  status: byId(data.statuses),
  polarity: byId(data.polarities),
  attribution: byId(data.attributions),
  sign: byId(data.signs),
};

/** The name under which the role filter keeps actors of whom no role is coded. */
const NO_ROLE = "";

/** What the reader has chosen. */
const state = {
  lang: data.lang,
  granularity: data.granularity,
  systems: data.systems,
  together: false, // both cases in one drawing instead of side by side
  metric: data.metrics[0].id, // what the size of an actor shows; "" where all are of one size
  colour: "kind", // what the colour and shape of an actor show
  unchecked: { kind: new Set(), tie: new Set(), basis: new Set(), role: new Set() },
  focus: null, // { actor, steps }: only this actor and those within so many steps are shown
  selected: null, // { actor }, { from, to, claim }, all ties of two { from, to }, or a path { path: [from, to] }
};

/** The text in the language shown. */
function inLanguage(text) {
  return text ? text[state.lang] : "";
}

/** A phrase of the page, with each {field} filled in. */
function say(key, fields = {}) {
  return inLanguage(data.words[key]).replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));
}

/** The phrase that fits n things. */
function sayMany(one, many, n) {
  return say(n === 1 ? one : many, { n });
}

/** The label of a code: a kind of actor, a tie, a basis, a role... */
function term(list, code) {
  return terms[list].has(code) ? inLanguage(terms[list].get(code).label) : code || say("not_stated");
}

/** The definition of a code. */
function definition(list, code) {
  return terms[list].has(code) ? inLanguage(terms[list].get(code).definition) : "";
}

/** A number as the language writes it: a decimal comma in Indonesian, two digits of what is very small. */
function number(value) {
  const small = Math.abs(value) > 0 && Math.abs(value) < 0.005;
  const written = Number.isInteger(value) ? String(value) : small ? value.toPrecision(2) : value.toFixed(2);
  return state.lang === "id" ? written.replace(".", ",") : written;
}

/** The whole name of an actor. */
function nameOf(actorId) {
  return inLanguage(actors.get(actorId).label);
}

/** A name cut to a length; the whole name is in the pane. */
function briefly(text, most = 90) {
  if (text.length <= most) return text;
  const characters = Array.from(text).slice(0, most - 1);
  return `${characters.join("")}…`;
}

/** Texts in the order of the language shown. */
function alphabetical(one, other) {
  return one.localeCompare(other, state.lang);
}

/** An element with attributes and children; a text child is never read as HTML. */
function element(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** An SVG element. */
function drawn(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function filled(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A label kept apart from the text around it, so that writing directions in it stay inside. */
function label(text) {
  return element("bdi", {}, text);
}

/** A button that does something when it is pressed. */
function button(attributes, press, ...children) {
  const made = element("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", press);
  return made;
}

/** Puts every phrase of the page's fixed parts into the language shown. */
function sayFixedWords() {
  document.documentElement.lang = state.lang;
  document.title = inLanguage(data.title);
  document.querySelector("h1").textContent = inLanguage(data.title);
  for (const part of document.querySelectorAll("[data-word]")) part.textContent = say(part.dataset.word);
  for (const part of document.querySelectorAll("[data-word-label]")) {
    part.setAttribute("aria-label", say(part.dataset.wordLabel));
  }
}

/** Has a screen reader read a text, once. */
function announce(text) {
  document.getElementById("announcer").textContent = text;
}
