// The page itself: the controls, and what changes with them.

/** The timer that fills the tables. */
let tablesTimer = 0;

/** After a change of the filter: pictures and tables show what is left. */
function filterChanged() {
  computed.clear();
  countShown();
  showScenes();
  buildLegend();
  if (state.selected) showPane();
  writeAddress();
  // A long table takes longer than the picture, which is what the reader looks at; a later change replaces an earlier.
  clearTimeout(tablesTimer);
  tablesTimer = setTimeout(fillTables);
  const shown = drawingNames()
    .map((name) => actorsOf(name).length)
    .join(" + ");
  announce(say("actors_shown", { n: shown }));
}

/** After a change of view or language: everything is written and drawn again. */
function viewChanged() {
  computed.clear();
  if (!endsOf(state.selected).every(isInView)) state.selected = null;
  if (state.focus && !isInView(state.focus.actor)) state.focus = null;
  sayFixedWords();
  sayChoices();
  for (const figure of document.querySelectorAll("#drawings > figure")) figure.hidden = true;
  for (const name of drawingNames()) figureOf(name).hidden = false;
  document.getElementById("drawings").dataset.count = drawingNames().length;
  buildLegend();
  buildTables();
  buildAbout();
  showScenes();
  showPane();
  markRows();
  sayFocus();
  writeAddress();
}

function isInView(actorId) {
  return caseIds.some((caseId) => viewOf(caseId).nodes.has(actorId));
}

/** Shows only an actor and those near it, or all again with null. */
function focusOn(focus) {
  state.focus = focus;
  sayFocus();
  filterChanged();
}

/** Says above the maps that only a part is shown, with the way back. */
function sayFocus() {
  const note = document.getElementById("focus");
  note.hidden = !state.focus;
  if (!state.focus) return;
  const { actor, steps } = state.focus;
  note.replaceChildren(
    label(say(steps > 99 ? "focus_any" : steps === 1 ? "focus_one" : "focus_steps", { name: nameOf(actor), n: steps })),
    " ",
    button({ class: "plain" }, () => focusOn(null), say("whole_map")),
  );
}

/** Shows everything again. */
function showAll() {
  for (const group of Object.values(state.unchecked)) group.clear();
  state.focus = null;
  viewChanged();
  filterChanged();
}

/** Fills the controls whose options come from the data, and marks the language shown. */
function sayChoices() {
  const options = [...data.metrics.map((metric) => [metric.id, inLanguage(metric.label)]), ["", say("one_size")]];
  const chooser = document.getElementById("metric");
  chooser.replaceChildren(...options.map(([value, words]) => element("option", { value }, words)));
  chooser.value = state.metric;
  const colours = document.getElementById("colour");
  colours.replaceChildren(...colourings().map(({ id, label: words }) => element("option", { value: id }, words)));
  colours.value = state.colour;
  colours.disabled = state.together;
  for (const control of document.querySelectorAll("[data-lang]"))
    control.setAttribute("aria-pressed", String(control.dataset.lang === state.lang));
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
  const granularity = view((control) => (state.granularity = control.value));
  choose("granularity-office", granularity);
  choose("granularity-role", granularity);
  choose(
    "systems",
    view((control) => (state.systems = control.checked)),
  );
  choose(
    "beside",
    view(() => (state.together = false)),
  );
  choose(
    "together",
    view(() => (state.together = true)),
  );
  choose("metric", metricChosen);
  choose("colour", colourChosen);
  const press = (id, action) => document.getElementById(id).addEventListener("click", action);
  press("arrange", arrangeAll);
  press("first-places", () => {
    firstPlacesAgain();
    for (const name of drawingNames()) drawings.get(name).place();
    announce(say("first_places_again"));
  });
  press("save-layout", saveLayout);
  press("copy-link", copyLink);
  for (const control of document.querySelectorAll("[data-lang]")) {
    control.addEventListener("click", () => view(() => (state.lang = control.dataset.lang))());
  }
  markChoices();
}

/** Marks in the controls what is chosen. */
function markChoices() {
  const mark = (id, on) => {
    const control = document.getElementById(id);
    if (control) control.checked = on;
  };
  mark(`granularity-${state.granularity}`, true);
  mark("systems", state.systems);
  mark(state.together ? "together" : "beside", true);
}

function metricChosen(control) {
  state.metric = control.value;
  computed.clear();
  showScenes();
  buildLegend();
  buildTables();
  writeAddress();
}

function colourChosen(control) {
  state.colour = control.value;
  computed.clear();
  showScenes();
  buildLegend();
  fillTables();
  writeAddress();
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

/** On a narrow page the choices are folded, so that the map is at the top. */
function foldChoices() {
  const narrow = window.matchMedia("(max-width: 760px)");
  const fold = () => (document.querySelector(".choices").open = !narrow.matches);
  narrow.addEventListener("change", fold);
  fold();
}

function start() {
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
  foldChoices();
  takeUpPlaces();
  readAddress();
  startChoices();
  startSearch();
  startPrinting();
  startKeys();
  document.getElementById("save-svg").addEventListener("click", saveSvg);
  document.getElementById("save-png").addEventListener("click", savePng);
  viewChanged();
  sayWhetherMoved();
  window.addEventListener("hashchange", () => {
    readAddress();
    markChoices();
    viewChanged();
  });
  requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = "true")));
}

/** What tests can ask of the page. */
window.collabgraphMap = {
  selected: () => state.selected,
  state: () => ({ ...state, unchecked: undefined }),
  actors: (name) => actorsOf(name),
  ties: (name) => sum(sceneOf(name).edges.map(({ ties }) => ties?.length ?? 1)),
  lines: (name) =>
    sceneOf(name).edges.map(({ id, from, to, ties, width, bend: bent }) => ({
      id,
      from,
      to,
      ties: ties?.length,
      width,
      bent,
    })),
  spots: (name) =>
    drawings
      .get(name)
      .onCanvas()
      .map(({ id, x, y, radius, shape, colour, hollow }) => ({ id, x, y, radius, shape, colour, hollow })),
  labelBoxes: (name) => drawings.get(name).labels,
  numbers: (name) => [...drawings.get(name).numbers],
  drawings: () => drawingNames(),
  measured: (caseId, metric) => Object.fromEntries(measuredAgain(caseId, metric)),
  communities: (caseId) => Object.fromEntries(communitiesOf(caseId)),
  path: (caseId, from, to) => pathOfSelection(caseId, [from, to]),
  places: () => layoutNow(),
};

start();
