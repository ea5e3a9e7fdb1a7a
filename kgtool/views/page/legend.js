// The legend is the filter; its counts tell what each value would leave.

function mark(value) {
  const scene = { dark: state.dark, palette: PALETTES[state.dark ? "dark" : "light"] };
  const { fill, dash } = fillOf(value);
  const shapes = markShapes({ mark: value.mark || "circle", colour: value.colour ? colourOf(scene, value) : "currentColor", ground: scene.palette.panel, fill, dash, gap: value.gap }, 9, 9, 6);
  return drawnElement(h("svg", { width: 18, height: 18, viewBox: "0 0 18 18", "aria-hidden": "true" }, ...shapes));
}

const unfolded = new Set();
const FOLDED = 9;

function valueButton(facet, value, count) {
  const pressed = chosen.get(facet.key).has(value.id);
  return make("button", {
    class: "value" + (count ? "" : " none"), type: "button", "aria-pressed": String(pressed), title: value.definition || null, "data-facet": facet.key, "data-value": value.id,
    onclick: () => { pressed ? chosen.get(facet.key).delete(value.id) : chosen.get(facet.key).add(value.id); changed(); byId("legend").querySelector(`[data-facet="${CSS.escape(facet.key)}"][data-value="${CSS.escape(value.id)}"]`)?.focus(); },
  }, value.colour || value.mark ? mark(value) : null, make("span", { class: "name" }, value.label), make("span", { class: "n" }, String(count)));
}

function facetSection(facet) {
  const counts = new Map(), asked = new Set();
  for (const node of facet.key === "type" ? current().nodes : counted(current())) {
    const counting = passes(node, facet.key);
    for (const value of node.facets[facet.key] ?? []) {
      asked.add(value);
      if (counting) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const known = facet.values.filter((value) => asked.has(value.id));
  if (known.length < 2 && !chosen.get(facet.key).size && facet !== page.facets[0]) return [];
  if (!known.length) return [];
  const folds = facet !== page.facets[0] && known.length > FOLDED;
  const most = !folds || unfolded.has(facet.key) ? known : known.slice(0, FOLDED);
  const section = [make("h2", {}, facet.label), ...most.map((value) => valueButton(facet, value, counts.get(value.id) ?? 0))];
  if (folds) {
    section.push(make("button", { class: "more", type: "button", onclick: () => { unfolded.has(facet.key) ? unfolded.delete(facet.key) : unfolded.add(facet.key); refreshLegend(); } },
      unfolded.has(facet.key) ? "fewer" : `${known.length - FOLDED} more`));
  }
  return [make("div", { role: "toolbar", "aria-orientation": "vertical", "aria-label": facet.label }, ...section)];
}

// One tab stop for each question; arrows go from answer to answer.
function oneStop(toolbar) {
  const buttons = [...toolbar.querySelectorAll("button")], stop = buttons.find((button) => button.getAttribute("aria-pressed") === "true") ?? buttons[0];
  for (const button of buttons) button.tabIndex = button === stop ? 0 : -1;
}
byId("legend").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key], buttons = [...(event.target.closest("[role=toolbar]")?.querySelectorAll("button") ?? [])];
  const next = buttons[buttons.indexOf(event.target) + step];
  if (!step) return;
  event.preventDefault();
  next?.focus();
});

function refreshLegend() {
  const top = byId("legend").scrollTop;
  byId("legend").replaceChildren(...page.facets.flatMap(facetSection));
  for (const toolbar of byId("legend").children) oneStop(toolbar);
  byId("legend").scrollTop = top;
}
