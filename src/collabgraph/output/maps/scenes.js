// Scenes: every actor and tie of a drawing with its shape, colour, size, line and heads.

const INK = "#1f2933";
const TIE_COLOUR = "#67727e";
const LEADER_COLOUR = "#a3abb3"; // of the line from a label to its actor: fainter than any tie, without a head
const SMALLEST = 6;
const LARGEST = 17;

/** The lines of ties in the difference of two cases; they differ by colour, width, dashes and head. */
const DIFFERENCE_LINES = {
  both: { colour: data.marks.both.colour, width: 3, line: SOLID, head: "arrow" },
  A: { colour: data.marks.A.colour, width: 1.6, line: SOLID, head: "arrow" },
  B: { colour: data.marks.B.colour, width: 1.6, line: DASHED, head: "vee" },
};

/** The scene of a drawing: { name, actors, edges }. */
function sceneOf(drawing) {
  return once(`scene ${drawing}`, () => {
    const scene = drawing === DIFFERENCE ? sceneOfBoth() : sceneOfCase(drawing);
    bend(scene.edges);
    return { name: drawing, ...scene };
  });
}

function sceneOfCase(caseId) {
  const { nodes, edges } = shownOf(caseId);
  return {
    actors: actorsOf(caseId).map((actorId) => {
      const { shape, color } = nodes.get(actorId);
      return { id: actorId, shape, colour: color, ...sizeOf(actorId, [caseId]) };
    }),
    edges: edges.map((edge) => ({
      id: edge.id,
      from: edge.from,
      to: edge.to,
      bothWays: edge.both_ways,
      words: term("tie", edge.kind),
      colour: TIE_COLOUR,
      width: edges.length > MANY_EDGES ? 0.7 : 1.4,
      line: data.lines[edge.basis],
      head: "arrow",
    })),
  };
}

function sceneOfBoth() {
  const { presence, ties } = difference();
  return {
    actors: actorsOf(DIFFERENCE).map((actorId) => {
      const { shape, colour } = data.marks[presence.get(actorId)];
      return { id: actorId, shape, colour, ...sizeOf(actorId, caseIds) };
    }),
    edges: pairedUp(ties).map(({ from, to, bothWays, presence: cases }) => ({
      id: JSON.stringify([from, to]),
      from,
      to,
      bothWays,
      words: whichCases(cases),
      ...DIFFERENCE_LINES[cases],
    })),
  };
}

/** Opposite ties that are in the same cases, merged into one line with two heads. */
function pairedUp(ties) {
  const merged = new Map();
  for (const tie of ties) {
    const back = merged.get(JSON.stringify([tie.to, tie.from]));
    if (back?.presence === tie.presence) back.bothWays = true;
    else merged.set(JSON.stringify([tie.from, tie.to]), { ...tie, bothWays: false });
  }
  return [...merged.values()];
}

/** "in both cases", or "only in" one of them. */
function whichCases(presence) {
  if (presence === "both") return say("in_both");
  return say("only_in", { case: caseNamed(caseIds[presence === "A" ? 0 : 1]).name });
}

/** The least and the greatest value of the metric of sizes, over all cases of the page; null where there is none. */
function sizeRange() {
  return once("sizes", () => {
    const values = caseIds
      .flatMap((caseId) => [...viewOf(caseId).nodes.keys()].map((actorId) => valueOf(caseId, actorId, state.metric)))
      .filter((value) => value !== null);
    return values.length ? { least: Math.min(...values), greatest: Math.max(...values) } : null;
  });
}

/** The size of an actor; the smallest, and hollow, where its metric is undefined. */
function sizeOf(actorId, cases) {
  if (!state.metric) return { radius: crowded(9), hollow: false };
  const values = cases.map((caseId) => valueOf(caseId, actorId, state.metric)).filter((value) => value !== null);
  if (!values.length) return { radius: crowded(SMALLEST), hollow: true };
  return { radius: radiusFor(Math.max(...values)), hollow: false };
}

/** The radius of a value: its area grows with the distance from the least value, or from 0. */
function radiusFor(value) {
  const { least, greatest } = sizeRange();
  const start = Math.min(0, least);
  const share = greatest > start ? (value - start) / (greatest - start) : 0;
  return crowded(SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(share));
}

/** The radius, reduced where there are many actors. */
function crowded(radius) {
  const most = Math.max(...caseIds.map((caseId) => viewOf(caseId).nodes.size));
  return radius * Math.min(1, Math.max(0.4, Math.sqrt(60 / Math.max(most, 1))));
}

/** Gives parallel ties different bends, a single tie none. A bend is positive clockwise, seen from its start. */
function bend(edges) {
  const between = new Map();
  for (const edge of edges) {
    const ends = JSON.stringify([edge.from, edge.to].sort());
    if (!between.has(ends)) between.set(ends, []);
    between.get(ends).push(edge);
  }
  for (const parallel of between.values()) {
    const step = Math.min(0.24, 0.7 / Math.max(parallel.length - 1, 1));
    parallel.forEach((edge, place) => {
      const side = edge.from < edge.to ? 1 : -1;
      edge.bend = side * step * (place - (parallel.length - 1) / 2);
    });
  }
}

/** What is emphasised in a drawing: the selected actor with its neighbours, or the selected tie with its ends. */
function emphasis(scene) {
  const chosen = state.selected;
  const isChosen = (edge) =>
    "actor" in chosen
      ? edge.from === chosen.actor || edge.to === chosen.actor
      : waysOf({ ...edge, both_ways: edge.bothWays }).some(([from, to]) => from === chosen.from && to === chosen.to);
  const ends = endsOf(chosen);
  if (!scene.actors.some((actor) => ends.includes(actor.id))) return null;
  const edges = scene.edges.filter(isChosen);
  return {
    ends: new Set(ends),
    actors: new Set([...ends, ...edges.flatMap((edge) => [edge.from, edge.to])]),
    edges: new Set(edges.map((edge) => edge.id)),
  };
}
