// The picture: pyvis's network drawn by vis-network, with discs and labels of our own.

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(["ground", "ink", "soft", "disc", "focus", "edge", "faded"].map((name) => [name, style.getPropertyValue("--" + name).trim()]));
};
const values = new Map((view.facets[0]?.values ?? []).map((value) => [value.id, value]));
const gradeOf = (node) => values.get((node.facets[view.facets[0]?.key] ?? [])[0]);
const styleOf = new Map(drawn.map((style, index) => [view.nodes[index].id, style]));
let palette = colours();
let shown = shownNodes();

const isLit = (node) => state.focus === null || node.id === state.focus || node.group === state.focus || neighbours.get(state.focus).has(node.id);

function nodeColour(id) {
  const node = nodes.get(id);
  const grade = gradeOf(node);
  const colour = !isLit(node) ? palette.faded : grade?.colour ? (state.dark ? grade.darkColour : grade.colour) : palette.ink;
  const solid = styleOf.get(id).color.background === styleOf.get(id).color.border;
  const fill = solid ? colour : palette.ground;
  const border = id === state.focus ? palette.focus : colour;
  const both = { background: fill, border };
  return { ...both, highlight: { background: fill, border: palette.focus }, hover: { background: fill, border: palette.focus } };
}

const nodeSet = new vis.DataSet(view.nodes.map(({ id }) => ({ ...styleOf.get(id), id: numberOf.get(id), label: undefined, color: nodeColour(id) })));
const edgeSet = new vis.DataSet([]);
const network = new vis.Network(byId("canvas"), { nodes: nodeSet, edges: edgeSet }, { ...view.options, autoResize: true });

function refreshEdges() {
  const around = state.focus ?? (view.linksOnFocus ? state.hover : null);
  const wanted = view.links.filter(([source, target]) =>
    shown.has(source) && shown.has(target) && (around ? source === around || target === around : !view.linksOnFocus));
  edgeSet.clear();
  edgeSet.add(wanted.map(([from, to], index) => ({ id: index, from: numberOf.get(from), to: numberOf.get(to), color: { color: around ? palette.focus : palette.edge, hover: palette.focus, highlight: palette.focus } })));
}

function refreshNodes() {
  palette = colours();
  shown = shownNodes();
  nodeSet.update(view.nodes.map(({ id }) => ({ id: numberOf.get(id), hidden: !shown.has(id), color: nodeColour(id), borderWidth: styleOf.get(id).borderWidth + (id === state.focus ? 2 : 0) })));
  refreshEdges();
  const filteredOut = view.nodes.length - shown.size;
  byId("count").textContent = !view.nodes.length ? "Nothing to draw" : `${shown.size} of ${view.nodes.length} shown` + (filteredOut ? ", the rest is filtered away" : "");
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
const middle = nodes.get(view.focus)?.x ?? 0;
for (const node of view.nodes) {
  const holder = nodes.get(node.group);
  if (holder) reach.set(holder.id, Math.max(reach.get(holder.id) ?? 0, Math.hypot(node.x - holder.x, node.y - holder.y)));
}

// Labels are drawn at the size of the screen, the weightiest first, and only where they cover no mark and no label.
const weight = (node) => (node.id === state.focus ? 1e6 : 0) + (node.id === state.hover ? 1e5 : 0) + node.holds * 10 + neighbours.get(node.id).size;
const wantsLabel = (node, scale) =>
  state.focus !== null || node.holds > 0 || scale > 0.75 || !view.groups.length || node.id === state.hover || neighbours.get(node.id).has(state.hover);

function markLabel(node, scale) {
  const own = styleOf.get(node.id).size + 2.5 / scale;
  const far = reach.has(node.id) ? reach.get(node.id) + 9 : own;
  const size = node.id === state.focus ? 15 : 12;
  const away = node.x < middle ? -own : own;
  const beside = Math.abs(node.x - middle) > 60 && !view.groups.length ? [[away, 0]] : [];
  const places = [...beside, [0, far], [0, own], [0, -own], [away, 0], [-away, 0], [0, -far]];
  return { text: node.label, x: node.x, y: node.y, size, colour: palette.ink, bold: node.holds > 0 || node.id === state.focus, places };
}

function groupLabel({ label, x, y, radius }, scale) {
  const size = Math.max(12, Math.min(20, radius * scale / 7));
  return { text: label, x, y, size, colour: palette.soft, bold: true, places: [[0, -radius - 2 / scale], [0, radius + 2 / scale]] };
}

// What the lines around the focus say, in their middle.
function linkLabels() {
  const words = new Map();
  for (const [source, target, label] of view.links) {
    if ((source !== state.focus && target !== state.focus) || !shown.has(source) || !shown.has(target)) continue;
    const other = source === state.focus ? target : source;
    words.set(other, new Set(words.get(other)).add(label));
  }
  const between = (other) => ({ x: (nodes.get(state.focus).x + nodes.get(other).x) / 2, y: (nodes.get(state.focus).y + nodes.get(other).y) / 2 });
  return [...words].map(([other, labels]) => ({ text: [...labels].join(", "), ...between(other), size: 11, colour: palette.soft, bold: false, places: [[0, 0]] }));
}

function labelCandidates(scale) {
  const groups = view.groups.map((group) => groupLabel(group, scale));
  const marks = view.nodes.filter((node) => shown.has(node.id) && isLit(node) && wantsLabel(node, scale))
    .sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1)).map((node) => markLabel(node, scale));
  const first = state.focus !== null ? 1 : 0;
  return [...marks.slice(0, first), ...groups, ...marks.slice(first), ...linkLabels()];
}

// Boxes on the screen, in squares so that only near ones are compared.
function newSheet() {
  const squares = new Map();
  const under = ({ left, right, top, bottom }) => {
    const found = [];
    for (let column = left >> 6; column <= right >> 6; column++) for (let row = top >> 6; row <= bottom >> 6; row++) found.push(column + ":" + row);
    return found;
  };
  const meets = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
  return {
    isFree: (box) => under(box).every((square) => (squares.get(square) ?? []).every((other) => !meets(box, other))),
    take: (box) => under(box).forEach((square) => squares.set(square, [...(squares.get(square) ?? []), box])),
  };
}

function labelBox(label, width, [dx, dy], scale) {
  const at = network.canvasToDOM({ x: label.x + dx, y: label.y + dy });
  const left = dx > 0 ? at.x + 2 : dx < 0 ? at.x - width - 2 : at.x - width / 2;
  const top = dy > 0 ? at.y : dy < 0 ? at.y - label.size - 3 : at.y - label.size / 2 - 1;
  return { left: left - 2, right: left + width + 2, top, bottom: top + label.size + 3 };
}

const drawnLabels = [];
network.on("afterDrawing", (context) => {
  const scale = network.getScale();
  const sheet = newSheet();
  const { clientWidth, clientHeight } = byId("canvas");
  const inside = (box) => box.left >= 0 && box.top >= 0 && box.right <= clientWidth && box.bottom <= clientHeight;
  for (const node of view.nodes) {
    if (!shown.has(node.id) || !isLit(node)) continue;
    const { x, y } = network.canvasToDOM(node);
    const radius = styleOf.get(node.id).size * scale;
    sheet.take({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius });
  }
  drawnLabels.length = 0;
  context.save();
  context.lineWidth = 3.5 / scale;
  context.lineJoin = "round";
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.strokeStyle = palette.ground;
  for (const label of labelCandidates(scale)) {
    context.font = `${label.bold ? 600 : 400} ${label.size / scale}px system-ui, sans-serif`;
    const text = label.text.length > 42 ? label.text.slice(0, 41) + "…" : label.text;
    const width = context.measureText(text).width * scale;
    const box = label.places.map((place) => labelBox(label, width, place, scale)).find((one) => inside(one) && sheet.isFree(one));
    if (!box) continue;
    sheet.take(box);
    drawnLabels.push({ text, size: label.size, ...box });
    const { x, y } = network.DOMtoCanvas({ x: box.left + 2, y: (box.top + box.bottom) / 2 });
    context.strokeText(text, x, y);
    context.fillStyle = label.colour;
    context.fillText(text, x, y);
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
  const room = view.groups.length || clientWidth < 700 ? 0 : 240; // for labels beside the outermost marks
  const scale = Math.min(2, 0.96 * Math.min((clientWidth - room) / Math.max(1, right - left), clientHeight / Math.max(1, bottom - top)));
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: false });
}

// The focus, with what stands in it and what is linked with it.
function bringIntoView(id) {
  const focus = nodes.get(id);
  const around = view.nodes.filter((node) => shown.has(node.id) && (node.id === id || node.group === id || neighbours.get(id).has(node.id)));
  const span = (axis) => { const all = around.map((node) => node[axis]); return [Math.min(...all, focus[axis] - 50), Math.max(...all, focus[axis] + 50)]; };
  const [[left, right], [top, bottom]] = [span("x"), span("y")];
  const { clientWidth, clientHeight } = byId("canvas");
  const scale = Math.min(2.4, 0.8 * Math.min(clientWidth / (right - left), clientHeight / (bottom - top)));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: still ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
}
