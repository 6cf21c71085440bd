// Things joined where they stand in one row; the reader chooses the two columns they stand in.
import {LeftOut, usable} from "./left_out.js";
import {cut, drawn, element, say} from "./pieces.js";
import {FONT, wrapped} from "./scales.js";

/** On more lines than this words would hide one another. */
const NAMED = 30;
/** Letters of fewer pixels are not read. */
const READABLE = 7;

export function first(answer) {
  const [from, to] = answer.charts.network.ends;
  return {from: String(from), to: String(to)};
}

export function controls(answer) {
  const options = answer.charts.network.things.map((column) => [String(column), answer.headings[column]]);
  return [{label: say("from"), key: "from", options}, {label: say("to"), key: "to", options}];
}

/** A column is not joined to itself: the two change places. */
export function changed(chosen, key, value) {
  const other = key === "from" ? "to" : "from";
  return chosen[other] === value ? {[key]: value, [other]: chosen[key]} : {...chosen, [key]: value};
}

export async function draw({answer, rows, chosen, stage, picture}) {
  const left = new LeftOut(), [from, to] = [Number(chosen.from), Number(chosen.to)];
  const {between, evidence} = answer.charts.network;
  const said = between.filter((column) => column !== from && column !== to);
  const {nodes, lines} = joined(answer, rows, from, to, said, left);
  const isNamed = lines.size <= NAMED || evidence, notes = isNamed || !said.length ? [] : [say("wordless", {n: NAMED})];
  const caption = `${answer.headings[from]} → ${answer.headings[to]}`;
  const heads = [answer.headings[from], answer.headings[to], say("by"), say("times")];
  const cells = [...lines.values()].map((line) => [nodes.get(line.from), nodes.get(line.to), [...line.words].join("; ") || null, line.times]);
  if (!nodes.size) {
    stage.append(say("nothing"));
    return {left, notes, caption, heads, cells};
  }
  await script(picture.dataset.script);
  const place = element("div", {class: "canvas", role: "img", "aria-label": caption}), key = element("div", {});
  stage.append(place, key);
  const drawnLines = [...lines.values()].map((line) => ({...line, label: isNamed ? [...line.words].join("\n") : ""}));
  const shown = new Shown(place, key, nodes, drawnLines);
  return {left, notes, caption, heads, cells, copied: () => shown.copied(), end: () => shown.network.destroy()};
}

/** The things by their IRIs with their names, and one line for each pair, with the words that join them. */
function joined(answer, rows, from, to, between, left) {
  const nodes = new Map(), lines = new Map();
  for (const row of rows) {
    const start = usable(answer, row, from, left, "full"), end = start && usable(answer, row, to, left, "full");
    if (!end) continue;
    for (const each of [start, end]) nodes.set(each.full, each.words);
    const pair = JSON.stringify([start.full, end.full]);
    if (!lines.has(pair)) lines.set(pair, {from: start.full, to: end.full, words: new Set(), times: 0});
    const cells = answer.rows[row];
    const words = between.map((column) => cells[column] && cut(cells[column].words, 24)).filter(Boolean).join(": ");
    lines.get(pair).times += 1;
    if (words) lines.get(pair).words.add(words);
  }
  return {nodes, lines};
}

const NAME = {size: 16, color: "#1f2933", face: FONT};

/** The network on its canvas. Where names would be too small to read, numbers stand for them, with a key. */
class Shown {
  constructor(place, key, nodes, lines) {
    Object.assign(this, {place, key, nodes, lines});
    const things = [...nodes].map(([id, words]) => ({id, label: cut(words, 60)}));
    this.network = new vis.Network(place, {nodes: things, edges: this.edges(true)}, {
      layout: {randomSeed: 7},
      // Names stand inside boxes, so that what keeps boxes apart keeps names apart.
      nodes: {shape: "box", font: NAME, margin: 6, color: {background: "#ffffff", border: "#0072B2"}, widthConstraint: {maximum: 150}},
      edges: {arrows: "to", color: "#555555", font: {...NAME, size: 13, background: "rgba(255, 255, 255, .75)", strokeWidth: 0}},
      physics: {
        stabilization: {iterations: 400},
        solver: "repulsion",  // which ends at a distance, so that parts not joined to each other stay in sight
        // Words on lines need lines that are longer than the words.
        repulsion: {nodeDistance: 190, springLength: lines.some((line) => line.label) ? 180 : 130, centralGravity: 0.15},
      },
    });
    this.network.once("stabilizationIterationsDone", () => this.settle());
  }

  edges(isNamed) {
    return this.lines.map(({from, to, label}) => ({from, to, label: isNamed ? label : ""}));
  }

  settle() {
    const {network} = this;
    network.setOptions({physics: false});
    this.sizes = new Map([...this.nodes.keys()].map((id) => [id, size(network.getBoundingBox(id))]));
    network.fit();
    const scale = network.getScale();
    if (NAME.size * scale < READABLE) this.number(READABLE / scale * 1.3);
    this.place.dataset.drawn = String(this.nodes.size);
  }

  number(size) {
    const spots = this.network.getPositions();
    const things = [...this.nodes.keys()].map((id, index) =>
      ({id, label: String(index + 1), ...spots[id], font: {...NAME, size}}));
    this.network.setData({nodes: things, edges: this.edges(false)});
    this.network.fit();
    const names = [...this.nodes.values()].map((words) => element("li", {}, words));
    this.key.append(element("p", {}, say("numbered")), element("ol", {class: "key"}, ...names));
  }

  /** The network where it stands, as SVG: boxes with their names, and lines that end at their edges. */
  copied() {
    const spots = this.network.getPositions();
    const boxes = new Map([...this.sizes].map(([id, [width, height]]) => {
      const {x, y} = spots[id];
      return [id, {left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2}];
    }));
    const edge = (pick, side) => pick(...[...boxes.values()].map((box) => box[side]));
    const [left, top] = [edge(Math.min, "left") - 60, edge(Math.min, "top") - 20];
    const [right, bottom] = [edge(Math.max, "right") + 60, edge(Math.max, "bottom") + 20];
    const view = [left, top, right - left, bottom - top].map(Math.round).join(" ");
    const ends = this.lines.map((line) => [boxes.get(line.from), boxes.get(line.to), line.label]);
    return drawn("svg", {viewBox: view, "font-family": FONT, "font-size": 14, fill: "#1f2933"},
      ...ends.flatMap(([from, to]) => lineOf(from, to)),
      ...ends.flatMap(wordsOf),
      ...[...this.nodes].flatMap(([id, words]) => boxOf(boxes.get(id), cut(words, 60))));
  }
}

function size(box) {
  return [box.right - box.left, box.bottom - box.top];
}

// As SVG -------------------------------------------------------------------------------------------------------------

function middle(box) {
  return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
}

/** Where the way from the middle of one box to the other leaves the first. */
function border(box, [x, y]) {
  const [from, up] = middle(box), [dx, dy] = [x - from, y - up];
  const part = Math.min(1, (box.right - box.left) / 2 / (Math.abs(dx) || 1e-9), (box.bottom - box.top) / 2 / (Math.abs(dy) || 1e-9));
  return [from + dx * part, up + dy * part];
}

function lineOf(from, to) {
  if (from === to) {
    const {right, top} = from;
    return [drawn("path", {d: `M${right - 20} ${top}c0 -36 40 -36 20 8`, fill: "none", stroke: "#555555"})];
  }
  const [x1, y1] = border(from, middle(to)), [x2, y2] = border(to, middle(from));
  const turn = Math.atan2(y2 - y1, x2 - x1), side = (by) => `${x2 - 10 * Math.cos(turn + by)} ${y2 - 10 * Math.sin(turn + by)}`;
  return [
    drawn("line", {x1, y1, x2, y2, stroke: "#555555"}),
    drawn("path", {d: `M${x2} ${y2}L${side(0.4)}L${side(-0.4)}Z`, fill: "#555555"}),
  ];
}

/** The words on a line, in the middle between the boxes; on one that returns, above its box. */
function wordsOf([from, to, words]) {
  const [[x1, y1], [x2, y2]] = from === to ? [[from.right, from.top - 30], [from.right, from.top - 30]] :
    [border(from, middle(to)), border(to, middle(from))];
  const rows = words ? words.split("\n") : [];
  return rows.map((row, index) => drawn("text", {x: (x1 + x2) / 2, y: (y1 + y2) / 2 + (index - (rows.length - 1) / 2) * 15,
    "text-anchor": "middle", "font-size": 12, stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke"}, row));
}

function boxOf(box, words) {
  const [width, height] = size(box), rows = wrapped(words, width - 8, 14), [x, y] = middle(box);
  return [
    drawn("rect", {x: box.left, y: box.top, width, height, rx: 4, fill: "#ffffff", stroke: "#0072B2"}),
    ...rows.map((row, index) => drawn("text", {x, y: y + 5 + (index - (rows.length - 1) / 2) * 17, "text-anchor": "middle"}, row)),
  ];
}

function script(address) {
  if (globalThis.vis) return Promise.resolve();
  return new Promise((done, failed) => {
    const tag = element("script", {src: address});
    tag.addEventListener("load", done);
    tag.addEventListener("error", failed);
    document.head.append(tag);
  });
}
