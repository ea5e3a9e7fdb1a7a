// The legend is the filter; its counts tell what each value would leave.

const SVG = "http://www.w3.org/2000/svg";
const LINES = new Map([["dashed", "3 2"], ["dotted", "1 1.6"]]);

const SHAPES = new Map([
  ["circle", (r) => ["circle", { cx: 8, cy: 8, r }]],
  ["square", (r) => ["rect", { x: 8 - r, y: 8 - r, width: 2 * r, height: 2 * r }]],
  ["diamond", (r) => ["polygon", { points: `8,${8 - r} ${8 + r},8 8,${8 + r} ${8 - r},8` }]],
  ["triangle", (r) => ["polygon", { points: `8,${8 - r} ${8 + r},${8 + 0.8 * r} ${8 - r},${8 + 0.8 * r}` }]],
]);

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, text] of Object.entries(attributes)) element.setAttribute(name, text);
  element.append(...children);
  return element;
}

function mark(value) {
  const fill = value.colour ? value.fill ?? "solid" : "solid";
  const solid = fill.startsWith("solid");
  const colour = value.colour ? (state.dark ? value.darkColour : value.colour) : "currentColor";
  const [tag, place] = (SHAPES.get(value.mark) ?? SHAPES.get("circle"))(solid ? 6 : 5.2);
  const dashes = LINES.get(fill.split("-").pop());
  const look = { fill: solid ? colour : "none", stroke: colour, "stroke-width": solid ? 0.5 : fill.startsWith("thin-ring") ? 1.5 : 3.2, ...(dashes ? { "stroke-dasharray": dashes } : {}) };
  return svg("svg", { width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" }, svg(tag, { ...place, ...look }));
}

const unfolded = new Set();
const FOLDED = 9;

function valueButton(facet, value, count) {
  const pressed = chosen.get(facet.key).has(value.id);
  return make("button", {
    class: "value" + (count ? "" : " none"), type: "button", "aria-pressed": String(pressed), title: value.definition || null, "data-facet": facet.key, "data-value": value.id,
    onclick: () => { pressed ? chosen.get(facet.key).delete(value.id) : chosen.get(facet.key).add(value.id); refresh(); rememberAddress(); byId("legend").querySelector(`[data-facet="${CSS.escape(facet.key)}"][data-value="${CSS.escape(value.id)}"]`)?.focus(); },
  }, value.colour || value.mark ? mark(value) : null, make("span", { class: "name" }, value.label), make("span", { class: "n" }, String(count)));
}

function facetSection(facet) {
  const counts = new Map();
  for (const node of view.nodes) {
    if (passes(node, facet.key)) for (const value of node.facets[facet.key] ?? []) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const known = facet.values.filter((value) => view.nodes.some((node) => (node.facets[facet.key] ?? []).includes(value.id)));
  const most = unfolded.has(facet.key) ? known : known.slice(0, FOLDED);
  const section = [make("h2", {}, facet.label), ...most.map((value) => valueButton(facet, value, counts.get(value.id) ?? 0))];
  if (known.length > FOLDED) {
    section.push(make("button", { class: "more", type: "button", onclick: () => { unfolded.has(facet.key) ? unfolded.delete(facet.key) : unfolded.add(facet.key); refreshLegend(); } },
      unfolded.has(facet.key) ? "fewer" : `${known.length - FOLDED} more`));
  }
  return section;
}

function refreshLegend() {
  const top = byId("legend").scrollTop;
  byId("legend").replaceChildren(...view.facets.flatMap(facetSection));
  byId("legend").scrollTop = top;
}
