// The legend, which is the filter: what each mark and line means, how many there are, and whether they are shown.

/** The groups of the legend: what is counted, how it is called, in which order and beside which sample. */
function legendGroups() {
  return [
    {
      group: "kind",
      title: say("kind_of_actor"),
      open: true,
      of: (caseId) => [...viewOf(caseId).nodes.values()].map((node) => [node.kind]),
      sample: (kind) => (state.together ? null : markSample(kinds.get(kind))),
    },
    {
      group: "basis",
      title: say("basis"),
      open: true,
      of: (caseId) => viewOf(caseId).edges.map((edge) => [edge.basis]),
      order: data.bases,
      sample: (basis) =>
        state.together ? null : lineSample({ colour: TIE_COLOUR, width: 1.8, line: data.lines[basis], head: "arrow" }),
    },
    {
      group: "tie",
      title: say("kind_of_tie"),
      open: false,
      of: (caseId) => viewOf(caseId).edges.map((edge) => [edge.kind]),
      sample: () => null,
    },
    {
      group: "role",
      title: say("role"),
      open: false,
      of: (caseId) => [...viewOf(caseId).nodes.values()].map(filterRoles),
      sample: () => null,
    },
  ];
}

/** Builds the legend anew, for another language, view or way of laying out. */
function buildLegend() {
  const open = new Map(
    [...document.querySelectorAll("#filters details")].map((each) => [each.dataset.group, each.open]),
  );
  document.getElementById("keys-to-marks").replaceChildren(...keysToMarks());
  document.getElementById("filters").replaceChildren(...legendGroups().map((group) => groupElement(group, open)));
  document.getElementById("not-drawn").replaceChildren(...notDrawn());
  countShown();
}

/** What marks, lines and sizes mean, as far as no checkbox says it. */
function keysToMarks() {
  const marks = state.together ? ["both", "A", "B"].map(differenceKey) : [];
  const lines = [say(state.together ? "line_is_tie" : "line_is_claim"), say("arrows")];
  return [
    ...marks,
    element("li", { class: "sizes" }, ...sizeKey()),
    ...lines.map((words) => element("li", { class: "note" }, words)),
  ];
}

function differenceKey(which) {
  return element(
    "li",
    {},
    markSample(data.marks[which]),
    lineSample(DIFFERENCE_LINES[which]),
    element("span", {}, whichCases(which)),
  );
}

function sizeKey() {
  const metric = data.metrics.find((each) => each.id === state.metric);
  if (!metric) return [say("all_of_one_size")];
  const sample = (looks) => markSample({ shape: "dot", colour: "#555555", ...looks });
  const range = sizeRange();
  const ends = (range ? [range.least, range.greatest] : []).flatMap((value) => [
    sample({ radius: Math.min(10, radiusFor(value) * 0.62) }),
    element("span", {}, number(value)),
  ]);
  const note = (...children) => element("span", { class: "note" }, ...children);
  return [
    element("span", { class: "size-name" }, say("size_shows", { metric: inLanguage(metric.label) })),
    element("span", { class: "size-samples" }, ...ends),
    note(inLanguage(metric.question)),
    state.together && note(say("larger_of_two")),
    ...hollowReasons(metric).map((reason) => note(sample({ radius: 4, hollow: true }), reason)),
  ];
}

/** Why actors are drawn hollow, in the cases where some are. */
function hollowReasons(metric) {
  const concerned = caseIds.filter((caseId) =>
    [...viewOf(caseId).nodes.keys()].some((actorId) => valueOf(caseId, actorId, metric.id) === null),
  );
  return [...new Set(concerned.map((caseId) => say("hollow", { reason: whyUndefined(caseId, metric) })))];
}

function groupElement({ group, title, open, of, order, sample }, wasOpen) {
  const counts = caseIds.map((caseId) => countsOf(of(caseId)));
  const values = [...new Set(counts.flatMap((found) => [...found.keys()]))];
  values.sort((one, other) =>
    order
      ? order.indexOf(one) - order.indexOf(other)
      : alphabetical(filterWords(group, one), filterWords(group, other)),
  );
  const rows = values.map((value) =>
    filterRow(
      group,
      value,
      counts.map((found) => found.get(value) ?? 0),
      sample(value),
    ),
  );
  return element(
    "details",
    { "data-group": group, open: wasOpen.get(group) ?? (open && !isNarrow()) },
    element("summary", {}, element("span", {}, title), element("span", { class: "tally", "data-tally": group })),
    element(
      "fieldset",
      {},
      element("legend", { class: "quiet" }, say("show_by", { what: title })),
      element(
        "div",
        { class: "every" },
        button({ class: "plain", "data-every": group }, () => checkEvery(group, values, true), say("all")),
        button({ class: "plain", "data-none": group }, () => checkEvery(group, values, false), say("none")),
        caseIds.length > 1 &&
          element(
            "span",
            { class: "count-heads", "aria-hidden": "true" },
            ...data.cases.map((each) => element("span", {}, each.name)),
          ),
      ),
      element("ul", {}, ...rows),
    ),
  );
}

/** How often each value occurs, in a list of lists of values. */
function countsOf(lists) {
  const found = new Map();
  for (const value of lists.flat()) found.set(value, (found.get(value) ?? 0) + 1);
  return found;
}

function filterWords(group, value) {
  return group === "role" && value === NO_ROLE ? say("no_role") : term(group, value);
}

function filterRow(group, value, counts, sample) {
  const box = element("input", { type: "checkbox", "data-filter": group, "data-value": value });
  box.checked = !state.unchecked[group].has(value);
  box.addEventListener("change", () => {
    check(group, value, box.checked);
    filterChanged();
  });
  const said =
    caseIds.length > 1
      ? data.cases.map((each, place) => say("count_in", { n: counts[place], case: each.name })).join(", ")
      : String(counts[0]);
  return element(
    "li",
    {},
    element(
      "label",
      { title: definition(group, value) },
      box,
      sample,
      element("span", { class: "what" }, label(filterWords(group, value))),
      ...counts.map((count) => element("span", { class: "count", "aria-hidden": "true" }, count)),
      element("span", { class: "quiet" }, ` (${said})`),
    ),
  );
}

function check(group, value, shown) {
  if (shown) state.unchecked[group].delete(value);
  else state.unchecked[group].add(value);
}

function checkEvery(group, values, shown) {
  for (const value of values) check(group, value, shown);
  for (const box of document.querySelectorAll(`input[data-filter="${group}"]`)) box.checked = shown;
  filterChanged();
}

/** Says beside each group how many of its boxes are checked. */
function countShown() {
  for (const tally of document.querySelectorAll("[data-tally]")) {
    const boxes = [...document.querySelectorAll(`input[data-filter="${tally.dataset.tally}"]`)];
    tally.textContent = say("n_of_m", { n: boxes.filter((box) => box.checked).length, m: boxes.length });
  }
}

/** What of each case is not drawn, and where it says what is missing. */
function notDrawn() {
  return data.cases.map((each, place) =>
    element(
      "li",
      {},
      element("strong", {}, label(each.name)),
      ": ",
      leftOut(each.id),
      " ",
      jump(`missing-${place}`, say("what_is_missing")),
    ),
  );
}

/** Which coded ties of a case its view leaves out, and why. */
function leftOut(caseId) {
  const reasons = Object.entries(viewOf(caseId).omitted).map(([reason, count]) =>
    say("omitted", { n: count, reason: inLanguage(data.omissions[reason]) }),
  );
  return reasons.length ? say("left_out", { reasons: reasons.join("; ") }) : say("nothing_left_out");
}

/** A link to another place of the page, made of a button: in a page embedded by srcdoc a "#" link leads elsewhere. */
function jump(id, words) {
  return button({ class: "plain" }, () => goTo(id), words);
}

function goTo(id) {
  const place = document.getElementById(id);
  place.scrollIntoView({ block: "start" });
  place.focus({ preventScroll: true });
}

function isNarrow() {
  return window.matchMedia("(max-width: 760px)").matches;
}
