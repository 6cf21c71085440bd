// Outlines of actors, lines of ties: the geometry that the canvas, the legend and the saved picture share.

const SOLID = { dashes: [], weight: 1 };
const DASHED = { dashes: [8, 5], weight: 1 };

/** The corners of a shape of radius r around 0, 0; null for a circle. */
function corners(shape, r) {
  const height = r * 1.15;
  const below = (height * 2 * Math.sqrt(3)) / 6 + 0.275 * height; // how far a triangle's base is from its middle
  const tip = height * 2 * Math.sqrt(3) * 0.5 - below;
  const turns = (n, radius, start) =>
    Array.from({ length: n }, (_, i) => {
      const angle = start + (i * 2 * Math.PI) / n;
      return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)];
    });
  switch (shape) {
    case "square":
      return [
        [-r, -r],
        [r, -r],
        [r, r],
        [-r, r],
      ];
    case "diamond":
      return [
        [0, r],
        [r, 0],
        [0, -r],
        [-r, 0],
      ];
    case "triangle":
      return [
        [0, -tip],
        [height, below],
        [-height, below],
      ];
    case "triangleDown":
      return [
        [0, tip],
        [height, -below],
        [-height, -below],
      ];
    case "hexagon":
      return turns(6, () => r, 0);
    case "star":
      return turns(10, (i) => 0.82 * r * (i % 2 ? 0.5 : 1.3), -Math.PI / 2);
    default:
      return null;
  }
}

/** A mark as an element of a drawing. */
function markAt(x, y, { shape, colour, radius, hollow = false }) {
  const paint = {
    fill: hollow ? "#ffffff" : colour,
    stroke: hollow ? colour : "#ffffff",
    "stroke-width": hollow ? 2 : 1,
  };
  const points = corners(shape, radius);
  if (!points) return drawn("circle", { cx: rounded(x), cy: rounded(y), r: rounded(radius), ...paint });
  return drawn("polygon", {
    points: points.map(([dx, dy]) => `${rounded(x + dx)},${rounded(y + dy)}`).join(" "),
    ...paint,
  });
}

function rounded(value) {
  return Math.round(value * 10) / 10;
}

/** A small picture of a mark, to stand beside its words. */
function markSample(mark) {
  return drawn(
    "svg",
    { class: "sample", width: 22, height: 22, viewBox: "-11 -11 22 22", "aria-hidden": "true" },
    markAt(0, 0, { radius: 7.5, ...mark }),
  );
}

/** A small picture of a line, to stand beside its words. */
function lineSample({ colour, width, line, head }) {
  const ends = { from: { x: 2, y: 0, radius: 0 }, to: { x: 54, y: 0, radius: 0 } };
  return drawn(
    "svg",
    { class: "sample", width: 56, height: 22, viewBox: "0 -11 56 22", "aria-hidden": "true" },
    lineOf(ends, { colour, width, line, head, bend: 0 }),
  );
}

/** Where a bent edge is pulled to: the farther to the side, the greater the bend. */
function pulledTo(from, to, bend) {
  const share = 0.5 + Math.abs(bend) / 2;
  const [dx, dy] = [to.x - from.x, from.y - to.y];
  const angle = Math.atan2(dy, dx) + (0.5 + bend / 2) * Math.PI;
  const reach = share * Math.hypot(dx, dy);
  return { x: from.x + reach * Math.sin(angle), y: from.y + reach * Math.cos(angle) };
}

/** The point of a curve from `from` by `pull` to `to`, at t in 0..1. */
function along(from, pull, to, t) {
  const s = 1 - t;
  return {
    x: s * s * from.x + 2 * s * t * pull.x + t * t * to.x,
    y: s * s * from.y + 2 * s * t * pull.y + t * t * to.y,
  };
}

/** Points along ties, close enough to tell what a label would hide; none where there are very many ties. */
function tracesOf(edges, spots) {
  if (edges.length > MANY_EDGES) return [];
  return edges.flatMap((edge) => {
    const [from, to] = [spots.get(edge.from), spots.get(edge.to)];
    const pull = pulledTo(from, to, edge.bend);
    const steps = Math.max(2, Math.round(Math.hypot(to.x - from.x, to.y - from.y) / 8));
    return Array.from({ length: steps }, (_, step) => along(from, pull, to, (step + 0.5) / steps));
  });
}

/** Where on a curve (t in 0..1) its end leaves a circle around that end. */
function leaving(from, pull, to, radius) {
  let [inside, outside] = [1, 0];
  for (let step = 0; step < 20; step += 1) {
    const t = (inside + outside) / 2;
    const point = along(from, pull, to, t);
    if (Math.hypot(point.x - to.x, point.y - to.y) < radius) inside = t;
    else outside = t;
  }
  return outside;
}

/** A tie as elements of a drawing, from border to border, with its heads; ends are { x, y, radius }. */
function lineOf({ from, to }, { colour, width: thin, line, head, bothWays = false, plain = false, bend }) {
  const width = thin * line.weight;
  const pull = pulledTo(from, to, bend);
  const length = plain ? 0 : 7 + 1.5 * width;
  const end = leaving(from, pull, to, to.radius + 1);
  const start = 1 - leaving(to, pull, from, from.radius + 1);
  const heads = plain ? [] : [headAt(from, pull, to, end, length, head, colour, width)];
  if (bothWays) heads.push(headAt(to, pull, from, 1 - start, length, head, colour, width));
  // The line stops inside its heads, so that a thick one does not blunt them.
  const last = leaving(from, pull, to, to.radius + 1 + length * 0.6);
  const first = bothWays ? 1 - leaving(to, pull, from, from.radius + 1 + length * 0.6) : start;
  const path = pathOf(
    along(from, pull, to, first),
    along(from, pull, to, (first + last) / 2),
    along(from, pull, to, last),
  );
  const dashes = line.dashes.join(" ") || null;
  return drawn(
    "g",
    {},
    drawn("path", { d: path, fill: "none", stroke: colour, "stroke-width": width, "stroke-dasharray": dashes }),
    heads,
  );
}

/** The path of the curve that passes through `middle` halfway. */
function pathOf(first, middle, last) {
  const pull = { x: 2 * middle.x - (first.x + last.x) / 2, y: 2 * middle.y - (first.y + last.y) / 2 };
  const [start, control, end] = [first, pull, last].map(({ x, y }) => `${rounded(x)} ${rounded(y)}`);
  return `M${start}Q${control} ${end}`;
}

/** An arrowhead on a curve: filled, or an open "vee". */
function headAt(from, pull, to, t, length, head, colour, width) {
  const tip = along(from, pull, to, t);
  const before = along(from, pull, to, Math.max(0, t - 0.04));
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const wing = (side) => [
    tip.x - length * Math.cos(angle) + side * length * 0.42 * Math.sin(angle),
    tip.y - length * Math.sin(angle) - side * length * 0.42 * Math.cos(angle),
  ];
  const points = [wing(1), [tip.x, tip.y], wing(-1)].map((point) => point.map(rounded).join(",")).join(" ");
  if (head === "bar") {
    const across = (side) =>
      [tip.x + side * 5 * Math.sin(angle), tip.y - side * 5 * Math.cos(angle)].map(rounded).join(",");
    return drawn("polyline", {
      points: `${across(1)} ${across(-1)}`,
      fill: "none",
      stroke: colour,
      "stroke-width": 2.4,
    });
  }
  return head === "vee"
    ? drawn("polyline", { points, fill: "none", stroke: colour, "stroke-width": Math.max(1.6, width) })
    : drawn("polygon", { points, fill: colour });
}
