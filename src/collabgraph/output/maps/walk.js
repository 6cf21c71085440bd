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
  t: (drawing) => walkTies(drawing, 1),
  T: (drawing) => walkTies(drawing, -1),
  p: pinWalked,
  Escape: (drawing) => (state.selected ? select(null) : goToActor(drawing, undefined)),
  "+": (drawing) => drawing.zoom(CLOSER),
  "-": (drawing) => drawing.zoom(1 / CLOSER),
  0: (drawing) => drawing.place(),
};

function walk(drawing, event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const ids = actorsOf(drawing.name);
  const step = STEPS[event.key];
  if (step && event.shiftKey) nudge(drawing, ...step);
  else if (step) goToActor(drawing, nearestTo(drawing, ...step) ?? drawing.walked ?? ids[0]);
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
  drawing.walkedTie = null;
  drawing.drawRings();
  drawing.say(actorId === undefined ? [] : actorSentences(drawing.name, actorId), drawing.spots.get(actorId));
  if (actorId === undefined) return;
  announce(
    say("walked_to", {
      name: briefly(nameOf(actorId)),
      kind: term("kind", actors.get(actorId).kind),
      ties: sayMany("one_neighbour", "n_neighbours", neighboursIn(drawing.name, actorId).size),
    }),
  );
}

/** Opens the line the keyboard is at, or else the actor. */
function openWalked(drawing) {
  if (drawing.walked === null) return;
  const edge = drawing.scene.edges.find(({ id }) => id === drawing.walkedTie);
  drawing.say([]);
  select(edge ? chosenBy({ edge }) : { actor: drawing.walked }, drawing.box);
  document.getElementById("pane-title").focus();
}

/** Goes to the next line of the actor walked to, and says what it stands for. */
function walkTies(drawing, step) {
  const edges = drawing.scene.edges.filter(({ from, to }) => [from, to].includes(drawing.walked));
  if (!edges.length) return;
  const at = edges.findIndex(({ id }) => id === drawing.walkedTie);
  const edge = edges[(at + step + edges.length + (at < 0 && step < 0 ? 1 : 0)) % edges.length];
  drawing.walkedTie = edge.id;
  const [from, to] = [drawing.spots.get(edge.from), drawing.spots.get(edge.to)];
  drawing.say(lineSentences(edge), { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
  announce(`${lineSentences(edge).join(". ")}. ${say("enter_opens")}`);
}

/** Moves the actor walked to by a step of the picture, and keeps it there. */
function nudge(drawing, right, down) {
  const spot = drawing.spots.get(drawing.walked);
  if (!spot) return;
  drawing.say([]);
  drawing.drag(drawing.walked, inBox(drawing, { x: spot.x + 12 * right, y: spot.y + 12 * down }));
  dropped(drawing, drawing.walked);
}

/** Pins the actor walked to where it is, or lets it go. */
function pinWalked(drawing) {
  if (drawing.walked === null) return;
  togglePin(drawing.walked);
  drawing.redraw();
  announce(say(pinned.has(drawing.walked) ? "is_pinned" : "is_not_pinned"));
}
