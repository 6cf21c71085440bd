// Search from every page: "/" goes to the box; what is found is offered while one types, and chosen with the arrow keys.
(() => {
  "use strict";
  const box = document.getElementById("search");
  if (!box) return;
  const WAIT = 150;
  const list = document.createElement("ul");
  Object.assign(list, { id: "finds", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.offered);
  const said = document.createElement("p");
  said.className = "unseen";
  said.setAttribute("role", "status");
  box.form.append(list, said);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "finds"], ["aria-expanded", "false"]]) {
    box.setAttribute(name, value);
  }
  let [timer, asked, at] = [0, 0, -1];

  function close() {
    asked += 1;
    clearTimeout(timer);
    list.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(place) {
    const options = [...list.children];
    at = options.length ? (place + options.length + 1) % (options.length + 1) : -1;
    if (at === options.length) at = -1;
    options.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    if (at >= 0) {
      box.setAttribute("aria-activedescendant", options[at].id);
      options[at].scrollIntoView({ block: "nearest" });
    } else {
      box.removeAttribute("aria-activedescendant");
    }
  }

  function option(find, n) {
    const row = document.createElement("li");
    Object.assign(row, { id: `find-${n}` });
    row.setAttribute("role", "option");
    row.dataset.address = find.address;
    for (const [kind, words] of [["title", find.title], ["kind", [find.kind, find.case].filter(Boolean).join(", ")], ["about", find.about]]) {
      const piece = document.createElement("span");
      piece.className = kind;
      piece.textContent = words;
      if (words) row.append(piece);
    }
    return row;
  }

  async function offer() {
    const words = box.value.trim();
    if (words.length < 2) return close();
    const mine = ++asked;
    const address = new URL(box.dataset.suggestions, location.href);
    address.searchParams.set("q", words);
    address.searchParams.set("lang", document.documentElement.lang);
    let finds = [];
    try {
      const answer = await fetch(address);
      if (!answer.ok) return;
      finds = await answer.json();
    } catch {
      return; // the form still searches
    }
    if (mine !== asked) return;
    list.replaceChildren(...finds.map(option));
    list.hidden = !finds.length;
    box.setAttribute("aria-expanded", String(finds.length > 0));
    said.textContent = finds.length ? `${finds.length}` : box.dataset.none;
    choose(-1);
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(offer, WAIT);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? at + 1 : at === -1 ? list.children.length - 1 : at - 1);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      location.assign(list.children[at].dataset.address);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li");
    if (row) location.assign(row.dataset.address);
  });
  box.addEventListener("blur", close);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
})();
