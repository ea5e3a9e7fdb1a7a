// Two entities: the shortest path between them, or both side by side.

function shortestPath(start, end) {
  const came = new Map([[start, null]]), waiting = [start];
  const around = new Map();
  for (const { source, target, label } of page.links) {
    for (const [here, there, forward] of [[source, target, true], [target, source, false]]) {
      if (!around.has(here)) around.set(here, []);
      around.get(here).push({ there, label, forward });
    }
  }
  for (const here of waiting) {
    if (here === end) break;
    for (const { there, label, forward } of around.get(here) ?? []) if (!came.has(there)) { came.set(there, { here, label, forward }); waiting.push(there); }
  }
  if (!came.has(end)) return [];
  const steps = [];
  for (let id = end; id !== null; id = came.get(id)?.here ?? null) steps.unshift({ id, ...came.get(id) });
  return steps;
}

function betweenButtons(id) {
  const choose = (what) => () => { state.choosing = { what, id }; announce(what === "path" ? "Choose the other end: search it, or click it." : "Choose what to compare it with: search it, or click it."); byId("search").select(); showCard(id); };
  const choosing = state.choosing?.id === id ? make("p", { class: "choosing", role: "status" }, byId("say").textContent) : null;
  return make("div", { class: "between" },
    make("button", { type: "button", onclick: choose("path") }, "Path to …"), make("button", { type: "button", onclick: choose("compare") }, "Compare with …"), choosing);
}

// The second of two that were asked for; true when it was.
function tookSecond(id) {
  const asked = state.choosing;
  if (!asked || id === null || id === asked.id) return false;
  state.choosing = null;
  if (asked.what === "compare") { state.focus = asked.id; state.other = id; state.path = []; }
  else {
    state.path = shortestPath(asked.id, id);
    state.focus = asked.id;
    state.other = null;
    announce(state.path.length ? `${state.path.length - 1} steps from ${page.nodes.get(asked.id).label} to ${page.nodes.get(id).label}` : `No path from ${page.nodes.get(asked.id).label} to ${page.nodes.get(id).label} in this page.`);
  }
  return true;
}

function pathSteps() {
  const chip = (id) => make("button", { class: "chip", type: "button", onclick: () => focusOn(id, state.path) }, page.nodes.get(id).label);
  const steps = state.path.map(({ id, label, forward }, at) => make("li", {}, at ? make("span", { class: "note" }, forward ? `${label} → ` : `← ${label} `) : null, chip(id)));
  return [make("h3", {}, "Path"), make("ol", { class: "path" }, ...steps)];
}

// Both cards by property: what differs first, marked; then what is the same.
function comparison(one, other) {
  const told = (card) => { const found = new Map(); for (const [heading, facts] of card.sections) if (!heading) for (const fact of facts) found.has(fact.property) ? found.get(fact.property).push(fact) : found.set(fact.property, [fact]); return found; };
  const [left, right] = [told(one), told(other)], numbers = sourceNumbers();
  const words = (facts) => (facts ?? []).map((fact) => fact.value).sort().join("\n");
  const rows = [...new Set([...left.keys(), ...right.keys()])].map((property) => ({ property, same: words(left.get(property)) === words(right.get(property)) }));
  const values = (facts) => (facts ? make("ul", {}, ...facts.map((fact) => make("li", {}, factValue(fact), fact.note ? make("span", { class: "note" }, `(${fact.note})`) : null, citationLinks(fact.citations, numbers)))) : make("span", { class: "note" }, "not recorded"));
  const row = ({ property, same }) => make("tr", { class: same ? "same" : "differs" }, make("th", { scope: "row" }, property, same ? null : make("span", { title: "differs" }, " ≠")), make("td", {}, values(left.get(property))), make("td", {}, values(right.get(property))));
  const head = (card) => make("th", { scope: "col" }, make("button", { class: "chip", type: "button", onclick: () => { state.other = null; focusOn(card === one ? state.focus : page.all.find((node) => page.cards.get(node.id) === card).id); } }, card.label));
  const table = make("table", { class: "compare" }, make("caption", {}, `${one.label} and ${other.label}`), make("thead", {}, make("tr", {}, make("td", {}), head(one), head(other))),
    make("tbody", {}, ...rows.filter(({ same }) => !same).map(row), ...rows.filter(({ same }) => same).map(row)));
  return [make("p", { class: "kind" }, "Side by side"), make("h2", {}, `${one.label} · ${other.label}`), table, make("h3", {}, "Sources"), make("ol", {}, ...numbers.list().map(sourceItem))];
}
