// The selection: one actor or one tie, in every drawing that has it, and the way back from its evidence.

/** The element the pane was opened from, to go back to: a button, the search field or a drawing's box. */
let openedFrom = null;

/** Selects an actor or a tie in every drawing that has it, and shows its evidence; with null, selects nothing. */
function select(chosen, from = null) {
  state.selected = chosen;
  computed.clear();
  // Links inside the pane do not change the element to go back to.
  if (from && !document.getElementById("pane").contains(from)) openedFrom = from;
  showScenes();
  showPane();
  markRows();
  keepInSight(from);
  writeAddress();
}

/** The actors a selection is about: one, both ends of a tie, or none. */
function endsOf(chosen) {
  if (!chosen) return [];
  if ("path" in chosen) return chosen.path;
  return "actor" in chosen ? [chosen.actor] : [chosen.from, chosen.to];
}

/** A click handler that opens the evidence of an actor or a tie. */
function opening(chosen) {
  return (event) => {
    const pressed = event.currentTarget;
    select(chosen, pressed);
    // After a press by keyboard, or of a button in the pane that is gone, the focus moves to the pane.
    if (event.detail === 0 || !pressed.isConnected) document.getElementById("pane-title").focus();
  };
}

/** Closes the pane and goes back to where it was opened. */
function leave() {
  select(null);
  wayBack().focus();
  openedFrom = null;
}

/** The element the pane was opened from, or the button that replaced it, or the search field. */
function wayBack() {
  if (openedFrom?.isConnected) return openedFrom;
  const same = (control) => control.dataset.opens === openedFrom?.dataset.opens;
  return [...document.querySelectorAll("table [data-opens]")].find(same) ?? document.getElementById("search");
}

/** On a narrow page, scrolls so that the pane does not cover the actor pressed. */
function keepInSight(from) {
  const drawing = [...drawings.values()].find(({ box }) => box === from);
  const spot = drawing?.onCanvas().find(({ id }) => id === endsOf(state.selected)[0]);
  if (!spot || !isNarrow()) return;
  window.scrollBy({ top: from.getBoundingClientRect().top + spot.y - window.innerHeight * 0.22 });
}
