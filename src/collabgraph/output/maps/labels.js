// Labels: broken into lines and placed where they hide neither each other nor an actor.

const LINE_HEIGHT = 1.18;
const GAP = 3; // between an actor and its label
const DISTANCES = [GAP, 14, 30, 50, 75]; // the others only where there is no room close by
const MANY_LABELS = 150; // above this, labels are only tried close by
const WIDTHS = [9.5, 7, 13]; // of lines, in sizes of the font, the best first
const ACROSS = Math.SQRT1_2;
const SIDES = [
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [ACROSS, ACROSS],
  [-ACROSS, ACROSS],
  [ACROSS, -ACROSS],
  [-ACROSS, -ACROSS],
];
const MOST_LINES = 4;
const MARGIN = 2; // by which a label is nearer to its actor than to any other
const NUMBER_REACH = 8; // half of the room for the number of an actor whose name has none
const CELL = 40;

/** Boxes on a plane, indexed by cells, so that a test for overlaps does not look at all of them. */
class Boxes {
  constructor() {
    this.cells = new Map();
  }

  add(box) {
    for (const cell of cellsOf(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }

  /** Whether a box touches one that is there. */
  touches(box) {
    return cellsOf(box).some((cell) => (this.cells.get(cell) ?? []).some((other) => overlap(box, other)));
  }
}

function cellsOf({ x, y, width, height }) {
  const cells = [];
  for (let column = Math.floor(x / CELL); column <= Math.floor((x + width) / CELL); column += 1) {
    for (let row = Math.floor(y / CELL); row <= Math.floor((y + height) / CELL); row += 1) {
      cells.push(column * 100003 + row);
    }
  }
  return cells;
}

function overlap(one, other) {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** Points along the lines of a picture, indexed by cells. */
class Traces {
  constructor(points) {
    this.cells = new Map();
    for (const point of points) {
      const [cell] = cellsOf({ ...point, width: 0, height: 0 });
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(point);
    }
  }

  /** How many of the points lie in a box: how much of the lines it would hide. */
  under(box) {
    const near = cellsOf(box).flatMap((cell) => this.cells.get(cell) ?? []);
    return near.filter((point) => overlap(box, { ...point, width: 0.1, height: 0.1 })).length;
  }
}

/** Words broken into lines no wider than `most`; a word wider than that is cut, and so is what needs too many lines. */
function broken(text, most, width) {
  const lines = [];
  for (const word of briefly(text, 120).split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && width(longer) <= most) lines[lines.length - 1] = longer;
    else lines.push(cut(word, most, width));
  }
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES - 1), cut(lines.slice(MOST_LINES - 1).join(" "), most, width)];
}

/** Text no wider than `most`, ending in "…" where it was cut. */
function cut(text, most, width) {
  if (width(text) <= most) return text;
  let characters = Array.from(text);
  while (characters.length > 1 && width(`${characters.join("")}…`) > most) characters = characters.slice(0, -1);
  return `${characters.join("").trimEnd()}…`;
}

/**
 * A label for each actor that has room for one: { id, lines, x, y, width, height, far }.
 *
 * `items` are { id, x, y, radius, text }, the most important first; `area` is { width, height }, `font` { size, width }
 * with `width` measuring a text; `points` lie along the ties, of which a label should hide little. The best place is
 * close below the actor, then above, right, left and at the corners, with lines neither wide nor narrow. Where there is
 * no room close by, a label may be farther away (`far`), and is joined to its actor by a line. No label is nearer to
 * another actor than to its own. The others get a number, which always has room on its actor.
 */
function placed(items, area, font, points) {
  const traces = new Traces(points);
  const crowd = new Crowd(items);
  const orders = items.length > MANY_LABELS ? [items] : [items, byRoom(items, crowd)];
  const tries = orders.map((order) => placedInOrder(order, items, area, font, traces, crowd));
  return tries.reduce((best, other) => (other.length > best.length ? other : best));
}

/** The actors with the nearest neighbours first, those that must have a label before all. */
function byRoom(items, crowd) {
  const room = new Map(items.map((item) => [item, crowd.roomOf(item)]));
  return [...items].sort((one, other) => (other.first ?? 0) - (one.first ?? 0) || room.get(one) - room.get(other));
}

function placedInOrder(order, items, area, font, traces, crowd) {
  const [marks, taken] = [new Boxes(), new Boxes()];
  for (const { x, y, radius } of items) {
    const reach = Math.max(radius, NUMBER_REACH);
    const mark = { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach };
    marks.add(mark);
    taken.add(mark);
  }
  const distances = items.length > MANY_LABELS ? DISTANCES.slice(0, 1) : DISTANCES;
  const labels = [];
  for (const item of order) {
    const fits = (box) =>
      inArea(box, area) &&
      !taken.touches(box) &&
      crowd.isNearest(box, item) &&
      (!box.far || isClear(box, item, marks, taken));
    const box = firstOf(distances, (distance) => cheapest(candidates(item, distance, area, font), fits, traces));
    if (!box) continue;
    taken.add(box);
    labels.push(box);
  }
  return labels;
}

/** The actors of a picture, to ask which of them is nearest to a label. */
class Crowd {
  constructor(items) {
    this.items = items;
  }

  /** Whether a label is nearer to its own actor than to any other, from border to border and from middle to middle. */
  isNearest(box, item) {
    const own = [fromBorder(box, item) + MARGIN, fromMiddle(box, item)];
    return this.items.every(
      (other) => other === item || (fromBorder(box, other) > own[0] && fromMiddle(box, other) > own[1]),
    );
  }

  /** How far the nearest other actor is. */
  roomOf(item) {
    const gaps = this.items.filter((other) => other !== item).map(({ x, y }) => Math.hypot(x - item.x, y - item.y));
    return Math.min(...gaps);
  }
}

function fromBorder({ x, y, width, height }, actor) {
  const dx = Math.max(x - actor.x, 0, actor.x - (x + width));
  const dy = Math.max(y - actor.y, 0, actor.y - (y + height));
  return Math.hypot(dx, dy) - actor.radius;
}

function fromMiddle({ x, y, width, height }, actor) {
  return Math.hypot(x + width / 2 - actor.x, y + height / 2 - actor.y);
}

/** The first box of the least cost among those that fit; null if none fits. */
function cheapest(boxes, fits, traces) {
  let [best, choice] = [Infinity, null];
  for (const box of boxes) {
    if (box.cost >= best || !fits(box)) continue;
    const cost = box.cost + traces.under(box);
    if (cost < best) [best, choice] = [cost, box];
    if (best === 0) break;
  }
  return choice;
}

/** Whether a label far from its actor is unambiguous: no other actor is near it, and its line meets nothing. */
function isClear(box, item, marks, taken) {
  if (marks.touches({ x: box.x - 7, y: box.y - 7, width: box.width + 14, height: box.height + 14 })) return false;
  const { from, to } = leaderOf(box, item);
  const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 4);
  return Array.from({ length: steps }, (_, step) => (step + 0.5) / steps).every((share) => {
    const [x, y] = [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)];
    // Its first points may still lie in the square around the actor itself.
    return (
      Math.hypot(x - item.x, y - item.y) < item.radius * 1.5 ||
      !taken.touches({ x: x - 2, y: y - 2, width: 4, height: 4 })
    );
  });
}

/** The first result of `find` for these things that is not null, or null. */
function firstOf(things, find) {
  for (const thing of things) {
    const result = find(thing);
    if (result) return result;
  }
  return null;
}

/** Every box the label of an actor may have at a distance from it; `cost` is 0 for the best. */
function* candidates(item, distance, area, font) {
  for (const [breadth, widths] of WIDTHS.entries()) {
    const { lines, size } = block(item.text, widths, font);
    if (!lines.length) return;
    const shortened = lines.at(-1).endsWith("…") ? 6 : 0;
    for (const [place, side] of SIDES.entries()) {
      const corner = inside(cornerAt(side, item, item.radius + distance, size), size, area, item);
      yield { id: item.id, lines, far: distance > GAP, cost: place + 4 * breadth + shortened, ...corner, ...size };
    }
  }
}

/** Text broken into lines, with the size of the box they need; computed once for a text, a width and a font. */
function block(text, widths, font) {
  const name = `${widths} ${font.size} ${text}`;
  if (!blocks.has(name)) {
    const lines = broken(text, widths * font.size, font.width);
    blocks.set(name, {
      lines,
      size: { width: Math.max(...lines.map(font.width)) + 6, height: lines.length * font.size * LINE_HEIGHT },
    });
  }
  return blocks.get(name);
}

const blocks = new Map();

/** The upper left corner of a label on a side (a direction of length 1) of an actor, at a distance from its middle. */
function cornerAt([right, down], { x, y }, distance, { width, height }) {
  return { x: x + right * distance - (width * (1 - right)) / 2, y: y + down * distance - (height * (1 - down)) / 2 };
}

/** The line from an actor to a label far from it: from the border of one to that of the other. */
function leaderOf(box, { x, y, radius }) {
  const to = {
    x: Math.min(Math.max(x, box.x + 3), box.x + box.width - 3),
    y: Math.min(Math.max(y, box.y + 2), box.y + box.height - 2),
  };
  const length = Math.hypot(to.x - x, to.y - y) || 1;
  return { from: { x: x + ((to.x - x) * radius) / length, y: y + ((to.y - y) * radius) / length }, to };
}

/** The corner moved sideways where an actor near the edge would push its label out of the picture. */
function inside(corner, size, area, item) {
  if (item.x < 0 || item.x > area.width) return corner;
  return { x: Math.min(Math.max(corner.x, 1), Math.max(area.width - size.width - 1, 1)), y: corner.y };
}

function inArea({ x, y, width, height }, area) {
  return x >= 0 && y >= 0 && x + width <= area.width && y + height <= area.height;
}
