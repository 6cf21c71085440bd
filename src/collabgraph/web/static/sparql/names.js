// The prefixes and graphs in the lists below the editor are put into the query by a press of a button.
import {button, say} from "./pieces.js";

export function insertNames(editor, places) {
  for (const place of places) {
    const {insert, graph} = place.dataset;
    const pressed = insert ? () => put(editor, insert) : () => putGraph(editor, graph);
    place.replaceWith(button(insert ?? graph, pressed, {class: "name", title: say("insert", {name: insert ?? graph})}));
  }
}

function put(editor, text) {
  editor.replace(editor.field.selectionStart, editor.field.selectionEnd, text);
}

/** The name alone where the query waits for one, else a pattern within the graph, with the cursor between its brackets. */
function putGraph(editor, name) {
  const before = editor.text.slice(0, editor.field.selectionStart);
  if (/\b(GRAPH|FROM|NAMED)\s+$/i.test(before)) return put(editor, name);
  put(editor, `GRAPH ${name} {  }`);
  const end = editor.field.selectionEnd - 2;
  editor.field.setSelectionRange(end, end);
}
