// The table below every drawing, with the same content; and the statements of each case.

/** Drawing -> the column its table is sorted by, and the direction. */
const sorting = new Map();

/** Body of a table -> the timer that adds its other rows. */
const rowTimers = new Map();
const ROWS_AT_ONCE = 60;

/** Builds the tables anew, in the language shown. */
function buildTables() {
  for (const timer of rowTimers.values()) clearTimeout(timer);
  rowTimers.clear();
  document.getElementById("tables").replaceChildren(...drawingNames().map(tableSection));
  fillTables();
}

function tableSection(drawing) {
  const id = `table-${drawingIndex(drawing)}`;
  const caption =
    drawing === DIFFERENCE ? say("table_of_both") : say("table_of", { case: inLanguage(caseNamed(drawing).title) });
  const heads = columnsOf(drawing).map((column) => headCell(drawing, column));
  return element(
    "div",
    { class: "table-room", role: "region", tabindex: "0", "aria-labelledby": id },
    element(
      "table",
      { "data-table": drawing },
      element("caption", {}, element("span", { id }, caption)),
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}),
    ),
  );
}

function drawingIndex(drawing) {
  return drawing === DIFFERENCE ? caseIds.length : caseIds.indexOf(drawing);
}

/** The columns of a drawing's table: { id, title, cell(actorId), value(actorId) }; `mostFirst` where the greatest is first. */
function columnsOf(drawing) {
  const kindOf = (actorId) => term("kind", actors.get(actorId).kind);
  const rolesOf = (actorId) => rolesIn(casesOf(drawing), actorId).join(", ") || say("no_role");
  return [
    { id: "actor", title: say("actor"), value: nameOf, cell: nameCell },
    {
      id: "kind",
      title: say("kind_of_actor"),
      value: kindOf,
      cell: (actorId) => [markSample(kinds.get(actors.get(actorId).kind)), " ", kindOf(actorId)],
    },
    ...(drawing === DIFFERENCE ? [presenceColumn()] : []),
    { id: "role", title: say("role"), value: rolesOf, cell: rolesOf },
    {
      id: "neighbours",
      title: say("neighbours"),
      value: (actorId) => neighboursIn(drawing, actorId).size,
      mostFirst: true,
      cell: (actorId) => neighbourCell(drawing, actorId),
    },
    ...metricColumns(drawing),
  ];
}

/** The column that says in which of the two cases an actor is. */
function presenceColumn() {
  const presence = (actorId) => difference().presence.get(actorId);
  return {
    id: "presence",
    title: say("in_which_case"),
    value: (actorId) => whichCases(presence(actorId)),
    cell: (actorId) => [markSample(data.marks[presence(actorId)]), " ", whichCases(presence(actorId))],
  };
}

/** The metrics of a case; of both cases, the metric of sizes, in each of them. */
function metricColumns(drawing) {
  const both = drawing === DIFFERENCE;
  const shown = both ? data.metrics.filter(({ id }) => id === (state.metric || data.metrics[0].id)) : data.metrics;
  return shown.flatMap((metric) => casesOf(drawing).map((caseId) => metricColumn(metric, caseId, both)));
}

function metricColumn(metric, caseId, both) {
  const words = inLanguage(metric.label);
  return {
    id: `${metric.id} ${caseId}`,
    title: both ? say("metric_in", { metric: words, case: caseNamed(caseId).name }) : words,
    explained: inLanguage(metric.question),
    value: (actorId) => valueOf(caseId, actorId, metric.id) ?? -Infinity,
    cell: (actorId) => metricCell(caseId, actorId, metric),
    numeric: true,
    mostFirst: true,
    other: metric.id !== state.metric, // on paper there is room for one metric
  };
}

function metricCell(caseId, actorId, metric) {
  if (!shownOf(caseId).nodes.has(actorId)) return element("span", { class: "note" }, say("not_there"));
  const value = valueOf(caseId, actorId, metric.id);
  return value === null
    ? element("span", { class: "note", title: whyUndefined(caseId, metric) }, say("undefined"))
    : number(value);
}

/** The roles of an actor in these cases, in words. */
function rolesIn(cases, actorId) {
  const roles = cases.flatMap((caseId) => viewOf(caseId).nodes.get(actorId)?.roles ?? []);
  return [...new Set(roles)].map((role) => term("role", role)).sort(alphabetical);
}

/** Neighbours of an actor in a drawing, each with the directions of their ties: { to, from }. */
function neighboursIn(drawing, actorId) {
  const neighbours = new Map();
  for (const caseId of casesOf(drawing)) {
    for (const [other, ways] of neighboursOf(caseId).get(actorId) ?? [])
      neighbours.set(other, { ...neighbours.get(other), ...ways });
  }
  return neighbours;
}

function nameCell(actorId) {
  return button(
    { class: "plain", "data-opens": actorId, "aria-pressed": "false" },
    opening({ actor: actorId }),
    label(briefly(nameOf(actorId))),
  );
}

function neighbourCell(drawing, actorId) {
  const neighbours = [...neighboursIn(drawing, actorId)].sort(([one], [other]) =>
    alphabetical(nameOf(one), nameOf(other)),
  );
  if (!neighbours.length) return element("span", { class: "note" }, say("no_tie"));
  return element(
    "ul",
    { class: "neighbours" },
    ...neighbours.map(([other, { to, from }]) => {
      const [arrow, way] = to && from ? ["↔", say("with")] : to ? ["→", say("to")] : ["←", say("from")];
      return element(
        "li",
        {},
        button(
          { class: "plain", "data-opens": other },
          opening({ actor: other }),
          element("span", { "aria-hidden": "true" }, arrow),
          element("span", { class: "quiet" }, way),
          " ",
          label(briefly(inLanguage(actors.get(other).short))),
        ),
      );
    }),
  );
}

function headCell(drawing, column) {
  const sorted = sorting.get(drawing) ?? { id: "actor", down: false };
  const direction = sorted.id === column.id ? (sorted.down ? "descending" : "ascending") : "none";
  const press = () => sortBy(drawing, column);
  return element(
    "th",
    { scope: "col", "aria-sort": direction, class: classOf(column), "data-column": column.id },
    button(
      { title: column.explained ?? null },
      press,
      column.title,
      element("span", { class: "way", "aria-hidden": "true" }),
    ),
  );
}

function classOf({ numeric, other }) {
  return numeric ? `number${other ? " other" : ""}` : null;
}

/** Sorts a table by a column, in reverse when repeated. Numbers start with the greatest. */
function sortBy(drawing, column) {
  const now = sorting.get(drawing) ?? { id: "actor", down: false };
  const down = now.id === column.id ? !now.down : Boolean(column.mostFirst);
  sorting.set(drawing, { id: column.id, down });
  for (const head of tableOf(drawing).querySelectorAll("th[data-column]")) {
    head.setAttribute("aria-sort", head.dataset.column === column.id ? (down ? "descending" : "ascending") : "none");
  }
  fillTable(drawing);
}

function tableOf(drawing) {
  return [...document.querySelectorAll("table[data-table]")].find((table) => table.dataset.table === drawing);
}

function fillTables() {
  drawingNames().forEach(fillTable);
}

function fillTable(drawing) {
  const columns = columnsOf(drawing);
  const sorted = sorting.get(drawing) ?? { id: "actor", down: false };
  const column = columns.find(({ id }) => id === sorted.id) ?? columns[0];
  const rows = actorsOf(drawing).map((actorId) => ({ actorId, value: column.value(actorId) }));
  rows.sort((one, other) => (sorted.down ? -1 : 1) * inOrder(one.value, other.value));
  const ids = rows.map(({ actorId }) => actorId);
  const body = tableOf(drawing).tBodies[0];
  body.replaceChildren();
  addRows(body, columns, ids);
}

/** Adds rows to a table, the first at once and the others in batches, so that the page stays responsive. */
function addRows(body, columns, ids) {
  clearTimeout(rowTimers.get(body));
  body.append(...ids.slice(0, ROWS_AT_ONCE).map((actorId) => rowOf(columns, actorId)));
  markRows();
  const rest = ids.slice(ROWS_AT_ONCE);
  const timer = rest.length ? setTimeout(() => addRows(body, columns, rest)) : 0;
  rowTimers.set(body, timer);
}

function inOrder(one, other) {
  if (typeof one === "string") return alphabetical(one, other);
  return one === other ? 0 : one < other ? -1 : 1;
}

function rowOf(columns, actorId) {
  return element(
    "tr",
    { "data-actor": actorId },
    ...columns.map((column, place) => {
      const cell = column.cell(actorId);
      return place === 0 ? element("th", { scope: "row" }, cell) : element("td", { class: classOf(column) }, cell);
    }),
  );
}

/** Marks the row of the selected actor in every table. */
function markRows() {
  for (const row of document.querySelectorAll("tr[data-actor]")) {
    const chosen = state.selected?.actor === row.dataset.actor;
    row.classList.toggle("chosen", chosen);
    row.querySelector("th button").setAttribute("aria-pressed", String(chosen));
  }
}

/** Shows the statements of each case: who counts, what a tie is, and what is not known. */
function buildAbout() {
  document.getElementById("cases").replaceChildren(...data.cases.map(aboutCase));
}

function aboutCase(caseData, place) {
  return element(
    "section",
    {},
    element("h3", {}, label(inLanguage(caseData.title))),
    element(
      "dl",
      {},
      ...about(say("period"), caseData.period),
      ...about(say("who_counts"), inLanguage(caseData.boundary)),
      ...about(say("what_is_a_tie"), inLanguage(caseData.tie_definition)),
      ...about(say("not_drawn"), leftOut(caseData.id)),
      ...about(say("missing_data"), inLanguage(caseData.missing_data), { id: `missing-${place}`, tabindex: "-1" }),
    ),
    ...notDrawnClaims(caseData.id, () => true),
  );
}

function about(name, words, attributes = {}) {
  return [element("dt", attributes, name), element("dd", {}, label(words || say("not_said")))];
}
