// The card: what is known of the entity in focus, each fact with its source.

function sourceLine([source, locator, read]) {
  const [url, title] = view.sources[source];
  const line = make("span", { class: "source" }, outsideLink(url, title));
  if (locator) line.append(", ", locator);
  if (read) line.append(` · read ${read}`);
  return line;
}

function factValue(fact) {
  if (fact.target && view.cards[fact.target]) {
    return make("button", { class: "chip", type: "button", onclick: () => focusOn(fact.target) }, fact.value);
  }
  return fact.url ? outsideLink(fact.url, fact.value) : document.createTextNode(fact.value);
}

function factRow(fact) {
  const row = make("dd", {}, factValue(fact));
  if (fact.inferred) row.append(make("span", { class: "inferred", title: "Nobody wrote this down; it follows from what was written" }, "follows"));
  row.append(...fact.citations.map(sourceLine));
  return row;
}

function factList(facts) {
  const list = make("dl");
  let property = null;
  for (const fact of facts) {
    if (fact.property !== property) list.append(make("dt", {}, (property = fact.property)));
    list.append(factRow(fact));
  }
  return list;
}

function showCard(id) {
  const panel = byId("card");
  const card = view.cards[id];
  panel.hidden = !card;
  panel.replaceChildren();
  if (!card) return;
  panel.append(
    make("button", { class: "close", type: "button", "aria-label": "Close the card", onclick: () => focusOn(null) }, "×"),
    make("p", { class: "kind" }, card.kind), make("h2", {}, card.label), make("p", { class: "id" }, card.id));
  for (const [heading, facts] of card.sections) {
    if (heading) panel.append(make("h3", {}, heading));
    panel.append(factList(facts));
  }
  panel.scrollTop = 0;
}
