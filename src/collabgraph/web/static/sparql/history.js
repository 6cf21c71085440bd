// What was asked before, in this browser alone. The reader can forget one query or all, or have none kept.
import {button, cut, element, json, language, say} from "./pieces.js";

const KEPT = "collabgraph-queries", KEEPING = "collabgraph-keep-queries";

export function keepHistory(editor, place) {
  const storage = usable();
  if (!storage) return;
  const most = Number(place.dataset.most);
  const keeping = place.querySelector("#keeping"), list = place.querySelector("ol");
  place.hidden = false;
  keeping.checked = storage.getItem(KEEPING) !== "no";
  keeping.addEventListener("change", () => storage.setItem(KEEPING, keeping.checked ? "yes" : "no"));
  place.querySelector("#forget").addEventListener("click", () => keep([]));
  const asked = thisOne(editor);
  if (asked && keeping.checked) keep([asked, ...kept().filter((each) => each.text !== asked.text)]);
  else show(kept());

  function kept() {
    try {
      const found = JSON.parse(storage.getItem(KEPT) ?? "[]");
      return Array.isArray(found) ? found.filter((each) => typeof each?.text === "string") : [];
    } catch {
      return [];
    }
  }

  function keep(queries) {
    const few = queries.slice(0, most);
    // A browser has room for so much; the oldest go first.
    while (few.length && !stored(JSON.stringify(few))) few.pop();
    if (!few.length) storage.removeItem(KEPT);
    show(few);
  }

  function stored(text) {
    try {
      storage.setItem(KEPT, text);
      return true;
    } catch {
      return false;
    }
  }

  function show(queries) {
    list.replaceChildren(...queries.map((query) => entry(query, queries)));
    if (!queries.length) list.append(element("li", {class: "none"}, say("empty")));
  }

  function entry(query, queries) {
    const said = [moment(query.at), query.refused ? say("refused") : say("rows", {n: query.rows ?? "?"})];
    const again = button(cut(firstWords(query.text), 90), () => editor.set(query.text), {class: "name", title: say("again")});
    const remove = button(say("remove"), () => keep(queries.filter((each) => each !== query)),
      {"aria-label": `${say("remove")}: ${cut(firstWords(query.text), 60)}`});
    return element("li", {}, again, " ", element("span", {}, said.join(" · ")), " ", remove);
  }
}

/** The storage of the browser; null where it is switched off. */
function usable() {
  try {
    globalThis.localStorage.getItem(KEPT);
    return globalThis.localStorage;
  } catch {
    return null;
  }
}

/** The query that this page answers or refuses; null where nothing was asked. */
function thisOne(editor) {
  const refused = Boolean(document.getElementById("fault"));
  if (!refused && !document.getElementById("answer")) return null;
  return {text: editor.field.defaultValue, at: Date.now(), rows: json("data")?.count, refused};
}

function firstWords(text) {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line && !/^(#|PREFIX\b|BASE\b)/i.test(line)).join(" ") || text.trim();
}

function moment(at) {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "" :
    new Intl.DateTimeFormat(language, {dateStyle: "medium", timeStyle: "short"}).format(time);
}
