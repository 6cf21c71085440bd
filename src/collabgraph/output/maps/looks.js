// What the colour and shape of an actor show: its kind, sector, level, community, a metric, or a column of its file.

const UNKNOWN = { shape: "diamond", colour: "#8a949e" };
/** Classes of numbers, the lowest first: darker, and from a triangle that points down to one that points up. */
const CLASSES = [
  { shape: "triangleDown", colour: "#6AAED6" },
  { shape: "dot", colour: "#3E8EC4" },
  { shape: "square", colour: "#0072B2" },
  { shape: "triangle", colour: "#003F63" },
];
const MOST_MARKS = 12;

/** What colour can show: { id, label, of(caseId, actorId) -> a value or null, words(value), numeric }. */
function colourings() {
  return once("colourings", () => {
    const code = (list, words) => ({
      id: list,
      label: say(words),
      of: (_, actorId) => actors.get(actorId)[list] || null,
      words: (value) => term(list, value),
    });
    const all = [
      code("kind", "colour_kind"),
      code("sector", "colour_sector"),
      code("level", "colour_level"),
      {
        id: "community",
        label: say("colour_community"),
        of: (caseId, actorId) => communitiesOf(caseId).get(actorId) ?? null,
        words: (value) => say("community_n", { n: value }),
        inOrder: true,
      },
      ...data.metrics.map(({ id, label: words }) => ({
        id: `metric ${id}`,
        label: inLanguage(words),
        of: (caseId, actorId) => valueOf(caseId, actorId, id),
        numeric: true,
      })),
      ...data.columns.map(columnColouring),
    ];
    return all.filter(({ of, id }) => id === "kind" || id === "community" || id.startsWith("metric ") || anyValue(of));
  });
}

function anyValue(of) {
  return caseIds.some((caseId) => [...viewOf(caseId).nodes.keys()].some((actorId) => of(caseId, actorId) !== null));
}

/** A column of the file of actors: numbers where all of its values are numbers and many differ, else categories. */
function columnColouring(column) {
  const values = [...actors.values()].map((actor) => own(actor.attributes, column)).filter((value) => value !== null);
  const numeric = values.every((value) => value.trim() && Number.isFinite(Number(value))) && new Set(values).size > 5;
  return {
    id: `column ${column}`,
    label: briefly(column, 40),
    of: (_, actorId) => {
      const value = own(actors.get(actorId).attributes, column);
      return value === null ? null : numeric ? Number(value) : value;
    },
    words: (value) => briefly(value, 60),
    numeric,
  };
}

/** The value of an object's own key, or null. */
function own(object, key) {
  return Object.hasOwn(object, key) ? object[key] : null;
}

function colouring() {
  return colourings().find(({ id }) => id === state.colour) ?? colourings()[0];
}

/** The marks of the values of the colouring chosen: rows { words, mark, count } and `of(caseId, actorId)`. */
function lookOf() {
  return once("look", () => {
    const chosen = colouring();
    const values = caseIds.flatMap((caseId) =>
      [...shownOf(caseId).nodes.keys()].map((actorId) => chosen.of(caseId, actorId)),
    );
    const unknown = values.filter((value) => value === null).length;
    const look = chosen.numeric
      ? byClass(values.filter((v) => v !== null))
      : byValue(
          values.filter((v) => v !== null),
          chosen,
        );
    if (unknown) look.rows.push({ words: say("not_stated"), mark: UNKNOWN, count: unknown });
    return {
      rows: look.rows,
      of: (caseId, actorId) => {
        const value = chosen.of(caseId, actorId);
        return value === null ? UNKNOWN : look.mark(value);
      },
    };
  });
}

/** Marks of categories, the most frequent first; those beyond the marks there are share one. */
function byValue(values, { id, words, inOrder }) {
  const counts = countsOf([values]);
  const byCount = (one, other) => counts.get(other) - counts.get(one) || alphabetical(words(one), words(other));
  const ranked = [...counts.keys()].sort(inOrder ? (one, other) => one - other : byCount);
  const markOf = (value) =>
    id === "kind" && kinds.has(value) ? kinds.get(value) : data.palette[Math.min(ranked.indexOf(value), MOST_MARKS)];
  const single = id === "kind" ? ranked : ranked.slice(0, MOST_MARKS);
  const rows = single.map((value) => ({ words: words(value), mark: markOf(value), count: counts.get(value) }));
  const others = ranked.slice(single.length);
  if (others.length)
    rows.push({
      words: say("other_values", { n: others.length }),
      mark: data.palette[MOST_MARKS],
      count: sum(others.map((value) => counts.get(value))),
    });
  return { rows, mark: markOf };
}

/** Marks of up to four classes with about as many actors in each. */
function byClass(values) {
  const sorted = [...values].sort((one, other) => one - other);
  const cut = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const starts = [...new Set([0, 0.25, 0.5, 0.75].map(cut))].filter((value) => value !== undefined);
  const classOf = (value) => starts.filter((start) => value >= start).length - 1;
  const marks = CLASSES.slice(CLASSES.length - starts.length);
  const rows = starts.map((start, place) => {
    const inside = sorted.filter((value) => classOf(value) === place);
    const [low, high] = [inside[0], inside.at(-1)].map(number);
    return { words: low === high ? low : say("from_to", { low, high }), mark: marks[place], count: inside.length };
  });
  return { rows, mark: (value) => marks[Math.max(classOf(value), 0)] };
}
