// Shapes that pictures are made of, as plain lists that become elements of a page, text of a file or paint on a canvas.

const forms = {};
const PALETTES = {
  light: { ground: "#FBFAF7", panel: "#FFFFFF", ink: "#16191D", soft: "#565D66", line: "#DCD9D1", disc: "#F1EFE9", focus: "#D6336C", link: "#1B4FB8", edge: "#8A8F98", faded: "#D8D6D0" },
  dark: { ground: "#12161C", panel: "#1A1F27", ink: "#E8EAED", soft: "#A3ABB6", line: "#303843", disc: "#1A2029", focus: "#FF7AA8", link: "#86B1FF", edge: "#5D6773", faded: "#39414C" },
};

// Widths of the characters from space to tilde in DejaVu Sans, in hundredths of the size; other common fonts are narrower.
const WIDTHS = [32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84];
const BOLD = 1.12;

function measure(string, size, bold = false) {
  let sum = 0;
  for (const character of string) {
    const code = character.codePointAt(0);
    sum += code < 32 ? 0 : code < 127 ? WIDTHS[code - 32] : code < 0x2000 ? 66 : 104;
  }
  return sum * size * (bold ? BOLD : 1) / 100;
}

function h(tag, attributes, ...children) {
  const kept = {};
  for (const [name, value] of Object.entries(attributes)) if (value !== null && value !== undefined && value !== false) kept[name] = typeof value === "number" ? Math.round(value * 10) / 10 : value;
  return [tag, kept, ...children.filter((child) => child !== null && child !== undefined && child !== false)];
}

function text(x, y, string, { size = 12, bold = false, fill, anchor = null, id = null, ...more } = {}) {
  return h("text", { x, y, "font-size": size, "font-weight": bold ? 600 : null, fill, "text-anchor": anchor, "data-id": id, ...more }, string);
}

// As much of a string as so many pixels hold.
function clip(string, width, size, bold = false) {
  const shortened = string.length > 400 ? string.slice(0, 400) : string;
  if (measure(shortened, size, bold) <= width && shortened === string) return string;
  const characters = [...shortened];
  let low = 0, high = characters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(characters.slice(0, middle).join("") + "…", size, bold) <= width) low = middle;
    else high = middle - 1;
  }
  return low ? characters.slice(0, low).join("").trimEnd() + "…" : "…";
}

const valuesOf = (scene, node, key) => {
  const facet = scene.facets.find((one) => one.key === key);
  return facet ? (node.facets[key] ?? []).map((id) => facet.known.get(id)) : [];
};
const valueOf = (scene, node, key) => valuesOf(scene, node, key)[0] ?? null;
const gradeOf = (scene, node) => (scene.facets[0] ? valueOf(scene, node, scene.facets[0].key) : null);
const colourOf = (scene, value) => (value?.colour ? (scene.dark ? value.darkColour : value.colour) : scene.palette.ink);
const fillOf = (value) => {
  const words = (value?.colour ? value.fill ?? "solid" : "solid").split("-");
  const dash = ["dashed", "dotted"].includes(words.at(-1)) ? words.pop() : "";
  return { fill: words.join("-"), dash };
};

const OUTLINES = {
  circle: (x, y, r) => ["circle", { cx: x, cy: y, r }],
  square: (x, y, r) => ["rect", { x: x - 0.9 * r, y: y - 0.9 * r, width: 1.8 * r, height: 1.8 * r }],
  diamond: (x, y, r) => ["polygon", { points: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]].map(([dx, dy]) => `${round(x + dx * r)},${round(y + dy * r)}`).join(" ") }],
  triangle: (x, y, r) => ["polygon", { points: [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]].map(([dx, dy]) => `${round(x + dx * r)},${round(y + dy * r)}`).join(" ") }],
};
const round = (number) => Math.round(number * 10) / 10;
const outline = (mark) => (Object.hasOwn(OUTLINES, mark) ? OUTLINES[mark] : OUTLINES.circle);

// The mark of a value: its fill says the group that its colour belongs to; a gap says that it may be higher.
function markShapes({ mark, colour, ground, fill, dash, gap }, x, y, r) {
  const solid = fill.startsWith("solid");
  const width = solid ? 0 : fill === "ring" ? 0.55 * r : Math.max(1.1, 0.24 * r);
  const [tag, place] = outline(mark)(x, y, r - width / 2);
  const dashes = dash === "dashed" ? `${round(0.7 * r)} ${round(0.45 * r)}` : dash === "dotted" ? `${round(Math.max(1, 0.25 * r))} ${round(Math.max(1.2, 0.3 * r))}` : null;
  const rim = fill === "solid-rimmed" ? outline(mark)(x, y, r + Math.max(1.6, 0.35 * r)) : null;
  return [
    rim && h(rim[0], { ...rim[1], fill: "none", stroke: colour, "stroke-width": 1.1 }),
    h(tag, { ...place, fill: solid ? colour : ground, stroke: solid ? null : colour, "stroke-width": solid ? null : width, "stroke-dasharray": dashes }),
    gap && h("line", { x1: x + 0.25 * r, y1: y - 0.25 * r, x2: x + 0.95 * r, y2: y - 0.95 * r, stroke: ground, "stroke-width": Math.max(1.4, 0.4 * r) }),
  ];
}

// A node's mark around a place; `data-id` makes it answer to mouse and keys.
function glyph(scene, node, x, y, r, { faded = false, ground = scene.palette.ground, rim = true } = {}) {
  const value = gradeOf(scene, node);
  const { fill, dash } = fillOf(value);
  const focus = rim && node.id === scene.focus;
  const [tag, place] = outline(node.mark)(x, y, r + 3);
  return h("g", { "data-id": node.id, opacity: faded ? 0.28 : null },
    focus && h(tag, { ...place, fill: "none", stroke: scene.palette.focus, "stroke-width": 2.2 }),
    ...markShapes({ mark: node.mark, colour: colourOf(scene, value), ground, fill, dash, gap: node.gap }, x, y, r));
}

// Boxes that are taken, in squares so that only near ones are compared.
function newSheet() {
  const squares = new Map();
  const under = ({ left, right, top, bottom }) => {
    const found = [];
    for (let column = Math.floor(left / 64); column <= Math.floor(right / 64); column++) for (let row = Math.floor(top / 64); row <= Math.floor(bottom / 64); row++) found.push(column + ":" + row);
    return found;
  };
  const meets = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
  return {
    copy: () => { const other = newSheet(); for (const boxes of squares.values()) for (const box of boxes) other.take(box); return other; },
    isFree: (box) => under(box).every((square) => (squares.get(square) ?? []).every((other) => !meets(box, other))),
    met: (box) => new Set(under(box).flatMap((square) => (squares.get(square) ?? []).filter((other) => meets(box, other)))),
    take: (box) => { for (const square of under(box)) squares.has(square) ? squares.get(square).push(box) : squares.set(square, [box]); },
  };
}

// The quarters at which an axis is marked.
function quarterTicks(from, to) {
  const found = [];
  for (let quarter = Math.ceil(from * 4); quarter <= to * 4; quarter++) found.push({ time: quarter / 4, label: quarter % 4 ? "Q" + ((quarter % 4 + 4) % 4 + 1) : String(quarter / 4) });
  return found;
}

// What is linked with a node, as far as the links lead in one direction: +1 from source to target, -1 back.
function reached(links, start, direction) {
  const next = new Map();
  for (const { source, target } of links) {
    const [from, to] = direction > 0 ? [source, target] : [target, source];
    next.has(from) ? next.get(from).push(to) : next.set(from, [to]);
  }
  const found = new Set(), waiting = [start];
  while (waiting.length) for (const node of next.get(waiting.pop()) ?? []) if (node !== start && !found.has(node)) { found.add(node); waiting.push(node); }
  return found;
}
