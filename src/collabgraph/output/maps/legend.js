// The legend, which is the filter: what each mark and line means, how many there are, and whether they are shown.

/** The groups of the legend: their title, the values they count, their order and the sample of each value. */
function legendGroups() {
  return [
    {
      group: "kind",
      counts: say("counts_actors"),
      title: say("kind_of_actor"),
      open: true,
      of: (caseId) => [...viewOf(caseId).nodes.values()].map((node) => [node.kind]),
      sample: (kind) => (state.together || colouring().id !== "kind" ? null : markSample(kinds.get(kind))),
    },
    {
      group: "basis",
      counts: say("counts_claims"),
      title: say("basis"),
      open: true,
      of: (caseId) => viewOf(caseId).edges.map((edge) => [edge.basis]),
      order: data.bases,
      sample: (basis) => (state.together || !basis ? null : lineSample(basisLine(basis))),
    },
    {
      group: "tie",
      counts: say("counts_claims"),
      title: say("kind_of_tie"),
      open: false,
      of: (caseId) => viewOf(caseId).edges.map((edge) => [edge.kind]),
      sample: () => null,
    },
    {
      group: "role",
      counts: say("counts_actors"),
      title: say("role"),
      open: false,
      of: (caseId) => [...viewOf(caseId).nodes.values()].map(filterRoles),
      sample: () => null,
    },
  ];
}

function basisLine(basis) {
  return { colour: TIE_COLOUR, width: 1.8, line: lineOn(basis), head: "arrow" };
}

/** Builds the legend again, for another language, view or layout. */
function buildLegend() {
  const open = new Map(
    [...document.querySelectorAll("#filters details")].map((group) => [group.dataset.group, group.open]),
  );
  document.getElementById("keys-to-marks").replaceChildren(...keysToMarks());
  const groups = legendGroups().filter(({ of }) => caseIds.some((caseId) => of(caseId).flat().some(Boolean)));
  document.getElementById("filters").replaceChildren(...groups.map((group) => groupElement(group, open)));
  document.getElementById("metrics-of").textContent = say(
    caseIds.every(isWhole) ? "metrics_on_all" : "metrics_of_shown",
    {
      sizes: caseIds.map((caseId) => `${caseNamed(caseId).name}: ${shownSizes(caseId)}`).join("; "),
    },
  );
  buildStrip();
  document.getElementById("not-drawn").replaceChildren(...notDrawn());
  countShown();
}

/** The strips above the maps: every style of line, and what colours and shapes mean, with words. */
function buildStrip() {
  const fillKey = (id, title, items) =>
    document
      .getElementById(id)
      .replaceChildren(
        ...(items.length ? [element("li", { class: "note" }, `${title}:`)] : []),
        ...items.map(({ sample, words }) => element("li", {}, sample, element("span", {}, label(words)))),
      );
  fillKey("line-key", say("ties_are"), state.together ? ["both", "A", "B"].map(differenceSamples) : lineSamples());
  fillKey("mark-key", colouring().label, state.together ? [] : lookSamples());
}

function differenceSamples(presence) {
  const sample = element("span", {}, markSample(data.marks[presence]), lineSample(DIFFERENCE_LINES[presence]));
  return { sample, words: whichCases(presence) };
}

function lookSamples() {
  return lookOf().rows.map(({ words, mark, count }) => ({ sample: markSample(mark), words: `${words} (${count})` }));
}

/** The styles of lines that are shown: those of bases, of negative ties, and of several ties in one line. */
function lineSamples() {
  const edges = caseIds.flatMap((caseId) => shownOf(caseId).edges);
  const bases = data.bases.filter((basis) => edges.some((edge) => edge.basis === basis));
  const negative = { ...basisLine(""), colour: NEGATIVE_COLOUR, head: "bar" };
  return [
    ...bases.map((basis) => ({ sample: lineSample(basisLine(basis)), words: term("basis", basis) })),
    edges.some(({ sign }) => sign === "negative") && { sample: lineSample(negative), words: term("sign", "negative") },
    byPair(edges).some((parallel) => parallel.length > 1) && {
      sample: lineSample({ ...basisLine(""), width: 5 }),
      words: say("line_of_several"),
    },
  ].filter(Boolean);
}

/** What arrows and sizes mean. */
function keysToMarks() {
  const directed = caseIds.some((caseId) => viewOf(caseId).directed);
  const lines = [say(state.together ? "line_is_tie" : "line_opens"), say(directed ? "arrows" : "no_arrows")];
  return [
    element("li", { class: "sizes" }, ...sizeKey()),
    ...(colouring().id === "community" ? [say("community_convention")] : []).map((words) =>
      element("li", { class: "note" }, words),
    ),
    ...lines.map((words) => element("li", { class: "note" }, words)),
  ];
}

function sizeKey() {
  const metric = data.metrics.find(({ id }) => id === state.metric);
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
    [...shownOf(caseId).nodes.keys()].some((actorId) => valueOf(caseId, actorId, metric.id) === null),
  );
  return [...new Set(concerned.map((caseId) => say("hollow", { reason: whyUndefined(caseId, metric) })))];
}

function groupElement({ group, title, counts: unit, open, of, order, sample }, wasOpen) {
  const counts = caseIds.map((caseId) => countsOf(of(caseId)));
  const values = [...new Set(counts.flatMap((countByValue) => [...countByValue.keys()]))];
  values.sort((one, other) =>
    order
      ? order.indexOf(one) - order.indexOf(other)
      : alphabetical(filterWords(group, one), filterWords(group, other)),
  );
  const rows = values.map((value) =>
    filterRow(
      group,
      value,
      counts.map((countByValue) => countByValue.get(value) ?? 0),
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
        caseIds.length === 2 &&
          element(
            "span",
            { class: "count-heads", "aria-hidden": "true" },
            ...data.cases.map(({ name }) => element("span", {}, name)),
          ),
      ),
      element("ul", {}, ...rows),
      element("p", { class: "note" }, unit),
    ),
  );
}

/** Value -> how often it occurs in a list of lists of values. */
function countsOf(lists) {
  const counts = new Map();
  for (const value of lists.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
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
  const spoken =
    caseIds.length > 1
      ? data.cases.map(({ name }, place) => say("count_in", { n: counts[place], case: name })).join(", ")
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
      ...(counts.length > 2 ? [sum(counts)] : counts).map((count) =>
        element("span", { class: "count", "aria-hidden": "true" }, count),
      ),
      element("span", { class: "quiet" }, ` (${spoken})`),
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

/** What is not drawn of each case, with a link to its note on missing data. */
function notDrawn() {
  return data.cases.map(({ id, name }, place) =>
    element(
      "li",
      {},
      element("strong", {}, label(name)),
      ": ",
      leftOut(id),
      " ",
      jump(`missing-${place}`, say("what_is_missing")),
    ),
  );
}

/** The numbers of coded ties of a case that its view leaves out, by reason. */
function leftOut(caseId) {
  const reasons = Object.entries(viewOf(caseId).omitted).map(([reason, count]) =>
    say("omitted", { n: count, reason: inLanguage(data.omissions[reason]) }),
  );
  return reasons.length ? say("left_out", { reasons: reasons.join("; ") }) : say("nothing_left_out");
}

/** A button that goes to another place of the page: in a page embedded by srcdoc a "#" link leads elsewhere. */
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
