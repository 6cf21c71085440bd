// Scales and axes, the names of rows, and the parts of an answer that are counted in one unit.
import {cut, drawn, language} from "./pieces.js";

export const FONT = "system-ui, sans-serif", SIZE = 13;
const pen = document.createElement("canvas").getContext("2d");

/** A picture of this size, into which elements are put. */
export function canvas(width, height) {
  return drawn("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "font-family": FONT, "font-size": SIZE, fill: "#1f2933"});
}

export function text(x, y, words, attributes = {}) {
  return drawn("text", {x, y, ...attributes}, words);
}

/** How wide words are, in pixels. */
export function measured(words, size = SIZE) {
  pen.font = `${size}px ${FONT}`;
  return pen.measureText(words).width;
}

/** Words cut to a width in pixels, with the whole of them on hover. */
export function label(x, y, words, width, attributes = {}) {
  let most = words.length;
  while (most > 4 && measured(cut(words, most)) > width) most -= 1;
  const made = text(x, y, cut(words, most), attributes);
  if (most < words.length) made.append(drawn("title", {}, words));
  return made;
}

/** Words in rows that are no wider than so many pixels, where single words are not. */
export function wrapped(words, width, size = SIZE) {
  const rows = [""];
  for (const word of words.split(/\s+/)) {
    const longer = `${rows.at(-1)} ${word}`.trim();
    if (measured(longer, size) <= width || !rows.at(-1)) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
}

const HALO = {stroke: "#ffffff", "stroke-width": 3, "paint-order": "stroke"};

/** Where the names of rows stand: beside them, or above, in as many lines as they need, where there is no room. */
export function placed(names, width) {
  const widest = Math.max(0, ...names.map((name) => measured(name))) + 12;
  if (width >= 600 && widest <= width * 0.45) {
    const beside = (name) => ({height: 26, lower: 0, put: (top) => [text(widest - 8, top + 17, name, {"text-anchor": "end"})]});
    return {left: widest, rows: names.map(beside)};
  }
  const above = (name) => {
    const lines = wrapped(name, width - 8);
    const put = (top) => lines.map((line, index) => text(4, top + 14 + index * 16, line, HALO));
    return {height: 28 + lines.length * 16, lower: lines.length * 16, put};
  };
  return {left: 4, rows: names.map(above)};
}

/** From values between `low` and `high` to pixels between `left` and `right`. */
export function scale(low, high, left, right) {
  return (value) => left + ((value - low) / (high - low || 1)) * (right - left);
}

/** Round values from `low` to `high`, at most about so many. */
export function ticks(low, high, most) {
  const rough = (high - low || 1) / most, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find((each) => each * power >= rough) * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first;
  return Array.from({length: count + 1}, (_, index) => (first + index) * step);
}

const numbers = new Intl.NumberFormat(language, {maximumSignificantDigits: 6, useGrouping: false});
export const number = (value) => numbers.format(value);

const DAY = 86_400_000;

/** A day or a moment as milliseconds; a moment without a zone is read as UTC, as a day is. */
export function time(written) {
  return Date.parse(written.includes("T") && !/(?:Z|[+-]\d\d:\d\d)$/.test(written) ? `${written}Z` : written);
}

/** Where a date ends: a day at its end, a moment at once. */
export function ending(written) {
  return time(written) + (written.includes("T") ? 0 : DAY);
}

/** Beginnings of years, months or days from `low` to `high`, at most about so many, each with its words. */
export function timeTicks(low, high, most) {
  const days = (high - low) / DAY, first = new Date(low);
  const years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000].find((each) => days / 365 / each <= most) ?? 5000;
  if (days > 365 * 1.5) {
    const start = Math.ceil(first.getUTCFullYear() / years) * years;
    return until(high, low, (index) => Date.UTC(start + index * years, 0, 1), {year: "numeric"});
  }
  const months = [1, 2, 3, 6].find((each) => days / 30 / each <= most);
  if (days > 45) {
    const month = Math.ceil(first.getUTCMonth() / months) * months;
    return until(high, low, (index) => Date.UTC(first.getUTCFullYear(), month + index * months, 1), {year: "numeric", month: "short"});
  }
  const step = Math.max(1, Math.ceil(days / most));
  const day = Math.floor(low / DAY);
  return until(high, low, (index) => (day + index * step) * DAY, {day: "numeric", month: "short", year: "numeric"});
}

function until(high, low, at, form) {
  const words = new Intl.DateTimeFormat(language, {...form, timeZone: "UTC"});
  const found = [];
  for (let index = 0; at(index) <= high && index < 60; index += 1) {
    if (at(index) >= low) found.push([at(index), words.format(at(index))]);
  }
  return found;
}

/** The rows of each unit, in the order in which they come; all rows under "" where no column has a unit. */
export function byUnit(answer, rows) {
  const parts = new Map();
  for (const row of rows) {
    const unit = answer.unit == null ? "" : answer.rows[row][answer.unit]?.words ?? "–";
    if (!parts.has(unit)) parts.set(unit, []);
    parts.get(unit).push(row);
  }
  return [...parts];
}

/**
 * The columns that tell rows apart, from the left; the first where one is enough or none is. Numbers that are not drawn
 * come after words and dates.
 */
export function naming(answer, rows, shown) {
  const free = answer.kinds.map((_, place) => place).filter((place) => !shown.includes(place));
  const isNumber = (place) => answer.kinds[place] === "number";
  const places = [...free.filter((place) => !isNumber(place)), ...free.filter(isNumber)];
  const apart = (chosen) => new Set(rows.map((row) => JSON.stringify(chosen.map((place) => answer.rows[row][place]?.full)))).size;
  let chosen = places.slice(0, 1);
  for (const place of places.slice(1)) {
    if (apart([...chosen, place]) > apart(chosen)) chosen = [...chosen, place];
  }
  return chosen;
}

/** What a row is called by the words in these columns. */
export function called(answer, row, places) {
  return places.map((place) => answer.rows[row][place]?.words ?? "–").join(" · ");
}
