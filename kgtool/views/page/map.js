// The map: what its marks, lines and labels look like, whoever draws it.

// Labels have the size of the screen: the weightiest first, and only where they cover no mark and no label.
function placedLabels({ nodes, groups, look, scale, toScreen, width, height }) {
  const sheet = newSheet(), found = [];
  const inside = (box) => box.left >= 0 && box.top >= 0 && box.right <= width && box.bottom <= height;
  const seen = nodes.filter((node) => { const { hidden, faded } = look.node(node.id); return !hidden && !faded; }).map((node) => ({ node, at: toScreen(node), r: node.size * scale }))
    .filter(({ at }) => at.x > -50 && at.y > -50 && at.x < width + 50 && at.y < height + 50);
  for (const { at, r } of seen) sheet.take({ left: at.x - r, right: at.x + r, top: at.y - r, bottom: at.y + r });
  const put = (string, at, aways, options) => {
    const words = clip(string, 220, options.size, options.bold), wide = measure(words, options.size, options.bold) + 4, high = options.size + 3;
    const spots = (away) => ({ below: [-wide / 2, away], above: [-wide / 2, -away - high], right: [away + 1, -high / 2], left: [-away - 1 - wide, -high / 2], middle: [-wide / 2, -high / 2] });
    for (const [dx, dy] of aways.flatMap((away) => options.spots.map((spot) => spots(away)[spot]))) {
      const box = { left: at.x + dx, right: at.x + dx + wide, top: at.y + dy, bottom: at.y + dy + high };
      if (!inside(box) || !sheet.isFree(box)) continue;
      sheet.take(box);
      found.push({ text: words, size: options.size, bold: options.bold, colour: options.colour, ...box });
      return;
    }
  };
  const label = ({ node, at, r }) => put(node.label, at, node.reach ? [node.reach * scale + r + 2, r + 2] : [r + 2], { size: look.node(node.id).focused ? 15 : 12, bold: node.weight >= 10 || look.node(node.id).focused, colour: look.inkColour, spots: ["below", "right", "left", "above"] });
  const wanted = seen.filter(({ node }) => look.labelled(node.id, scale)).sort((a, b) => look.node(b.node.id).focused - look.node(a.node.id).focused || b.node.weight - a.node.weight || (a.node.id < b.node.id ? -1 : 1)).slice(0, 900);
  wanted.filter(({ node }) => look.node(node.id).focused).forEach(label);
  for (const { label: words, x, y, radius } of groups) put(words, toScreen({ x, y }), [radius * scale + 2], { size: Math.max(12, Math.min(20, radius * scale / 7)), bold: true, colour: look.softColour, spots: ["above", "below"] });
  wanted.filter(({ node }) => !look.node(node.id).focused).forEach(label);
  for (const { words, from, to } of look.words) {
    const [a, b] = [toScreen(from), toScreen(to)];
    put(words, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, [0], { size: 11, bold: false, colour: look.softColour, spots: ["middle"] });
  }
  return found;
}

const SIZES = { circle: 5.5, square: 6.5, diamond: 6.5, triangle: 6.5 };

function lookOf(view, points) {
  const scene = sceneNow({ width: 0 }), { palette, shown, lit } = scene;
  const around = state.focus ?? (view.linksOnFocus ? state.hover : null);
  const between = view.links.filter(({ source, target }) => shown.has(source) && shown.has(target) && (state.path.length ? lit.has(source) && lit.has(target) : around ? source === around || target === around : !view.linksOnFocus));
  const looks = new Map(view.nodes.map((node) => {
    const grade = gradeOf(scene, node);
    return [node.id, { colour: colourOf(scene, grade), ...fillOf(grade), gap: node.gap, hidden: !shown.has(node.id), faded: lit !== null && !lit.has(node.id), focused: node.id === state.focus }];
  }));
  const words = new Map();
  if (state.focus) for (const { source, target, label } of between) { const other = source === state.focus ? target : source; words.set(other, new Set(words.get(other)).add(label)); }
  return {
    node: (id) => looks.get(id), links: between, linkColour: around || state.path.length ? palette.focus : palette.edge,
    ground: palette.ground, discColour: palette.disc, inkColour: palette.ink, softColour: palette.soft, focusColour: palette.focus, fadedColour: palette.faded,
    labelled: (id, scale) => state.focus !== null || scale > 0.75 || !view.groups.length || view.holds.has(id) || id === state.hover,
    words: [...words].filter(([other]) => points.has(other) && points.has(state.focus)).map(([other, said]) => ({ words: [...said].join(", "), from: points.get(state.focus), to: points.get(other) })),
  };
}

// One stage for every view that is a map; the renderer is made when the first of them is opened.
const mapStage = {
  renderer: null, view: null, element: byId("canvas"),
  show() {
    const view = current();
    if (this.view === view) return;
    this.renderer?.destroy();
    this.view = view;
    this.points = new Map(view.nodes.map((node) => [node.id, { ...view.places.get(node.id), id: node.id, label: node.label, mark: node.mark, size: Object.hasOwn(SIZES, node.mark) ? SIZES[node.mark] : SIZES.circle, weight: 10 * (view.holds.get(node.id) ?? 0) + (neighbours.get(node.id).size > 9 ? 9 : neighbours.get(node.id).size) }]));
    // What a mark holds reaches this far around it; its label stands outside.
    for (const { id, group } of view.nodes) {
      const [point, holder] = [this.points.get(id), this.points.get(group)];
      if (holder && holder !== point) holder.reach = Math.max(holder.reach ?? 0, Math.hypot(point.x - holder.x, point.y - holder.y));
    }
    const make = page.renderer === "webgl" ? webglMap : pyvisMap;
    this.renderer = make(this.element, { nodes: [...this.points.values()], links: view.links, groups: view.groups }, { click: (id) => chooseNode(id), hover: (id, x, y) => hoverNode(id, x, y) });
    this.restyle();
    this.renderer.fit();
  },
  restyle() { this.renderer.style(lookOf(this.view, this.points)); },
  refresh() { this.show(); this.restyle(); this.renderer.redraw(); },
  fit() { this.renderer.fit(); },
  zoom(factor) { this.renderer.zoom(factor); },
  arrow(dx, dy) { this.renderer.pan(80 * dx, 80 * dy); },
  reveal(id) {
    const shown = shownNodes();
    const around = this.view.nodes.filter((node) => shown.has(node.id) && (node.id === id || node.group === id || neighbours.get(id).has(node.id)));
    this.renderer.bringIntoView(state.path.length ? state.path.map((step) => step.id) : around.map((node) => node.id));
  },
  resize() { this.renderer?.resize(); },
  place(id) { const box = this.element.getBoundingClientRect(), { x, y } = this.renderer.place(id); return { x: Math.round(x + box.left), y: Math.round(y + box.top) }; },
  labels() { return this.renderer.labels(); },
};
