// A scene as elements of a picture, on the screen and in the file: lines, marks, names, and numbers instead of names.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const MANY_EDGES = 600; // above this, labels may lie on lines, and lines are thin
const NUMBER_SIZE = 10;

/** The actors of a scene by id, each with its place and radius as `spotOf(actor)` gives them. */
function spotsOf(scene, spotOf) {
  return new Map(scene.actors.map((actor) => [actor.id, { ...actor, ...spotOf(actor) }]));
}

/** A line of a scene, or null where one of its ends is not there; lines of a crowd are thin. */
function sceneLine(edge, spots, { scale = 1, crowd = false, strong = false, faint = false } = {}) {
  const ends = { from: outside(spots.get(edge.from)), to: outside(spots.get(edge.to)) };
  if (!ends.from || !ends.to || edge.from === edge.to) return null;
  const width = (edge.width * (crowd ? 0.55 : 1) + (strong ? 0.8 : 0)) * scale;
  const colour = strong && edge.colour === TIE_COLOUR ? INK : edge.colour;
  const made = lineOf(ends, { ...edge, width, colour });
  if (faint) made.setAttribute("opacity", 0.13);
  return made;
}

/** An actor as a line meets it: at the ring around it, if it has one. */
function outside(spot) {
  return spot?.ringed ? { ...spot, radius: spot.radius + 6 } : spot;
}

/** The names that have room and the numbers of the actors whose names have none: { labels, numbers }. */
function named(items, area, font, points) {
  const labels = placed(items, area, font, points);
  const has = new Set(labels.map(({ id }) => id));
  const others = items.filter(({ id }) => !has.has(id)).map(({ id }) => id);
  others.sort((one, other) => alphabetical(nameOf(one), nameOf(other)));
  return { labels, numbers: new Map(others.map((id, place) => [id, place + 1])) };
}

/** The number of an actor, on its mark. */
function numberElement({ x, y }, n, size = NUMBER_SIZE) {
  const looks = {
    x: rounded(x),
    y: rounded(y + size * 0.36),
    "font-size": size,
    "font-weight": 700,
    "text-anchor": "middle",
  };
  return drawn(
    "g",
    { "pointer-events": "none" },
    drawn(
      "text",
      { ...looks, stroke: "#ffffff", "stroke-width": 3, "stroke-linejoin": "round", "aria-hidden": "true" },
      n,
    ),
    drawn("text", { ...looks, fill: INK }, n),
  );
}

function leaderElement({ from, to }) {
  const ends = { x1: from.x, y1: from.y, x2: to.x, y2: to.y };
  for (const name of Object.keys(ends)) ends[name] = rounded(ends[name]);
  return drawn("line", { ...ends, stroke: LEADER_COLOUR });
}

function labelElement({ lines, x, y, width }, size) {
  const rows = lines.map((line, row) =>
    drawn(
      "tspan",
      { x: rounded(x + width / 2), y: rounded(y + (row + 0.5) * size * LINE_HEIGHT + size * 0.35) },
      writable(line),
    ),
  );
  const looks = { "font-size": size, "font-weight": 500, "text-anchor": "middle" };
  // The halo is a text of its own below, since not every program supports paint-order.
  return drawn(
    "g",
    {},
    drawn(
      "text",
      { ...looks, stroke: "#ffffff", "stroke-width": 3.5, "stroke-linejoin": "round", "aria-hidden": "true" },
      rows.map((row) => row.cloneNode(true)),
    ),
    drawn("text", { ...looks, fill: INK }, rows),
  );
}

/** Widths of texts that were measured, by font. */
const widths = new Map();
const measuring = document.createElement("canvas").getContext("2d");

/** A font: its size, and a function that measures texts in it. */
function fontOf(size, weight = 500) {
  const font = `${weight} ${size}px ${FONT}`;
  const known = widths.get(font) ?? widths.set(font, new Map()).get(font);
  const width = (text) => {
    if (!known.has(text)) {
      measuring.font = font;
      known.set(text, measuring.measureText(text).width);
    }
    return known.get(text);
  };
  return { size, width };
}
