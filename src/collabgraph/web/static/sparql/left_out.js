// What a chart does not draw of an answer, and why.
import {say} from "./pieces.js";

/** The rows that a chart leaves out, with the reasons. */
export class LeftOut {
  reasons = new Map();

  add(why, times = 1) {
    this.reasons.set(why, (this.reasons.get(why) ?? 0) + times);
  }

  sentences(all) {
    const left = [...this.reasons.values()].reduce((sum, each) => sum + each, 0);
    const whys = [...this.reasons].map(([why, n]) => say("left", {n, why}));
    return [say("drawn", {n: all - left, all}), ...whys];
  }
}

/** The cell of a row in a column where it can be drawn; else null, and the row is left out with the reason. */
export function usable(answer, row, column, left, ...names) {
  const cell = answer.rows[row][column];
  if (cell && names.some((name) => cell[name] != null)) return cell;
  left.add(say(cell ? "unfit" : "none", {column: answer.headings[column]}));
  return null;
}
