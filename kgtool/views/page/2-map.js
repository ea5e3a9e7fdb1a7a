// The picture: pyvis's network drawn by vis-network, with discs and labels of our own.

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["ground", "ink", "soft", "disc", "focus", "edge", "faded"].map((name) => [name, style.getPropertyValue("--" + name).trim()]));
};
const values = new Map((view.facets[0]?.values ?? []).map((value) => [value.id, value]));
const gradeOf = (node) => values.get((node.facets[view.facets[0]?.key] ?? [])[0]);
const styleOf = new Map(drawn.nodes.map((node) => [node.id, node]));
let palette = colours();
let shown = shownNodes();

function nodeColour(id) {
  const node = nodes.get(id);
  const grade = gradeOf(node);
  const lit = state.focus === null || id === state.focus || neighbours.get(state.focus).has(id) || node.group === state.focus;
  const colour = !lit ? palette.faded : grade?.colour ? (state.dark ? grade.darkColour : grade.colour) : palette.ink;
  const solid = styleOf.get(id).color.background === styleOf.get(id).color.border;
  const fill = solid ? colour : palette.ground;
  const border = id === state.focus ? palette.focus : colour;
  const both = { background: fill, border };
  return { ...both, highlight: { background: fill, border: palette.focus }, hover: { background: fill, border: palette.focus } };
}

const nodeSet = new vis.DataSet(drawn.nodes.map((node) => ({ ...node, title: undefined, label: undefined, color: nodeColour(node.id) })));
const edgeSet = new vis.DataSet([]);
const network = new vis.Network(byId("canvas"), { nodes: nodeSet, edges: edgeSet }, { ...view.options, autoResize: true });

function refreshEdges() {
  const around = state.focus ?? (view.linksOnFocus ? state.hover : null);
  const wanted = view.links.filter(([source, target]) =>
    shown.has(source) && shown.has(target) && (around ? source === around || target === around : !view.linksOnFocus));
  edgeSet.clear();
  edgeSet.add(wanted.map(([from, to], index) => ({ id: index, from, to, color: { color: around ? palette.focus : palette.edge, hover: palette.focus, highlight: palette.focus } })));
}

function refreshNodes() {
  palette = colours();
  shown = shownNodes();
  nodeSet.update(view.nodes.map(({ id }) => ({ id, hidden: !shown.has(id), color: nodeColour(id) })));
  refreshEdges();
  const filteredOut = view.nodes.length - shown.size;
  byId("count").textContent = `${shown.size} of ${view.nodes.length} shown` + (filteredOut ? ", the rest is filtered away" : "");
}

// Discs stand behind everything.
network.on("beforeDrawing", (context) => {
  for (const group of view.groups) {
    context.beginPath();
    context.arc(group.x, group.y, group.radius, 0, 2 * Math.PI);
    context.fillStyle = palette.disc;
    context.fill();
  }
});

// What a mark holds reaches this far around it; its label stands below.
const reach = new Map();
for (const node of view.nodes) {
  const holder = nodes.get(node.group);
  if (holder) reach.set(holder.id, Math.max(reach.get(holder.id) ?? 0, Math.hypot(node.x - holder.x, node.y - holder.y)));
}

// Labels are drawn at the size of the screen, the weightiest first, and only where they fit.
const weight = (node) => (node.id === state.focus ? 1e6 : 0) + (node.id === state.hover ? 1e5 : 0) + (node.holds ?? 0) * 10 + neighbours.get(node.id).size;

function labelCandidates() {
  const scale = network.getScale();
  const around = state.focus ?? state.hover;
  const groups = view.groups.map((group) => ({ text: group.label, x: group.x, y: group.y - group.radius - 8 / scale, size: Math.max(12, Math.min(22, group.radius * scale / 7)), colour: palette.soft, bold: true, above: true }));
  const marks = view.nodes
    .filter((node) => shown.has(node.id) && (!state.focus || node.id === state.focus || neighbours.get(state.focus).has(node.id) || node.group === state.focus))
    .sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1))
    .filter((node) => around !== null || node.holds || scale > 1.1 || !view.groups.length)
    .map((node) => ({ text: node.label, x: node.x, y: node.y + (reach.get(node.id) ?? 0) + 9 / Math.max(scale, 0.6), size: node.id === state.focus ? 15 : 12, colour: palette.ink, bold: node.holds > 0 || node.id === state.focus, above: false }));
  return [...marks.slice(0, state.focus ? 1 : 0), ...groups, ...marks.slice(state.focus ? 1 : 0)];
}

const drawnLabels = [];
network.on("afterDrawing", (context) => {
  const scale = network.getScale();
  const taken = [];
  drawnLabels.length = 0;
  context.save();
  context.textAlign = "center";
  for (const label of labelCandidates()) {
    const at = network.canvasToDOM({ x: label.x, y: label.y });
    context.font = `${label.bold ? 600 : 400} ${label.size / scale}px system-ui, sans-serif`;
    const text = label.text.length > 42 ? label.text.slice(0, 41) + "…" : label.text;
    const width = context.measureText(text).width * scale;
    const top = label.above ? at.y - label.size : at.y;
    const box = { left: at.x - width / 2 - 2, right: at.x + width / 2 + 2, top: top - 1, bottom: top + label.size + 3 };
    if (taken.some((other) => box.left < other.right && box.right > other.left && box.top < other.bottom && box.bottom > other.top)) continue;
    if (box.left < 0 || box.top < 0 || box.right > byId("canvas").clientWidth || box.bottom > byId("canvas").clientHeight) continue;
    taken.push(box);
    drawnLabels.push({ text, size: label.size, ...box });
    context.textBaseline = label.above ? "bottom" : "top";
    context.lineWidth = 3.5 / scale;
    context.lineJoin = "round";
    context.strokeStyle = palette.ground;
    context.strokeText(text, label.x, label.y);
    context.fillStyle = label.colour;
    context.fillText(text, label.x, label.y);
  }
  context.restore();
});

function fitAll() {
  const boxes = view.groups.length
    ? view.groups.map((group) => [group.x - group.radius, group.y - group.radius - 30, group.x + group.radius, group.y + group.radius])
    : view.nodes.map((node) => [node.x - 40, node.y - 20, node.x + 40, node.y + 30]);
  if (!boxes.length) return;
  const [left, top, right, bottom] = boxes.reduce((all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])]);
  const { clientWidth, clientHeight } = byId("canvas");
  const scale = Math.min(3, 0.96 * Math.min(clientWidth / Math.max(1, right - left), clientHeight / Math.max(1, bottom - top)));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: false });
}

function bringIntoView(id) {
  const around = view.nodes.filter((node) => shown.has(node.id) && (node.id === id || node.group === id));
  const wide = Math.max(...around.map((node) => Math.abs(node.x - nodes.get(id).x)), 60) * 2 + 120;
  const high = Math.max(...around.map((node) => Math.abs(node.y - nodes.get(id).y)), 40) * 2 + 120;
  const { clientWidth, clientHeight } = byId("canvas");
  const scale = Math.min(2.4, Math.max(network.getScale(), Math.min(clientWidth / wide, clientHeight / high)));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  network.moveTo({ position: { x: nodes.get(id).x, y: nodes.get(id).y }, scale, animation: still ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
}
