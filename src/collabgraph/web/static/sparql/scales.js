// Scales and axes, the names of rows, and the parts of an answer that are counted in one unit.
import {cut, drawn, language} from "./pieces.js";

const PARTED = " · ";
export const FONT = "system-ui, sans-serif", SIZE = 13;
/** About the width of a letter in pixels. */
const LETTER = 7.2;

/** A picture of this size, into which elements are put. */
export function canvas(width, height) {
  return drawn("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "font-family": FONT, "font-size": SIZE, fill: "#1f2933"});
}

export function text(x, y, words, attributes = {}) {
  return drawn("text", {x, y, ...attributes}, words);
}

/** Words cut to a width in pixels, with the whole of them on hover. */
export function label(x, y, words, width, attributes = {}) {
  const made = text(x, y, fitted(words, Math.max(4, Math.floor(width / LETTER))), attributes);
  if (made.textContent !== words) made.append(drawn("title", {}, words));
  return made;
}

/** The parts of a name in so many letters: the longest is cut first, so that each still says something. */
function fitted(words, most) {
  const parts = words.split(PARTED);
  for (let over = words.length - most; over > 0; over = parts.join(PARTED).length - most) {
    const lengths = parts.map((part) => part.length), longest = lengths.indexOf(Math.max(...lengths));
    const second = Math.max(4, ...lengths.filter((_, place) => place !== longest));
    const wanted = Math.max(4, lengths[longest] - over, Math.min(second, lengths[longest] - 1));
    if (wanted >= lengths[longest]) return cut(words, most);
    parts[longest] = cut(parts[longest], wanted);
  }
  return parts.join(PARTED);
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

/** The columns of words that tell rows apart, from the left; the first where one is enough or none is. */
export function naming(answer, rows) {
  const places = answer.kinds.map((_, place) => place).filter((place) => ["thing", "words"].includes(answer.kinds[place]));
  const apart = (chosen) => new Set(rows.map((row) => JSON.stringify(chosen.map((place) => answer.rows[row][place]?.full)))).size;
  let chosen = places.slice(0, 1);
  for (const place of places.slice(1)) {
    if (apart([...chosen, place]) > apart(chosen)) chosen = [...chosen, place];
  }
  return chosen;
}

/** What a row is called by the words in these columns. */
export function called(answer, row, places) {
  return places.map((place) => answer.rows[row][place]?.words ?? "–").join(PARTED);
}
