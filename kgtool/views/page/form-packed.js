// The map as a still picture: discs, marks and the labels that find room; the map that moves is drawn by a renderer.

const DIRECTIONS = [[0, 1], [0, -1], [1, 0], [-1, 0], [0.71, 0.71], [-0.71, 0.71], [0.71, -0.71], [-0.71, -0.71]];
const FEWEST_HELD = 3, MOST_INSISTING = 48;

// Names, in the order given, where they cover no mark and no other name. Of discs and of marks that hold many, where
// nothing is free, there where they cover the least: a name in a halo over some of what it names, rather than none.
// A mark is { x, y, r, held }, a name { words, x, y, away, size, bold, held, … }: `away` are distances from its middle.
function placeNames(marks, names, { width, height }) {
  const covered = newSheet(), written = newSheet(), found = [];
  for (const { x, y, r, held = 0 } of marks) covered.take({ left: x - r, right: x + r, top: y - r, bottom: y + r, cost: held >= FEWEST_HELD ? 30 : 1 });
  const inside = ({ left, right, top, bottom }) => left >= 0 && top >= 0 && right <= width && bottom <= height;
  const costOf = (box) => [...covered.met(box)].reduce((sum, { cost }) => sum + cost, 0);
  for (const name of names) {
    const words = clip(name.words, 220, name.size, name.bold), wide = measure(words, name.size, name.bold) + 4, high = name.size + 3;
    const at = ([dx, dy], away) => {
      const [x, y] = [name.x + dx * away + Math.sign(dx) * wide / 2, name.y + dy * away + Math.sign(dy) * high / 2];
      return { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
    };
    const around = (aways) => aways.flatMap((away) => (name.directions ?? DIRECTIONS).map((direction) => at(direction, away))).filter((box) => inside(box) && written.isFree(box));
    const box = around(name.away).find(covered.isFree) ?? (name.insists ? around(name.over).map((box, order) => ({ box, cost: costOf(box) + order / 100 })).reduce((best, one) => (best && best.cost <= one.cost ? best : one), null)?.box : null);
    if (!box) continue;
    written.take(box);
    found.push({ ...name, words, ...box });
  }
  return found;
}

// The name of a disc: above it, below, else inside near its upper edge.
const discName = ({ label, x, y, radius }, most) => ({
  words: label, x, y, size: Math.max(most < 20 ? 11 : 12, Math.min(most, radius / 7)), bold: true, insists: true, directions: [[0, -1], [0, 1], [0.5, -0.87], [-0.5, -0.87]],
  away: [radius + 2], over: [0.95, 0.85, 0.75, 0.65].map((share) => share * radius - 12).filter((away) => away > 0),
});

// The name of a mark: outside what it holds, then close to it, then over what it holds.
const markName = ({ label, x, y, r, reach = 0, held = 0, order }, options) => ({
  words: label, x, y, away: reach ? [reach + r + 2, r + 2] : [r + 2], over: [r + 1, 0.5 * reach + r, reach + r + 2], insists: held >= FEWEST_HELD && order < MOST_INSISTING, ...options,
});

// What a mark holds of those that are shown: how many, and how far they reach around it.
function holdings(marks, groupOf) {
  const of = new Map(marks.map((mark) => [mark.id, mark]));
  for (const mark of marks) {
    const holder = of.get(groupOf(mark));
    if (!holder || holder === mark) continue;
    holder.held = (holder.held ?? 0) + 1;
    holder.reach = Math.max(holder.reach ?? 0, Math.hypot(mark.x - holder.x, mark.y - holder.y));
  }
  return marks;
}

forms.packed = (scene) => {
  const { view, palette, shown, focus } = scene;
  const drawn = view.nodes.filter((node) => shown.has(node.id) && view.places.has(node.id));
  const boxes = view.groups.length ? view.groups.map(({ x, y, radius }) => [x - radius, y - radius - 26, x + radius, y + radius]) : drawn.map(({ id }) => { const { x, y } = view.places.get(id); return [x - 40, y - 24, x + 40, y + 24]; });
  if (!boxes.length) return { width: scene.width, height: 80, tree: h("g", {}, text(16, 40, "Nothing to draw", { fill: palette.soft, size: 14 })) };
  const [left, top, right, bottom] = [0, 1, 2, 3].map((at) => boxes.reduce((far, box) => (at < 2 ? Math.min(far, box[at]) : Math.max(far, box[at])), boxes[0][at]));
  const side = view.groups.length ? 12 : 150; // for labels beside the outermost marks
  const scale = Math.min(2, (scene.width - 2 * side) / Math.max(1, right - left));
  const across = (x) => (x - left) * scale + (scene.width - (right - left) * scale) / 2;
  const down = (y) => (y - top) * scale + 18;
  const size = Math.max(3.2, Math.min(7, 5.6 * scale));
  const height = (bottom - top) * scale + 40;
  const marks = drawn.map((node) => { const { x, y } = view.places.get(node.id); return { node, id: node.id, label: node.label, x: across(x), y: down(y), r: size }; });
  holdings(marks, ({ node }) => node.group);
  const groups = view.groups.map((group) => ({ ...group, x: across(group.x), y: down(group.y), radius: group.radius * scale }));
  const named = marks.filter(({ id }) => view.holds.has(id) || !view.groups.length || id === focus).sort((a, b) => (b.id === focus) - (a.id === focus) || (b.held ?? 0) - (a.held ?? 0) || (a.id < b.id ? -1 : 1));
  const names = placeNames(marks, [
    ...groups.map((group) => ({ ...discName(group, 17), fill: palette.soft })),
    ...named.map((mark, order) => markName({ ...mark, order }, { size: 10.5, bold: view.holds.has(mark.id), fill: palette.ink, id: mark.id })),
  ], { width: scene.width, height });
  const place = new Map(marks.map((mark) => [mark.id, mark]));
  const lines = view.linksOnFocus && focus === null ? [] : view.links.filter(({ source, target }) => place.has(source) && place.has(target) && (!view.linksOnFocus || source === focus || target === focus));
  return {
    width: scene.width, height,
    tree: h("g", {},
      ...groups.map(({ x, y, radius }) => h("circle", { cx: x, cy: y, r: radius, fill: palette.disc })),
      ...lines.map(({ source, target }) => h("line", { x1: place.get(source).x, y1: place.get(source).y, x2: place.get(target).x, y2: place.get(target).y, stroke: palette.edge, "stroke-width": 0.7 })),
      ...marks.map(({ node, x, y }) => glyph(scene, node, x, y, size, { faded: scene.lit !== null && !scene.lit.has(node.id) })),
      ...names.map(({ words, left: x, bottom: y, size: high, bold, fill, id }) => text(x + 2, y - 2 - 0.12 * high, words, { size: high, bold, fill, id, ...halo(palette) }))),
  };
};
forms.radial = forms.packed;
