// The answer as charts that fit its columns. Every row is drawn, or the caption says how many are not and why; each
// chart has a table with what is drawn, and can be saved as SVG.
import * as bars from "./bars.js";
import * as line from "./line.js";
import * as network from "./network.js";
import {button, choice, drawn, element, say} from "./pieces.js";
import * as timeline from "./timeline.js";

const CHARTS = {bars, line, timeline, network};

/** Let the reader change between the table and the charts; they show the rows that pass the filter of the table. */
export function offerCharts(answer, table) {
  const buttons = [...document.querySelectorAll("#views button")];
  if (buttons.length < 2) return;
  const picture = document.getElementById("picture"), chosen = {};
  let view = "table", turn = 0, last = null;
  document.getElementById("views").hidden = false;
  for (const each of buttons) each.addEventListener("click", () => show(each.dataset.view));
  table.changed = draw;

  function show(wanted) {
    view = wanted;
    for (const each of buttons) each.setAttribute("aria-pressed", String(each.dataset.view === view));
    document.getElementById("table").hidden = view !== "table";
    document.getElementById("sort").hidden = view !== "table";
    picture.hidden = view === "table";
    draw();
  }

  async function draw() {
    const mine = turn += 1;
    last?.end?.();
    last = null;
    if (view === "table") return picture.replaceChildren();
    const chart = CHARTS[view];
    chosen[view] ??= chart.first(answer);
    const controls = chart.controls(answer, chosen[view]).map(({label, key, options}) =>
      choice(label, options, chosen[view][key], (value) => {
        chosen[view] = chart.changed(chosen[view], key, value);
        draw();
      }));
    const rows = table.shown, hidden = answer.rows.length - rows.length;
    const stage = element("div", {class: "stage"});
    picture.replaceChildren(element("p", {class: "tools"}, ...controls), stage);
    const made = await chart.draw({answer, rows, chosen: chosen[view], stage, picture});
    if (mine !== turn) return made.end?.();
    last = made;
    if (hidden) made.left.add(say("filtered"), hidden);
    finish(made);
  }

  function finish(made) {
    const caption = [made.caption, ...made.left.sentences(answer.rows.length), ...made.notes].join(". ");
    picture.append(element("figcaption", {}, `${caption}.`));
    if (!made.cells.length) return;
    if (made.svg) made.svg.setAttribute("aria-label", caption);
    const name = `${view}.svg`;
    picture.append(
      element("p", {class: "tools"}, button(say("save"), () => save(made.svg ?? made.copied(), caption, name))),
      equal(made));
  }
}

function equal({heads, cells}) {
  const cell = (text) => element("td", {class: typeof text === "number" ? "number" : null}, String(text ?? "–"));
  const table = element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", {scope: "col"}, head)))),
    element("tbody", {}, ...cells.map((row) => element("tr", {}, ...row.map(cell)))));
  const region = element("div", {class: "scroll", role: "region", tabindex: "0", "aria-label": say("table")}, table);
  return element("details", {class: "equal"}, element("summary", {}, say("table")), region);
}

/** The picture as a file of its own, on white and with its words. */
function save(svg, caption, name) {
  const copy = svg.cloneNode(true);
  const [left, top, width, height] = copy.getAttribute("viewBox").split(" ");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  copy.prepend(drawn("title", {}, caption), drawn("rect", {x: left, y: top, width, height, fill: "#ffffff"}));
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(copy)}\n`;
  const address = URL.createObjectURL(new Blob([text], {type: "image/svg+xml"}));
  element("a", {href: address, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
