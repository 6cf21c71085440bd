// The evidence pane: every claim of an actor or a tie, with basis, source and place in the source.

/** Shows the evidence of the selection, or a hint how to select something. */
function showPane() {
  const pane = document.getElementById("pane");
  const chosen = state.selected;
  pane.classList.toggle("open", chosen !== null);
  pane.replaceChildren(
    ...(chosen === null ? emptyPane() : "actor" in chosen ? actorPane(chosen.actor) : tiePane(chosen)),
  );
  pane.scrollTop = 0;
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
    actor.comment && element("p", {}, label(inLanguage(actor.comment))),
    ...namedActors(say("may_be"), actor.possibly),
    ...namedActors(say("belongs_to"), actor.office ? [actor.office] : []),
    ...data.cases.map((caseData) => actorInCase(caseData, actorId)),
  ].filter(Boolean);
}

/** The kind, sector and level of an actor, on one line. */
function whatItIs(actor) {
  const level = actor.level ? term("level", actor.level) : null;
  return [
    term("kind", actor.kind),
    say("sector_is", { sector: term("sector", actor.sector) }),
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
    element("h4", {}, say("roles")),
    element("p", {}, roles.length ? roles.join(", ") : say("no_role")),
    ...claimsOfActor.map(([claimId, claim]) =>
      claimElement(claimId, claim, claim.actor === actorId ? [] : [nameOf(claim.actor)]),
    ),
    element("h4", {}, sayMany("one_neighbour", "n_neighbours", tiesAt(caseData.id, actorId).length)),
    ...tieList(caseData.id, actorId),
    ...notDrawnClaims(caseData.id, ({ from, to }) => node.members.includes(from) || node.members.includes(to)),
    element("h4", {}, say("metrics")),
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
      edges.map((edge) => say("kind_on_basis", { kind: term("tie", edge.kind), basis: term("basis", edge.basis) })),
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
  const edges = caseIds.flatMap((caseId) => edgesBetween(caseId, from, to));
  const both = edges.length > 0 && edges.every((edge) => edge.both_ways);
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

function tieInCase(caseData, from, to, claim) {
  const edges = edgesBetween(caseData.id, from, to).toSorted((one, other) => (other.id === claim) - (one.id === claim));
  const { nodes } = viewOf(caseData.id);
  const inside = (end, member) => nodes.get(end)?.members.includes(member) ?? false;
  return element(
    "section",
    {},
    caseHead(caseData),
    edges.length ? null : element("p", { class: "note" }, say("tie_not_known")),
    ...edges.map((edge) => tieClaim(caseData.id, edge.id)),
    ...notDrawnClaims(caseData.id, (named) => inside(from, named.from) && inside(to, named.to)),
  );
}

function tieClaim(caseId, claimId) {
  const claim = claims.get(caseId).get(claimId);
  return claimElement(
    claimId,
    claim,
    [term("tie", claim.kind)],
    `${briefly(nameOf(claim.from))} → ${briefly(nameOf(claim.to))}`,
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
