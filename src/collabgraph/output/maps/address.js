// The address of the page says what is shown, so that a link leads to the same: after "#", choice by choice.

/** What each choice is called in the address: how it is written, and how it is read where it is valid. */
const CHOICES = {
  lang: {
    write: () => state.lang !== data.lang && state.lang,
    read: (value) => ["en", "id"].includes(value) && (state.lang = value),
  },
  actors: {
    write: () => state.granularity !== data.granularity && state.granularity,
    read: (value) => hasView(value, state.systems) && (state.granularity = value),
  },
  systems: {
    write: () => state.systems !== data.systems && String(state.systems),
    read: (value) => hasView(state.granularity, value === "true") && (state.systems = value === "true"),
  },
  together: {
    write: () => state.together && "true",
    read: (value) => (state.together = value === "true" && data.cases.length === 2),
  },
  size: {
    write: () => state.metric !== data.metrics[0].id && (state.metric || "none"),
    read: (value) => {
      if (value === "none" || data.metrics.some(({ id }) => id === value)) state.metric = value === "none" ? "" : value;
    },
  },
  colour: { write: () => state.colour !== "kind" && state.colour, read: (value) => (state.colour = value) },
  hide: {
    write: () => {
      const groups = Object.entries(state.unchecked).flatMap(([group, values]) =>
        [...values].map((value) => [group, value]),
      );
      return groups.length > 0 && JSON.stringify(groups);
    },
    read: (value) =>
      JSON.parse(value).forEach(
        ([group, each]) => Object.hasOwn(state.unchecked, group) && state.unchecked[group].add(String(each)),
      ),
  },
  focus: {
    write: () => state.focus && JSON.stringify([state.focus.actor, state.focus.steps]),
    read: (value) => {
      const [actor, steps] = JSON.parse(value);
      if (actors.has(actor) && Number.isInteger(steps) && steps > 0) state.focus = { actor, steps };
    },
  },
  selected: {
    write: () => state.selected && JSON.stringify(state.selected),
    read: (value) => {
      const { actor, from, to, claim, path } = JSON.parse(value);
      if (actors.has(actor)) state.selected = { actor };
      else if (Array.isArray(path) && path.length === 2 && path.every((id) => actors.has(id)))
        state.selected = { path };
      else if (actors.has(from) && actors.has(to))
        state.selected = { from, to, ...(typeof claim === "string" && { claim }) };
    },
  },
};

function hasView(granularity, systems) {
  const name = `${granularity}/${systems ? "systems" : "no-systems"}`;
  return Object.values(data.views).every((views) => Object.hasOwn(views, name));
}

/** Writes what is shown into the address; a page inside another may not have one of its own. */
function writeAddress() {
  const given = Object.entries(CHOICES).map(([name, { write }]) => [name, write()]);
  const words = new URLSearchParams(given.filter(([, value]) => value));
  try {
    history.replaceState(null, "", `#${words}`);
  } catch {
    // As said above.
  }
}

/** Takes up what the address says; what is not valid is left as it is. */
function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (![...given.keys()].some((name) => Object.hasOwn(CHOICES, name))) return;
  for (const group of Object.values(state.unchecked)) group.clear();
  Object.assign(state, { focus: null, selected: null });
  for (const [name, { read }] of Object.entries(CHOICES)) {
    if (!given.has(name)) continue;
    try {
      read(given.get(name));
    } catch {
      // An address can be cut or mistyped.
    }
  }
}

/** Copies the address; where the browser refuses, shows it so that it can be copied by hand. */
async function copyLink() {
  writeAddress();
  try {
    await navigator.clipboard.writeText(location.href);
    announce(say("link_copied"));
    document.getElementById("copy-link").textContent = say("link_copied");
    setTimeout(() => (document.getElementById("copy-link").textContent = say("copy_link")), 2500);
  } catch {
    const field = document.getElementById("link");
    field.hidden = false;
    field.value = location.href;
    field.select();
  }
}
