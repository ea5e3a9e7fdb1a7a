"use strict";
// What a page holds, unpacked: nodes, links, values and views that lead to each other.

// Year, month and day of a date, as far as they are known.
function partsOf(date) {
  const found = /^(-?\d{1,6})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(date) ?? [];
  return found.slice(1).filter((part) => part !== undefined).map(Number);
}

// The middle of a month or year stands for it where no day is known; null without a date.
function timeOf(date) {
  const [year, month, day] = partsOf(date);
  if (year === undefined) return null;
  return year + (month ? (month - 1 + (day ? (day - 1) / 31 : 0.5)) / 12 : 0.5);
}

// From when to when a date may be, where no more than its year or month is known; null for a day, and without a date.
function spanOf(date) {
  const [year, month, day] = partsOf(date);
  if (year === undefined || day) return null;
  return month ? { from: year + (month - 1) / 12, to: year + month / 12 } : { from: year, to: year + 1 };
}

// Whether one date is before another in every reading: compared as far as both are known.
function isBefore(date, other) {
  const [one, two] = [partsOf(date), partsOf(other)];
  const at = one.slice(0, two.length).findIndex((part, index) => part !== two[index]);
  return at >= 0 && one[at] < two[at];
}

function unpackFacts(data, text) {
  const citations = data.citations.map((many) => many.map((citation) => citation.map(text)));
  return (list) => list.map(([property, value, cited, more = {}]) => ({
    property: text(property), value: text(value), citations: citations[cited], target: text(more.target), url: text(more.url), note: text(more.note), inferred: more.inferred === 1,
  }));
}

function unpackView(data, nodes, links) {
  const own = data.nodes.map((number) => nodes[number]);
  const holds = new Map();
  for (const { group } of own) holds.set(group, (holds.get(group) ?? 0) + 1);
  return {
    ...data, nodes: own, ids: new Set(own.map((node) => node.id)), links: data.links.map((number) => links[number]), holds,
    places: new Map(data.places.map(([x, y], index) => [own[index].id, { x, y }])),
    groups: data.groups.map(([id, label, x, y, radius]) => ({ id, label, x, y, radius })),
    isMap: data.form === "packed" || data.form === "radial",
  };
}

function unpack(data) {
  const text = (number) => data.texts[number];
  const facets = data.facets.map(([key, label, values]) => ({ key, label, values, known: new Map(values.map((value) => [value.id, value])) }));
  const nodes = data.nodes.map(([id, label, kind, mark, date, group, gap, answers]) => ({
    id: text(id), label: text(label), kind: text(kind), mark: text(mark), date: text(date), time: timeOf(text(date)), group: text(group), gap: gap === 1,
    facets: Object.fromEntries(facets.map((facet, at) => [facet.key, answers[at].map(text)])),
  }));
  const links = data.links.map(([source, target, label, flags = []]) => ({ source: nodes[source].id, target: nodes[target].id, label: text(label), flags: flags.map(text) }));
  const facts = unpackFacts(data, text);
  return {
    ...data, facets, links, all: nodes, nodes: new Map(nodes.map((node) => [node.id, node])), views: data.views.map((view) => unpackView(view, nodes, links)),
    cards: new Map(data.cards.map(([node, id, label, kind, sections]) =>
      [text(node), { id: text(id), label: text(label), kind: text(kind), sections: sections.map(([heading, list]) => [text(heading), facts(list)]) }])),
  };
}
