// One bar for each row with a number. Lengths compare within one unit or metric only, so each unit has a scale.
import {LeftOut, usable} from "./left_out.js";
import {drawn, say} from "./pieces.js";
import {byUnit, called, canvas, label, naming, number, placed, scale, text, ticks} from "./scales.js";

const BLUE = "#0072B2", DARK = "#1f2933", GRID = "#d5dae0";
const RANGE = "range";

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

/** The columns of numbers; the ends of a range are one, and first where no number stands within it. */
function options(answer) {
  const {values, limits} = answer.charts.bars;
  const single = values.filter((column) => !limits.includes(column)).map((column) => [String(column), answer.headings[column]]);
  if (!limits.length) return single;
  const range = [RANGE, rangeOf(answer)];
  return hasWithin(answer) ? [...single, range] : [range, ...single];
}

function rangeOf(answer) {
  return answer.charts.bars.limits.map((column) => answer.headings[column]).join(" – ");
}

/** Whether the number before the ends of a range stands within it in every row. */
function hasWithin(answer) {
  const {limits} = answer.charts.bars, [low, high] = limits;
  const value = low - 1;
  const whole = answer.rows.filter((row) => [value, low, high].every((column) => row[column]?.number != null));
  return whole.length > 0 && whole.every((row) => row[low].number <= row[value].number && row[value].number <= row[high].number);
}

export function draw({answer, rows, chosen, picture}) {
  const left = new LeftOut(), {limits} = answer.charts.bars;
  const isRange = chosen.value === RANGE;
  const ends = isRange ? limits : [Number(chosen.value)];
  const bars = rows.map((row) => {
    const cells = [];
    for (const column of ends) {
      const cell = usable(answer, row, column, left, "number");
      if (!cell) return null;
      cells.push(cell);
    }
    return {row, low: isRange ? cells[0].number : Math.min(0, cells[0].number),
      high: isRange ? cells[1].number : Math.max(0, cells[0].number),
      words: cells.map((cell) => cell.words).join(" – "), around: isRange ? null : around(answer, row, ends[0])};
  }).filter(Boolean);
  const places = naming(answer, bars.map((bar) => bar.row), isRange ? ends : [...ends, ...limits]);
  const parts = byUnit(answer, bars.map((bar) => bar.row));
  const byRow = new Map(bars.map((bar) => [bar.row, bar]));
  const svg = painted(answer, parts, byRow, places, Math.max(320, picture.clientWidth));
  const heading = isRange ? rangeOf(answer) : answer.headings[ends[0]];
  const heads = [...places.map((place) => answer.headings[place]), ...ends.map((column) => answer.headings[column])];
  const cells = bars.map(({row}) => [...places, ...ends].map((column) => answer.rows[row][column]?.words));
  const notes = parts.length > 1 ? [say("scales", {what: answer.headings[answer.unit]})] : [];
  const caption = `${places.map((place) => answer.headings[place]).join(", ")} – ${heading}`;
  return {svg: stagedOr(svg, bars, picture), caption, left, notes, heads, cells};
}

/** The range around the number of a row; null where there is none, or the number is not the one it is around. */
function around(answer, row, column) {
  const {limits} = answer.charts.bars;
  const ends = limits.map((each) => answer.rows[row][each]?.number);
  const value = answer.rows[row][column].number;
  return limits[0] === column + 1 && ends.every((end) => end != null) && ends[0] <= value && value <= ends[1] ? ends : null;
}

function stagedOr(svg, bars, picture) {
  picture.querySelector(".stage").append(bars.length ? svg : say("nothing"));
  return bars.length ? svg : null;
}

function painted(answer, parts, byRow, places, width) {
  const svg = canvas(width, 10), right = width - 90;
  // A heading says the unit; the names below it need not.
  const named = places.length > 1 && parts.length > 1 ? places.filter((place) => place !== answer.unit) : places;
  const rowsDrawn = [...byRow.keys()], at = placed(rowsDrawn.map((row) => called(answer, row, named)), width);
  const spots = new Map(rowsDrawn.map((row, index) => [row, at.rows[index]]));
  let y = 4;
  for (const [unit, rows] of parts) {
    if (parts.length > 1) {
      svg.append(label(0, y + 16, unit, width, {"font-weight": 600}));
      y += 24;
    }
    const bars = rows.map((row) => byRow.get(row));
    const ends = bars.flatMap((bar) => [bar.low, bar.high, ...bar.around ?? []]);
    const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
    const x = scale(low, high, at.left, right), foot = y + rows.reduce((sum, row) => sum + spots.get(row).height, 0);
    for (const tick of ticks(low, high, width < 600 ? 3 : 5)) {
      svg.append(drawn("line", {x1: x(tick), x2: x(tick), y1: y, y2: foot, stroke: tick === 0 ? DARK : GRID}),
        text(x(tick), foot + 15, number(tick), {"text-anchor": "middle", "font-size": 11, fill: "#52606d"}));
    }
    for (const bar of bars) {
      svg.append(...barOf(bar, y));
      y += spots.get(bar.row).height;
    }
    y = foot + 30;

    function barOf(bar, top) {
      const spot = spots.get(bar.row), lower = top + spot.lower;
      const rect = drawn("rect", {x: x(bar.low), y: lower + 4, width: Math.max(1.5, x(bar.high) - x(bar.low)), height: 17, fill: BLUE},
        drawn("title", {}, called(answer, bar.row, places)));
      const last = Math.max(x(bar.high), bar.around ? x(bar.around[1]) : 0);
      const range = bar.around ? [drawn("path", {d: whisker(bar, lower + 12.5), stroke: DARK, "stroke-width": 1.5, fill: "none"})] : [];
      return [...spot.put(top), rect, ...range, text(last + 6, lower + 17, bar.words)];
    }

    function whisker({around: [from, to]}, middle) {
      return `M${x(from)} ${middle - 4}V${middle + 4}M${x(from)} ${middle}H${x(to)}M${x(to)} ${middle - 4}V${middle + 4}`;
    }
  }
  svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
  return svg;
}
