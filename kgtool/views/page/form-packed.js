// The map as a still picture: discs, marks and the labels that find room; the map that moves is drawn by a renderer.

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
  const sheet = newSheet();
  const height = (bottom - top) * scale + 40;
  const marks = drawn.map((node) => { const { x, y } = view.places.get(node.id); return { node, x: across(x), y: down(y) }; });
  for (const { x, y } of marks) sheet.take({ left: x - size, right: x + size, top: y - size, bottom: y + size });
  const label = (string, x, y, away, options) => {
    const clipped = clip(string, 190, options.size, options.bold), width = measure(clipped, options.size, options.bold);
    const places = [[x - width / 2, y + away + options.size], [x - width / 2, y - away - 3], [x + away + 2, y + options.size / 3], [x - away - 2 - width, y + options.size / 3]];
    const place = places.find(([px, py]) => { const box = { left: px - 1, right: px + width + 1, top: py - options.size, bottom: py + 3 }; return box.left >= 0 && box.right <= scene.width && box.top >= 0 && box.bottom <= height && sheet.isFree(box) && (sheet.take(box), true); });
    return place ? text(place[0], place[1], clipped, options) : null;
  };
  const holders = [...marks].sort((a, b) => (b.node.id === focus) - (a.node.id === focus) || (view.holds.get(b.node.id) ?? 0) - (view.holds.get(a.node.id) ?? 0) || (a.node.id < b.node.id ? -1 : 1));
  const isHolder = ({ id }) => view.holds.has(id) || !view.groups.length || id === focus;
  const place = new Map(marks.map((mark) => [mark.node.id, mark]));
  const lines = view.linksOnFocus && focus === null ? [] : view.links.filter(({ source, target }) => place.has(source) && place.has(target) && (!view.linksOnFocus || source === focus || target === focus));
  return {
    width: scene.width, height,
    tree: h("g", {},
      ...view.groups.map(({ x, y, radius }) => h("circle", { cx: across(x), cy: down(y), r: radius * scale, fill: palette.disc })),
      ...lines.map(({ source, target }) => h("line", { x1: place.get(source).x, y1: place.get(source).y, x2: place.get(target).x, y2: place.get(target).y, stroke: palette.edge, "stroke-width": 0.7 })),
      ...marks.map(({ node, x, y }) => glyph(scene, node, x, y, size, { faded: scene.lit !== null && !scene.lit.has(node.id) })),
      ...view.groups.map(({ label: string, x, y, radius }) => label(string, across(x), down(y), radius * scale, { size: Math.max(11, Math.min(17, radius * scale / 7)), bold: true, fill: palette.soft })),
      ...holders.filter(({ node }) => isHolder(node)).map(({ node, x, y }) => label(node.label, x, y, size, { size: 10.5, bold: view.holds.has(node.id), fill: palette.ink, id: node.id }))),
  };
};
forms.radial = forms.packed;
