// A drawing on the page: the scene in an SVG element of the size of its box, which can be enlarged and moved.

/** The drawings that were made so far, by name. */
const drawings = new Map();

class Drawing {
  /** A drawing of this name inside a box; `handlers` are called on events: opened(actorOrTie), named(numbers). */
  constructor(name, box, handlers) {
    Object.assign(this, { name, box, handlers, scene: { actors: [], edges: [] }, labels: [], numbers: new Map() });
    this.walked = null; // the id of the actor the keyboard is at
    this.walkedTie = null; // the id of the line of it that the keyboard is at
    this.view = { scale: 1, x: 0, y: 0 }; // how much the picture is enlarged, and moved in pixels
    this.layers = Object.fromEntries(["lines", "marks", "rings", "names"].map((layer) => [layer, drawn("g", {})]));
    this.moving = drawn("g", {}, Object.values(this.layers));
    this.svg = drawn("svg", { class: "drawing", "aria-hidden": "true", "font-family": FONT }, this.moving);
    // What is dragged is drawn on a sheet of its own, so that the browser need not paint the others again.
    this.sheet = drawn("svg", { class: "drawing sheet", "aria-hidden": "true", "font-family": FONT });
    this.tip = element("div", { class: "tip", hidden: true });
    this.empty = element("div", { class: "empty", hidden: true });
    box.append(this.svg, this.sheet, this.empty, this.tip);
    listen(this);
    new ResizeObserver(() => this.settle()).observe(box);
  }

  /** Shows a scene. */
  show(scene) {
    this.scene = scene;
    if (!scene.actors.some((actor) => actor.id === this.walked)) this.walked = null;
    this.redraw();
  }

  area() {
    return { width: this.box.clientWidth, height: this.box.clientHeight };
  }

  /** The scale of marks: below 1 where the box is narrow, above where the picture is enlarged. */
  markScale() {
    const { width } = this.area();
    return Math.min(1, Math.max(0.75, width / 460)) * Math.min(2.2, Math.max(0.6, Math.sqrt(this.view.scale)));
  }

  /** The margins inside the box, for marks and names at the edge. */
  margins() {
    return { side: Math.min(48, this.area().width * 0.1), top: 22, bottom: 44 };
  }

  /** Where an actor is in the box: its share of the width and height, enlarged and moved as the reader has chosen. */
  spotOf({ id, radius }) {
    const [x, y] = placeIn(this.name, id);
    const [{ width, height }, { side, top, bottom }] = [this.area(), this.margins()];
    const plain = { x: side + x * (width - 2 * side), y: top + y * (height - top - bottom) };
    const { scale, x: right, y: down } = this.view;
    return { x: plain.x * scale + right, y: plain.y * scale + down, radius: radius * this.markScale() };
  }

  /** The place that a point of the box stands for; the opposite of `spotOf`. */
  placeAt({ x, y }) {
    const [{ width, height }, { side, top, bottom }] = [this.area(), this.margins()];
    const plain = [(x - this.view.x) / this.view.scale, (y - this.view.y) / this.view.scale];
    return [(plain[0] - side) / (width - 2 * side), (plain[1] - top) / (height - top - bottom)];
  }

  /** Draws everything again. */
  redraw() {
    const { width, height } = this.area();
    if (!width || !height) return;
    this.placedIn = { width, height };
    this.emphasis = emphasis(this.scene);
    this.sheet.replaceChildren();
    this.lifted = null;
    this.spots = spotsOf(this.scene, (actor) => this.spotOf(actor));
    for (const id of this.emphasis?.ends ?? []) if (this.spots.has(id)) this.spots.get(id).ringed = true;
    this.moving.removeAttribute("transform");
    this.drawLines();
    this.drawMarks();
    this.drawRings();
    this.drawNames();
    this.sayWhyEmpty();
  }

  drawLines() {
    this.lines = new Map(); // actor id -> its lines
    const crowd = this.scene.edges.length > MANY_EDGES;
    const made = this.scene.edges.flatMap((edge) => {
      const line = { edge, element: this.lineElement(edge, crowd) };
      if (!line.element) return [];
      for (const id of [edge.from, edge.to]) {
        if (!this.lines.has(id)) this.lines.set(id, []);
        this.lines.get(id).push(line);
      }
      return [line.element];
    });
    this.layers.lines.replaceChildren(...made);
  }

  lineElement(edge, crowd = this.scene.edges.length > MANY_EDGES) {
    const strong = this.emphasis?.edges.has(edge.id);
    const looks = {
      scale: Math.min(1.4, Math.max(0.8, this.markScale())),
      crowd,
      strong,
      faint: this.emphasis && !strong,
    };
    const made = sceneLine(edge, this.spots, looks);
    if (!made) return null;
    made.owner = { edge };
    made.setAttribute("class", "tie");
    if (!crowd && !this.lifted) {
      const line = made.querySelector("path");
      made.prepend(drawn("path", { d: line.getAttribute("d"), class: "reach" }));
    }
    return made;
  }

  drawMarks() {
    const made = this.scene.actors.map((actor) => {
      const { x, y, radius } = this.spots.get(actor.id);
      const mark = drawn(
        "g",
        { class: "actor", transform: `translate(${rounded(x)} ${rounded(y)})` },
        drawn("circle", { r: rounded(Math.max(radius + 3, 10)), class: "reach" }),
        markAt(0, 0, { ...actor, radius }),
        pinned.has(actor.id) && drawn("circle", { r: 2, fill: "#ffffff", stroke: INK, class: "pin" }),
      );
      if (this.emphasis && !this.emphasis.actors.has(actor.id)) mark.setAttribute("opacity", 0.25);
      mark.owner = { actor: actor.id };
      this.spots.get(actor.id).mark = mark;
      return mark;
    });
    this.layers.marks.replaceChildren(...made);
  }

  /** Rings around what is selected, and around the actor the keyboard is at. */
  drawRings() {
    const ringed = (id, more, colour, dashes) => {
      const spot = this.spots.get(id);
      if (!spot) return [];
      const circle = { cx: rounded(spot.x), cy: rounded(spot.y), r: rounded(spot.radius + more), fill: "none" };
      return [
        drawn("circle", { ...circle, stroke: "#ffffff", "stroke-width": 5 }),
        drawn("circle", { ...circle, stroke: colour, "stroke-width": 2.5, "stroke-dasharray": dashes }),
      ];
    };
    const atKeyboard = this.walked !== null && document.activeElement === this.box;
    this.layers.rings.replaceChildren(
      ...[...(this.emphasis?.ends ?? [])].flatMap((id) => ringed(id, 5, INK, null)),
      ...(atKeyboard ? ringed(this.walked, 9, "#0072B2", "5 3") : []),
    );
  }

  drawNames() {
    const { width, height } = this.area();
    const inView = [...this.spots.values()].filter(({ x, y }) => x >= 0 && y >= 0 && x <= width && y <= height);
    const font = fontOf(width < 420 ? 11 : 12);
    const items = inView
      .map((actor) => this.nameItem(actor))
      .sort((one, other) => other.first - one.first || other.radius - one.radius);
    const { labels, numbers } = named(items, this.area(), font, tracesOf(this.scene.edges, this.spots));
    Object.assign(this, { labels, numbers });
    const faded = (id) => (this.emphasis && !this.emphasis.actors.has(id) ? 0.4 : null);
    const made = labels.map((box) => {
      const spot = this.spots.get(box.id);
      const name = drawn(
        "g",
        { class: "name", opacity: faded(box.id) },
        box.far && leaderElement(leaderOf(box, spot)),
        labelElement(box, font.size),
        this.emphasis?.ends.has(box.id) && frameElement(box),
      );
      name.owner = { actor: box.id };
      spot.name = name;
      return name;
    });
    const digits = [...numbers].map(([id, n]) => {
      const spot = this.spots.get(id);
      const size = Math.max(7, Math.min(NUMBER_SIZE, (2.4 * Math.max(spot.radius, 6.5)) / String(n).length));
      const digit = drawn("g", { class: "number", opacity: faded(id) }, numberElement(spot, n, size));
      digit.owner = { actor: id };
      spot.name = digit;
      return digit;
    });
    this.layers.names.replaceChildren(...made, ...digits);
    this.handlers.named(numbers);
  }

  /** An actor with its name and priority: first the current actor, then its neighbours, then the largest. */
  nameItem(actor) {
    const selected = this.emphasis?.ends.has(actor.id) ?? false;
    const must = selected || actor.id === this.walked;
    return {
      ...actor,
      text: shortOf(actor.id),
      radius: actor.radius + (selected ? 6 : 0), // the ring around it
      first: (must ? 2 : 0) + (this.emphasis?.actors.has(actor.id) ? 1 : 0),
    };
  }

  /** Moves an actor to a point of the box, with its lines and its name; nothing else is drawn again. */
  drag(actorId, point) {
    const spot = this.spots.get(actorId);
    if (!spot) return;
    if (this.lifted !== actorId) this.lift(actorId);
    const [dx, dy] = [point.x - spot.x, point.y - spot.y];
    Object.assign(spot, point);
    spot.mark.setAttribute("transform", `translate(${rounded(point.x)} ${rounded(point.y)})`);
    spot.shift = { x: (spot.shift?.x ?? 0) + dx, y: (spot.shift?.y ?? 0) + dy };
    spot.name?.setAttribute("transform", `translate(${rounded(spot.shift.x)} ${rounded(spot.shift.y)})`);
    for (const line of this.lines.get(actorId) ?? []) {
      const made = this.lineElement(line.edge);
      line.element.replaceWith(made);
      line.element = made;
    }
  }

  /** Takes an actor, its lines and its name onto the sheet on top. */
  lift(actorId) {
    const { mark, name } = this.spots.get(actorId);
    this.lifted = actorId;
    this.layers.rings.replaceChildren();
    const lines = (this.lines.get(actorId) ?? []).map(({ element: line }) => line);
    this.sheet.append(...lines, mark, ...(name ? [name] : []));
  }

  /** Draws again if the size of the box has changed. */
  settle() {
    const { width, height } = this.area();
    if (this.placedIn?.width !== width || this.placedIn?.height !== height) this.place();
  }

  /** Shows the whole picture, every actor in its place. */
  place() {
    this.look({ scale: 1, x: 0, y: 0 });
  }

  /** Shows the picture so much enlarged and moved. */
  look(view) {
    this.view = view;
    this.box.classList.toggle("enlarged", view.scale > 1);
    this.redraw();
  }

  /** Enlarges the picture around a point, by default the middle. */
  zoom(factor, point = { x: this.area().width / 2, y: this.area().height / 2 }) {
    const scale = Math.min(8, Math.max(0.3, this.view.scale * factor));
    const grown = scale / this.view.scale;
    this.look({
      scale,
      x: point.x - (point.x - this.view.x) * grown,
      y: point.y - (point.y - this.view.y) * grown,
    });
  }

  /** Every actor of the scene with where it is in the box. */
  onCanvas() {
    return [...this.spots.values()];
  }

  /** Shows sentences about an actor or a line beside a point of the box; hides them where there are none. */
  say(sentences, { x, y } = {}) {
    this.tip.hidden = !sentences.length;
    if (!sentences.length) return;
    this.tip.replaceChildren(...sentences.map((words) => element("p", {}, label(briefly(words, 200)))));
    const { width, height } = this.area();
    const left = Math.max(4, Math.min(x + 14, width - this.tip.offsetWidth - 4));
    const above = y + 18 + this.tip.offsetHeight > height;
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${Math.max(2, above ? y - this.tip.offsetHeight - 12 : y + 18)}px`;
  }

  /** Where no actor or no tie is drawn, says why. */
  sayWhyEmpty() {
    const reasons = whyEmpty(this.name);
    this.empty.hidden = !reasons.length;
    this.empty.classList.toggle("over", this.scene.actors.length > 0);
    this.empty.replaceChildren(...reasons);
  }
}

/** A frame around the name of what is selected. */
function frameElement({ x, y, width, height }) {
  const box = { x: rounded(x - 1), y: rounded(y - 2), width: rounded(width + 2), height: rounded(height + 3) };
  return drawn("rect", { ...box, fill: "none", stroke: INK, "stroke-width": 1.5 });
}
