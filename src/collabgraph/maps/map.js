// The page itself: what the reader can choose, and what changes when they do.

/** What the pane was opened from, to go back to: a button, the search field or a drawing's box. */
let openedFrom = null;

/** The filling of the tables that is still to come. */
let tablesDue = 0;

/** Selects an actor or a tie in every drawing that has it, and shows its evidence; with null, selects nothing. */
function select(chosen, from = null) {
  state.selected = chosen;
  // Inside the pane one walks from evidence to evidence; the way back stays the one it was opened from.
  if (from && !document.getElementById("pane").contains(from)) openedFrom = from;
  showScenes();
  showPane();
  markRows();
  keepInSight(from);
}

/** What a button does that opens the evidence of an actor or a tie. */
function opening(chosen) {
  return (event) => {
    const pressed = event.currentTarget;
    select(chosen, pressed);
    // Whoever pressed it by keyboard goes on reading in the pane, as does one whose button was in the pane and is gone.
    if (event.detail === 0 || !pressed.isConnected) document.getElementById("pane-title").focus();
  };
}

/** Closes the pane and goes back to where it was opened. */
function leave() {
  select(null);
  wayBack().focus();
  openedFrom = null;
}

/** What the pane was opened from, or the button that has taken its place, or the search. */
function wayBack() {
  if (openedFrom?.isConnected) return openedFrom;
  const same = (each) => each.dataset.opens === openedFrom?.dataset.opens;
  return [...document.querySelectorAll("table [data-opens]")].find(same) ?? document.getElementById("search");
}

/** Where the pane comes up from below, scrolls a drawing so that it does not cover the actor pressed. */
function keepInSight(from) {
  const drawing = [...drawings.values()].find((each) => each.box === from);
  const spot = drawing?.onCanvas().find(({ id }) => id === (state.selected?.actor ?? state.selected?.from));
  if (!spot || !isNarrow()) return;
  window.scrollBy({ top: from.getBoundingClientRect().top + spot.y - window.innerHeight * 0.22 });
}

/** Shows every drawing's scene, as it now is. */
function showScenes() {
  for (const name of drawingNames()) {
    figureOf(name).querySelector("h2").replaceChildren(...titleOf(name));
    figureOf(name).querySelector(".facts").textContent = headingOf(name).facts;
    drawings.get(name).show(sceneOf(name));
  }
}

function titleOf(name) {
  const mark = caseIds.length > 1 && name !== DIFFERENCE ? markSample(data.marks[name === caseIds[0] ? "A" : "B"]) : null;
  return [mark, label(headingOf(name).title)].filter(Boolean);
}

/** The title of a drawing, and how much of what it shows. */
function headingOf(name) {
  return name === DIFFERENCE ? headingOfBoth() : headingOfCase(name);
}

function headingOfCase(caseId) {
  const { nodes } = viewOf(caseId);
  const { ties, bases } = tieCounts(caseId);
  const standing = bases.map(([basis, n]) => say("n_on_basis", { n, basis: term("basis", basis) })).join(", ");
  const counted = `${sayMany("one_actor", "n_actors", nodes.size)}, ${sayMany("one_tie", "n_ties", ties)}${standing ? `: ${standing}` : ""}`;
  const shown = shownOf(caseId).nodes.size;
  return {
    title: inLanguage(caseNamed(caseId).title),
    facts: shown < nodes.size ? `${counted}. ${say("shown_now", { n: shown })}` : counted,
  };
}

function headingOfBoth() {
  const { standing, ties } = difference();
  const count = (values, which) => values.filter((each) => each === which).length;
  const words = ["both", "A", "B"].map((which) => say("n_which", {
    actors: count([...standing.values()], which), ties: count(ties.map((tie) => tie.standing), which), which: whichCases(which),
  }));
  return { title: say("difference_title", { first: data.cases[0].name, second: data.cases[1].name }), facts: words.join("; ") };
}

/** The figure of a drawing, made when it is first shown. */
function figureOf(name) {
  const id = `drawing-${drawingIndex(name)}`;
  return document.getElementById(id) ?? makeFigure(name, id);
}

function makeFigure(name, id) {
  const box = element("div", { class: "canvas", tabindex: "0", role: "application", "aria-labelledby": `${id}-title`, "aria-describedby": "keys" });
  const room = element("p", { class: "note" });
  const zooms = [
    ["+", "zoom_in", () => drawings.get(name).zoom(1.3)],
    ["−", "zoom_out", () => drawings.get(name).zoom(1 / 1.3)],
    ["⤢", "whole_picture", () => drawings.get(name).place()],
  ];
  const figure = element("figure", { id, class: "map" },
    element("figcaption", {}, element("h2", { id: `${id}-title` }), element("p", { class: "facts" })),
    box,
    element("div", { class: "room" }, room, element("div", { class: "zooms" }, ...zooms.map(([sign, key, press]) =>
      button({ "data-word-label": key, "aria-label": say(key) }, press, sign)))));
  document.getElementById("drawings").append(figure);
  drawings.set(name, new Drawing(name, box, {
    opened: (chosen) => select(chosen, box),
    labelled: (labels, all) => sayRoom(room, labels, all),
  }));
  box.addEventListener("keydown", (event) => walk(drawings.get(name), event));
  for (const change of ["focus", "blur"]) box.addEventListener(change, () => drawings.get(name).redraw());
  return figure;
}

/** Says how many labels have found no room. */
function sayRoom(room, labels, all) {
  const words = labels === all ? "" : say("labels_hidden", { n: all - labels, m: all });
  if (room.textContent !== words) room.textContent = words;
}

/** What a key does in a drawing: arrows walk its actors, Enter opens one, Escape leaves. */
function walk(drawing, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const ids = actorsOf(drawing.name);
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const turns = { PageDown: 1, PageUp: -1 };
  const { key } = event;
  const acts = {
    Home: () => goToActor(drawing, ids[0]),
    End: () => goToActor(drawing, ids.at(-1)),
    Enter: () => openWalked(drawing),
    " ": () => openWalked(drawing),
    Escape: () => (state.selected ? select(null) : goToActor(drawing, null)),
    "+": () => drawing.zoom(1.3),
    "-": () => drawing.zoom(1 / 1.3),
    0: () => drawing.place(),
  };
  const act = key in steps ? () => goToActor(drawing, nearestTo(drawing, ...steps[key]) ?? drawing.walked ?? ids[0])
    : key in turns ? () => goToActor(drawing, ids[(ids.indexOf(drawing.walked) + turns[key] + ids.length) % ids.length])
    : acts[key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** The actor nearest to the one walked to, within a quarter turn of a direction; from nowhere, the nearest to the middle. */
function nearestTo(drawing, right, down) {
  const spots = drawing.onCanvas();
  const here = spots.find((spot) => spot.id === drawing.walked);
  const { width, height } = drawing.area();
  const from = here ?? { x: width / 2, y: height / 2 };
  const ahead = (spot) => (spot.x - from.x) * right + (spot.y - from.y) * down;
  const aside = (spot) => Math.abs((spot.x - from.x) * down) + Math.abs((spot.y - from.y) * right);
  const candidates = here ? spots.filter((spot) => spot !== here && ahead(spot) > 0 && aside(spot) <= ahead(spot) * 1.5) : spots;
  const distance = (spot) => Math.hypot(spot.x - from.x, spot.y - from.y);
  return candidates.sort((one, other) => distance(one) - distance(other))[0]?.id ?? null;
}

function goToActor(drawing, actorId) {
  drawing.walked = actorId ?? null;
  drawing.redraw();
  if (!actorId) return;
  const ties = neighboursIn(drawing.name, actorId).size;
  announce(say("walked_to", { name: briefly(nameOf(actorId)), kind: term("kind", actors.get(actorId).kind), ties: sayMany("one_neighbour", "n_neighbours", ties) }));
}

function openWalked(drawing) {
  if (!drawing.walked) return;
  select({ actor: drawing.walked }, drawing.box);
  document.getElementById("pane-title").focus();
}

/** After a change of the filter: pictures and tables show what is left. */
function filterChanged() {
  worked.clear();
  countShown();
  showScenes();
  // A long table takes longer than the picture, which is what the reader looks at; a later change replaces an earlier.
  clearTimeout(tablesDue);
  tablesDue = setTimeout(fillTables);
  const shown = drawingNames().map((name) => actorsOf(name).length).join(" + ");
  announce(say("actors_shown", { n: shown }));
}

/** After a change of view or language: everything is said and drawn anew. */
function viewChanged() {
  worked.clear();
  const known = state.selected && ("actor" in state.selected ? [state.selected.actor] : [state.selected.from, state.selected.to])
    .every((id) => caseIds.some((caseId) => viewOf(caseId).nodes.has(id)));
  if (!known) state.selected = null;
  sayFixedWords();
  sayChoices();
  for (const figure of document.querySelectorAll("#drawings > figure")) figure.hidden = true;
  for (const name of drawingNames()) figureOf(name).hidden = false;
  document.getElementById("drawings").classList.toggle("beside", drawingNames().length > 1);
  buildLegend();
  buildTables();
  buildAbout();
  showScenes();
  for (const name of drawingNames()) drawings.get(name).settle();
  showPane();
  markRows();
}

/** Fills the choices whose words come from the data, and says which language is shown. */
function sayChoices() {
  const options = [...data.metrics.map((metric) => [metric.id, inLanguage(metric.label)]), ["", say("one_size")]];
  const chooser = document.getElementById("metric");
  chooser.replaceChildren(...options.map(([value, words]) => element("option", { value }, words)));
  chooser.value = state.metric;
  for (const each of document.querySelectorAll("[data-lang]")) each.setAttribute("aria-pressed", String(each.dataset.lang === state.lang));
}

/** Connects a control of the page with what it chooses. */
function choose(id, set) {
  const control = document.getElementById(id);
  control?.addEventListener("change", () => set(control));
}

function startChoices() {
  const view = (change) => (control) => {
    change(control);
    viewChanged();
  };
  for (const granularity of ["office", "role"]) choose(`granularity-${granularity}`, view(() => (state.granularity = granularity)));
  choose("systems", view((control) => (state.systems = control.checked)));
  choose("beside", view(() => (state.together = false)));
  choose("together", view(() => (state.together = true)));
  choose("metric", (control) => {
    state.metric = control.value;
    worked.clear();
    showScenes();
    buildLegend();
    buildTables();
  });
  choose("forces", (control) => {
    state.forces = control.checked;
    for (const drawing of drawings.values()) drawing.move(state.forces);
  });
  for (const each of document.querySelectorAll("[data-lang]")) {
    each.addEventListener("click", () => {
      state.lang = each.dataset.lang;
      viewChanged();
    });
  }
  document.getElementById(`granularity-${state.granularity}`).checked = true;
  document.getElementById("systems").checked = state.systems;
}

function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && state.selected && !event.defaultPrevented) leave();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    figureOf(drawingNames()[0]).querySelector(".canvas").focus();
  });
}

function start() {
  for (const each of document.querySelectorAll("[data-needs-script]")) each.hidden = false;
  startChoices();
  startSearch();
  startPrinting();
  startKeys();
  document.getElementById("save-svg").addEventListener("click", saveSvg);
  document.getElementById("save-png").addEventListener("click", savePng);
  viewChanged();
  requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = "true")));
}

/** What tests can ask of the page. */
window.collabgraphMap = {
  selected: () => state.selected,
  actors: (name) => actorsOf(name),
  ties: (name) => sceneOf(name).edges.length,
  spots: (name) => drawings.get(name).onCanvas().map(({ id, x, y, radius }) => ({ id, x, y, radius })),
  labelBoxes: (name) => drawings.get(name).labels,
  drawings: () => drawingNames(),
};

start();
