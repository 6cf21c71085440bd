// Measures of what is shown, by the conventions of the catalogue of metrics; a test compares them with the Python ones.

/** Actor id -> the value of a metric for what is shown of a case; an actor without a value is not in it. */
function measuredAgain(caseId, metric) {
  return once(`measured ${metric} ${caseId}`, () => {
    const ties = tieArrays(caseId);
    const values = MEASURES[metric](ties);
    return new Map(ties.ids.map((id, i) => [id, values[i]]).filter(([, value]) => value !== null));
  });
}

/** What is shown of a case by numbers of actors: whom each sends ties to, receives them from, and has as partners. */
function tieArrays(caseId) {
  return once(`arrays ${caseId}`, () => {
    const { nodes, edges } = shownOf(caseId);
    const ids = [...nodes.keys()];
    const place = new Map(ids.map((id, i) => [id, i]));
    const [sent, received] = [ids.map(() => new Set()), ids.map(() => new Set())];
    for (const edge of edges) {
      for (const [from, to] of waysOf(edge)) {
        if (from === to) continue;
        sent[place.get(from)].add(place.get(to));
        received[place.get(to)].add(place.get(from));
      }
    }
    return {
      ids,
      sent,
      received,
      partners: sent.map((others, i) => new Set([...others, ...received[i]])),
      directed: viewOf(caseId).directed,
      groups: ids.map((id) => actors.get(id).sector || null),
    };
  });
}

const MEASURES = {
  degree: ({ sent, received, directed }) => sent.map(({ size }, i) => size + (directed ? received[i].size : 0)),
  in_degree: ({ received, directed }) => received.map(({ size }) => (directed ? size : null)),
  out_degree: ({ sent, directed }) => sent.map(({ size }) => (directed ? size : null)),
  betweenness: brandes,
  harmonic_closeness: ({ ids, sent }) =>
    ids.map((_, i) =>
      ids.length < 2 ? null : sum([...distancesFrom(sent, i)].map((d) => (d > 0 ? 1 / d : 0))) / (ids.length - 1),
    ),
  effective_size: (ties) => ties.ids.map((_, i) => effectiveSize(ties, i)),
  constraint: (ties) => ties.ids.map((_, i) => constraintOf(ties, i)),
  core: coreNumbers,
  ei_index: ownIndices,
  gatekeeper: (ties) => brokered(ties, (first, broker, last) => first !== broker && broker === last),
  representative: (ties) => brokered(ties, (first, broker, last) => first === broker && broker !== last),
  liaison: (ties) => brokered(ties, (first, broker, last) => first !== broker && broker !== last && first !== last),
};

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** The lengths of the shortest paths from an actor, -1 where there is none. */
function distancesFrom(sent, start) {
  const distances = new Int32Array(sent.length).fill(-1);
  distances[start] = 0;
  for (const queue = [start]; queue.length;) {
    const here = queue.shift();
    for (const next of sent[here]) {
      if (distances[next] >= 0) continue;
      distances[next] = distances[here] + 1;
      queue.push(next);
    }
  }
  return distances;
}

/** Betweenness by Brandes (2001): from each start the shortest paths forward, then their shares backward. */
function brandes({ sent, directed }) {
  const between = new Float64Array(sent.length);
  sent.forEach((_, start) => {
    const [distance, paths, share] = [
      new Int32Array(sent.length).fill(-1),
      new Float64Array(sent.length),
      new Float64Array(sent.length),
    ];
    const before = sent.map(() => []);
    const order = [start];
    distance[start] = 0;
    paths[start] = 1;
    for (let at = 0; at < order.length; at += 1) {
      const here = order[at];
      for (const next of sent[here]) {
        if (distance[next] < 0) {
          distance[next] = distance[here] + 1;
          order.push(next);
        }
        if (distance[next] !== distance[here] + 1) continue;
        paths[next] += paths[here];
        before[next].push(here);
      }
    }
    for (const here of order.reverse()) {
      for (const one of before[here]) share[one] += (paths[one] / paths[here]) * (1 + share[here]);
      if (here !== start) between[here] += share[here];
    }
  });
  return [...between].map((value) => (directed ? value : value / 2));
}

/** How strong the tie of two actors is: 1 or, where ties have a direction and run both ways, 2. */
function pooled({ sent, received, directed }, i, j) {
  return directed ? Number(sent[i].has(j)) + Number(received[i].has(j)) : Number(sent[i].has(j));
}

/** The share of an actor's ties that is with another. */
function invested(ties, i, j) {
  return pooled(ties, i, j) / (ties.sent[i].size + (ties.directed ? ties.received[i].size : 0));
}

function effectiveSize(ties, i) {
  const partners = [...ties.partners[i]];
  if (!partners.length) return null;
  const redundant = partners.map((j) => {
    const strongest = Math.max(...[...ties.partners[j]].map((k) => pooled(ties, j, k)));
    return sum(partners.filter((q) => q !== j).map((q) => (invested(ties, i, q) * pooled(ties, j, q)) / strongest));
  });
  return partners.length - sum(redundant);
}

function constraintOf(ties, i) {
  const partners = [...ties.partners[i]];
  if (!partners.length) return null;
  return sum(
    partners.map((j) => {
      const indirect = sum(partners.filter((q) => q !== j).map((q) => invested(ties, i, q) * invested(ties, q, j)));
      return (invested(ties, i, j) + indirect) ** 2;
    }),
  );
}

/** k-core numbers, by removing the actors with the fewest remaining partners. */
function coreNumbers({ partners }) {
  const [left, cores] = [new Set(partners.keys()), new Array(partners.length).fill(0)];
  for (let k = 0; left.size; k += 1) {
    const few = () => [...left].filter((i) => [...partners[i]].filter((j) => left.has(j)).length <= k);
    for (let gone = few(); gone.length; gone = few()) {
      for (const i of gone) {
        cores[i] = k;
        left.delete(i);
      }
    }
  }
  return cores;
}

/** Each actor's own E-I index by sectors; null for all where sectors do not divide the actors. */
function ownIndices({ ids, sent, received, groups }) {
  const known = groups.filter((group) => group !== null);
  const kinds = new Set(known).size;
  if (kinds < 2 || kinds === known.length) return ids.map(() => null);
  return ids.map((_, i) => {
    const others = [...sent[i], ...received[i]].filter((j) => groups[j] !== null);
    if (groups[i] === null || !others.length) return null;
    return (2 * others.filter((j) => groups[j] !== groups[i]).length) / others.length - 1;
  });
}

/** How often each actor stands between two that are not tied, their sectors being as `fits` says. */
function brokered({ ids, sent, received, groups }, fits) {
  if (new Set(groups.filter((group) => group !== null)).size < 2) return ids.map(() => null);
  return ids.map((_, broker) => {
    if (groups[broker] === null) return null;
    let count = 0;
    for (const first of received[broker]) {
      for (const last of sent[broker]) {
        const open = first !== last && !sent[first].has(last) && groups[first] !== null && groups[last] !== null;
        if (open && fits(groups[first], groups[broker], groups[last])) count += 1;
      }
    }
    return count;
  });
}
