"use strict";
// What the page knows: the view's data, what is shown of it, and what is in focus.

const view = JSON.parse(document.getElementById("view-data").textContent);
const drawn = JSON.parse(document.getElementById("network-data").textContent);
const nodes = new Map(view.nodes.map((node) => [node.id, node]));
const neighbours = new Map(view.nodes.map((node) => [node.id, new Set()]));
for (const [source, target] of view.links) {
  neighbours.get(source).add(target);
  neighbours.get(target).add(source);
}
const chosen = new Map(view.facets.map((facet) => [facet.key, new Set()]));
const state = { focus: null, hover: null, dark: matchMedia("(prefers-color-scheme: dark)").matches };

const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

function outsideLink(url, text) {
  return /^https?:\/\//i.test(url) ? make("a", { href: url, rel: "noopener noreferrer" }, text) : document.createTextNode(text);
}

const passes = (node, except = null) =>
  view.facets.every((facet) => {
    const wanted = chosen.get(facet.key);
    return facet.key === except || wanted.size === 0 || (node.facets[facet.key] ?? []).some((value) => wanted.has(value));
  });

const filtered = () => [...chosen.values()].some((values) => values.size > 0);

// A node that stands in the middle of others is shown as long as one of them is.
function shownNodes() {
  const shown = new Set(view.nodes.filter((node) => passes(node)).map((node) => node.id));
  if (filtered()) {
    for (const node of view.nodes) if (shown.has(node.id) && nodes.has(node.group)) shown.add(node.group);
  }
  return shown;
}
