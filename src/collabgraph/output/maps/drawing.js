// A drawing: vis-network's canvas with the actors in their places, and our labels and rings on top of it.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const MANY_EDGES = 600; // above this, edges are not drawn while the picture is moved, and labels may lie on them

/** The id of an actor or edge inside vis-network, whose plain objects cannot have "constructor" as a key. */
const visId = (id) => `:${id}`;
const ownId = (id) => id?.slice(1);

/** The drawings that were made so far, by name. */
const drawings = new Map();

const VIS_OPTIONS = {
  physics: false,
  layout: { improvedLayout: false, randomSeed: 1 },
  nodes: { chosen: false, font: { size: 0 } },
  edges: { chosen: false, smooth: false, selectionWidth: 0, hoverWidth: 0, font: { size: 0 } },
  interaction: { hover: true, selectable: false, dragNodes: false, hoverConnectedEdges: false, zoomSpeed: 0.6 },
};

const FORCES = {
  enabled: true,
  solver: "barnesHut",
  barnesHut: { gravitationalConstant: -2500, springLength: 100, springConstant: 0.03, avoidOverlap: 0.4 },
  stabilization: { enabled: false },
};

class Drawing {
  /** A drawing of this name inside a box; `handlers` are called on events: opened(actorOrTie), labelled(n, ofM). */
  constructor(name, box, handlers) {
    this.name = name;
    this.box = box;
    this.handlers = handlers;
    this.scene = { actors: [], edges: [] };
    this.labels = [];
    this.hovered = null; // the id of the actor or edge below the pointer
    this.walked = null; // the id of the actor the keyboard is at
    this.nodes = new vis.DataSet();
    this.edges = new vis.DataSet();
    this.styles = { nodes: new Map(), edges: new Map() };
    this.network = new vis.Network(box, { nodes: this.nodes, edges: this.edges }, VIS_OPTIONS);
    // The box itself takes the keyboard; one stop for the tab key is enough.
    box.querySelector(".vis-network").removeAttribute("tabindex");
    this.listen();
  }

  listen() {
    this.network.on("afterDrawing", (context) => this.drawOver(context));
    this.network.on("click", ({ pointer }) => this.handlers.opened(this.at(pointer.DOM)));
    // After a resize vis-network moves its view once more; the picture is placed after that.
    this.network.on("resize", () => queueMicrotask(() => this.place()));
    this.network.on("hoverNode", ({ node }) => this.hover(ownId(node)));
    this.network.on("hoverEdge", ({ edge }) => this.hover(ownId(edge)));
    this.network.on("blurNode", () => this.hover(null));
    this.network.on("blurEdge", () => this.hover(null));
    this.network.on("zoom", ({ scale }) => this.box.classList.toggle("enlarged", scale > 1));
    // The wheel scrolls the page, as everywhere, unless the reader asks for the picture.
    this.box.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && !event.metaKey && document.activeElement !== this.box) event.stopPropagation();
      },
      { capture: true },
    );
  }

  hover(id) {
    this.hovered = id;
    this.box.classList.toggle("pointing", id !== null);
    this.redraw();
  }

  /** What is at a point of the canvas: an actor or its label, an edge, or nothing. */
  at({ x, y }) {
    const named = this.labels.find((box) => overlap(box, { x, y, width: 1, height: 1 }));
    const actor = ownId(this.network.getNodeAt({ x, y })) ?? named?.id;
    if (actor !== undefined) return { actor };
    const edge = this.scene.edges.find(({ id }) => visId(id) === this.network.getEdgeAt({ x, y }));
    return edge ? { from: edge.from, to: edge.to, claim: edge.id } : null;
  }

  /** Shows a scene; only what is new or has changed goes to vis-network. */
  show(scene) {
    this.scene = scene;
    this.emphasis = emphasis(scene);
    if (!scene.actors.some((actor) => actor.id === this.walked)) this.walked = null;
    const many = scene.edges.length > MANY_EDGES;
    if (many !== this.many) this.network.setOptions({ interaction: { hideEdgesOnDrag: many, hideEdgesOnZoom: many } });
    this.many = many;
    const [edges, nodes] = [
      scene.edges.map((edge) => this.visEdge(edge)),
      scene.actors.map((actor) => this.visNode(actor)),
    ];
    this.hand("edges", edges);
    this.hand("nodes", nodes);
    this.redraw();
  }

  /** Hands what is new or changed to vis-network, and takes away what is gone. */
  hand(what, items) {
    const styles = this.styles[what];
    const next = new Map(items.map((item) => [item.id, JSON.stringify(item)]));
    const gone = [...styles.keys()].filter((id) => !next.has(id));
    const changed = items.filter((item) => styles.get(item.id) !== next.get(item.id));
    if (gone.length) this[what].remove(gone);
    if (changed.length) this[what].update(changed);
    this.styles[what] = next;
  }

  /** Draws again, once, before the next frame. */
  redraw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.network.redraw());
  }

  visNode({ id, shape, colour, radius, hollow }) {
    const place = state.forces && this.styles.nodes.has(visId(id)) ? {} : this.placeOf(id);
    return {
      id: visId(id),
      shape,
      size: radius * this.markScale(),
      ...place,
      borderWidth: hollow ? 2 : 1.2,
      color: { background: hollow ? "#ffffff" : colour, border: hollow ? colour : "#ffffff" },
      opacity: this.emphasis && !this.emphasis.actors.has(id) ? 0.22 : 1,
    };
  }

  visEdge({ id, from, to, colour, width: plain, line, head, bothWays, bend: bent }) {
    const width = plain * line.weight;
    const emphasised = this.emphasis?.edges.has(id);
    const type = head === "vee" ? "vee" : "arrow";
    const scaleFactor = (head === "vee" ? 0.7 : Math.min(0.5, width * 0.4)) * this.markScale();
    const end = { enabled: true, type, scaleFactor };
    return {
      id: visId(id),
      from: visId(from),
      to: visId(to),
      width: emphasised ? width + 0.8 : width,
      color: {
        color: emphasised && colour === TIE_COLOUR ? INK : colour,
        opacity: this.emphasis && !emphasised ? 0.13 : 1,
      },
      dashes: line.dashes.length ? line.dashes : false,
      arrows: { to: end, from: { ...end, enabled: bothWays } },
      smooth: { enabled: bent !== 0, type: bent < 0 ? "curvedCCW" : "curvedCW", roundness: Math.abs(bent) },
    };
  }

  /** The place of an actor on the canvas: its share of the width and height, with a margin for marks and labels. */
  placeOf(actorId) {
    const [x, y] = placeIn(this.name, actorId);
    const { width, height } = this.area();
    const [side, top, bottom] = [Math.min(48, width * 0.1), 22, 44];
    return { x: Math.round(side + x * (width - 2 * side)), y: Math.round(top + y * (height - top - bottom)) };
  }

  /** The scale of marks, below 1 where the box is narrow. */
  markScale() {
    return Math.min(1, Math.max(0.75, this.area().width / 460));
  }

  area() {
    return { width: this.box.clientWidth, height: this.box.clientHeight };
  }

  /** Places everything again if the size of the box has changed. */
  settle() {
    const { width, height } = this.area();
    if (this.placedIn?.width !== width || this.placedIn?.height !== height) this.place();
  }

  /** Puts every actor in its place and the whole picture into the box. */
  place() {
    const { width, height } = this.area();
    if (!width || !height) return;
    this.placedIn = { width, height };
    if (!state.forces) {
      this.styles.nodes.clear();
      this.show(this.scene);
    }
    this.network.moveTo({ position: { x: width / 2, y: height / 2 }, scale: 1, animation: false });
    this.box.classList.remove("enlarged");
  }

  /** Lets forces move the actors, or brings them back to their places. */
  move(forces) {
    this.network.setOptions({ physics: forces ? FORCES : false, interaction: { dragNodes: forces } });
    this.place();
  }

  zoom(factor) {
    const scale = Math.min(8, Math.max(0.3, this.network.getScale() * factor));
    this.network.moveTo({ scale, animation: false });
    this.box.classList.toggle("enlarged", scale > 1);
  }

  /** Every actor of the scene with its current position on the canvas, in pixels of the page. */
  onCanvas() {
    const scale = this.network.getScale() * this.markScale();
    const positions = this.network.getPositions();
    return this.scene.actors
      .filter((actor) => positions[visId(actor.id)])
      .map((actor) => ({
        ...actor,
        ...this.network.canvasToDOM(positions[visId(actor.id)]),
        radius: actor.radius * scale,
      }));
  }

  drawOver(context) {
    const ratio = context.canvas.width / context.canvas.clientWidth;
    const here = this.onCanvas();
    context.save();
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.drawRings(context, here);
    this.drawLabels(context, here);
    this.drawTieWords(context, here);
    context.restore();
  }

  drawRings(context, here) {
    for (const { id, x, y, radius } of here) {
      if (this.emphasis?.ends.has(id)) ring(context, x, y, radius + 5, INK, []);
      if (id === this.walked && document.activeElement === this.box) ring(context, x, y, radius + 9, "#0072B2", [5, 3]);
    }
  }

  drawLabels(context, here) {
    const font = fontFor(context, this.area().width < 420 ? 11 : 12);
    const items = here
      .map((actor) => this.labelItem(actor))
      .sort((one, other) => other.first - one.first || other.radius - one.radius);
    const spots = new Map(here.map((actor) => [actor.id, actor]));
    this.labels = placed(items, this.area(), font, tracesOf(this.scene.edges, spots));
    for (const box of this.labels) {
      const faded = this.emphasis && !this.emphasis.actors.has(box.id) && box.id !== this.hovered;
      context.globalAlpha = faded ? 0.4 : 1;
      if (box.far) drawLeader(context, leaderOf(box, spots.get(box.id)));
      writeLines(context, box, font.size);
      if (this.emphasis?.ends.has(box.id)) frameLabel(context, box);
    }
    context.globalAlpha = 1;
    const { width, height } = this.area();
    const inView = items.filter(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height);
    this.handlers.labelled(this.labels.length, inView.length);
  }

  /** An actor with its label and priority: first the current actor, then its neighbours, then the largest. */
  labelItem(actor) {
    const selected = this.emphasis?.ends.has(actor.id) ?? false;
    const must = selected || actor.id === this.walked || actor.id === this.hovered;
    return {
      ...actor,
      text: inLanguage(actors.get(actor.id).short),
      radius: actor.radius + (selected ? 6 : 0), // the ring around it
      must,
      first: (must ? 2 : 0) + (this.emphasis?.actors.has(actor.id) ? 1 : 0),
    };
  }

  /** The words of the tie below the pointer, or of the one selected: on its middle, or above it where it is short. */
  drawTieWords(context, here) {
    const chosen = state.selected && "from" in state.selected ? state.selected.claim : null;
    const edge =
      this.scene.edges.find(({ id }) => id === this.hovered) ?? this.scene.edges.find(({ id }) => id === chosen);
    const [from, to] = edge ? [edge.from, edge.to].map((id) => here.find((actor) => actor.id === id)) : [];
    if (!from || !to) return;
    const font = fontFor(context, 12);
    const width = font.width(edge.words) + 10;
    const { x, y: middle } = along(from, pulledTo(from, to, edge.bend), to, 0.5);
    const short = Math.hypot(to.x - from.x, to.y - from.y) - from.radius - to.radius < width + 20;
    const y = Math.max(12, short ? Math.min(from.y - from.radius, to.y - to.radius) - 20 : middle);
    const left = Math.min(Math.max(x - width / 2, 2), this.area().width - width - 2);
    context.fillStyle = INK;
    context.fillRect(left, y - 10, width, 20);
    context.fillStyle = "#ffffff";
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(edge.words, left + 5, y + 0.5);
  }
}

/** Sets the font of a canvas; returns its size and a function that measures texts. */
function fontFor(context, size, weight = 500) {
  const font = `${weight} ${size}px ${FONT}`;
  context.font = font;
  const known = widths.get(font) ?? widths.set(font, new Map()).get(font);
  const width = (text) => {
    if (known.has(text)) return known.get(text);
    context.font = font;
    const measured = context.measureText(text).width;
    known.set(text, measured);
    return measured;
  };
  return { size, width };
}

/** Widths of texts that were measured, by font. */
const widths = new Map();

function ring(context, x, y, radius, colour, dashes) {
  for (const [stroke, width] of [
    ["#ffffff", 5],
    [colour, 2.5],
  ]) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.setLineDash(stroke === colour ? dashes : []);
    context.strokeStyle = stroke;
    context.lineWidth = width;
    context.stroke();
  }
  context.setLineDash([]);
}

function drawLeader(context, { from, to }) {
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.strokeStyle = LEADER_COLOUR;
  context.lineWidth = 1;
  context.stroke();
}

/** A frame around the label of what is selected. */
function frameLabel(context, { x, y, width, height }) {
  context.strokeStyle = INK;
  context.lineWidth = 1.5;
  context.strokeRect(x - 1, y - 2, width + 2, height + 3);
}

/** Writes the lines of a label into its box, on a white halo that keeps them readable across lines. */
function writeLines(context, { lines, x, y, width }, size) {
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  lines.forEach((line, row) => {
    const middle = y + (row + 0.5) * size * LINE_HEIGHT;
    context.strokeStyle = "#ffffff";
    context.lineWidth = 3.5;
    context.strokeText(line, x + width / 2, middle);
    context.fillStyle = INK;
    context.fillText(line, x + width / 2, middle);
  });
}
