// The legend is the filter; its counts tell what each value would leave.

const SVG = "http://www.w3.org/2000/svg";
const LINES = { dashed: "3 2", dotted: "1 1.6" };

function mark(value) {
  const picture = document.createElementNS(SVG, "svg");
  for (const [name, text] of Object.entries({ width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true" })) picture.setAttribute(name, text);
  const circle = document.createElementNS(SVG, "circle");
  const thin = value.fill.startsWith("thin-ring");
  const solid = value.fill.startsWith("solid");
  const colour = state.dark ? value.darkColour : value.colour;
  const attributes = { cx: 8, cy: 8, r: solid ? 6 : 5.2, fill: solid ? colour : "none", stroke: colour, "stroke-width": solid ? 0.5 : thin ? 1.5 : 3.2 };
  for (const [name, text] of Object.entries(attributes)) circle.setAttribute(name, text);
  const dashes = LINES[value.fill.split("-").pop()];
  if (dashes) circle.setAttribute("stroke-dasharray", dashes);
  picture.append(circle);
  return picture;
}

const unfolded = new Set();
const FOLDED = 9;

function valueButton(facet, value, count) {
  const pressed = chosen.get(facet.key).has(value.id);
  return make("button", {
    class: "value" + (count ? "" : " none"), type: "button", "aria-pressed": String(pressed), title: value.definition || null, "data-facet": facet.key, "data-value": value.id,
    onclick: () => { pressed ? chosen.get(facet.key).delete(value.id) : chosen.get(facet.key).add(value.id); refresh(); byId("legend").querySelector(`[data-facet="${CSS.escape(facet.key)}"][data-value="${CSS.escape(value.id)}"]`)?.focus(); },
  }, value.colour ? mark(value) : null, make("span", { class: "name" }, value.label), make("span", { class: "n" }, String(count)));
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
