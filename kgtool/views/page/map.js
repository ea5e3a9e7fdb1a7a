// The map: what its marks, lines and labels look like, whoever draws it.

// Labels have the size of the screen: the weightiest first.
function placedLabels({ nodes, groups, look, scale, toScreen, width, height }) {
  const marks = nodes.filter((node) => { const { hidden, faded } = look.node(node.id); return !hidden && !faded; }).map((node) => ({ ...node, ...toScreen(node), r: node.size * scale, focused: look.node(node.id).focused }))
    .filter(({ x, y }) => x > -50 && y > -50 && x < width + 50 && y < height + 50);
  holdings(marks, ({ group }) => group);
  const wanted = marks.filter(({ id }) => look.labelled(id, scale)).sort((a, b) => b.focused - a.focused || (b.held ?? 0) - (a.held ?? 0) || b.weight - a.weight || (a.id < b.id ? -1 : 1)).slice(0, 900);
  const label = (mark, order) => markName({ ...mark, order }, { size: mark.focused ? 15 : 12, bold: mark.weight >= 10 || mark.focused, colour: look.inkColour });
  const discs = groups.map((group) => ({ ...discName({ ...group, ...toScreen(group), radius: group.radius * scale }, 20), insists: state.focus === null, colour: look.softColour }));
  const words = look.words.map(({ words, from, to }) => { const [a, b] = [toScreen(from), toScreen(to)]; return { words, x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, away: [0], directions: [[0, 0]], size: 11, bold: false, colour: look.softColour }; });
  const names = wanted.map(label), first = names.filter((_, at) => wanted[at].focused);
  return placeNames(marks, [...first, ...discs, ...names.slice(first.length), ...words], { width, height }).map(({ words: string, size, bold, colour, left, right, top, bottom }) => ({ text: string, size, bold, colour, left, right, top, bottom }));
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
    this.points = new Map(view.nodes.map((node) => [node.id, { ...view.places.get(node.id), id: node.id, label: node.label, group: node.group, mark: node.mark, size: Object.hasOwn(SIZES, node.mark) ? SIZES[node.mark] : SIZES.circle, weight: 10 * (view.holds.get(node.id) ?? 0) + (neighbours.get(node.id).size > 9 ? 9 : neighbours.get(node.id).size) }]));
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
