// What the reader has chosen: a view, a focus, filters, days; everything on the page follows from it.

const island = (id) => document.getElementById(id).textContent;

function inflated(packed) {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

const page = unpack(await inflated(island("view-data")));
const chosen = new Map(page.facets.map((facet) => [facet.key, new Set()]));
const state = { view: 0, focus: null, hover: null, dark: matchMedia("(prefers-color-scheme: dark)").matches, from: null, until: null, path: [], along: "", other: null, choosing: null };
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const current = () => page.views[state.view];

const neighbours = new Map(page.all.map((node) => [node.id, new Set()]));
for (const { source, target } of page.links) {
  neighbours.get(source).add(target);
  neighbours.get(target).add(source);
}

const byId = (id) => document.getElementById(id);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const outsideLink = (url, words) => (/^https?:\/\//i.test(url) ? make("a", { href: url, rel: "noopener noreferrer" }, words) : document.createTextNode(words));

// Where on the page an element is; null where nothing stands for what was sought.
function middleOf(element) {
  if (!element) return null;
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { x: Math.round((left + right) / 2), y: Math.round((top + bottom) / 2) };
}

const SVG = "http://www.w3.org/2000/svg";
function drawnElement(shape) {
  if (!Array.isArray(shape)) return document.createTextNode(shape);
  const [tag, attributes, ...children] = shape;
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.map(drawnElement));
  return element;
}

const inTime = (node) => (state.from === null && state.until === null) || (node.time !== null && node.time >= (state.from ?? -Infinity) && node.time < (state.until ?? Infinity));
const answers = (node, facet) => { const wanted = chosen.get(facet.key); return wanted.size === 0 || (node.facets[facet.key] ?? []).some((value) => wanted.has(value)); };
const passes = (node, except = null) => (except === "date" || inTime(node)) && page.facets.every((facet) => facet.key === except || answers(node, facet));
const filtered = () => state.from !== null || state.until !== null || [...chosen.values()].some((values) => values.size > 0);

// A node that stands in the middle of others is shown as long as one of them is.
function shownNodes(view = current()) {
  const shown = new Set(view.nodes.filter((node) => passes(node)).map((node) => node.id));
  if (filtered()) for (const node of view.nodes) if (shown.has(node.id) && view.ids.has(node.group)) shown.add(node.group);
  return shown;
}

// What stands out beside the focus: a path, or what is linked with it and what stands in it.
function litNodes() {
  if (state.path.length) return new Set(state.path.map((step) => step.id));
  if (state.focus === null || !current().ids.has(state.focus)) return null;
  return new Set([state.focus, ...neighbours.get(state.focus), ...(current().holds.has(state.focus) ? current().nodes.filter((node) => node.group === state.focus).map((node) => node.id) : [])]);
}

const sceneNow = (size) => sceneOf(page, current(), { shown: shownNodes(), focus: state.focus, lit: litNodes(), path: state.path.map(({ id }) => id), dark: state.dark, ...size });
const unfilter = () => { for (const values of chosen.values()) values.clear(); state.from = state.until = null; };
