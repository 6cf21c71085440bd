// The page for questions. Everything works without scripts too: the form asks, and the answer is a table.
import {AnswerTable} from "./answer_table.js";
import {offerCharts} from "./charts.js";
import {watchFaults} from "./checking.js";
import {showCode} from "./client_code.js";
import {completeNames} from "./completion.js";
import {Editor} from "./editor.js";
import {keepHistory} from "./history.js";
import {insertNames} from "./names.js";
import {json} from "./pieces.js";

const form = document.getElementById("ask");
const editor = new Editor(document.getElementById("query"), document.getElementById("editor"));
const answer = json("data");
const code = showCode(document.getElementById("code"));

editor.field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

// An address can only be so long; what does not fit into one is sent in the body of the request.
form.addEventListener("submit", () => {
  const query = new URLSearchParams(new FormData(form)).toString();
  form.method = query.length > Number(form.dataset.longest) ? "post" : "get";
});

watchFaults(editor, form, document.getElementById("checked"), code);
completeNames(editor, document.getElementById("keys"));
insertNames(editor, document.querySelectorAll("[data-insert], [data-graph]"));
keepHistory(editor, document.getElementById("history"));
if (answer) {
  const place = document.getElementById("table");
  const table = place ? new AnswerTable(place, answer) : null;
  if (table) offerCharts(answer, table);
}
