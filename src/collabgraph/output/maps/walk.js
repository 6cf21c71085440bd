// A drawing by keyboard: arrows walk its actors, Enter opens one, Escape leaves.

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** What the other keys do in a drawing. */
const KEYS = {
  Home: (drawing, ids) => goToActor(drawing, ids[0]),
  End: (drawing, ids) => goToActor(drawing, ids.at(-1)),
  PageDown: (drawing, ids) => goToActor(drawing, ids[(ids.indexOf(drawing.walked) + 1) % ids.length]),
  PageUp: (drawing, ids) => goToActor(drawing, ids.at(Math.max(ids.indexOf(drawing.walked), 0) - 1)),
  Enter: openWalked,
  " ": openWalked,
  Escape: (drawing) => (state.selected ? select(null) : goToActor(drawing, undefined)),
  "+": (drawing) => drawing.zoom(CLOSER),
  "-": (drawing) => drawing.zoom(1 / CLOSER),
  0: (drawing) => drawing.place(),
};

function walk(drawing, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const ids = actorsOf(drawing.name);
  const step = STEPS[event.key];
  if (step) goToActor(drawing, nearestTo(drawing, ...step) ?? drawing.walked ?? ids[0]);
  else if (Object.hasOwn(KEYS, event.key)) KEYS[event.key](drawing, ids);
  else return;
  event.preventDefault();
}

/** The actor nearest to the one walked to, ahead in a direction rather than aside; at first the one in the middle. */
function nearestTo(drawing, right, down) {
  const spots = drawing.onCanvas();
  const here = spots.find((spot) => spot.id === drawing.walked);
  const { width, height } = drawing.area();
  const from = here ?? { x: width / 2, y: height / 2 };
  const ahead = (spot) => (spot.x - from.x) * right + (spot.y - from.y) * down;
  const aside = (spot) => Math.abs((spot.x - from.x) * down) + Math.abs((spot.y - from.y) * right);
  const lies = (spot) => !here || (spot !== here && ahead(spot) > 0 && aside(spot) <= ahead(spot) * 1.5);
  const distance = (spot) => Math.hypot(spot.x - from.x, spot.y - from.y);
  return spots.filter(lies).sort((one, other) => distance(one) - distance(other))[0]?.id;
}

/** Goes to an actor of a drawing and says which; undefined leaves the one gone to. */
function goToActor(drawing, actorId) {
  drawing.walked = actorId ?? null;
  drawing.redraw();
  if (actorId === undefined) return;
  announce(
    say("walked_to", {
      name: briefly(nameOf(actorId)),
      kind: term("kind", actors.get(actorId).kind),
      ties: sayMany("one_neighbour", "n_neighbours", neighboursIn(drawing.name, actorId).size),
    }),
  );
}

function openWalked(drawing) {
  if (drawing.walked === null) return;
  select({ actor: drawing.walked }, drawing.box);
  document.getElementById("pane-title").focus();
}
