// The figures: every drawing with its title, its numbers of actors and ties, and how many names have no room.

const CLOSER = 1.3; // the factor of one step of enlarging

/** Shows the current scene of every drawing. */
function showScenes() {
  for (const name of drawingNames()) {
    const figure = figureOf(name);
    figure.querySelector("h2").replaceChildren(...titleOf(name));
    figure.querySelector(".facts").textContent = headingOf(name).facts;
    drawings.get(name).show(sceneOf(name));
  }
}

function titleOf(name) {
  return [name !== DIFFERENCE && caseMark(name), label(headingOf(name).title)].filter(Boolean);
}

/** The mark of a case where there are two, the same wherever the case is named. */
function caseMark(caseId) {
  return caseIds.length > 1 && markSample(data.marks[caseId === caseIds[0] ? "A" : "B"]);
}

/** The title of a drawing, and its numbers of actors and ties. */
function headingOf(name) {
  return name === DIFFERENCE ? headingOfBoth() : headingOfCase(name);
}

function headingOfCase(caseId) {
  const { nodes, edges } = viewOf(caseId);
  const { ties, bases } = tieCounts(caseId);
  const onBases = bases.map(([basis, n]) => say("n_on_basis", { n, basis: term("basis", basis) })).join(", ");
  const from = { ties: sayMany("one_tie", "n_ties", ties), n: edges.length };
  const tied = say(edges.length === 1 ? "from_one_claim" : "from_claims", from);
  const sizes = `${sayMany("one_actor", "n_actors", nodes.size)}, ${tied}`;
  const counted = onBases ? `${sizes}; ${say("by_strongest", { bases: onBases })}` : sizes;
  const shown = shownOf(caseId).nodes.size;
  return {
    title: inLanguage(caseNamed(caseId).title),
    facts: shown < nodes.size ? `${counted}. ${say("shown_now", { n: shown })}` : counted,
  };
}

/** Numbers of actors and ties in words: "1 actor, 2 ties". */
function sizesOf(actors, ties) {
  return `${sayMany("one_actor", "n_actors", actors)}, ${sayMany("one_tie", "n_ties", ties)}`;
}

function headingOfBoth() {
  const { presence, ties } = difference();
  const sizes = (cases) => sizesOf(
    [...presence.values()].filter((value) => value === cases).length,
    ties.filter((tie) => tie.presence === cases).length,
  );
  const words = ["both", "A", "B"].map((cases) => say("n_which", { which: whichCases(cases), sizes: sizes(cases) }));
  const [first, second] = data.cases.map(({ name }) => name);
  return { title: say("difference_title", { first, second }), facts: words.join("; ") };
}

/** The figure of a drawing, made when it is first shown. */
function figureOf(name) {
  const id = `drawing-${drawingIndex(name)}`;
  return document.getElementById(id) ?? makeFigure(name, id);
}

function makeFigure(name, id) {
  const room = element("p", { class: "note" });
  const box = element("div", {
    class: "canvas",
    tabindex: "0",
    role: "application",
    "aria-labelledby": `${id}-title`,
    "aria-describedby": "keys",
  });
  const caption = element("figcaption", {}, element("h2", { id: `${id}-title` }), element("p", { class: "facts" }));
  const figure = element(
    "figure",
    { id, class: "map" },
    caption,
    box,
    element("div", { class: "room" }, room, zooms(name)),
  );
  document.getElementById("drawings").append(figure);
  const drawing = new Drawing(name, box, {
    opened: (chosen) => select(chosen, box),
    labelled: (labels, all) => sayRoom(room, labels, all),
  });
  drawings.set(name, drawing);
  box.addEventListener("keydown", (event) => walk(drawing, event));
  for (const change of ["focus", "blur"]) box.addEventListener(change, () => drawing.redraw());
  return figure;
}

/** The buttons that enlarge a drawing, make it smaller and show the whole of it. */
function zooms(name) {
  const zoomButton = (symbol, key, press) => button({ "data-word-label": key, "aria-label": say(key) }, press, symbol);
  return element(
    "div",
    { class: "zooms" },
    zoomButton("+", "zoom_in", () => drawings.get(name).zoom(CLOSER)),
    zoomButton("−", "zoom_out", () => drawings.get(name).zoom(1 / CLOSER)),
    zoomButton("⤢", "whole_picture", () => drawings.get(name).place()),
  );
}

/** Says how many labels have no room. */
function sayRoom(room, labels, all) {
  const words = labels >= all ? "" : say("labels_hidden", { n: all - labels, m: all });
  if (room.textContent !== words) room.textContent = words;
}
