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
      show(found.fault, say("sound"));
      code(found.code);
    } catch (error) {
      if (error.name !== "AbortError") show(null, say("unchecked"));
    }
  };

  function show(fault, otherwise) {
    editor.mark(fault);
    place.classList.toggle("wrong", Boolean(fault));
    place.replaceChildren(fault ? `✗ ${fault.message} ` : otherwise && `✓ ${otherwise}`);
    if (fault?.line) place.append(button(say("line", fault), () => editor.goToFault()));
  }

  editor.field.addEventListener("input", paused(500, check));
}
