// Where actors stand: the places of the page, those a person has dragged them to, and how they are kept.

/** The two arrangements: of maps beside each other, and of two cases in one map. */
const ARRANGEMENTS = ["places", "places_together"];
const STORED = `collabgraph-map ${data.key}`;

const firstPlaces = Object.fromEntries(ARRANGEMENTS.map((name) => [name, byId(data[name] ?? {})]));
const standing = Object.fromEntries(ARRANGEMENTS.map((name) => [name, new Map(firstPlaces[name])]));
const pinned = new Set(data.pinned);

function arrangementOf(drawing) {
  return drawing === DIFFERENCE ? "places_together" : "places";
}

/** The place of an actor in a drawing, as shares of its width and height. */
function placeIn(drawing, actorId) {
  return standing[arrangementOf(drawing)].get(actorId) ?? [0.5, 0.5];
}

/** Puts an actor somewhere, in every drawing of the arrangement, and keeps it there. */
function putAt(drawing, actorId, [x, y]) {
  const inFrame = (value) => Math.min(1, Math.max(0, Math.round(value * 10000) / 10000));
  standing[arrangementOf(drawing)].set(actorId, [inFrame(x), inFrame(y)]);
  pinned.add(actorId);
}

function isMoved() {
  const same = (one, other) => one[0] === other[0] && one[1] === other[1];
  return ARRANGEMENTS.some((name) =>
    [...standing[name]].some(([id, place]) => !same(place, firstPlaces[name].get(id) ?? place)),
  );
}

/** The layout as it is saved, and as `map --layout` reads it. */
function layoutNow() {
  const places = Object.fromEntries(ARRANGEMENTS.map((name) => [name, Object.fromEntries(standing[name])]));
  return { schema: data.layout_schema, ...places, pinned: [...pinned].sort() };
}

/** Keeps the layout in the browser; a browser that refuses keeps nothing, and the page works on. */
function keepPlaces() {
  try {
    localStorage.setItem(STORED, JSON.stringify(layoutNow()));
  } catch {
    // Storage can be switched off, full, or not there in a page inside another.
  }
  sayWhetherMoved();
}

/** Takes up the layout that the browser kept for this very map. */
function takeUpPlaces() {
  try {
    adopt(JSON.parse(localStorage.getItem(STORED)));
  } catch {
    // As above; and what is stored may be anything.
  }
}

/** Takes places and pins from a layout, as far as they are valid and of actors of this map. */
function adopt(layout) {
  if (layout?.schema !== data.layout_schema) return;
  const isShare = (value) => typeof value === "number" && value >= 0 && value <= 1;
  for (const name of ARRANGEMENTS) {
    for (const [id, place] of Object.entries(layout[name] ?? {})) {
      const valid = Array.isArray(place) && place.length === 2 && place.every(isShare);
      if (valid && standing[name].has(id)) standing[name].set(id, place);
    }
  }
  pinned.clear();
  for (const id of Array.isArray(layout.pinned) ? layout.pinned : []) if (actors.has(id)) pinned.add(id);
}

/** Brings every actor back to its first place. */
function firstPlacesAgain() {
  for (const name of ARRANGEMENTS) for (const [id, place] of firstPlaces[name]) standing[name].set(id, place);
  pinned.clear();
  for (const id of data.pinned) pinned.add(id);
  try {
    localStorage.removeItem(STORED);
  } catch {
    // As above.
  }
  sayWhetherMoved();
}

function togglePin(actorId) {
  if (!pinned.delete(actorId)) pinned.add(actorId);
  keepPlaces();
}

function saveLayout() {
  save(new Blob([`${JSON.stringify(layoutNow(), null, 1)}\n`], { type: "application/json" }), "json", "layout");
}

function sayWhetherMoved() {
  document.getElementById("first-places").disabled = !isMoved() && !pinned.size;
}
