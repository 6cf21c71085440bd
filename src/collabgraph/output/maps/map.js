// The page itself: the controls, and what changes with them.

/** The timer that fills the tables. */
let tablesTimer = 0;

/** After a change of the filter: pictures and tables show what is left. */
function filterChanged() {
  computed.clear();
  countShown();
  showScenes();
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
  if (!endsOf(state.selected).every((id) => caseIds.some((caseId) => viewOf(caseId).nodes.has(id))))
    state.selected = null;
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

/** Fills the controls whose options come from the data, and marks the language shown. */
function sayChoices() {
  const options = [...data.metrics.map((metric) => [metric.id, inLanguage(metric.label)]), ["", say("one_size")]];
  const chooser = document.getElementById("metric");
  chooser.replaceChildren(...options.map(([value, words]) => element("option", { value }, words)));
  chooser.value = state.metric;
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
  choose("forces", forcesChosen);
  for (const control of document.querySelectorAll("[data-lang]")) {
    control.addEventListener("click", () => view(() => (state.lang = control.dataset.lang))());
  }
  document.getElementById(`granularity-${state.granularity}`).checked = true;
  document.getElementById("systems").checked = state.systems;
}

function metricChosen(control) {
  state.metric = control.value;
  computed.clear();
  showScenes();
  buildLegend();
  buildTables();
}

function forcesChosen(control) {
  state.forces = control.checked;
  for (const drawing of drawings.values()) drawing.move(state.forces);
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
  for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;
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
  spots: (name) =>
    drawings
      .get(name)
      .onCanvas()
      .map(({ id, x, y, radius }) => ({ id, x, y, radius })),
  labelBoxes: (name) => drawings.get(name).labels,
  drawings: () => drawingNames(),
};

start();
