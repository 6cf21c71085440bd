// The picture of what is shown as SVG with title and legend; it is saved as SVG or PNG, or printed.

const PANEL = { width: 940, height: 720, head: 64 };
const EDGE = 28; // the white margin around everything
const ROW = 24;
const WRITING = { size: 13, line: 17 };

/** Characters that XML does not allow. */
const UNWRITABLE = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** Everything that is shown now as one SVG element, with so many drawings in a row. */
function picture(columns = Math.min(drawingNames().length, 3)) {
  const names = drawingNames();
  const rows = Math.ceil(names.length / columns);
  const width = EDGE + columns * (PANEL.width + EDGE);
  const top = EDGE + 40;
  const contents = names.map(panelOf);
  const keys = Math.max(...contents.map(({ key }) => key.length)) * WRITING.line;
  const high = PANEL.head + PANEL.height + 16 + keys;
  const panels = contents.map((content, place) =>
    panel(content, EDGE + (place % columns) * (PANEL.width + EDGE), top + Math.floor(place / columns) * high),
  );
  const under = pictureLegend(top + rows * high, width);
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

/** The scene of a drawing as a file has it: { scene, spots, items, labels, numbers, key }; `key` are lines of text. */
function panelOf(name) {
  const scene = sceneOf(name);
  const spots = spotsOf(scene, ({ id }) => spotOf(name, id));
  const items = [...spots.values()]
    .map((actor) => ({ ...actor, text: writable(shortOf(actor.id)) }))
    .sort((one, other) => other.radius - one.radius);
  const { labels, numbers } = named(items, PANEL, fontOf(WRITING.size), tracesOf(scene.edges, spots));
  const words = [...numbers].map(([id, n]) => `${n} ${nameOf(id)}`).join("; ");
  const key = words ? brokenAll(`${say("numbers")}: ${words}`, PANEL.width, fontOf(WRITING.size, 400).width) : [];
  return { name, scene, spots, items, labels, numbers, key };
}

function panel({ name, scene, spots, items, labels, numbers, key }, left, top) {
  const head = headingOf(name);
  const crowd = scene.edges.length > MANY_EDGES;
  return drawn(
    "g",
    { transform: `translate(${left} ${top})` },
    written(0, 18, briefly(head.title, 100), { size: 17, weight: 700 }),
    brokenAll(head.facts, PANEL.width, fontOf(WRITING.size, 400).width)
      .slice(0, 2)
      .map((line, row) => written(0, 38 + row * WRITING.line, line, { colour: "#52606d" })),
    drawn(
      "g",
      { transform: `translate(0 ${PANEL.head})` },
      drawn("rect", { width: PANEL.width, height: PANEL.height, fill: "none", stroke: "#d5dbe1" }),
      scene.edges.map((edge) => {
        const line = sceneLine(edge, spots, { crowd });
        return line && titled(line, lineSentences(edge).join("\n"));
      }),
      items.map((actor) => titled(markAt(actor.x, actor.y, actor), nameOf(actor.id))),
      labels.filter((box) => box.far).map((box) => leaderElement(leaderOf(box, spots.get(box.id)))),
      labels.map((box) => labelElement(box, WRITING.size)),
      [...numbers].map(([id, n]) => numberElement(spots.get(id), n)),
      key.map((line, row) => written(0, PANEL.height + (row + 1) * WRITING.line, line)),
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

/** The legend of the picture from `top` down: marks, lines, size, and what is not drawn. */
function pictureLegend(top, width) {
  const font = fontOf(WRITING.size, 400);
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
  return [...lookSamples(), ...lineSamples()].map(({ sample, words }) => ({
    words,
    room: Number(sample.getAttribute("width")) + 6,
    sample: drawn("g", { transform: "translate(0 -11)" }, sample),
  }));
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
  const shown = caseIds
    .filter((caseId) => !isWhole(caseId))
    .map((caseId) => say("metrics_of_shown", { sizes: shownSizes(caseId) }));
  const notes = [sizes, ...shown, ...(metric ? hollowReasons(metric) : []), say("not_drawn_is_unknown")];
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

function save(blob, ending, what = state.together ? "difference" : "map") {
  const name = [...caseIds.map((caseId) => caseId.replace(/[^\w-]+/g, "-").slice(0, 40)), what].join("-");
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
