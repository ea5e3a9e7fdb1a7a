// The map as pyvis's network, drawn by vis-network, with discs and labels of our own.

function pyvisMap(container, { nodes, groups }, handlers) {
  const numberOf = new Map(nodes.map((node, index) => [node.id, index])); // what vis-network knows a node by
  const styles = new Map(page.pyvis.nodes.map((style) => [style.id, style]));
  const started = nodes.map((node, index) => ({ ...styles.get(node.id), id: index, label: undefined, title: undefined }));
  const nodeSet = new vis.DataSet(started), edgeSet = new vis.DataSet([]);
  const network = new vis.Network(container, { nodes: nodeSet, edges: edgeSet }, { ...page.pyvis.options, autoResize: true });
  const labels = [];
  let look = null;

  function coloured(node) {
    const { colour, fill, hidden, faded, focused, gap } = look.node(node.id);
    const border = focused ? look.focusColour : faded ? look.fadedColour : colour;
    const background = fill.startsWith("solid") ? (faded ? look.fadedColour : colour) : look.ground;
    const pair = { background, border }, lit = { background, border: look.focusColour };
    return { id: numberOf.get(node.id), hidden, color: { ...pair, highlight: lit, hover: lit }, borderWidth: styles.get(node.id).borderWidth + (focused ? 2 : 0), gap };
  }

  network.on("beforeDrawing", (context) => {
    if (!look) return;
    for (const { x, y, radius } of groups) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fillStyle = look.discColour;
      context.fill();
    }
  });

  // What vis-network has no form for: the rim around some marks, and the gap in others.
  function finish(context) {
    for (const node of nodes) {
      const { colour, fill, gap, hidden, faded } = look.node(node.id);
      if (hidden || faded || !(gap || fill === "solid-rimmed")) continue;
      const r = node.size;
      context.lineWidth = gap ? 0.45 * r : 1.1;
      context.strokeStyle = gap ? look.ground : colour;
      context.beginPath();
      if (gap) { context.moveTo(node.x + 0.3 * r, node.y - 0.3 * r); context.lineTo(node.x + 1.05 * r, node.y - 1.05 * r); } else context.arc(node.x, node.y, 1.5 * r, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  network.on("afterDrawing", (context) => {
    if (!look) return;
    finish(context);
    const scale = network.getScale();
    const toScreen = ({ x, y }) => network.canvasToDOM({ x, y });
    labels.splice(0, labels.length, ...placedLabels({ nodes, groups, look, scale, toScreen, width: container.clientWidth, height: container.clientHeight }));
    context.save();
    context.lineWidth = 3.5 / scale;
    context.lineJoin = "round";
    context.textBaseline = "middle";
    context.strokeStyle = look.ground;
    for (const label of labels) {
      context.font = `${label.bold ? 600 : 400} ${label.size / scale}px system-ui, sans-serif`;
      const { x, y } = network.DOMtoCanvas({ x: label.left + 2, y: (label.top + label.bottom) / 2 });
      context.strokeText(label.text, x, y);
      context.fillStyle = label.colour;
      context.fillText(label.text, x, y);
    }
    context.restore();
  });

  network.on("click", ({ nodes: [index] }) => handlers.click(nodes[index]?.id ?? null));
  network.on("hoverNode", ({ node, event }) => handlers.hover(nodes[node].id, event.clientX, event.clientY));
  network.on("blurNode", () => handlers.hover(null, 0, 0));

  const move = (options) => network.moveTo({ animation: false, ...options });
  const around = (boxes, most, share) => {
    const [left, top, right, bottom] = boxes.reduce((all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])]);
    const scale = Math.min(most, share * Math.min(container.clientWidth / Math.max(1, right - left), container.clientHeight / Math.max(1, bottom - top)));
    return { position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale };
  };
  const boxed = (list, wide) => list.map(({ x, y }) => [x - wide, y - wide / 2, x + wide, y + wide / 2]);
  return {
    style(next) {
      look = next;
      nodeSet.update(nodes.map(coloured));
      edgeSet.clear();
      edgeSet.add(look.links.map(({ source, target }, index) => ({ id: index, from: numberOf.get(source), to: numberOf.get(target), color: { color: look.linkColour, hover: look.linkColour, highlight: look.linkColour } })));
    },
    fit() {
      const boxes = groups.length ? groups.map(({ x, y, radius }) => [x - radius, y - radius - 30, x + radius, y + radius]) : boxed(nodes, container.clientWidth < 700 ? 60 : 130);
      if (boxes.length) move(around(boxes, 2, 0.96));
    },
    bringIntoView(ids) {
      const asked = new Set(ids), wanted = nodes.filter((node) => asked.has(node.id));
      if (wanted.length) network.moveTo({ ...around(boxed(wanted, 60), 2.4, 0.8), animation: calm ? false : { duration: 350, easingFunction: "easeInOutQuad" } });
    },
    zoom: (factor) => move({ scale: network.getScale() * factor }),
    pan(dx, dy) { const { x, y } = network.getViewPosition(), scale = network.getScale(); move({ position: { x: x + dx / scale, y: y + dy / scale } }); },
    place: (id) => network.canvasToDOM(nodes[numberOf.get(id)]),
    redraw: () => network.redraw(),
    resize() { network.redraw(); },
    destroy: () => network.destroy(),
    labels: () => labels.map((label) => ({ ...label })),
    drawn: (then) => network.once("afterDrawing", then),
  };
}
