// Everything that is shown, as a table: to read, to sort, to print, and for screen readers.

const tableColumns = () => [
  { key: "label", heading: "Name", of: (node) => node.label },
  ...(new Set(current().nodes.map((node) => node.kind)).size > 1 ? [{ key: "kind", heading: "Kind", of: (node) => node.kind }] : []),
  ...(current().nodes.some((node) => node.date) ? [{ key: "date", heading: "Date", of: (node) => node.date }] : []),
  ...page.facets.filter((facet) => facet.key !== "type" && current().nodes.some((node) => (node.facets[facet.key] ?? []).length)).map((facet) => ({ key: facet.key, heading: facet.label, facet, of: (node) => (node.facets[facet.key] ?? []).map((id) => facet.known.get(id).label).join("; ") })),
];

// Values of an ordered scheme sort by their order, the rest by its words.
function sortKey(column) {
  if (column.key !== page.facets[0]?.key) return (node) => column.of(node);
  const place = new Map(column.facet.values.map((value, index) => [value.id, index]));
  return (node) => place.get((node.facets[column.key] ?? [])[0]) ?? column.facet.values.length;
}

const byWords = new Intl.Collator("en", { numeric: true });
const MOST_ROWS = 2000;

const tableStage = {
  element: byId("table"), sorted: "label", down: false,
  rows() {
    const shown = drawnNodes(), column = tableColumns().find(({ key }) => key === this.sorted) ?? tableColumns()[0], key = sortKey(column);
    const compared = (a, b) => { const [x, y] = [key(a), key(b)]; return typeof x === "number" ? x - y : (x === "") - (y === "") || byWords.compare(x, y); };
    const rows = current().nodes.filter((node) => shown.has(node.id)).sort((a, b) => (this.down ? -1 : 1) * compared(a, b) || byWords.compare(a.label, b.label) || (a.id < b.id ? -1 : 1));
    return rows;
  },
  show() { this.refresh(); this.element.scrollTo(0, 0); },
  refresh() {
    const columns = tableColumns(), rows = this.rows();
    const head = make("tr", {}, ...columns.map((column) => make("th", { scope: "col", "aria-sort": column.key === this.sorted ? (this.down ? "descending" : "ascending") : null },
      make("button", { type: "button", onclick: () => { this.down = this.sorted === column.key && !this.down; this.sorted = column.key; this.refresh(); } }, column.heading, make("span", { class: "order", "aria-hidden": "true" }, column.key === this.sorted ? (this.down ? " ▼" : " ▲") : "")))));
    const cell = (node, column, at) => at === 0
      ? make("th", { scope: "row" }, make("button", { class: "chip", type: "button", "data-id": node.id, onclick: () => chooseNode(node.id) }, node.label || node.id))
      : make("td", {}, column.facet === page.facets[0] && node.facets[column.key]?.length ? mark({ ...column.facet.known.get(node.facets[column.key][0]), gap: node.gap }) : null, column.of(node));
    const body = rows.slice(0, MOST_ROWS).map((node) => make("tr", { "data-row": node.id, "aria-current": node.id === state.focus ? "true" : null }, ...columns.map((column, at) => cell(node, column, at))));
    this.element.replaceChildren(
      make("table", {}, make("caption", {}, current().question), make("thead", {}, head), make("tbody", {}, ...body)),
      rows.length > MOST_ROWS ? make("p", {}, `The first ${number(MOST_ROWS)} of ${number(rows.length)} rows; the CSV has them all.`) : "");
  },
  fit() { this.element.scrollTo(0, 0); },
  zoom() {},
  arrow(dx, dy) { this.element.scrollBy(60 * dx, 60 * dy); },
  reveal(id) { this.element.querySelector(`[data-row="${CSS.escape(id)}"]`)?.scrollIntoView({ block: "nearest" }); },
  resize() {},
  place(id) { return middleOf(this.element.querySelector(`[data-row="${CSS.escape(id)}"]`)); },
  labels() { return []; },
  csv() {
    // A spreadsheet computes what starts like a formula; an apostrophe makes it a text.
    const safe = (words) => (/^[=+\-@\t\r]/.test(words) ? "'" + words : words);
    const quoted = (words) => (/[",\n\r]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words);
    const columns = [{ heading: "id", of: (node) => page.cards.get(node.id)?.id ?? node.id }, ...tableColumns()];
    return [columns.map((column) => column.heading), ...this.rows().map((node) => columns.map((column) => column.of(node)))].map((row) => row.map((words) => quoted(safe(words))).join(",")).join("\r\n") + "\r\n";
  },
};
