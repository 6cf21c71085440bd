// A bar for each row from the first day of its date to the last, or to the end of another date.
import {LeftOut, usable} from "./left_out.js";
import {drawn, say} from "./pieces.js";
import {called, canvas, ending, measured, naming, placed, scale, text, time, timeTicks} from "./scales.js";

const BLUE = "#0072B2", GRID = "#d5dae0";

const SPAN = "span";

export function first(answer) {
  return {value: options(answer)[0][0]};
}

export function controls(answer, _chosen) {
  const found = options(answer);
  return found.length > 1 ? [{label: say("value"), key: "value", options: found}] : [];
}

export function changed(chosen, key, value) {
  return {...chosen, [key]: value};
}

/** The time between two dates where one never comes before the other, and each date. */
function options(answer) {
  const {dates, span} = answer.charts.timeline;
  const single = dates.map((column) => [String(column), answer.headings[column]]);
  return span.length ? [[SPAN, span.map((column) => answer.headings[column]).join(" – ")], ...single] : single;
}

export function draw({answer, rows, chosen, stage, picture}) {
  const left = new LeftOut(), dates = chosen.value === SPAN ? answer.charts.timeline.span : [Number(chosen.value)];
  const bars = rows.map((row) => barOf(answer, row, dates, left)).filter(Boolean);
  const places = naming(answer, bars.map((bar) => bar.row), answer.charts.timeline.dates);
  const svg = painted(answer, bars, places, Math.max(320, picture.clientWidth));
  stage.append(bars.length ? svg : say("nothing"));
  const isWide = bars.some(({row}) => dates.some((column) => isRough(answer.rows[row][column])));
  const headed = (columns, sign) => columns.map((column) => answer.headings[column]).join(sign);
  return {
    svg: bars.length ? svg : null, left, notes: isWide ? [say("whole")] : [],
    caption: `${headed(places, ", ")} – ${headed(dates, " – ")}`,
    heads: [...places, ...dates].map((column) => answer.headings[column]),
    cells: bars.map(({row}) => [...places, ...dates].map((column) => answer.rows[row][column]?.words)),
  };
}

function isRough(cell) {
  return Boolean(cell?.span) && cell.span[0] !== cell.span[1];
}

/** From when to when a row is drawn; null where its dates do not say. Without an end it is drawn where it starts. */
function barOf(answer, row, [start, end], left) {
  const from = usable(answer, row, start, left, "span");
  if (!from) return null;
  const last = end == null ? null : answer.rows[row][end];
  if (last && !last.span) {
    left.add(say("unfit", {column: answer.headings[end]}));
    return null;
  }
  const to = last ?? from;
  return {row, from: time(from.span[0]), to: ending(to.span[1]), words: last ? `${from.words} – ${last.words}` : from.words};
}

function painted(answer, bars, places, width) {
  const names = bars.map((bar) => called(answer, bar.row, places)), at = placed(names, width);
  const words = Math.max(...bars.map((bar) => measured(bar.words))) + 12, height = at.rows.reduce((sum, row) => sum + row.height, 0);
  const svg = canvas(width, height + 30);
  const [low, high] = [Math.min(...bars.map((bar) => bar.from)), Math.max(...bars.map((bar) => bar.to))];
  const x = scale(low, high, at.left, width - 10 - words);
  for (const [moment, said] of timeTicks(low, high, Math.max(2, Math.floor((width - at.left) / 130)))) {
    svg.append(drawn("line", {x1: x(moment), x2: x(moment), y1: 0, y2: height, stroke: GRID}),
      text(x(moment), height + 16, said, {"text-anchor": "middle", "font-size": 11, fill: "#52606d"}));
  }
  let top = 0;
  for (const [index, bar] of bars.entries()) {
    const row = at.rows[index], lower = top + row.lower;
    svg.append(...row.put(top),
      drawn("rect", {x: x(bar.from), y: lower + 6, width: Math.max(4, x(bar.to) - x(bar.from)), height: 13, rx: 2, fill: BLUE},
        drawn("title", {}, `${names[index]}: ${bar.words}`)),
      text(Math.max(x(bar.from) + 4, x(bar.to)) + 6, lower + 17, bar.words));
    top += row.height;
  }
  return svg;
}
