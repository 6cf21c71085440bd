// Scenes: every actor and tie of a drawing with its shape, colour, size, line and heads.

const INK = "#1f2933";
const TIE_COLOUR = "#67727e";
const NEGATIVE_COLOUR = "#D55E00"; // and a bar instead of a head
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
  const { edges } = shownOf(caseId);
  const look = lookOf();
  return {
    actors: actorsOf(caseId).map((actorId) => ({
      id: actorId,
      ...look.of(caseId, actorId),
      ...sizeOf(actorId, [caseId]),
    })),
    edges: byPair(edges).flatMap((parallel) => (isOpen(parallel) ? parallel.map(oneLine) : [mergedLine(parallel)])),
  };
}

/** The edges of each two actors, whatever their direction. */
function byPair(edges) {
  const pairs = new Map();
  for (const edge of edges) {
    const ends = JSON.stringify([edge.from, edge.to].sort());
    if (!pairs.has(ends)) pairs.set(ends, []);
    pairs.get(ends).push(edge);
  }
  return [...pairs.values()];
}

/** Whether the ties of two actors are drawn each on its own: there is one, or the reader has opened their line. */
function isOpen(parallel) {
  const [first, ...more] = parallel;
  const chosen = state.selected;
  if (!more.length || !chosen || !("from" in chosen)) return !more.length;
  return [first.from, first.to].sort().join("\n") === [chosen.from, chosen.to].sort().join("\n");
}

function oneLine(edge) {
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    bothWays: viewIsDirected() && edge.both_ways,
    plain: !viewIsDirected(),
    ties: [edge],
    colour: edge.sign === "negative" ? NEGATIVE_COLOUR : TIE_COLOUR,
    width: 1.4,
    line: lineOn(edge.basis),
    head: edge.sign === "negative" ? "bar" : "arrow",
  };
}

/** One line for several ties of two actors: the more, the thicker, always more than one tie; with the dashes of the strongest basis. */
function mergedLine(parallel) {
  if (parallel.length === 1) return oneLine(parallel[0]);
  const ways = new Set(parallel.flatMap((edge) => waysOf(edge).map(([from]) => from)));
  const [from, to] = waysOf(parallel[0])[0];
  const strongest = data.bases.find((basis) => parallel.some((edge) => edge.basis === basis)) ?? "";
  return {
    ...oneLine({ ...parallel[0], id: JSON.stringify([from, to]), basis: strongest, from, to, sign: null }),
    bothWays: viewIsDirected() && ways.size > 1,
    ties: parallel,
    width: Math.min(7.5, 3.2 + 0.6 * parallel.length),
    line: { ...lineOn(strongest), weight: 1 },
  };
}

function viewIsDirected() {
  return viewOf(caseIds[0]).directed;
}

/** The line of a basis; unbroken where a network has no bases. */
function lineOn(basis) {
  return data.lines[basis] ?? SOLID;
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
      .flatMap((caseId) => [...shownOf(caseId).nodes.keys()].map((actorId) => valueOf(caseId, actorId, state.metric)))
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
  const most = Math.max(...caseIds.map((caseId) => shownOf(caseId).nodes.size));
  return radius * Math.min(1, Math.max(0.4, Math.sqrt(60 / Math.max(most, 1))));
}

/** Gives parallel ties different bends, a single tie none. A bend is positive clockwise, seen from its start. */
function bend(edges) {
  for (const parallel of byPair(edges)) {
    const step = Math.min(0.3, 0.9 / Math.max(parallel.length - 1, 1));
    parallel.forEach((edge, place) => {
      const side = edge.from < edge.to ? 1 : -1;
      edge.bend = side * step * (place - (parallel.length - 1) / 2);
    });
  }
}

/** What is emphasised in a drawing: the selected actor with its neighbours, the selected ties, or a path. */
function emphasis(scene) {
  const chosen = state.selected;
  const ends = endsOf(chosen);
  if (!scene.actors.some((actor) => ends.includes(actor.id))) return null;
  const edges = scene.edges.filter(emphasised(scene, chosen));
  return {
    ends: new Set(ends),
    actors: new Set([...ends, ...edges.flatMap((edge) => [edge.from, edge.to])]),
    edges: new Set(edges.map((edge) => edge.id)),
  };
}

/** Whether an edge of a scene belongs to what is selected. */
function emphasised(scene, chosen) {
  if ("actor" in chosen) return (edge) => edge.from === chosen.actor || edge.to === chosen.actor;
  if ("path" in chosen) {
    const paths = casesOf(scene.name).map((caseId) => pathOfSelection(caseId, chosen.path)?.ids ?? []);
    const steps = new Set(paths.flatMap((ids) => ids.slice(1).map((id, i) => JSON.stringify([ids[i], id].sort()))));
    return (edge) => steps.has(JSON.stringify([edge.from, edge.to].sort()));
  }
  const isBetween = ({ from, to }) => [from, to].sort().join("\n") === [chosen.from, chosen.to].sort().join("\n");
  if ("claim" in chosen && scene.name !== DIFFERENCE)
    return (edge) => isBetween(edge) && (edge.id === chosen.claim || !edge.ties?.some(({ id }) => id === chosen.claim));
  return isBetween;
}
