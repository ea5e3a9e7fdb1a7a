"use strict";
// What the page knows: the view's data, what is shown of it, and what is in focus.

const island = (id) => document.getElementById(id).textContent;
const drawn = JSON.parse(island("network-data"));
const view = unpacked(await inflated(island("view-data")));

function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

function unpacked(data) {
  const text = (number) => data.texts[number];
  const facts = (list) => list.map(([property, value, citations, more = {}]) => ({
    property: text(property), value: text(value), citations: data.citations[citations].map((citation) => citation.map(text)),
    target: text(more.target), url: text(more.url), note: text(more.note), inferred: more.inferred === 1,
  }));
  const facets = data.facets.map(([key, label, values]) => ({ key, label, values }));
  const nodes = data.nodes.map(([id, kind, date, group, answers], index) => ({
    id: text(id), kind: text(kind), date: text(date), group: text(group), label: drawn[index].label, x: drawn[index].x, y: drawn[index].y, holds: 0,
    facets: Object.fromEntries(facets.map((facet, at) => [facet.key, answers[at].map(text)])),
  }));
  return {
    ...data, facets, nodes, links: data.links.map((link) => link.map(text)),
    groups: data.groups.map(([id, label, x, y, radius]) => ({ id, label, x, y, radius })),
    cards: new Map(data.cards.map(([node, id, label, kind, sections]) =>
      [text(node), { id: text(id), label: text(label), kind: text(kind), sections: sections.map(([heading, list]) => [text(heading), facts(list)]) }])),
  };
}

const nodes = new Map(view.nodes.map((node) => [node.id, node]));
for (const { group } of view.nodes) if (nodes.has(group)) nodes.get(group).holds += 1;
const numberOf = new Map(view.nodes.map((node, index) => [node.id, index])); // what vis-network knows a node by
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
