// The views of the cases: the one chosen, without what the legend filters out.

const caseIds = data.cases.map(({ id }) => id);
const DIFFERENCE = "/difference"; // the drawing of both cases in one; no case has "/" in its id

/** The values computed since the reader last changed something. */
const computed = new Map();

/** The value of `compute`, computed once until the next change. */
function once(name, compute) {
  if (!computed.has(name)) computed.set(name, compute());
  return computed.get(name);
}

/** The names of the drawings on the page: one for each case, or the one of both. */
function drawingNames() {
  return state.together ? [DIFFERENCE] : caseIds;
}

/** The cases a drawing shows. */
function casesOf(drawing) {
  return drawing === DIFFERENCE ? caseIds : [drawing];
}

function caseNamed(caseId) {
  return data.cases.find(({ id }) => id === caseId);
}

/** A case's view at the granularity chosen, with or without information systems; nothing is filtered yet. */
function viewOf(caseId) {
  return once(`view ${caseId}`, () => {
    const found = Object.entries(data.views).find(([name]) => name === caseId)[1];
    const view = found[`${state.granularity}/${state.systems ? "systems" : "no-systems"}`];
    return {
      ...view,
      nodes: new Map(view.nodes.map((node) => [node.id, node])),
      metrics: byId(view.metrics),
      bases: basesOf(caseId, view),
    };
  });
}

/** Actor id -> the bases on which it is in the view: those of its participation and of its ties. */
function basesOf(caseId, view) {
  const bases = new Map(view.nodes.map((node) => [node.id, new Set()]));
  for (const node of view.nodes) {
    for (const [, claim] of participationClaims(caseId, node)) bases.get(node.id).add(claim.basis);
  }
  for (const edge of view.edges) {
    for (const end of [edge.from, edge.to]) bases.get(end).add(edge.basis);
  }
  return bases;
}

/** The claims, with their ids, that say an actor (or a role inside it) takes part. */
function participationClaims(caseId, node) {
  return node.members
    .flatMap((member) => participations.get(caseId).get(member)?.claims ?? [])
    .map((claimId) => [claimId, claims.get(caseId).get(claimId)]);
}

/** The roles an actor is filtered by: its own, or "no role coded". */
function filterRoles(node) {
  return node.roles.length ? node.roles : [NO_ROLE];
}

/** The actors and ties of a case that pass the filter of the legend: a Map of nodes, and edges. */
function filteredOf(caseId) {
  return once(`filtered ${caseId}`, () => {
    const { nodes, edges, bases } = viewOf(caseId);
    const checked = (group, value) => !state.unchecked[group].has(value);
    const passes = (node) =>
      checked("kind", node.kind) &&
      filterRoles(node).some((role) => checked("role", role)) &&
      (!data.bases.length || [...bases.get(node.id)].some((basis) => checked("basis", basis)));
    const shown = new Map([...nodes].filter(([, node]) => passes(node)));
    return {
      nodes: shown,
      edges: edges.filter(
        (edge) =>
          checked("tie", edge.kind) && checked("basis", edge.basis) && shown.has(edge.from) && shown.has(edge.to),
      ),
    };
  });
}

/** What a drawing of a case shows: what passes the filter and is near the actor in focus. */
function shownOf(caseId) {
  return once(`shown ${caseId}`, () => {
    const filtered = filteredOf(caseId);
    if (!state.focus) return filtered;
    const near = withinSteps(filtered, state.focus.actor, state.focus.steps);
    return {
      nodes: new Map([...filtered.nodes].filter(([id]) => near.has(id))),
      edges: filtered.edges.filter(({ from, to }) => near.has(from) && near.has(to)),
    };
  });
}

/** The ids of the actors at most so many ties away from an actor, the direction of ties ignored; itself included. */
function withinSteps({ nodes, edges }, actorId, steps) {
  const near = new Set(nodes.has(actorId) ? [actorId] : []);
  const partners = partnersIn(edges);
  let edge = [...near];
  for (let step = 0; step < steps && edge.length; step += 1) {
    edge = [...new Set(edge.flatMap((id) => [...(partners.get(id) ?? [])]))].filter((id) => !near.has(id));
    edge.forEach((id) => near.add(id));
  }
  return near;
}

/** Actor id -> the ids of the actors it has an edge with. */
function partnersIn(edges) {
  const partners = new Map();
  for (const { from, to } of edges) {
    for (const [one, other] of [
      [from, to],
      [to, from],
    ]) {
      if (!partners.has(one)) partners.set(one, new Set());
      partners.get(one).add(other);
    }
  }
  return partners;
}

/** Whether a drawing of a case shows all of its view. */
function isWhole(caseId) {
  const { nodes, edges } = shownOf(caseId);
  return nodes.size === viewOf(caseId).nodes.size && edges.length === viewOf(caseId).edges.length;
}

/** The ordered pairs an edge runs through: both where its kind has no direction. */
function waysOf(edge) {
  const way = [edge.from, edge.to];
  return edge.both_ways ? [way, way.toReversed()] : [way];
}

/** Ties from the edges of a case: actor -> the actors it is tied to -> the edges between them, in that direction. */
function tiesFrom(edges) {
  const ties = new Map();
  for (const edge of edges) {
    for (const [from, to] of waysOf(edge)) {
      if (!ties.has(from)) ties.set(from, new Map());
      if (!ties.get(from).has(to)) ties.get(from).set(to, []);
      ties.get(from).get(to).push(edge);
    }
  }
  return ties;
}

/** The ties of a case between actors that are shown. */
function shownTies(caseId) {
  return once(`ties ${caseId}`, () => tiesFrom(shownOf(caseId).edges));
}

/** The edges of a case's whole view from one actor to another. */
function edgesBetween(caseId, from, to) {
  const ties = once(`all ties ${caseId}`, () => tiesFrom(viewOf(caseId).edges));
  return ties.get(from)?.get(to) ?? [];
}

/** Actor id -> its neighbours, each with { to, from }, true where a tie goes that way. */
function neighboursOf(caseId) {
  return once(`neighbours ${caseId}`, () => {
    const neighbours = new Map([...shownOf(caseId).nodes.keys()].map((actorId) => [actorId, new Map()]));
    const enter = (actorId, other, way) =>
      neighbours.get(actorId).set(other, { ...neighbours.get(actorId).get(other), [way]: true });
    for (const [from, receivers] of shownTies(caseId)) {
      for (const to of receivers.keys()) {
        enter(from, to, "to");
        enter(to, from, "from");
      }
    }
    return neighbours;
  });
}

/** The number of ties that are shown of a case: ordered pairs, or pairs where ties have no direction. */
function shownTieCount(caseId) {
  const pairs = [...shownTies(caseId).values()].reduce((n, receivers) => n + receivers.size, 0);
  return viewOf(caseId).directed ? pairs : pairs / 2;
}

/** The number of ties in a case's view, in all and by strongest basis. */
function tieCounts(caseId) {
  const { ties } = viewOf(caseId);
  const bases = new Map();
  for (const [, , , , [strongest]] of ties) bases.set(strongest, (bases.get(strongest) ?? 0) + 1);
  return {
    ties: ties.length,
    bases: data.bases.filter((basis) => bases.has(basis)).map((basis) => [basis, bases.get(basis)]),
  };
}

/** An actor's value of a metric in what is shown of a case, or null where it is undefined or the actor is not shown. */
function valueOf(caseId, actorId, metric) {
  if (isWhole(caseId)) return viewOf(caseId).metrics.get(actorId)?.[metric] ?? null;
  return measuredAgain(caseId, metric).get(actorId) ?? null;
}

/** Why an actor has no value: the reason for the whole view, or the convention, which says when there is none. */
function whyUndefined(caseId, metric) {
  return inLanguage((isWhole(caseId) && viewOf(caseId).undefined[metric.id]) || metric.convention);
}

/** In which of the cases something is: "A", "B" or "both". */
function presenceOf(inFirst, inSecond) {
  return inFirst && inSecond ? "both" : inFirst ? "A" : "B";
}

/** The nodes and ties of both cases that pass the filter; `presence` is "A", "B" or "both". */
function difference() {
  return once("difference", () => {
    const [first, second] = caseIds.map(shownOf);
    const [tiesA, tiesB] = caseIds.map(shownTies);
    const nodes = new Map([...first.nodes, ...second.nodes]);
    const ties = [];
    for (const from of nodes.keys()) {
      const [inFirst, inSecond] = [tiesA.get(from) ?? new Map(), tiesB.get(from) ?? new Map()];
      for (const to of new Set([...inFirst.keys(), ...inSecond.keys()])) {
        ties.push({ from, to, presence: presenceOf(inFirst.has(to), inSecond.has(to)) });
      }
    }
    const presence = new Map(
      [...nodes.keys()].map((id) => [id, presenceOf(first.nodes.has(id), second.nodes.has(id))]),
    );
    return { nodes, presence, ties };
  });
}

/** The actors a drawing shows, by name. */
function actorsOf(drawing) {
  return once(`actors ${drawing}`, () => {
    const nodes = drawing === DIFFERENCE ? difference().nodes : shownOf(drawing).nodes;
    return [...nodes.keys()].sort((one, other) => alphabetical(nameOf(one), nameOf(other)));
  });
}
