// The map arranges itself: tied actors attract, all repel each other, and the result fits into the frame.

const FORCE_ROUNDS = 250;
/** The room of an actor with its name, as shares of width and height, in a picture of thirty actors. */
const ROOM = [0.15, 0.085];

/** Places for the actors that drawings show, from where they stand now; pinned actors stay. */
function arrangedPlaces(drawing) {
  const names = drawingNames().filter((name) => arrangementOf(name) === arrangementOf(drawing));
  const ids = [...new Set(names.flatMap(actorsOf))];
  const place = new Map(ids.map((id, i) => [id, i]));
  const pairs = names.flatMap((name) => sceneOf(name).edges.map(({ from, to }) => [place.get(from), place.get(to)]));
  const points = ids.map((id) => [...placeIn(drawing, id)]);
  const held = ids.map((id) => pinned.has(id));
  pulled(points, pairs, held);
  if (!held.some(Boolean)) fill(points);
  pushedApart(points, held);
  return new Map(ids.map((id, i) => [id, points[i]]));
}

/** Moves points by the forces of Fruchterman and Reingold (1991), which settle as the steps become smaller. */
function pulled(points, pairs, held) {
  const distance = 0.75 / Math.sqrt(Math.max(points.length, 1));
  for (let round = 0; round < FORCE_ROUNDS; round += 1) {
    const step = 0.08 * (1 - round / FORCE_ROUNDS);
    const moves = points.map(([x, y]) => [(0.5 - x) * 0.02, (0.5 - y) * 0.02]);
    const push = (i, j, [dx, dy], force) => {
      moves[i][0] += dx * force;
      moves[i][1] += dy * force;
      moves[j][0] -= dx * force;
      moves[j][1] -= dy * force;
    };
    for (let i = 0; i < points.length; i += 1) {
      for (let j = i + 1; j < points.length; j += 1) {
        const gap = [points[i][0] - points[j][0] || 1e-4 * (i - j), points[i][1] - points[j][1] || 1e-4];
        push(i, j, gap, (distance * distance) / Math.max(gap[0] ** 2 + gap[1] ** 2, 1e-6) / 12);
      }
    }
    for (const [i, j] of pairs) {
      const gap = [points[i][0] - points[j][0], points[i][1] - points[j][1]];
      if (i !== j) push(i, j, gap, -Math.hypot(...gap) / distance / 12);
    }
    moves.forEach(([dx, dy], i) => {
      if (held[i]) return;
      const share = Math.min(1, step / Math.max(Math.hypot(dx, dy), 1e-9));
      points[i] = [points[i][0] + dx * share, points[i][1] + dy * share];
    });
  }
  for (const point of points) point.forEach((value, axis) => (point[axis] = Math.min(1, Math.max(0, value))));
}

/** Stretches the points so that they fill the frame. */
function fill(points) {
  for (const axis of [0, 1]) {
    const values = points.map((point) => point[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    for (const point of points) point[axis] = high > low ? (point[axis] - low) / (high - low) : 0.5;
  }
}

/** Pushes the points apart until each has room for its name, as far as the frame allows. */
function pushedApart(points, held) {
  const room = ROOM.map((share) => share * 0.9 * Math.min(1, Math.sqrt(30 / Math.max(points.length, 1))));
  for (let [round, moved] = [0, true]; moved && round < FORCE_ROUNDS; round += 1) {
    moved = false;
    const order = [...points.keys()].sort((one, other) => points[one][0] - points[other][0]);
    for (let a = 0; a < order.length; a += 1) {
      for (let b = a + 1; b < order.length && points[order[b]][0] - points[order[a]][0] < room[0]; b += 1) {
        const [i, j] = [order[a], order[b]];
        const gap = [points[i][0] - points[j][0], points[i][1] - points[j][1]];
        const lacking = gap.map((value, axis) => room[axis] - Math.abs(value));
        if (lacking[0] <= 0 || lacking[1] <= 0 || (held[i] && held[j])) continue;
        moved = true;
        const axis = lacking[0] / room[0] < lacking[1] / room[1] ? 0 : 1;
        const push = 0.35 * lacking[axis] * (gap[axis] < 0 ? -1 : 1);
        if (!held[i]) points[i][axis] = Math.min(1, Math.max(0, points[i][axis] + push));
        if (!held[j]) points[j][axis] = Math.min(1, Math.max(0, points[j][axis] - push));
      }
    }
  }
}

/** Lets the shown drawings arrange themselves, moving to the new places unless the reader wants no motion. */
function arrangeAll() {
  const drawing = drawingNames()[0];
  const [from, to] = [standing[arrangementOf(drawing)], arrangedPlaces(drawing)];
  const before = new Map([...to.keys()].map((id) => [id, from.get(id) ?? [0.5, 0.5]]));
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches || to.size > 150;
  const start = performance.now();
  const step = (now) => {
    const share = still ? 1 : Math.min(1, Math.max(0, (now - start) / 500));
    for (const [id, [x, y]] of to) {
      const [x0, y0] = before.get(id);
      from.set(id, share === 1 ? [x, y] : [x0 + share * (x - x0), y0 + share * (y - y0)]);
    }
    for (const name of drawingNames()) drawings.get(name).place();
    if (share < 1) requestAnimationFrame(step);
    else settled();
  };
  const settled = () => {
    keepPlaces();
    announce(say("arranged"));
  };
  if (still) step(start);
  else requestAnimationFrame(step);
}
