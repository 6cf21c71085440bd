// Faults while one types: the server reads the query and says where it stops to be one. Nothing is asked of the data.
import {button, paused, say} from "./pieces.js";

/** Say below the editor what is wrong with its text, and mark the place; `code` is given the code for programs. */
export function watchFaults(editor, form, place, code) {
  let checked = editor.text, running = null;
  const check = async () => {
    if (editor.text === checked) return;
    const text = checked = editor.text;
    running?.abort();
    running = new AbortController();
    if (!text.trim()) return show(null, "");
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(editor.place.dataset.check, {method: "POST", body, signal: running.signal});
      if (!answer.ok) throw new Error(answer.statusText);
      const found = await answer.json();
      if (editor.text !== text) return;
      show(found.fault, say("sound"), found.doubts);
      code(found.code);
    } catch (error) {
      if (error.name !== "AbortError") show(null, say("unchecked"));
    }
  };

  /** The fault, or what finds nothing, or that all is well, each with a sign and with what leads to its place. */
  function show(fault, otherwise, doubts = []) {
    editor.mark(fault);
    place.classList.toggle("wrong", Boolean(fault));
    place.classList.toggle("doubtful", !fault && doubts.length > 0);
    if (fault) place.replaceChildren(...noted("✗", fault));
    else if (doubts.length) place.replaceChildren(...doubts.flatMap((doubt) => noted("!", doubt)));
    else place.replaceChildren(otherwise && `✓ ${otherwise}`);
  }

  function noted(sign, found) {
    const to = found.line ? button(say("line", found), () => editor.goTo(found)) : "";
    return [`${sign} ${found.message} `, to, " "];
  }

  editor.field.addEventListener("input", paused(500, check));
}
