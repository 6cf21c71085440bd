// What is selected: one actor or one tie, in every drawing that has it, and the way back from its evidence.

/** What the pane was opened from, to go back to: a button, the search field or a drawing's box. */
let openedFrom = null;

/** Selects an actor or a tie in every drawing that has it, and shows its evidence; with null, selects nothing. */
function select(chosen, from = null) {
  state.selected = chosen;
  // Inside the pane one walks from evidence to evidence; the way back stays the one it was opened from.
  if (from && !document.getElementById("pane").contains(from)) openedFrom = from;
  showScenes();
  showPane();
  markRows();
  keepInSight(from);
}

/** The actors a selection is about: one, both ends of a tie, or none. */
function endsOf(chosen) {
  if (!chosen) return [];
  return "actor" in chosen ? [chosen.actor] : [chosen.from, chosen.to];
}

/** What a button does that opens the evidence of an actor or a tie. */
function opening(chosen) {
  return (event) => {
    const pressed = event.currentTarget;
    select(chosen, pressed);
    // Whoever pressed it by keyboard goes on reading in the pane, as does one whose button was in the pane and is gone.
    if (event.detail === 0 || !pressed.isConnected) document.getElementById("pane-title").focus();
  };
}

/** Closes the pane and goes back to where it was opened. */
function leave() {
  select(null);
  wayBack().focus();
  openedFrom = null;
}

/** What the pane was opened from, or the button that has taken its place, or the search. */
function wayBack() {
  if (openedFrom?.isConnected) return openedFrom;
  const same = (each) => each.dataset.opens === openedFrom?.dataset.opens;
  return [...document.querySelectorAll("table [data-opens]")].find(same) ?? document.getElementById("search");
}

/** Where the pane comes up from below, scrolls a drawing so that it does not cover the actor pressed. */
function keepInSight(from) {
  const drawing = [...drawings.values()].find((each) => each.box === from);
  const spot = drawing?.onCanvas().find(({ id }) => id === endsOf(state.selected)[0]);
  if (!spot || !isNarrow()) return;
  window.scrollBy({ top: from.getBoundingClientRect().top + spot.y - window.innerHeight * 0.22 });
}
