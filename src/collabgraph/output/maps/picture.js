// The picture of what is shown as SVG with title and legend; it is saved as SVG or PNG, or printed.

const PANEL = { width: 940, height: 720, head: 64 };
const EDGE = 28; // the white margin around everything
const ROW = 24;
const WRITING = { size: 13, line: 17 };

/** Characters that XML does not allow. */
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Everything that is shown now as one SVG element, with so many drawings in a row. */
function picture(columns = drawingNames().length) {
  const names = drawingNames();
  const rows = Math.ceil(names.length / columns);
  const width = EDGE + columns * (PANEL.width + EDGE);
  const context = document.createElement("canvas").getContext("2d");
  const top = EDGE + 40;
  const high = PANEL.head + PANEL.height + 16;
  const panels = names.map((name, place) =>
    panel(name, EDGE + (place % columns) * (PANEL.width + EDGE), top + Math.floor(place / columns) * high, context),
  );
  const under = pictureLegend(top + rows * high, width, context);
  const height = under.bottom + EDGE;
  return drawn(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      "font-family": FONT,
      lang: state.lang,
      role: "img",
    },
    drawn("title", {}, writable(inLanguage(data.title))),
    drawn("rect", { width, height, fill: "#ffffff" }),
    written(EDGE, EDGE + 22, inLanguage(data.title), { size: 24, weight: 700 }),
    panels,
    under.elements,
  );
}

function writable(text) {
  return text.toWellFormed ? text.toWellFormed().replace(UNWRITABLE, "") : text.replace(UNWRITABLE, "");
}

function written(x, y, text, { size = WRITING.size, weight = 400, colour = INK, anchor = "start" } = {}) {
  return drawn(
    "text",
    { x: rounded(x), y: rounded(y), "font-size": size, "font-weight": weight, fill: colour, "text-anchor": anchor },
    writable(text),
  );
}

function panel(name, left, top, context) {
  const scene = sceneOf(name);
  const spots = new Map(scene.actors.map((actor) => [actor.id, { ...actor, ...spotOf(name, actor.id) }]));
  const font = fontFor(context, WRITING.size);
  const items = [...spots.values()]
    .map((actor) => ({ ...actor, text: writable(inLanguage(actors.get(actor.id).short)) }))
    .sort((one, other) => other.radius - one.radius);
  const labels = placed(items, PANEL, font, tracesOf(scene.edges, spots));
  const head = headingOf(name);
  return drawn(
    "g",
    { transform: `translate(${left} ${top})` },
    written(0, 18, briefly(head.title, 100), { size: 17, weight: 700 }),
    written(0, 40, head.facts, { colour: "#52606d" }),
    labels.length < items.length &&
      written(0, 58, say("picture_room", { n: items.length - labels.length, m: items.length }), { colour: "#52606d" }),
    drawn(
      "g",
      { transform: `translate(0 ${PANEL.head})` },
      drawn("rect", { width: PANEL.width, height: PANEL.height, fill: "none", stroke: "#d5dbe1" }),
      scene.edges.map((edge) =>
        titled(lineOf({ from: spots.get(edge.from), to: spots.get(edge.to) }, edge), edge.words),
      ),
      items.map((actor) => titled(markAt(actor.x, actor.y, actor), nameOf(actor.id))),
      labels.filter((box) => box.far).map((box) => leaderElement(leaderOf(box, spots.get(box.id)))),
      labels.map((box) => labelElement(box, font.size)),
    ),
  );
}

function spotOf(drawing, actorId) {
  const [x, y] = placeIn(drawing, actorId);
  return { x: 60 + x * (PANEL.width - 120), y: 30 + y * (PANEL.height - 84) };
}

/** An element with a title, which programs show as a tooltip. */
function titled(made, words) {
  return drawn("g", {}, drawn("title", {}, writable(words)), made);
}

function leaderElement({ from, to }) {
  return drawn("line", {
    x1: rounded(from.x),
    y1: rounded(from.y),
    x2: rounded(to.x),
    y2: rounded(to.y),
    stroke: LEADER_COLOUR,
  });
}

function labelElement({ lines, x, y, width }, size) {
  const rows = lines.map((line, row) =>
    drawn("tspan", { x: rounded(x + width / 2), y: rounded(y + (row + 0.5) * size * LINE_HEIGHT + size * 0.35) }, line),
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

/** The legend of the picture from `top` down: marks, lines, size, and what is not drawn. */
function pictureLegend(top, width, context) {
  const font = fontFor(context, WRITING.size, 400);
  const rows = [...samplesIn(), ...notesIn()];
  const elements = [];
  let [x, y] = [EDGE, top];
  for (const { sample = null, room = 0, words, whole = false } of rows) {
    for (const line of whole ? brokenAll(words, width - 2 * EDGE, font.width) : [words]) {
      const needed = room + font.width(line) + 26;
      if (x > EDGE && (whole || x + needed > width - EDGE)) [x, y] = [EDGE, y + ROW];
      if (sample) elements.push(drawn("g", { transform: `translate(${rounded(x)} ${y})` }, sample));
      elements.push(written(x + room, y + 5, line));
      x = whole ? width : x + needed;
    }
  }
  return { elements, bottom: y + ROW };
}

/** Text in as many lines as it needs. */
function brokenAll(text, most, width) {
  return writable(text)
    .split(/\s+/)
    .reduce((lines, word) => {
      const longer = `${lines.at(-1)} ${word}`;
      return lines.length && width(longer) <= most
        ? [...lines.slice(0, -1), longer]
        : [...lines, cut(word, most, width)];
    }, []);
}

function samplesIn() {
  const line = (looks) =>
    lineOf({ from: { x: 0, y: 0, radius: 0 }, to: { x: 52, y: 0, radius: 0 } }, { bend: 0, ...looks });
  if (state.together) {
    return ["both", "A", "B"].map((presence) => ({
      words: whichCases(presence),
      room: 82,
      sample: drawn(
        "g",
        {},
        markAt(9, 0, { ...data.marks[presence], radius: 7 }),
        drawn("g", { transform: "translate(22 0)" }, line(DIFFERENCE_LINES[presence])),
      ),
    }));
  }
  const shownKinds = [
    ...new Set(drawingNames().flatMap((name) => sceneOf(name).actors.map(({ id }) => actors.get(id).kind))),
  ];
  const shownBases = data.bases.filter((basis) =>
    caseIds.some((caseId) => shownOf(caseId).edges.some((edge) => edge.basis === basis)),
  );
  return [
    ...shownKinds
      .map((kind) => ({ words: term("kind", kind), room: 22, sample: markAt(8, 0, { ...kinds.get(kind), radius: 7 }) }))
      .sort((one, other) => alphabetical(one.words, other.words)),
    ...shownBases.map((basis) => ({
      words: say("basis_is", { basis: term("basis", basis) }),
      room: 60,
      sample: line({ colour: TIE_COLOUR, width: 1.8, line: data.lines[basis], head: "arrow" }),
    })),
  ];
}

function notesIn() {
  const metric = data.metrics.find(({ id }) => id === state.metric);
  const range = metric && sizeRange();
  const sizes = range
    ? say("size_from_to", {
        metric: inLanguage(metric.label),
        least: number(range.least),
        greatest: number(range.greatest),
      })
    : say("all_of_one_size");
  const notes = [sizes, ...(metric ? hollowReasons(metric) : []), say("not_drawn_is_unknown")];
  return notes.map((words) => ({ whole: true, words }));
}

/** The picture as the text of an SVG file. */
function pictureText() {
  return new XMLSerializer().serializeToString(picture());
}

/** Saves the picture as SVG. */
function saveSvg() {
  save(new Blob([pictureText()], { type: "image/svg+xml" }), "svg");
}

/** Saves the picture as PNG, at twice its size so that it prints well. */
async function savePng() {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(pictureText())}`;
  await image.decode();
  const canvas = element("canvas", { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, "png"), "image/png");
}

function save(blob, ending) {
  const name = [
    ...caseIds.map((caseId) => caseId.replace(/[^\w-]+/g, "-")),
    state.together ? "difference" : "map",
  ].join("-");
  const link = element("a", { href: URL.createObjectURL(blob), download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** Has the browser print the picture as SVG instead of the canvas. */
function startPrinting() {
  const room = document.getElementById("printed");
  window.addEventListener("beforeprint", () => room.replaceChildren(picture(1)));
  window.addEventListener("afterprint", () => room.replaceChildren());
  document.getElementById("print").addEventListener("click", () => window.print());
}
