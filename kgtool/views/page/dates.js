// When: a histogram of the dates of what is shown, with two handles that keep a span of them.

const MOST_QUARTERS = 400; // on either side of the middle
const quarterOf = (time) => Math.floor(time * 4);
const quarterName = (quarter) => `${Math.floor(quarter / 4)} Q${((quarter % 4) + 4) % 4 + 1}`;

// The quarters in which nearly all is: what is alone far off on either side stands at the edge.
function dateSpan(view) {
  const quarters = view.nodes.filter((node) => node.time !== null).map((node) => quarterOf(node.time)).sort((a, b) => a - b);
  if (quarters.length < 2 || quarters[0] === quarters.at(-1)) return null;
  const median = quarters[quarters.length >> 1], edge = Math.floor(quarters.length * 0.005);
  return { first: Math.max(quarters[edge], median - MOST_QUARTERS), last: Math.min(quarters[quarters.length - 1 - edge], median + MOST_QUARTERS) };
}

function refreshDates() {
  const box = byId("dates"), span = dateSpan(current());
  box.hidden = !span;
  if (!span) return;
  const { first, last } = span, bins = new Array(last - first + 1).fill(0);
  for (const node of current().nodes) if (node.time !== null && passes(node, "date")) bins[Math.max(0, Math.min(last - first, quarterOf(node.time) - first))] += 1;
  const from = state.from === null ? first : Math.max(first, quarterOf(state.from)), until = state.until === null ? last : Math.min(last, quarterOf(state.until) - 1);
  const { palette } = sceneNow({ width: 0 }), most = Math.max(1, ...bins), wide = 216 / bins.length;
  const bars = bins.map((n, at) => n && h("rect", { x: at * wide, y: 36 - 34 * n / most, width: Math.max(1, wide - 0.6), height: 34 * n / most, fill: at + first >= from && at + first <= until ? palette.soft : palette.faded }, ["title", {}, `${quarterName(at + first)}: ${n}`]));
  byId("histogram").replaceChildren(drawnElement(h("svg", { width: 216, height: 37, viewBox: "0 0 216 37", "aria-hidden": "true" }, ...bars, h("line", { x1: 0, x2: 216, y1: 36.5, y2: 36.5, stroke: palette.line }))));
  for (const [id, value] of [["from", from], ["until", until]]) {
    const handle = byId(id);
    Object.assign(handle, { min: first, max: last, value });
    handle.setAttribute("aria-valuetext", quarterName(value));
  }
  byId("span").textContent = `${quarterName(from)} to ${quarterName(until)}`;
}

// A handle stops where the other one stands.
function moveHandle(which) {
  const { first, last } = dateSpan(current());
  let [from, until] = ["from", "until"].map((id) => Number(byId(id).value));
  if (which === "from") from = Math.min(from, until);
  else until = Math.max(from, until);
  state.from = from <= first ? null : from / 4;
  state.until = until >= last ? null : (until + 1) / 4;
  state.dragging = true;
  changed();
  state.dragging = false;
  byId(which).focus();
}
for (const which of ["from", "until"]) byId(which).addEventListener("input", () => moveHandle(which));
