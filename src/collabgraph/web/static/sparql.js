// The page for questions: completion in the editor, and the answer as bars or as a graph. Everything works without
// this script too: the form asks, and the answer is a table.
"use strict";

const editor = document.getElementById("query");
const form = document.getElementById("ask");

editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// An address can only be so long; what does not fit into one is sent in the body of the request.
form.addEventListener("submit", () => {
  const query = new URLSearchParams(new FormData(form)).toString();
  form.method = query.length > Number(form.dataset.longest) ? "post" : "get";
});

showFault();
completeNames();
offerViews();

/** Put the cursor on the line a faulty query was refused at. */
function showFault() {
  const line = Number(editor.dataset.line);
  if (!line) return;
  const lines = editor.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((length, each) => length + each.length + 1, 0);
  editor.focus({preventScroll: true});
  editor.setSelectionRange(start, start + (lines[line - 1] || "").length);
}

// Completion ---------------------------------------------------------------------------------------------------------

/** Offer the names of the project that fit what is being typed. */
function completeNames() {
  const place = document.getElementById("completion");
  const state = {names: null, fitting: [], chosen: 0};
  document.getElementById("keys").hidden = false;
  editor.setAttribute("aria-controls", "completion");
  editor.addEventListener("input", () => offer(place, state));
  editor.addEventListener("keydown", (event) => steer(event, place, state));
  editor.addEventListener("blur", () => close(place, state));
}

async function offer(place, state) {
  const typed = typedName();
  if (typed.length < 2) return close(place, state);
  state.names ??= await fetch(place.dataset.terms).then((answer) => answer.json());
  if (typedName() !== typed) return;  // more was typed meanwhile
  const wanted = typed.toLowerCase();
  const fits = (each) => each.name.toLowerCase().startsWith(wanted) ||
    (each.name.toLowerCase().split(":")[1] || "").startsWith(wanted) || each.label.toLowerCase().startsWith(wanted);
  state.fitting = state.names.filter(fits).filter((each) => each.name !== typed).slice(0, 40);
  state.chosen = 0;
  draw(place, state);
}

/** The name that ends at the cursor, as far as it is typed. */
function typedName() {
  const before = editor.value.slice(Math.max(0, editor.selectionStart - 100), editor.selectionStart);
  return /(?:^|[\s({;,.])([A-Za-z][\w-]*(?::[\w-]*)?)$/.exec(before)?.[1] ?? "";
}

function draw(place, state) {
  place.replaceChildren();
  editor.removeAttribute("aria-activedescendant");
  if (!state.fitting.length) return;
  const list = element("ul", {role: "listbox", "aria-label": place.dataset.label});
  state.fitting.forEach((each, number) => {
    const selected = number === state.chosen;
    const option = element("li", {role: "option", id: `name-${number}`, "aria-selected": selected},
      element("code", {}, each.name), element("span", {}, each.label));
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(place, state, number);
    });
    list.append(option);
    if (selected) queueMicrotask(() => option.scrollIntoView({block: "nearest"}));
  });
  place.append(list);
  editor.setAttribute("aria-activedescendant", `name-${state.chosen}`);
}

function steer(event, place, state) {
  if (!state.fitting.length || event.ctrlKey || event.metaKey) return;
  const steps = {ArrowDown: 1, ArrowUp: -1};
  if (event.key in steps) {
    state.chosen = (state.chosen + steps[event.key] + state.fitting.length) % state.fitting.length;
    draw(place, state);
  } else if (event.key === "Enter") {
    take(place, state, state.chosen);
  } else if (event.key === "Escape") {
    close(place, state);
  } else {
    return;
  }
  event.preventDefault();
}

function take(place, state, number) {
  const typed = typedName();
  const end = editor.selectionStart;
  editor.setRangeText(state.fitting[number].name, end - typed.length, end, "end");
  close(place, state);
}

function close(place, state) {
  state.fitting = [];
  draw(place, state);
}

// Views --------------------------------------------------------------------------------------------------------------

/** Let the reader see the answer as a table, as bars or as a graph. */
function offerViews() {
  const buttons = [...document.querySelectorAll("#views button")];
  if (buttons.length < 2) return;
  document.getElementById("views").hidden = false;
  const answer = JSON.parse(document.getElementById("data").textContent);
  const drawings = {bars: drawBars, graph: drawGraph};
  for (const button of buttons) {
    button.addEventListener("click", () => {
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      const picture = document.getElementById("picture");
      const view = button.dataset.view;
      document.getElementById("table").hidden = view !== "table";
      picture.hidden = view === "table";
      picture.replaceChildren();
      if (view !== "table") drawings[view](answer, picture);
    });
  }
}

/** One bar for each row: the first column of words names it, the first of numbers gives its length. */
function drawBars(answer, picture) {
  const numbers = answer.columns.findIndex((_, place) => answer.rows.some((row) => row[place]?.number != null));
  const words = answer.columns.findIndex((_, place) => place !== numbers);
  const rows = answer.rows.filter((row) => row[numbers]?.number != null).slice(0, 60);
  const values = rows.map((row) => row[numbers].number);
  const most = Math.max(...values, 0), least = Math.min(...values, 0);
  const height = 26, width = Math.max(320, picture.clientWidth), left = Math.min(300, width * 0.45);
  const scale = (value) => left + ((value - least) / (most - least || 1)) * (width - left - 80);
  const svg = drawn("svg", {viewBox: `0 0 ${width} ${rows.length * height + 4}`, role: "img",
    "aria-label": `${answer.columns[words]}, ${answer.columns[numbers]}`});
  rows.forEach((row, number) => {
    const value = row[numbers].number, y = number * height;
    const [from, to] = [scale(0), scale(value)].sort((a, b) => a - b);
    svg.append(
      drawn("text", {x: left - 8, y: y + 17, "text-anchor": "end", "font-size": 13}, cut(row[words]?.words ?? "", Math.floor(left / 7.5))),
      drawn("rect", {x: from, y: y + 4, width: Math.max(1, to - from), height: height - 8, fill: "#0072B2"}),
      drawn("text", {x: to + 6, y: y + 17, "font-size": 13}, row[numbers].words));
  });
  picture.append(svg, element("figcaption", {}, `${answer.columns[words]} – ${answer.columns[numbers]}`));
}

/** Things joined where they stand in one row: the first two columns of things, a third column names the line. */
async function drawGraph(answer, picture) {
  await script("/vis-network.js");
  const things = answer.columns.map((_, place) => place).filter((place) => answer.rows.some((row) => row[place]?.iri));
  const [from, to] = things.length > 2 ? [things[0], things[things.length - 1]] : things;
  const between = things.length > 2 ? things[1] : null;
  const nodes = new Map(), edges = new Map();
  for (const row of answer.rows) {
    const [start, end] = [row[from], row[to]];
    if (!start || !end) continue;
    for (const each of [start, end]) {
      nodes.set(each.full, {id: each.full, label: cut(each.words, 45), shape: "dot", size: 9, color: "#0072B2"});
    }
    const pair = JSON.stringify([start.full, end.full]);
    if (!edges.has(pair)) edges.set(pair, {from: start.full, to: end.full, arrows: "to", color: "#555555", words: new Set()});
    if (between !== null && row[between]) edges.get(pair).words.add(cut(row[between].words, 24));
  }
  // Where lines are many their words would hide one another; the table has them.
  const named = edges.size <= 40;
  const lines = [...edges.values()].map(({words, ...line}) => ({...line, label: named ? [...words].join("\n") : ""}));
  const canvas = element("div", {class: "canvas", role: "img", "aria-label": `${answer.columns[from]} → ${answer.columns[to]}`});
  picture.append(canvas, element("figcaption", {}, `${answer.columns[from]} → ${answer.columns[to]}`));
  const label = {size: 15, color: "#1f2933", background: "rgba(255, 255, 255, .75)"};
  const options = {
    layout: {randomSeed: 7},
    nodes: {font: label, widthConstraint: {maximum: 150}},
    edges: {font: {...label, size: 12}},
    physics: {stabilization: {iterations: 300}, barnesHut: {springLength: 130, gravitationalConstant: -5000}},
  };
  const network = new vis.Network(canvas, {nodes: [...nodes.values()], edges: lines}, options);
  network.once("stabilized", () => { canvas.dataset.drawn = String(nodes.size); });
}

// Pieces -------------------------------------------------------------------------------------------------------------

function script(address) {
  if (globalThis.vis) return Promise.resolve();
  return new Promise((done, failed) => {
    const tag = element("script", {src: address});
    tag.addEventListener("load", done);
    tag.addEventListener("error", failed);
    document.head.append(tag);
  });
}

function cut(words, most) {
  return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}

function element(name, attributes, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

function drawn(name, attributes, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function dressed(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  node.append(...children);
  return node;
}
