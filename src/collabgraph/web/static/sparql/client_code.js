// The code that asks the query from a program: copied by a button, and kept in step with the editor.
import {button, say} from "./pieces.js";

/** A function that shows other code, by language. */
export function showCode(place) {
  for (const code of place.querySelectorAll("[data-language]")) {
    const copy = button(say("copy"), async () => {
      await navigator.clipboard.writeText(code.textContent);
      copy.textContent = say("copied");
    }, {"aria-label": `${say("copy")}: ${code.dataset.language}`});
    // Browsers give a clipboard only to pages of this machine or under https.
    copy.hidden = !navigator.clipboard;
    code.closest("section").querySelector("h3").append(" ", copy);
  }
  return (found) => {
    for (const code of place.querySelectorAll("[data-language]")) {
      const text = found[code.dataset.language];
      code.textContent = text ?? "";
      code.closest("section").hidden = text === undefined;
      code.closest("section").querySelector("button").textContent = say("copy");
    }
  };
}
