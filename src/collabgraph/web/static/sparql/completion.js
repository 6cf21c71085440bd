// Names for a word: of the project's names those are offered that begin with it, or whose label or meaning has it, in
// either language.
import {cut, element, say} from "./pieces.js";
import {isKeyword, tokens} from "./tokens.js";

const MOST = 40;
/** So many are in sight at a time, so that the list needs no scrolling of its own. */
const SEEN = globalThis.innerWidth < 640 ? 4 : 7;

export function completeNames(editor, keys) {
  const field = editor.field;
  const place = element("div", {id: "completion"});
  const told = element("p", {class: "unseen", role: "status"});
  const state = {names: null, fitting: [], chosen: 0};
  editor.sheet.append(place);
  editor.place.after(told);
  keys.hidden = false;
  field.setAttribute("aria-controls", "completion");
  field.setAttribute("aria-autocomplete", "list");
  field.addEventListener("input", offer);
  field.addEventListener("keydown", steer);
  field.addEventListener("blur", close);
  field.addEventListener("click", close);

  async function offer() {
    const typed = typedWord(editor);
    if (typed.length < 2) return close();
    state.names ??= fetch(editor.place.dataset.terms).then((answer) => answer.json()).then((names) => names.map(searched));
    const names = await state.names;
    if (typedWord(editor) !== typed || document.activeElement !== field) return;  // more was typed meanwhile
    state.fitting = fitting(names, typed);
    state.chosen = 0;
    draw();
    told.textContent = state.fitting.length ? say("fitting", {n: state.fitting.length}) : "";
  }

  function draw() {
    place.replaceChildren();
    field.removeAttribute("aria-activedescendant");
    if (!state.fitting.length) return;
    const list = element("ul", {role: "listbox", "aria-label": say("names")});
    const start = Math.max(0, Math.min(state.chosen - SEEN + 2, state.fitting.length - SEEN));
    list.append(...state.fitting.slice(start, start + SEEN).map((each, index) => option(each, start + index)));
    place.append(list);
    place.style.top = `${Math.min(editor.spot(field.selectionStart).below + 4, field.offsetHeight)}px`;
    field.setAttribute("aria-activedescendant", `name-${state.chosen}`);
  }

  function option(each, number) {
    const made = element("li", {role: "option", id: `name-${number}`, "aria-selected": String(number === state.chosen),
      "aria-posinset": number + 1, "aria-setsize": state.fitting.length},
      element("code", {}, each.name), " ", element("span", {}, each.label));
    if (each.definition) made.append(" ", element("small", {}, cut(each.definition, 160)));
    made.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      take(number);
    });
    return made;
  }

  function steer(event) {
    if (!state.fitting.length || event.ctrlKey || event.metaKey) return;
    const steps = {ArrowDown: 1, ArrowUp: -1};
    if (event.key in steps) {
      state.chosen = (state.chosen + steps[event.key] + state.fitting.length) % state.fitting.length;
      draw();
    } else if (event.key === "Enter") {
      take(state.chosen);
    } else if (event.key === "Escape") {
      close();
    } else {
      return;
    }
    event.preventDefault();
  }

  function take(number) {
    const end = field.selectionStart, {name} = state.fitting[number];
    close();
    editor.replace(end - typedWord(editor).length, end, name);
    close();
  }

  function close() {
    state.fitting = [];
    told.textContent = "";
    draw();
  }
}

/** The word or name that ends at the cursor, as far as it is typed; "" within texts, comments, IRIs and variables. */
export function typedWord(editor) {
  const {field, text} = editor, end = field.selectionStart;
  if (end !== field.selectionEnd) return "";
  const before = text.slice(0, end);
  const word = /(?:^|[\s({;,.|/^!])([\p{L}][\p{L}\p{N}_-]*(?::[\p{L}\p{N}_-]*)?)$/u.exec(before)?.[1] ?? "";
  // Keywords are typed in capitals, or are known.
  if (!word || isKeyword(word) || /^[A-Z_]+$/.test(word)) return "";
  const start = end - word.length;
  for (const token of tokens(before)) {
    if (token.end > start && !["word", "name"].includes(token.kind)) return "";
    if (token.kind === "quote") return "";
  }
  return word;
}

/** A name with what it is found by. */
function searched(each) {
  const low = (text) => (text ?? "").toLocaleLowerCase();
  const labels = [each.label, ...each.others ?? []].map(low);
  return {...each, key: low(each.name), local: low(each.name.split(":")[1]), labels, meaning: low(each.definition)};
}

/** The names that fit a word, best first: by the name itself, by a word of its label, by a word of its definition. */
export function fitting(names, typed) {
  const wanted = typed.toLocaleLowerCase();
  const begins = (text) => text.startsWith(wanted);
  const word = new RegExp(`(?:^|[^\\p{L}\\p{N}])${wanted}`, "u");
  const whole = new RegExp(`(?:^|[^\\p{L}\\p{N}])${wanted}(?![\\p{L}\\p{N}])`, "u");
  const rank = (each) => {
    if (begins(each.key)) return 0;
    if (wanted.includes(":")) return -1;
    if ([each.local, ...each.labels].some((text) => whole.test(text))) return begins(each.local) ? 1 : 2;
    if (begins(each.local)) return 3;
    if ([each.local, ...each.labels].some((text) => word.test(text))) return 4;
    return word.test(each.meaning) ? 5 : -1;
  };
  return names.filter((each) => each.name !== typed).map((each) => [rank(each), each])
    .filter(([found]) => found >= 0).sort(([one], [two]) => one - two).slice(0, MOST).map(([, each]) => each);
}
