// The answer as a table whose rows can be sorted by any column and filtered by words.
import {choice, element, language, say} from "./pieces.js";

const ORDERS = ["none", "ascending", "descending"];

export class AnswerTable {
  constructor(place, answer) {
    this.answer = answer;
    this.table = place.querySelector("table");
    this.rows = [...this.table.tBodies[0].rows];
    this.places = answer.rows.map((_, index) => index);
    this.sorting = {column: 0, order: "none"};
    this.filter = {words: "", column: ""};
    this.changed = () => {};
    this.collator = new Intl.Collator(language, {numeric: true});
    this.told = element("span", {role: "status"});
    this.heads = [...this.table.querySelectorAll("thead th")].map((head, column) => this.headed(head, column));
    place.before(element("p", {class: "tools", id: "filter"}, ...this.filters(), this.told), this.sorters());
  }

  /** The places of the rows that pass the filter, in the order in which they are shown. */
  get shown() {
    return this.places.filter((place) => !this.rows[place].hidden);
  }

  headed(head, column) {
    const sign = element("span", {class: "sign", "aria-hidden": "true"}, "↕");
    const pressed = element("button", {type: "button", class: "head"}, ...head.childNodes, sign);
    pressed.addEventListener("click", () => {
      const {column: last, order} = this.sorting;
      this.sort(column, last === column ? ORDERS[(ORDERS.indexOf(order) + 1) % ORDERS.length] : "ascending");
    });
    head.append(pressed);
    return {head, sign};
  }

  filters() {
    const {headings} = this.answer;
    const field = element("input", {type: "search", autocomplete: "off"});
    field.addEventListener("input", () => this.show({...this.filter, words: field.value}));
    const options = [["", say("anywhere")], ...headings.map((heading, column) => [column, heading])];
    const within = choice(say("within"), options, "", (column) => this.show({...this.filter, column}));
    return [element("label", {}, say("filter"), " ", field), " ", within, " "];
  }

  /** What sorts where the heads of the columns are out of sight, on a narrow screen. */
  sorters() {
    const columns = this.answer.headings.map((heading, column) => [column, heading]);
    const orders = [["none", say("given")], ["ascending", say("ascending")], ["descending", say("descending")]];
    const by = choice(say("sort"), columns, 0, (column) => this.sort(Number(column), this.sorting.order));
    const order = choice(say("order"), orders, "none", (chosen) => this.sort(this.sorting.column, chosen));
    return element("p", {class: "tools", id: "sort"}, by, " ", order);
  }

  sort(column, order) {
    this.sorting = {column, order};
    for (const [index, {head, sign}] of this.heads.entries()) {
      const here = index === column ? order : "none";
      if (here === "none") head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", here);
      sign.textContent = {none: "↕", ascending: "▲", descending: "▼"}[here];
    }
    const places = this.answer.rows.map((_, index) => index);
    this.places = order === "none" ? places : places.sort((one, two) => this.compared(one, two));
    this.table.tBodies[0].append(...this.places.map((place) => this.rows[place]));
    this.changed();
  }

  /** Numbers by size, dates by time, words as the language orders them; empty cells are last in either order. */
  compared(one, two) {
    const {column, order} = this.sorting;
    const [left, right] = [one, two].map((place) => this.answer.rows[place][column]);
    if (!left || !right) return (left ? 0 : 1) - (right ? 0 : 1) || one - two;
    return (order === "ascending" ? 1 : -1) * this.ascending(left, right) || one - two;
  }

  ascending(left, right) {
    if (left.number != null && right.number != null) return left.number - right.number;
    if (left.number != null || right.number != null) return left.number != null ? -1 : 1;
    if (left.span && right.span) return left.span[0] < right.span[0] ? -1 : Number(left.span[0] > right.span[0]);
    return this.collator.compare(left.words, right.words);
  }

  show(filter) {
    this.filter = filter;
    const wanted = filter.words.trim().toLocaleLowerCase();
    const columns = filter.column === "" ? this.answer.headings.map((_, column) => column) : [Number(filter.column)];
    for (const [place, cells] of this.answer.rows.entries()) {
      const texts = columns.flatMap((column) => [cells[column]?.words, cells[column]?.full]);
      this.rows[place].hidden = Boolean(wanted) && !texts.some((text) => text?.toLocaleLowerCase().includes(wanted));
    }
    const all = this.rows.length;
    this.told.textContent = wanted ? say("shown", {n: this.shown.length, all}) : "";
    this.changed();
  }
}
