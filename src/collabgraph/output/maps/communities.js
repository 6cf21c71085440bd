// Communities of what is shown: Louvain (Blondel and others 2008), direction ignored, the best of several starts.

const STARTS = 20;

/** Actor id -> the number of its community, from 1, the largest first; null for an actor without ties. */
function communitiesOf(caseId) {
  return once(`communities ${caseId}`, () => {
    const { ids, partners } = tieArrays(caseId);
    const tied = [...ids.keys()].filter((i) => partners[i].size);
    const weights = partners.map((others) => new Map([...others].map((j) => [j, 1])));
    let [best, parts] = [-Infinity, null];
    for (let start = 1; start <= STARTS && tied.length; start += 1) {
      const found = louvain(weights, start);
      const quality = modularity(weights, found);
      if (quality > best + 1e-12) [best, parts] = [quality, found];
    }
    const sizes = new Map();
    for (const i of tied) sizes.set(parts[i], (sizes.get(parts[i]) ?? 0) + 1);
    const ranked = [...sizes.keys()].sort((one, other) => sizes.get(other) - sizes.get(one) || one - other);
    return new Map(ids.map((id, i) => [id, partners[i].size ? ranked.indexOf(parts[i]) + 1 : null]));
  });
}

/** The community of each actor: moved one by one while that gains, then communities taken as actors, and again. */
function louvain(weights, seed) {
  const random = randomly(seed);
  let [level, found] = [weights, weights.map((_, i) => i)];
  for (;;) {
    const parts = moved(level, random);
    const names = [...new Set(parts)];
    const renamed = parts.map((part) => names.indexOf(part));
    found = found.map((i) => renamed[i]);
    if (names.length === level.length) return found;
    level = gathered(level, renamed, names.length);
  }
}

/** One level: every actor in the community that gains most. */
function moved(weights, random) {
  const strengths = weights.map((row) => sum([...row.values()]));
  const total = sum(strengths) || 1;
  const parts = weights.map((_, i) => i);
  const inside = [...strengths];
  const order = shuffled(weights.length, random);
  for (let [again, rounds] = [true, 0]; again && rounds < 50; rounds += 1) {
    again = false;
    for (const i of order) {
      const towards = new Map([[parts[i], 0]]);
      for (const [j, weight] of weights[i]) if (j !== i) towards.set(parts[j], (towards.get(parts[j]) ?? 0) + weight);
      inside[parts[i]] -= strengths[i];
      const gain = (part) => towards.get(part) - (strengths[i] * inside[part]) / total;
      let best = parts[i];
      for (const part of towards.keys()) if (gain(part) > gain(best) + 1e-12) best = part;
      inside[best] += strengths[i];
      again ||= best !== parts[i];
      parts[i] = best;
    }
  }
  return parts;
}

function gathered(weights, parts, count) {
  const rows = Array.from({ length: count }, () => new Map());
  weights.forEach((row, i) => {
    for (const [j, weight] of row) {
      const other = rows[parts[i]];
      other.set(parts[j], (other.get(parts[j]) ?? 0) + weight);
    }
  });
  return rows;
}

/** Newman's modularity of a division. */
function modularity(weights, parts) {
  const total = sum(weights.flatMap((row) => [...row.values()])) || 1;
  const strength = new Map();
  let within = 0;
  weights.forEach((row, i) => {
    strength.set(parts[i], (strength.get(parts[i]) ?? 0) + sum([...row.values()]));
    for (const [j, weight] of row) if (parts[i] === parts[j]) within += weight;
  });
  return within / total - sum([...strength.values()].map((value) => (value / total) ** 2));
}

/** Numbers from 0 to 1 that look random and are the same for a seed (a linear congruential generator). */
function randomly(seed) {
  let value = (seed * 2654435761) >>> 0;
  return () => (value = (Math.imul(value, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function shuffled(length, random) {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i -= 1) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
  return order;
}
