// The card: what is known of the entity in focus; each fact leads to its sources, which are numbered and listed below.

function sourceNumbers() {
  const numbers = new Map();
  return {
    of: (citation) => { const key = JSON.stringify(citation); if (!numbers.has(key)) numbers.set(key, [numbers.size + 1, citation]); return numbers.get(key)[0]; },
    list: () => [...numbers.values()].map(([, citation]) => citation),
  };
}

const sourceWords = ([url, title, locator, read]) => [title || url, locator, read && `read ${read}`].filter(Boolean);

function citationLinks(citations, numbers) {
  const links = citations.map((citation) => {
    const link = outsideLink(citation[0], `[${numbers.of(citation)}]`);
    if (link.setAttribute) {
      link.setAttribute("title", sourceWords(citation).join(", "));
      link.setAttribute("aria-label", `Source ${numbers.of(citation)}: ${sourceWords(citation).join(", ")}`);
    }
    return link;
  });
  return links.length ? make("span", { class: "cites" }, ...links) : null;
}

function factValue(fact) {
  if (fact.target && page.cards.has(fact.target)) {
    return make("button", { class: "chip", type: "button", onclick: () => { chooseNode(fact.target); byId("card").focus({ preventScroll: true }); } }, fact.value);
  }
  return fact.url ? outsideLink(fact.url, fact.value) : document.createTextNode(fact.value);
}

function factRow(fact, numbers) {
  return make("dd", {}, factValue(fact), fact.note ? make("span", { class: "note" }, fact.inferred ? fact.note : `(${fact.note})`) : null,
    fact.inferred ? make("span", { class: "inferred", title: "Nobody wrote this down; it follows from what was written" }, "follows") : null,
    citationLinks(fact.citations, numbers));
}

function factList(facts, numbers) {
  const list = make("dl");
  let property = null;
  for (const fact of facts) {
    if (fact.property !== property) list.append(make("dt", {}, (property = fact.property)));
    list.append(factRow(fact, numbers));
  }
  return list;
}

const sourceItem = (citation) => {
  const [words, ...rest] = sourceWords(citation);
  return make("li", {}, outsideLink(citation[0], words), rest.length ? ", " + rest.join(", ") : null);
};

const closeButton = () => make("button", { class: "close", type: "button", "aria-label": "Close the card", onclick: () => { focusOn(null); toPicture(); } }, "×");
const upButton = () => make("button", { class: "up", type: "button", onclick: toPicture }, "↑ Picture");

function cardHead(card) {
  return [make("p", { class: "kind" }, card.kind), make("h2", {}, card.label || card.id), make("p", { class: "id" }, card.id)];
}

function showCard(id) {
  const panel = byId("card");
  const card = page.cards.get(id);
  panel.hidden = !card;
  panel.classList.toggle("wide", state.other !== null);
  panel.replaceChildren();
  if (!card) return;
  if (state.other !== null) { panel.append(closeButton(), upButton(), ...comparison(card, page.cards.get(state.other), [id, state.other].map((one) => page.nodes.get(one)))); return; }
  const numbers = sourceNumbers();
  const node = page.nodes.get(id), put = (...parts) => panel.append(...parts.filter(Boolean));
  put(closeButton(), upButton(), ...cardHead(card), ...(state.path.length ? pathSteps() : []), glance(node), ...reasons(node, card, numbers), betweenButtons(id));
  if (!current().ids.has(id)) panel.append(make("p", { class: "note" }, "Not in this picture."));
  else if (!shownNodes().has(id)) panel.append(make("p", { class: "note" }, "Filtered away in this picture."));
  for (const [heading, facts] of card.sections.filter(([heading]) => !EXPLAINING.includes(heading))) {
    if (heading) panel.append(make("h3", {}, heading));
    panel.append(factList(facts, numbers));
  }
  panel.append(...linkedFrom(id));
  if (numbers.list().length) panel.append(make("h3", {}, "Sources"), make("ol", {}, ...numbers.list().map(sourceItem)));
  panel.scrollTop = 0;
}

// Why the node has the value that colours it: what keeps it from the next higher one, and what is open where it may be higher.
const [WHY, LEFT_OPEN] = ["Why?", "What is open?"], EXPLAINING = [WHY, LEFT_OPEN];
function reasons(node, card, numbers) {
  const value = gradeOf({ facets: page.facets }, node);
  if (!value) return [];
  const said = new Map(card.sections), why = said.get(WHY) ?? [], open = node.gap ? said.get(LEFT_OPEN) ?? [] : [];
  const section = (heading, facts) => (facts.length ? [make("h3", {}, heading), make("div", { class: "why" }, factList(facts, numbers))] : []);
  return [...section(`Why ${value.label}?`, why), ...section("What is open", open)];
}

// The answers to the questions of the legend, in a few lines.
function glance(node) {
  const rows = page.facets.filter((facet) => facet.key !== "type" && (node.facets[facet.key] ?? []).length).flatMap((facet, at) => {
    const told = node.facets[facet.key].map((id) => facet.known.get(id));
    return [make("dt", {}, facet.label), make("dd", {}, at === 0 && told[0].colour ? mark({ ...told[0], gap: node.gap }) : null, told.map((value) => value.label).join(", "), at === 0 && node.gap ? make("span", { class: "note" }, "may be higher: not all is known") : null)];
  });
  return rows.length || node.date ? make("dl", { class: "glance" }, ...(node.date ? [make("dt", {}, "date"), make("dd", {}, node.date)] : []), ...rows) : null;
}

// What leads here: the other ends of the page's links, by what they say.
function linkedFrom(id) {
  const found = new Map();
  for (const { source, target, label } of page.links) if (target === id) found.has(label) ? found.get(label).push(source) : found.set(label, [source]);
  const chip = (other) => make("button", { class: "chip", type: "button", onclick: () => { chooseNode(other); byId("card").focus({ preventScroll: true }); } }, page.nodes.get(other).label);
  const rows = [...found].flatMap(([label, others]) => [make("dt", {}, `${label} (${others.length})`), ...[...new Set(others)].slice(0, 40).map((other) => make("dd", {}, chip(other)))]);
  return rows.length ? [make("h3", {}, "What leads here"), make("dl", { class: "leads" }, ...rows)] : [];
}
