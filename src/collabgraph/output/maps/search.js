// The search: an actor by any of its names in either language, its acronyms or its id.

const MOST_MATCHES = 12;

/** The text without accents and capitals, which a search ignores. */
function plainly(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Actor id -> the texts that a search compares with. */
const searchable = new Map(
  [...actors].map(([actorId, actor]) => [
    actorId,
    [actor.label.en, actor.label.id, ...actor.acronyms, actorId].map(plainly),
  ]),
);

/** The actors of the views shown that match a text, first those with a name that begins with it. */
function matchingActors(text) {
  const wanted = plainly(text.trim());
  if (!wanted) return [];
  const here = new Set(caseIds.flatMap((caseId) => [...viewOf(caseId).nodes.keys()]));
  const rank = (names) =>
    names.some((name) => name.startsWith(wanted)) ? 0 : names.some((name) => name.includes(` ${wanted}`)) ? 1 : 2;
  return [...here]
    .filter((actorId) => searchable.get(actorId).some((name) => name.includes(wanted)))
    .map((actorId) => ({ actorId, rank: rank(searchable.get(actorId)) }))
    .sort((one, other) => one.rank - other.rank || alphabetical(nameOf(one.actorId), nameOf(other.actorId)))
    .map(({ actorId }) => actorId);
}

/** Makes the search field a combobox: arrows move in the list, Enter opens an actor, Escape closes the list. */
function startSearch() {
  const [field, list] = [document.getElementById("search"), document.getElementById("found")];
  field.addEventListener("input", () => listMatches(field, list));
  field.addEventListener("focus", () => listMatches(field, list));
  field.addEventListener("blur", () => closeList(field, list));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && list.hidden) return;
    const press = {
      ArrowDown: () => walkList(field, list, 1),
      ArrowUp: () => walkList(field, list, -1),
      Enter: () => (current(list) ?? list.querySelector("[data-actor]"))?.click(),
      Escape: () => closeList(field, list),
    }[event.key];
    if (!press) return;
    event.preventDefault();
    press();
  });
}

function listMatches(field, list) {
  const ids = matchingActors(field.value);
  const options = ids.slice(0, MOST_MATCHES).map((actorId, place) => optionFor(actorId, place, field, list));
  if (field.value.trim() && !ids.length)
    options.push(
      element("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("nothing_found")),
    );
  if (ids.length > MOST_MATCHES)
    options.push(
      element(
        "li",
        { role: "option", "aria-disabled": "true", "aria-selected": "false" },
        say("more_found", { n: ids.length - MOST_MATCHES }),
      ),
    );
  list.replaceChildren(...options);
  list.hidden = !options.length;
  field.setAttribute("aria-expanded", String(options.length > 0));
  field.removeAttribute("aria-activedescendant");
}

function optionFor(actorId, place, field, list) {
  const where = caseIds.filter((caseId) => viewOf(caseId).nodes.has(actorId));
  const hidden = where.every((caseId) => !shownOf(caseId).nodes.has(actorId));
  const notes = [
    ...actors.get(actorId).acronyms,
    caseIds.length > 1 && where.map((caseId) => caseNamed(caseId).name).join(", "),
    hidden && say("filtered_out"),
  ].filter(Boolean);
  const option = element(
    "li",
    { role: "option", id: `found-${place}`, "aria-selected": "false", "data-actor": actorId },
    label(briefly(nameOf(actorId))),
    element("span", { class: "note" }, ...notes.flatMap((note, i) => [i ? " · " : " ", label(briefly(note))])),
  );
  // Pressing must not take the focus from the field, which would close the list before the click.
  option.addEventListener("mousedown", (event) => event.preventDefault());
  option.addEventListener("click", () => {
    closeList(field, list);
    select({ actor: actorId }, field);
    document.getElementById("pane-title").focus();
  });
  return option;
}

function current(list) {
  return list.querySelector("[aria-selected=true]");
}

function walkList(field, list, step) {
  const options = [...list.querySelectorAll("[data-actor]")];
  if (!options.length) return;
  const from = options.indexOf(current(list));
  const next = options[(from + step + options.length + (from < 0 && step < 0 ? 1 : 0)) % options.length];
  for (const option of options) option.setAttribute("aria-selected", String(option === next));
  field.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}

function closeList(field, list) {
  list.hidden = true;
  list.replaceChildren();
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}
