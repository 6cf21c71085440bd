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

/**
 * One bar for each row that has a number in the first column of numbers. As many columns of words name it as it takes
 * to tell the rows apart. Lengths compare only within one unit or metric, where a column says which it is.
 */
function drawBars(answer, picture) {
  const numbers = answer.headings.findIndex((_, place) => answer.rows.some((row) => row[place]?.number != null));
  const rows = answer.rows.filter((row) => row[numbers]?.number != null);
  const words = naming(answer, rows);
  const name = (row) => words.map((place) => row[place]?.words ?? "–").join(" · ");
  const unit = (row) => row[answer.unit]?.words ?? "";
  const ranges = new Map();
  for (const row of rows) {
    const [low, high] = ranges.get(unit(row)) ?? [0, 0], value = row[numbers].number;
    ranges.set(unit(row), [Math.min(low, value), Math.max(high, value)]);
  }
  const caption = [`${words.map((place) => answer.headings[place]).join(", ")} – ${answer.headings[numbers]}`];
  if (rows.length < answer.rows.length) {
    caption.push(picture.dataset.part.replace("{n}", rows.length).replace("{all}", answer.rows.length));
  }
  if (ranges.size > 1) caption.push(picture.dataset.scales.replace("{what}", answer.headings[answer.unit]));
  const height = 26, width = Math.max(320, picture.clientWidth), left = Math.min(380, width * 0.45);
  const scaled = ([least, most], value) => left + ((value - least) / (most - least || 1)) * (width - left - 80);
  const svg = drawn("svg", {viewBox: `0 0 ${width} ${rows.length * height + 4}`, role: "img",
    "aria-label": caption.join(". ")});
  rows.forEach((row, number) => {
    const value = row[numbers].number, y = number * height;
    const [from, to] = [0, value].map((each) => scaled(ranges.get(unit(row)), each)).sort((a, b) => a - b);
    svg.append(
      drawn("text", {x: left - 8, y: y + 17, "text-anchor": "end", "font-size": 13}, cut(name(row), Math.floor(left / 8.5)),
        drawn("title", {}, name(row))),
      drawn("rect", {x: from, y: y + 4, width: Math.max(1, to - from), height: height - 8, fill: "#0072B2"}),
      drawn("text", {x: to + 6, y: y + 17, "font-size": 13}, row[numbers].words));
  });
  picture.append(svg, element("figcaption", {}, caption.join(". ")));
}

/** The columns of words that tell rows apart, from the left; the first where one is enough or none is. */
function naming(answer, rows) {
  const places = answer.headings.map((_, place) => place).filter((place) => rows.every((row) => row[place]?.number == null));
  const apart = (chosen) => new Set(rows.map((row) => JSON.stringify(chosen.map((place) => row[place]?.words)))).size;
  let chosen = places.slice(0, 1);
  for (const place of places.slice(1)) {
    if (apart([...chosen, place]) > apart(chosen)) chosen = [...chosen, place];
  }
  return chosen;
}

/** Things joined where they stand in one row; the reader chooses the two columns they stand in. */
async function drawGraph(answer, picture) {
  await script(picture.dataset.script);
  const choices = element("p", {class: "tools"}), place = element("div", {});
  const chosen = answer.ends.map((end, number) => {
    const options = answer.things.map((column) => {
      const option = element("option", {value: column}, answer.headings[column]);
      option.selected = column === end;
      return option;
    });
    const choice = element("select", {}, ...options);
    choice.addEventListener("change", draw);
    choices.append(element("label", {}, number ? picture.dataset.to : picture.dataset.from, " ", choice));
    return choice;
  });
  picture.append(choices, place);
  let shown = chosen.map((choice) => choice.value), network = null;
  draw();

  function draw() {
    // A column is not joined to itself: the two change places.
    if (chosen[0].value === chosen[1].value) chosen.forEach((choice, number) => { choice.value = shown[1 - number]; });
    shown = chosen.map((choice) => choice.value);
    const [from, to] = shown.map(Number);
    network?.destroy();
    place.replaceChildren();
    network = joinThings(answer, from, to, answer.between.filter((column) => column !== from && column !== to), place);
    if (!network) place.append(element("p", {}, picture.dataset.nothing));
  }
}

/** The graph of the things in two columns, null where no row has both; columns `between` say how they are joined. */
function joinThings(answer, from, to, between, place) {
  const nodes = new Map(), edges = new Map();
  for (const row of answer.rows) {
    const [start, end] = [row[from], row[to]];
    if (!start || !end) continue;
    for (const each of [start, end]) nodes.set(each.full, {id: each.full, label: cut(each.words, 60)});
    const pair = JSON.stringify([start.full, end.full]);
    if (!edges.has(pair)) edges.set(pair, {from: start.full, to: end.full, words: new Set()});
    const words = between.map((column) => row[column] && cut(row[column].words, 24)).filter(Boolean).join(": ");
    if (words) edges.get(pair).words.add(words);
  }
  if (!nodes.size) return null;
  // Where lines are many their words would hide one another; the table has them. What evidence does is always said.
  const named = edges.size <= 30 || answer.evidence;
  const lines = [...edges.values()].map(({words, ...line}) => ({...line, label: named ? [...words].join("\n") : ""}));
  const caption = `${answer.headings[from]} → ${answer.headings[to]}`;
  const canvas = element("div", {class: "canvas", role: "img", "aria-label": caption});
  place.append(canvas, element("figcaption", {}, caption));
  const label = {size: 16, color: "#1f2933"};
  const options = {
    layout: {randomSeed: 7},
    // Names stand inside boxes, so that what keeps boxes apart keeps names apart.
    nodes: {shape: "box", font: label, margin: 6, color: {background: "#ffffff", border: "#0072B2"}, widthConstraint: {maximum: 150}},
    edges: {arrows: "to", color: "#555555", font: {...label, size: 13, background: "rgba(255, 255, 255, .75)", strokeWidth: 0}},
    physics: {
      stabilization: {iterations: 400},
      solver: "repulsion",  // which ends at a distance, so that parts not joined to each other stay in sight
      repulsion: {nodeDistance: 180, springLength: 130, centralGravity: 0.15},
    },
  };
  const network = new vis.Network(canvas, {nodes: [...nodes.values()], edges: lines}, options);
  network.once("stabilizationIterationsDone", () => {
    network.setOptions({physics: false});
    canvas.dataset.drawn = String(nodes.size);
  });
  return network;
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
