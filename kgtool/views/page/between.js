// Two entities: the shortest path between them, or both side by side.

// A path of the open picture if it has one, else of the whole page, where much is linked through what many share.
function pathBetween(start, end) {
  const here = shortestPath(start, end, current().links), steps = here.length ? here : shortestPath(start, end, page.links);
  state.along = here.length ? `along the lines of this picture: ${current().tab}` : steps.length ? `not along the lines of the picture ${current().tab}; along all links of the page` : "";
  return steps;
}

function shortestPath(start, end, links) {
  const came = new Map([[start, null]]), waiting = [start];
  const around = new Map();
  for (const { source, target, label } of links) {
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
    state.path = pathBetween(asked.id, id);
    state.focus = asked.id;
    state.other = null;
    announce(state.path.length ? `${state.path.length - 1} steps from ${page.nodes.get(asked.id).label} to ${page.nodes.get(id).label}, ${state.along}` : `No path from ${page.nodes.get(asked.id).label} to ${page.nodes.get(id).label} in this page.`);
  }
  return true;
}

function pathSteps() {
  const chip = (id) => make("button", { class: "chip", type: "button", onclick: () => focusOn(id, state.path) }, page.nodes.get(id).label);
  const steps = state.path.map(({ id, label, forward }, at) => make("li", {}, at ? make("span", { class: "note" }, forward ? `${label} → ` : `← ${label} `) : null, chip(id)));
  return [make("h3", {}, "Path"), make("p", { class: "along" }, `${state.along[0].toUpperCase()}${state.along.slice(1)}.`), make("ol", { class: "path" }, ...steps)];
}

// What the legend knows of a node, by question, where no property of both cards has that name.
function answersOf(node, known) {
  const told = page.facets.filter((facet) => facet.key !== "type" && !known.has(facet.label.toLowerCase()) && node.facets[facet.key]?.length)
    .map((facet) => [facet.label, node.facets[facet.key].map((id) => facet.known.get(id)).map((value) => ({ value: value.label, citations: [], mark: facet === page.facets[0] && value.colour ? { ...value, gap: node.gap } : null }))]);
  return new Map([...(node.date && !known.has("date") ? [["date", [{ value: node.date, citations: [] }]]] : []), ...told]);
}

// The facts of a card by property; those of a part by the rest of its name and the property, if the other card has such a part.
function factsOf(card, other) {
  const rest = (heading, of) => heading.replace(of.label, "").replace(/^[\s·]+/, ""), theirs = new Set(other.sections.map(([heading]) => rest(heading, other)));
  const found = new Map();
  for (const [at, [heading, facts]] of card.sections.entries()) {
    if (EXPLAINING.includes(heading) || (at && !theirs.has(rest(heading, card)))) continue;
    for (const fact of facts) {
      const key = [rest(heading, card), fact.property].filter(Boolean).join(": ");
      found.has(key) ? found.get(key).push(fact) : found.set(key, [fact]);
    }
  }
  return found;
}

function comparedValues(facts, numbers) {
  if (!facts) return make("span", { class: "note", title: "Nothing is written here" }, "– nothing");
  return make("ul", {}, ...facts.map((fact) => make("li", {}, fact.mark ? mark(fact.mark) : null, factValue(fact), fact.note ? make("span", { class: "note" }, `(${fact.note})`) : null, citationLinks(fact.citations, numbers))));
}

// Both cards, first by what the legend asks, then by property: what differs first, marked; then what is the same.
function comparison(one, other, nodes) {
  const facts = [factsOf(one, other), factsOf(other, one)], known = new Set([...facts[0].keys()].filter((key) => facts[1].has(key))), numbers = sourceNumbers();
  const words = (told) => (told ?? []).map((fact) => fact.value).sort().join("\n");
  const rows = ([left, right]) => [...new Set([...left.keys(), ...right.keys()])].map((key) => ({ key, left: left.get(key), right: right.get(key), same: words(left.get(key)) === words(right.get(key)) })).sort((a, b) => a.same - b.same);
  const row = ({ key, left, right, same }) => make("tr", { class: same ? "same" : "differs" }, make("th", { scope: "row" }, key, same ? null : make("span", { title: "differs" }, " ≠")), make("td", {}, comparedValues(left, numbers)), make("td", {}, comparedValues(right, numbers)));
  const head = (card, node) => make("th", { scope: "col" }, make("button", { class: "chip", type: "button", onclick: () => { state.other = null; focusOn(node.id); } }, card.label));
  const body = [...rows(nodes.map((node) => answersOf(node, known))), ...rows(facts)].map(row);
  const table = make("table", { class: "compare" }, make("caption", {}, `${one.label} and ${other.label}`), make("thead", {}, make("tr", {}, make("td", {}), head(one, nodes[0]), head(other, nodes[1]))), make("tbody", {}, ...body));
  return [make("p", { class: "kind" }, "Side by side"), make("h2", {}, `${one.label} · ${other.label}`), table, ...(numbers.list().length ? [make("h3", {}, "Sources"), make("ol", {}, ...numbers.list().map(sourceItem))] : [])];
}
