// Elements, words and numbers, as every part of the page makes them. Data become text, never markup.

/** What a script element with data holds; null where it is not on the page. */
export function json(id) {
  const place = document.getElementById(id);
  return place && JSON.parse(place.textContent);
}

const words = json("words");
export const language = document.documentElement.lang;

/** A phrase of the page, each {field} filled in. */
export function say(name, fields = {}) {
  return words[name].replace(/\{(\w+)\}/g, (field, key) => (key in fields ? String(fields[key]) : field));
}

export function element(name, attributes = {}, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

/** An element of SVG. */
export function drawn(name, attributes = {}, ...children) {
  return dressed(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function dressed(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, String(value));
  }
  node.append(...children);
  return node;
}

export function button(text, pressed, attributes = {}) {
  const made = element("button", {type: "button", class: "quiet", ...attributes}, text);
  made.addEventListener("click", pressed);
  return made;
}

/** A choice with its label; `options` are pairs of a value and its words. */
export function choice(label, options, chosen, changed) {
  const made = element("select", {}, ...options.map(([value, text]) => {
    const option = element("option", {value}, text);
    option.selected = String(value) === String(chosen);
    return option;
  }));
  made.addEventListener("change", () => changed(made.value));
  return element("label", {}, label, " ", made);
}

export function cut(text, most) {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** What is done once a person has paused. */
export function paused(milliseconds, action) {
  let waiting = 0;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(action, milliseconds);
  };
}
