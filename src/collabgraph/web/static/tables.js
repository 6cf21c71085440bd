// Tables whose heads sort their rows, by mouse and keyboard; a list with filters is sorted by its address, and
// the page of SPARQL sorts its own answers.
// On a narrow screen the filters of a list are folded until one is chosen, so that the list itself is in sight.
(() => {
  "use strict";
  const FEWEST = 3;
  const lang = document.documentElement.lang;
  const words = new Intl.Collator(lang, { numeric: true, sensitivity: "base" });
  const comma = new Intl.NumberFormat(lang).format(1.5).includes(",");

  /** A number that a cell begins with, as the page's language writes it; null where it begins with none. */
  function number(text) {
    const found = /^[-\u2212]?\d[\d.,]*/.exec(text);
    if (!found) return null;
    const plain = comma ? found[0].replaceAll(".", "").replace(",", ".") : found[0].replaceAll(",", "");
    const value = Number(plain.replace("\u2212", "-"));
    return Number.isFinite(value) ? value : null;
  }

  function keys(rows, column) {
    const texts = rows.map((row) => (row.cells[column]?.textContent ?? "").trim());
    const numbers = texts.map(number);
    const numeric = texts.every((text, n) => !text || numbers[n] !== null);
    return texts.map((text, n) => (text ? (numeric ? numbers[n] : text) : null));
  }

  function sort(table, column, head) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const down = head.getAttribute("aria-sort") === "ascending";
    const all = keys(rows, column);
    const order = rows.map((row, n) => n);
    const compare = (a, b) => (typeof a === "number" ? a - b : words.compare(a, b));
    order.sort((a, b) => {
      if (all[a] === null || all[b] === null) return (all[a] === null) - (all[b] === null) || a - b; // nothing is last
      return (down ? -1 : 1) * compare(all[a], all[b]) || a - b;
    });
    body.append(...order.map((n) => rows[n]));
    for (const each of table.tHead.rows[0].cells) each.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
  }

  if (matchMedia("(max-width: 63.99rem)").matches) {
    for (const facet of document.querySelectorAll(".filters details")) facet.open = facet.querySelector(":checked") !== null;
  }

  for (const table of document.querySelectorAll("main table.stack")) {
    const head = table.tHead?.rows[0];
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    const nested = rows.some((row) => /\bdepth[1-9]/.test(row.cells[0]?.className)); // its order is its meaning
    if (!head || table.closest("#table") || rows.length < FEWEST || nested || head.querySelector("a, button")) continue;
    [...head.cells].forEach((cell, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...cell.childNodes);
      cell.append(button);
      cell.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => sort(table, column, cell));
    });
  }
})();
