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
  const tied = data.bases.length ? say(edges.length === 1 ? "from_one_claim" : "from_claims", from) : from.ties;
  const sizes = `${sayMany("one_actor", "n_actors", nodes.size)}, ${tied}`;
  const counted = onBases ? `${sizes}; ${say("by_strongest", { bases: onBases })}` : sizes;
  return {
    title: inLanguage(caseNamed(caseId).title),
    facts: isWhole(caseId) ? counted : `${counted}. ${say("shown_now", { sizes: shownSizes(caseId) })}`,
  };
}

/** The numbers of actors and ties that are shown of a case. */
function shownSizes(caseId) {
  return sizesOf(shownOf(caseId).nodes.size, shownTieCount(caseId));
}

/** Why a drawing shows no actor, or no tie: what the case leaves out, or what the reader has filtered out. */
function whyEmpty(name) {
  const cases = casesOf(name);
  const shown = cases.map(shownOf);
  if (shown.some(({ edges }) => edges.length)) return [];
  const words = (text) => element("p", {}, text);
  const noActor = shown.every(({ nodes }) => !nodes.size);
  if (cases.every(isWhole) && !data.bases.length) return [words(say("file_has_no_tie")), words(leftOut(cases[0]))];
  if (cases.every(isWhole))
    return [words(say(noActor ? "no_actor_known" : "no_tie_known")), ...cases.map((caseId) => words(leftOut(caseId)))];
  const focus = state.focus && cases.every((caseId) => !filteredOf(caseId).nodes.has(state.focus.actor));
  return [
    words(
      focus
        ? say("focus_not_here", { name: nameOf(state.focus.actor) })
        : say(noActor ? "all_filtered_out" : "ties_filtered_out"),
    ),
    button({}, showAll, say("show_all")),
  ];
}

/** Numbers of actors and ties in words: "1 actor, 2 ties". */
function sizesOf(actors, ties) {
  return `${sayMany("one_actor", "n_actors", actors)}, ${sayMany("one_tie", "n_ties", ties)}`;
}

function headingOfBoth() {
  const { presence, ties } = difference();
  const sizes = (cases) =>
    sizesOf(
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
  const numbers = element("ol", { class: "numbers", "data-word-label": "numbers", "aria-label": say("numbers") });
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
    element("div", { class: "room" }, zooms(name), numbers),
  );
  document.getElementById("drawings").append(figure);
  const drawing = new Drawing(name, box, {
    opened: (chosen) => select(chosen, box),
    named: (found) => listNumbers(numbers, found),
  });
  drawings.set(name, drawing);
  box.addEventListener("keydown", (event) => walk(drawing, event));
  for (const change of ["focus", "blur"]) box.addEventListener(change, () => drawing.drawRings());
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

/** Lists the actors that have a number because their names have no room; each opens its evidence. */
function listNumbers(list, numbers) {
  const written = JSON.stringify([state.lang, ...numbers]);
  if (list.dataset.written === written) return;
  list.dataset.written = written;
  list.hidden = !numbers.size;
  list.replaceChildren(
    ...[...numbers].map(([actorId, n]) =>
      element(
        "li",
        {},
        element("b", {}, n),
        " ",
        button({ class: "plain", "data-opens": actorId }, opening({ actor: actorId }), label(briefly(nameOf(actorId)))),
      ),
    ),
  );
}
