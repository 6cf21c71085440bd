// A drawing by mouse and finger: press to open, drag an actor to move it, drag beside all to move the picture.

const SLACK = 4; // pixels that a press may move and still be one

/** Connects a drawing with the pointer and the wheel. */
function listen(drawing) {
  const { svg, box } = drawing;
  const pointers = new Map();
  let gesture = null;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pointers.set(event.pointerId, pointIn(box, event));
    svg.setPointerCapture(event.pointerId);
    drawing.say([]);
    gesture = pointers.size > 1 ? pinching(drawing, pointers) : starting(drawing, event);
  });
  svg.addEventListener("pointermove", (event) => {
    const point = pointIn(box, event);
    if (!pointers.has(event.pointerId)) return hover(drawing, event, point);
    pointers.set(event.pointerId, point);
    return gesture?.move(point);
  });
  svg.addEventListener("pointerup", (event) => {
    pointers.delete(event.pointerId);
    gesture?.end(event);
    gesture = null;
  });
  svg.addEventListener("pointercancel", (event) => {
    pointers.delete(event.pointerId);
    gesture?.cancel();
    gesture = null;
  });
  // A finger on an actor moves the actor, and does not scroll the page; touch-action alone is not heeded inside a picture.
  const onActor = (event) => {
    if (event.target.closest(".actor")) event.preventDefault();
  };
  svg.addEventListener("touchstart", onActor, { passive: false });
  svg.addEventListener("pointerleave", () => drawing.say([]));
  // The wheel scrolls the page, as everywhere, unless the reader asks for the picture.
  const turned = (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== box) return;
    event.preventDefault();
    drawing.zoom(Math.exp(-event.deltaY * 0.002), pointIn(box, event));
  };
  svg.addEventListener("wheel", turned, { passive: false });
}

function pointIn(box, { clientX, clientY }) {
  const { left, top } = box.getBoundingClientRect();
  return { x: clientX - left - box.clientLeft, y: clientY - top - box.clientTop };
}

/** What an element of a drawing stands for: { actor }, { edge }, or null. */
function ownerOf(target) {
  return target.closest(".actor, .name, .tie")?.owner ?? null;
}

function hover(drawing, event, point) {
  const owner = ownerOf(event.target);
  drawing.box.classList.toggle("pointing", owner !== null);
  if (!owner) drawing.say([]);
  else drawing.say("actor" in owner ? actorSentences(drawing.name, owner.actor) : lineSentences(owner.edge), point);
}

/** A press of one pointer, which becomes the move of an actor or of the picture once it has gone some way. */
function starting(drawing, event) {
  const owner = ownerOf(event.target);
  const start = pointIn(drawing.box, event);
  const isMouse = event.pointerType === "mouse";
  const spot = owner && "actor" in owner ? { ...drawing.spots.get(owner.actor) } : null;
  let [moved, frame, last] = [false, 0, start];
  const canMove = spot !== null || isMouse || drawing.box.classList.contains("enlarged");
  const follow = () => {
    frame = 0;
    const [dx, dy] = [last.x - start.x, last.y - start.y];
    if (spot) drawing.drag(owner.actor, inBox(drawing, { x: spot.x + dx, y: spot.y + dy }));
    else drawing.moving.setAttribute("transform", `translate(${dx} ${dy})`);
  };
  return {
    move(point) {
      last = point;
      moved ||= Math.hypot(point.x - start.x, point.y - start.y) > SLACK;
      if (moved && canMove) frame ||= requestAnimationFrame(follow);
    },
    end() {
      cancelAnimationFrame(frame);
      if (!moved) return drawing.handlers.opened(chosenBy(owner));
      if (!canMove) return null;
      follow();
      return spot ? dropped(drawing, owner.actor) : drawing.look({ ...drawing.view, ...shifted(drawing, start, last) });
    },
    cancel() {
      cancelAnimationFrame(frame);
      drawing.redraw();
    },
  };
}

function shifted({ view }, start, end) {
  return { x: view.x + end.x - start.x, y: view.y + end.y - start.y };
}

/** A point kept inside the box. */
function inBox(drawing, { x, y }) {
  const { width, height } = drawing.area();
  return { x: Math.min(width - 4, Math.max(4, x)), y: Math.min(height - 4, Math.max(4, y)) };
}

/** An actor stays where it was let go, in every drawing of the arrangement. */
function dropped(drawing, actorId) {
  putAt(drawing.name, actorId, drawing.placeAt(drawing.spots.get(actorId)));
  keepPlaces();
  for (const name of drawingNames()) drawings.get(name).redraw();
  announce(say("moved_and_pinned", { name: shortOf(actorId) }));
}

/** Two fingers enlarge and move the picture. */
function pinching(drawing, pointers) {
  const measure = () => {
    const [one, other] = [...pointers.values()];
    return {
      middle: { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 },
      wide: Math.hypot(one.x - other.x, one.y - other.y),
    };
  };
  let last = measure();
  return {
    move() {
      if (pointers.size < 2) return;
      const now = measure();
      drawing.zoom(now.wide / Math.max(last.wide, 1), now.middle);
      last = now;
    },
    end() {},
    cancel() {},
  };
}

/** The selection that a press on an actor or a line makes. */
function chosenBy(owner) {
  if (!owner || "actor" in owner) return owner;
  const { from, to, ties, id } = owner.edge;
  return ties?.length > 1 ? { from, to } : { from, to, claim: id };
}
