// The evidence pane: every claim of an actor or a tie, with basis, source and place in the source.

/** Shows the evidence of the selection, or a hint how to select something. */
function showPane() {
  const pane = document.getElementById("pane");
  const chosen = state.selected;
  pane.classList.toggle("open", chosen !== null);
  pane.replaceChildren(...(chosen === null ? emptyPane() : paneOf(chosen)));
  pane.scrollTop = 0;
}

function paneOf(chosen) {
  if ("path" in chosen) return pathPane(chosen.path);
  return "actor" in chosen ? actorPane(chosen.actor) : tiePane(chosen);
}

/** The path between two actors in every case, step by step, each step a sentence. */
function pathPane([from, to]) {
  return [
    paneHead(label(say("path_title", { from: shortOf(from), to: shortOf(to) }))),
    ...data.cases.map((caseData) => element("section", {}, caseHead(caseData), ...pathInCase(caseData.id, [from, to]))),
  ];
}

function pathInCase(caseId, ends) {
  const path = pathOfSelection(caseId, ends);
  if (!path) return [element("p", { class: "note" }, say("no_path"))];
  const steps = edgesOnPath(caseId, path);
  return [
    element("p", {}, say(path.directed ? "path_length" : "path_ignoring", { n: steps.length })),
    element(
      "ol",
      { class: "path" },
      ...steps.map((edges) => element("li", {}, ...edges.map((edge) => stepButton(edge)))),
    ),
  ];
}

function stepButton(edge) {
  return element(
    "p",
    {},
    button({ class: "plain" }, opening({ from: edge.from, to: edge.to, claim: edge.id }), label(tieSentence(edge))),
  );
}

/** What can be done with an actor on the map: show only what is near it, find a path from it, pin it. */
function actorChoices(actorId) {
  const shown = state.focus?.actor === actorId ? String(state.focus.steps) : "";
  const steps = element(
    "select",
    { id: "focus-steps" },
    ...[
      ["", "whole_map"],
      ["1", "within_one"],
      ["2", "within_two"],
      ["3", "within_three"],
      ["1000", "within_any"],
    ].map(([value, words]) => element("option", { value, selected: value === shown }, say(words))),
  );
  steps.addEventListener("change", () => focusOn(steps.value ? { actor: actorId, steps: Number(steps.value) } : null));
  const others = [...new Set(drawingNames().flatMap(actorsOf))].filter((other) => other !== actorId);
  others.sort((one, other) => alphabetical(nameOf(one), nameOf(other)));
  const path = element(
    "select",
    { id: "path-to" },
    element("option", { value: "" }, say("choose_actor")),
    ...others.map((other, place) => element("option", { value: String(place + 1) }, briefly(nameOf(other), 60))),
  );
  path.addEventListener("change", () => path.value && select({ path: [actorId, others[path.value - 1]] }));
  const pin = button({ "aria-pressed": String(pinned.has(actorId)) }, () => pinFromPane(actorId, pin), say("pin"));
  return element(
    "div",
    { class: "actor-choices" },
    element("label", {}, say("show_only"), " ", steps),
    element("label", {}, say("path_to"), " ", path),
    pin,
  );
}

function pinFromPane(actorId, pin) {
  togglePin(actorId);
  pin.setAttribute("aria-pressed", String(pinned.has(actorId)));
  for (const name of drawingNames()) drawings.get(name).redraw();
}

function emptyPane() {
  return [element("h2", { id: "pane-title" }, say("evidence")), element("p", { class: "note" }, say("evidence_hint"))];
}

function paneHead(title, ...below) {
  return element(
    "div",
    { class: "pane-head" },
    element("div", {}, element("h2", { id: "pane-title", tabindex: "-1" }, ...[title].flat()), ...below),
    button({ class: "close", "aria-label": say("close"), title: say("close_key") }, leave, "×"),
  );
}

function actorPane(actorId) {
  const actor = actors.get(actorId);
  return [
    paneHead(
      label(nameOf(actorId)),
      element("p", { class: "under" }, markSample(kinds.get(actor.kind)), whatItIs(actor)),
    ),
    actorChoices(actorId),
    actor.comment && element("p", {}, label(inLanguage(actor.comment))),
    attributeList(actor),
    ...namedActors(say("may_be"), actor.possibly),
    ...namedActors(say("belongs_to"), actor.office ? [actor.office] : []),
    ...data.cases.map((caseData) => actorInCase(caseData, actorId)),
  ].filter(Boolean);
}

/** The columns that a file gives an actor. */
function attributeList({ attributes }) {
  const rows = Object.entries(attributes).flatMap(([name, value]) => [
    element("dt", {}, label(briefly(name, 60))),
    element("dd", {}, label(briefly(value))),
  ]);
  return rows.length ? element("dl", { class: "metrics" }, ...rows) : null;
}

/** The kind, sector and level of an actor, on one line. */
function whatItIs(actor) {
  const level = actor.level ? term("level", actor.level) : null;
  return [
    actor.kind && term("kind", actor.kind),
    actor.sector && say("sector_is", { sector: term("sector", actor.sector) }),
    level && say("level_is", { level }),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** A button that opens an actor's evidence; only the name for an actor that no view has. */
function actorButton(actorId, words = briefly(nameOf(actorId))) {
  if (!caseIds.some((caseId) => viewOf(caseId).nodes.has(actorId))) return label(words);
  return button({ class: "plain", "data-opens": actorId }, opening({ actor: actorId }), label(words));
}

/** A line of words and a list of actors; empty where there are none. */
function namedActors(words, ids) {
  if (!ids.length) return [];
  const items = ids.map((id) => element("li", {}, actorButton(id)));
  return [element("p", {}, words), element("ul", { class: "named" }, ...items)];
}

function caseHead(caseData) {
  return element("h3", {}, caseMark(caseData.id), label(inLanguage(caseData.title)));
}

function actorInCase(caseData, actorId) {
  const node = viewOf(caseData.id).nodes.get(actorId);
  if (!node) return element("section", {}, caseHead(caseData), element("p", { class: "note" }, say("not_in_case")));
  const claimsOfActor = participationClaims(caseData.id, node);
  const roles = node.roles.map((role) => term("role", role)).sort(alphabetical);
  return element(
    "section",
    {},
    caseHead(caseData),
    data.bases.length > 0 && element("h4", {}, say("roles")),
    data.bases.length > 0 && element("p", {}, roles.length ? roles.join(", ") : say("no_role")),
    ...claimsOfActor.map(([claimId, claim]) =>
      claimElement(claimId, claim, claim.actor === actorId ? [] : [nameOf(claim.actor)]),
    ),
    element("h4", {}, sayMany("one_neighbour", "n_neighbours", tiesAt(caseData.id, actorId).length)),
    ...tieList(caseData.id, actorId),
    ...notDrawnClaims(caseData.id, ({ from, to }) => node.members.includes(from) || node.members.includes(to)),
    element("h4", {}, isWhole(caseData.id) ? say("metrics") : say("metrics_for", { sizes: shownSizes(caseData.id) })),
    metricList(caseData.id, actorId),
  );
}

/** The actors an actor is tied to in a case's whole view, with the edges to them and from them. */
function tiesAt(caseId, actorId) {
  const others = [...viewOf(caseId).nodes.keys()].filter((other) => other !== actorId);
  return others
    .map((other) => ({ other, to: edgesBetween(caseId, actorId, other), from: edgesBetween(caseId, other, actorId) }))
    .filter(({ to, from }) => to.length || from.length)
    .sort((one, next) => alphabetical(nameOf(one.other), nameOf(next.other)));
}

function tieList(caseId, actorId) {
  const rows = tiesAt(caseId, actorId).flatMap(({ other, to, from }) => {
    const oneWay = from.filter((edge) => !to.includes(edge));
    return [
      to.length && tieRow(actorId, other, to, actorId),
      oneWay.length && tieRow(other, actorId, oneWay, actorId),
    ].filter(Boolean);
  });
  return rows.length ? [element("ul", { class: "ties" }, ...rows)] : [element("p", { class: "note" }, say("no_tie"))];
}

function tieRow(from, to, edges, seenFrom) {
  const other = from === seenFrom ? to : from;
  const [arrow, way] = edges.every((edge) => edge.both_ways)
    ? ["↔", say("with")]
    : from === seenFrom
      ? ["→", say("to")]
      : ["←", say("from")];
  const words = [
    ...new Set(
      edges.map((edge) =>
        edge.basis
          ? say("kind_on_basis", { kind: term("tie", edge.kind), basis: term("basis", edge.basis) })
          : edge.kind,
      ),
    ),
  ];
  return element(
    "li",
    {},
    button(
      { class: "plain" },
      opening({ from, to, claim: edges[0].id }),
      element("span", { "aria-hidden": "true" }, `${arrow} `),
      element("span", { class: "quiet" }, `${way} `),
      label(briefly(nameOf(other))),
    ),
    element("span", { class: "note" }, words.join(" · ")),
  );
}

/** The claims that a tie is absent or not settled, which no line shows, among those that `concerns` accepts. */
function notDrawnClaims(caseId, concerns) {
  const { absent, open } = viewOf(caseId);
  const groups = [
    [say("claimed_absent"), absent],
    [say("not_settled"), open],
  ];
  return groups
    .map(([title, ids]) => [title, ids.filter((id) => concerns(claims.get(caseId).get(id)))])
    .filter(([, ids]) => ids.length)
    .flatMap(([title, ids]) => [element("h4", {}, title), ...ids.map((id) => tieClaim(caseId, id))]);
}

function metricList(caseId, actorId) {
  if (!shownOf(caseId).nodes.has(actorId)) return element("p", { class: "note" }, say("filtered_out"));
  const rows = data.metrics.flatMap((metric) => {
    const value = valueOf(caseId, actorId, metric.id);
    return [
      element("dt", { title: inLanguage(metric.question) }, inLanguage(metric.label)),
      element(
        "dd",
        {},
        value === null ? say("undefined_because", { reason: whyUndefined(caseId, metric) }) : number(value),
      ),
    ];
  });
  return element("dl", { class: "metrics" }, ...rows);
}

function tiePane({ from, to, claim }) {
  const edges = caseIds.flatMap((caseId) => chosenEdges(caseId, from, to, claim));
  const both = edges.some((edge) => edge.both_ways) || new Set(edges.map((edge) => edge.from)).size > 1;
  return [
    paneHead([
      actorButton(from),
      element("span", { "aria-hidden": "true" }, both ? " ↔ " : " → "),
      element("span", { class: "quiet" }, ` ${both ? say("and") : say("to")} `),
      actorButton(to),
    ]),
    ...data.cases.map((caseData) => tieInCase(caseData, from, to, claim)),
  ];
}

/** The edges from one actor to another; where no claim is chosen, those of the opposite direction too. */
function chosenEdges(caseId, from, to, claim) {
  const back = claim === undefined ? edgesBetween(caseId, to, from) : [];
  return [...new Set([...edgesBetween(caseId, from, to), ...back])];
}

function tieInCase(caseData, from, to, claim) {
  const edges = chosenEdges(caseData.id, from, to, claim).toSorted(
    (one, other) => (other.id === claim) - (one.id === claim),
  );
  const { nodes } = viewOf(caseData.id);
  const inside = (end, member) => nodes.get(end)?.members.includes(member) ?? false;
  return element(
    "section",
    {},
    caseHead(caseData),
    edges.length ? null : element("p", { class: "note" }, say("tie_not_known")),
    ...edges.map((edge) =>
      claims.get(caseData.id).has(edge.id)
        ? tieClaim(caseData.id, edge.id)
        : element("p", {}, label(tieSentence(edge))),
    ),
    ...notDrawnClaims(caseData.id, (named) => inside(from, named.from) && inside(to, named.to)),
  );
}

function tieClaim(caseId, claimId) {
  const claim = claims.get(caseId).get(claimId);
  const edge = viewOf(caseId).edges.find(({ id }) => id === claimId) ?? claim;
  return claimElement(
    claimId,
    claim,
    [term("tie", claim.kind)],
    tieSentence({ ...edge, from: claim.from, to: claim.to }),
  );
}

/** A claim as it is coded: statement, basis, confidence, and the evidence. */
function claimElement(claimId, claim, heading, between = null) {
  const facts = [
    [
      say("basis"),
      element(
        "span",
        { title: definition("basis", claim.basis) },
        lineSample({ colour: INK, width: 1.8, line: data.lines[claim.basis], head: "arrow" }),
        " ",
        term("basis", claim.basis),
      ),
    ],
    claim.status && [say("status"), term("status", claim.status)],
    claim.attribution && [
      say("attribution"),
      element("span", { title: definition("attribution", claim.attribution) }, term("attribution", claim.attribution)),
    ],
    [say("sources"), inLanguage(claim.sources)],
    claim.date && [say("date"), label(claim.date)],
    claim.confidence !== undefined && [say("confidence"), number(claim.confidence)],
  ].filter(Boolean);
  return element(
    "article",
    { class: "claim" },
    element(
      "p",
      { class: "claim-head" },
      element("strong", {}, ...heading.map((words) => label(briefly(words)))),
      element("code", {}, claimId),
    ),
    between && element("p", { class: "note" }, label(between)),
    claim.statement && element("p", {}, label(inLanguage(claim.statement))),
    element("dl", {}, ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
    element("ul", { class: "evidence" }, ...claim.evidence.map(evidenceElement)),
  );
}

function evidenceElement({ source: sourceId, polarity, locator, note }) {
  const source = sources.get(sourceId);
  return element(
    "li",
    {},
    element(
      "p",
      {},
      element("em", { class: "polarity" }, term("polarity", polarity)),
      " ",
      element("cite", {}, label(inLanguage(source.title))),
      locator ? [", ", label(inLanguage(locator))] : null,
    ),
    note && element("p", {}, label(inLanguage(note))),
    element("p", { class: "note" }, label(inLanguage(source.citation))),
  );
}
