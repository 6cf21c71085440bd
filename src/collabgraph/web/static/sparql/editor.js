// A text field with coloured words, numbered lines and a marked fault. The field itself stays an ordinary one: what is
// seen lies beneath it, for eyes alone.
import {element} from "./pieces.js";
import {isKeyword, tokens} from "./tokens.js";

/** A text longer than this keeps one colour. */
const MOST = 100_000;

export class Editor {
  constructor(field, place) {
    this.field = field;
    this.place = place;
    this.lines = element("div", {class: "lines", "aria-hidden": "true"});
    this.paint = element("pre", {class: "paint", "aria-hidden": "true"});
    const sheet = element("div", {class: "sheet"});
    field.replaceWith(sheet);
    sheet.append(this.paint, field);
    place.append(element("div", {class: "gutter"}, this.lines), sheet);
    place.classList.add("painted");
    this.sheet = sheet;
    const {line, column} = place.dataset;
    this.fault = line ? {line: Number(line), column: Number(column)} : null;
    field.addEventListener("input", () => this.draw());
    field.addEventListener("scroll", () => this.follow());
    this.draw();
    if (this.fault) this.goTo(this.fault);
  }

  get text() {
    return this.field.value;
  }

  /** Put a text in place of what there is from `start` to `end`, as if it were typed, so that it can be undone. */
  replace(start, end, text) {
    this.field.focus();
    this.field.setSelectionRange(start, end);
    // Only this keeps what can be undone; where a browser no longer has it, the text is put in all the same.
    if (!document.execCommand?.("insertText", false, text)) {
      this.field.setRangeText(text, start, end, "end");
      this.field.dispatchEvent(new Event("input", {bubbles: true}));
    }
  }

  set(text) {
    this.replace(0, this.text.length, text);
    this.field.setSelectionRange(0, 0);
    this.field.scrollTop = 0;
  }

  /** Mark a fault at a line and a column; null takes the mark away. */
  mark(fault) {
    this.fault = fault;
    if (fault) this.field.setAttribute("aria-invalid", "true");
    else this.field.removeAttribute("aria-invalid");
    this.draw();
  }

  /** Put the cursor on a line and choose all of it. */
  goTo({line: number}) {
    const start = this.position(number, 1);
    const line = this.text.slice(start).split("\n", 1)[0];
    this.field.focus({preventScroll: true});
    this.field.setSelectionRange(start, start + line.length);
    const shown = this.field.clientHeight / this.lineHeight;
    this.field.scrollTop = Math.max(0, number - shown / 2) * this.lineHeight;
  }

  /** The place in the text of a line and a column, both counted from one, in characters as a reader counts them. */
  position(line, column) {
    let start = 0;
    for (let number = 1; number < line; number += 1) {
      const next = this.text.indexOf("\n", start);
      if (next < 0) return this.text.length;
      start = next + 1;
    }
    const rest = this.text.slice(start).split("\n", 1)[0];
    return start + [...rest].slice(0, column - 1).join("").length;
  }

  get lineHeight() {
    return parseFloat(getComputedStyle(this.field).lineHeight);
  }

  /** Where the end of a text would be seen, in pixels from the corner of the sheet. */
  spot(position) {
    const before = this.text.slice(0, position).split("\n");
    const ruler = element("span", {class: "ruler"}, before.at(-1));
    this.paint.append(ruler);
    const left = ruler.getBoundingClientRect().width;
    ruler.remove();
    const {paddingLeft, paddingTop} = getComputedStyle(this.field);
    return {
      left: parseFloat(paddingLeft) + left - this.field.scrollLeft,
      below: parseFloat(paddingTop) + before.length * this.lineHeight - this.field.scrollTop,
    };
  }

  draw() {
    const isPainted = this.text.length <= MOST;
    this.place.classList.toggle("painted", isPainted);
    const count = this.text.split("\n").length;
    this.lines.replaceChildren(...Array.from({length: count}, (_, index) =>
      element("span", {class: index + 1 === this.fault?.line ? "faulty" : null}, String(index + 1))));
    this.paint.replaceChildren(...(isPainted ? this.pieces() : []));
    this.follow();
  }

  /** The text in pieces, each token in the class of its kind, and what is at fault underlined. */
  pieces() {
    const text = this.text, found = [];
    const from = this.fault ? this.position(this.fault.line, this.fault.column) : -1;
    let to = /^[\p{L}\p{N}_:.?$<>@#/\-]+|^[^]/u.exec(text.slice(from))?.[0].length ?? 0;
    to += from;
    const put = (start, end, kind) => {
      for (const [left, right] of [[start, Math.min(end, from)], [Math.max(start, from), Math.min(end, to)],
        [Math.max(start, to), end]]) {
        if (from < 0 && left !== start) continue;
        if (left >= right) continue;
        const wrong = from >= 0 && left >= from && right <= to;
        const names = [kind, wrong ? "wrong" : ""].filter(Boolean).join(" ");
        found.push(names ? element("span", {class: names}, text.slice(left, right)) : text.slice(left, right));
      }
    };
    let reached = 0;
    for (const {kind, start, end} of tokens(text)) {
      put(reached, start, "");
      put(start, end, kind === "word" && isKeyword(text.slice(start, end)) ? "keyword" : kind);
      reached = end;
    }
    put(reached, text.length, "");
    found.push("\n");
    return found;
  }

  follow() {
    const {scrollLeft, scrollTop} = this.field;
    this.paint.scrollTo(scrollLeft, scrollTop);
    this.lines.parentElement.scrollTop = scrollTop;
  }
}
