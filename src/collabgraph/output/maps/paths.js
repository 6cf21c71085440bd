// The shortest path from one actor to another, in what is shown of a case.

/** The actors on a shortest path, both ends included; along the direction of ties or not; null where there is none. */
function pathIn(caseId, from, to, directed = true) {
  const { nodes, edges } = shownOf(caseId);
  if (!nodes.has(from) || !nodes.has(to)) return null;
  const ties = directed ? shownTies(caseId) : partnersIn(edges);
  const before = new Map([[from, null]]);
  for (const queue = [from]; queue.length && !before.has(to);) {
    const here = queue.shift();
    const next = directed ? [...(ties.get(here)?.keys() ?? [])] : [...(ties.get(here) ?? [])];
    for (const other of next.sort(alphabetical)) {
      if (before.has(other)) continue;
      before.set(other, here);
      queue.push(other);
    }
  }
  if (!before.has(to)) return null;
  const path = [];
  for (let here = to; here !== null; here = before.get(here)) path.unshift(here);
  return path;
}

/** The path of a selection in a case: { ids, directed }, along the ties or, where there is none, ignoring direction. */
function pathOfSelection(caseId, [from, to]) {
  const along = pathIn(caseId, from, to);
  if (along) return { ids: along, directed: true };
  const ignoring = viewOf(caseId).directed ? pathIn(caseId, from, to, false) : null;
  return ignoring && { ids: ignoring, directed: false };
}

/** The edges shown between the actors that follow each other on a path. */
function edgesOnPath(caseId, { ids, directed }) {
  return ids.slice(1).map((to, step) => {
    const from = ids[step];
    return shownOf(caseId).edges.filter((edge) =>
      waysOf(edge).some(([a, b]) => (a === from && b === to) || (!directed && a === to && b === from)),
    );
  });
}
