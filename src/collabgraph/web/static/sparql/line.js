// Numbers over dates, or over whole numbers: a line for each thing they are about, and a panel for each unit.
import {LeftOut, usable} from "./left_out.js";
import {drawn, say} from "./pieces.js";
import {byUnit, called, canvas, label, number, scale, text, ticks, time, timeTicks} from "./scales.js";

const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7"], GRID = "#d5dae0";
const DASHES = ["", "7 4", "2 4", "9 3 2 3"];
const STYLES = 16, HEIGHT = 240, LEFT = 60;

export function first(answer) {
  return {value: String(answer.charts.line.values[0])};
}

export function controls(answer, _chosen) {
  const options = answer.charts.line.values.map((column) => [String(column), answer.headings[column]]);
  return options.length > 1 ? [{label: say("value"), key: "value", options}] : [];
}

export function changed(chosen, key, value) {
  return {...chosen, [key]: value};
}

export function draw({answer, rows, chosen, stage, picture}) {
  const {along, parting} = answer.charts.line, value = Number(chosen.value), left = new LeftOut();
  const isTime = answer.kinds[along] === "date";
  const points = new Map();
  for (const row of rows) {
    const across = usable(answer, row, along, left, isTime ? "span" : "number");
    const up = across && usable(answer, row, value, left, "number");
    if (up) points.set(row, {x: isTime ? time(across.span[0]) : across.number, y: up.number});
  }
  const parts = byUnit(answer, [...points.keys()]);
  const lines = parts.map(([unit, found]) => [unit, inLines(answer, found, parting, points)]);
  const svg = painted(lines, isTime, points, Math.max(320, picture.clientWidth));
  const notes = parts.length > 1 ? [say("scales", {what: answer.headings[answer.unit]})] : [];
  if (named(lines).length > STYLES) notes.push(say("repeated", {n: STYLES}));
  stage.append(points.size ? svg : say("nothing"));
  const unit = answer.unit == null ? [] : [answer.unit];
  const columns = [...new Set([...unit, ...parting, along, value])];
  return {
    svg: points.size ? svg : null, left, notes,
    caption: `${answer.headings[value]} – ${answer.headings[along]}`,
    heads: columns.map((column) => answer.headings[column]),
    cells: [...points.keys()].map((row) => columns.map((column) => answer.rows[row][column]?.words)),
  };
}

/** The lines by name, each with its rows from left to right. */
function inLines(answer, rows, parting, points) {
  const lines = new Map();
  for (const row of rows) {
    const name = called(answer, row, parting);
    lines.set(name, [...lines.get(name) ?? [], row]);
  }
  return [...lines].map(([name, found]) => [name, found.sort((one, two) => points.get(one).x - points.get(two).x)]);
}

/** The names of all lines; one has the same colour and sign in every panel. */
function named(parts) {
  return [...new Set(parts.flatMap(([, lines]) => lines.map(([name]) => name)))];
}

function painted(parts, isTime, points, width) {
  const svg = canvas(width, 10), right = width - 20, names = named(parts);
  const along = [...points.values()].map((point) => point.x);
  const [start, end] = padded(Math.min(...along), Math.max(...along), isTime ? 15 * 86_400_000 : 0.5);
  const x = scale(start, end, LEFT, right);
  const marks = isTime ? timeTicks(start, end, Math.floor(width / 110)) :
    ticks(start, end, Math.floor(width / 80)).filter(Number.isInteger).map((tick) => [tick, number(tick)]);
  let top = 4;
  for (const [unit, lines] of parts) {
    if (parts.length > 1) {
      svg.append(label(0, top + 16, unit, width, {"font-weight": 600}));
      top += 24;
    }
    const up = lines.flatMap(([, rows]) => rows.map((row) => points.get(row).y));
    const [low, high] = [Math.min(0, ...up), Math.max(0, ...up)];
    const foot = top + HEIGHT, y = scale(low, high, foot, top + 8);
    for (const tick of ticks(low, high, 5)) {
      svg.append(drawn("line", {x1: LEFT, x2: right, y1: y(tick), y2: y(tick), stroke: GRID}),
        text(LEFT - 8, y(tick) + 4, number(tick), {"text-anchor": "end", "font-size": 11, fill: "#52606d"}));
    }
    for (const [at, words] of marks) {
      svg.append(drawn("line", {x1: x(at), x2: x(at), y1: foot, y2: foot + 5, stroke: "#52606d"}),
        text(x(at), foot + 18, words, {"text-anchor": "middle", "font-size": 11, fill: "#52606d"}));
    }
    for (const [index, [name, rows]] of lines.entries()) {
      svg.append(...styled(names.indexOf(name), rows.map((row) => [x(points.get(row).x), y(points.get(row).y)]), name));
      if (name) {
        const under = foot + 40 + index * 20;
        svg.append(...styled(names.indexOf(name), [[LEFT, under - 4], [LEFT + 34, under - 4]]), label(LEFT + 46, under, name, right - LEFT - 46));
      }
    }
    top = foot + 40 + (lines.some(([name]) => name) ? lines.length * 20 : 0) + 10;
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${top}`);
  return svg;
}

function padded(low, high, least) {
  const room = Math.max((high - low) * 0.03, low === high ? least : 0);
  return [low - room, high + room];
}

/** A line in a colour, and a dash or sign that tells it from others without colour. */
function styled(index, spots, name) {
  const colour = COLOURS[index % 4], dash = DASHES[Math.floor(index / 4) % 4];
  const path = drawn("polyline", {points: spots.map((spot) => spot.join(",")).join(" "), fill: "none", stroke: colour,
    "stroke-width": 2, "stroke-dasharray": dash || null});
  const marks = spots.map(([x, y]) => drawn("path", {class: name === undefined ? null : "point", d: sign(index % 4, x, y), fill: colour, stroke: "#ffffff"}));
  return [path, ...marks];
}

function sign(kind, x, y) {
  return [
    `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z`, `M${x - 4.5} ${y - 4.5}h9v9h-9Z`, `M${x} ${y - 6}l5.5 10h-11Z`,
    `M${x} ${y - 6}l6 6l-6 6l-6 -6Z`,
  ][kind];
}
