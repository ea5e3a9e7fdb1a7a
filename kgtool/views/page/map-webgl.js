// The picture where it is too large for vis-network: sigma draws marks and links by WebGL, two canvases the discs and the names.
// Sigma has its y axis upwards, the page downwards; nodes are known to it by their number.

function webglMap(container, { nodes, links, groups }, handlers) {
  const LINK_CORNERS = { to: [0, 1, 2, 1, 2, 3, 4, 5, 6], thin: [0, 6] };
  const MOST_HEADS = 2000;
  const MARKS = ["circle", "square", "diamond", "triangle"];
  const FILLS = ["solid", "solid-rimmed", "ring", "thin-ring"];
  const LINES = ["", "dashed", "dotted"];
  const CELL = 4; // pixels; the fineness with which names keep off each other
  const REST = 120; // ms after which a picture that moved is at rest

  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const numberOf = new Map(nodes.map(({ id }, index) => [id, index]));
  const byWeight = nodes.map((_, index) => index).sort((a, b) => nodes[b].weight - nodes[a].weight || a - b);
  const world = extent();
  const widths = new Map();
  let look = null;
  let placed = [];
  let placedFor = null; // the view for which names were placed
  let resting = 0;
  let drawnLinks = null;
  let drawnFaded = false; // whether some marks are faded; lines then go over them
  let gone = false;

  checkWebgl();
  const graph = new sigma.DirectedGraph();
  const renderer = new (plainSigma())(graph, container, {
    allowInvalidContainer: true, stagePadding: 0, enableCameraRotation: false, zIndex: true,
    itemSizesReference: "positions", zoomToSizeRatioFunction: (ratio) => ratio, renderLabels: false,
    defaultNodeType: "mark", nodeProgramClasses: { mark: markProgram() }, defaultDrawNodeHover: () => {},
    edgeProgramClasses: { to: linkProgram("to", "TRIANGLES"), thin: linkProgram("thin", "LINES") },
    inertiaDuration: still ? 1 : 200, zoomDuration: still ? 1 : 250, // sigma divides by them
  });
  graph.removeAllListeners(); // sigma would look at each change of its own; it is told once, when all are made
  const camera = renderer.getCamera();
  renderer.setCustomBBox({ x: [world.x - world.side / 2, world.x + world.side / 2], y: [-world.y - world.side / 2, -world.y + world.side / 2] });
  renderer.createCanvasContext("discs", { beforeLayer: "edges" });
  renderer.createCanvasContext("names", { afterLayer: "hoverNodes" });
  renderer.resize(true);
  renderer.setSettings({ minCameraRatio: ratioFor(12), maxCameraRatio: Math.max(6, ratioFor(0.5)) });
  const canvases = renderer.getCanvases();
  const discs = canvases.discs.getContext("2d");
  const names = canvases.names.getContext("2d");
  Object.assign(canvases.names.style, { transformOrigin: "0 0", zIndex: 2 });
  canvases.mouse.style.zIndex = 3;
  container.style.isolation = "isolate"; // the order of the canvases is nobody else's
  for (const unused of ["edgeLabels", "labels", "hovers", "hoverNodes"]) canvases[unused].style.display = "none";
  const attributes = nodes.map(({ x, y, size }, index) => {
    graph.addNode(index, { x, y: -y, size, hidden: true, zIndex: 0, paint: 0, form: 0 });
    return graph.getNodeAttributes(index);
  });
  listen();

  function checkWebgl() {
    const canvas = document.createElement("canvas");
    const context = typeof sigma === "undefined" ? null : canvas.getContext("webgl2") ?? canvas.getContext("webgl");
    if (!context) throw new Error("this browser draws no WebGL");
    context.getExtension("WEBGL_lose_context")?.loseContext();
  }

  // A square around everything, so that a unit is the same number of pixels whatever is drawn.
  function extent() {
    const box = bounds([...nodes.map(({ x, y, size }) => [x, y, size]), ...groups.map(({ x, y, radius }) => [x, y, radius])]);
    return { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, side: Math.max(1, box.right - box.left, box.bottom - box.top) };
  }

  function bounds(spots) {
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const [x, y, radius] of spots) {
      box.left = Math.min(box.left, x - radius);
      box.right = Math.max(box.right, x + radius);
      box.top = Math.min(box.top, y - radius);
      box.bottom = Math.max(box.bottom, y + radius);
    }
    return spots.length ? box : { left: -1, right: 1, top: -1, bottom: 1 };
  }

  // A colour in the four bytes of a float, as WebGL reads it; 254 in the last byte, as 255 would be no number.
  function packed(colour) {
    const number = parseInt(colour.slice(1), 16);
    const bytes = new Uint8Array([number >> 16, (number >> 8) & 255, number & 255, 254]);
    return new Float32Array(bytes.buffer)[0];
  }

  const parts = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);

  function mixed(colour, other, share) {
    const others = parts(other);
    const bytes = parts(colour).map((part, at) => Math.round(255 * (part + (others[at] - part) * share)));
    return "#" + bytes.map((part) => part.toString(16).padStart(2, "0")).join("");
  }

  // Sigma finds the mark under the mouse by drawing all marks twice and reading pixels back, which takes more than to compare places.
  function plainSigma() {
    return class extends sigma.Sigma {
      constructor(...given) {
        super(...given);
        this.pickingLayers.clear();
      }
      getNodeAtPosition({ x, y }) { return this.mouseCaptor.isMouseDown ? this.hoveredNode : markAt(x, y); } // what is dragged along stays
    };
  }

  // What both programs ask of the camera.
  function setCamera(gl, at, { matrix, width, height, pixelRatio }) {
    gl.uniformMatrix3fv(at.u_matrix, false, matrix);
    gl.uniform2f(at.u_screen, width, height);
    gl.uniform1f(at.u_scale, view().scale);
    gl.uniform1f(at.u_density, pixelRatio);
  }

  function markProgram() {
    return class extends sigma.NodeProgram {
      constructor(gl, picking, owner) { super(gl, null, owner); }
      getDefinition() {
        const float = { size: 1, type: WebGLRenderingContext.FLOAT };
        const bytes = { size: 4, type: WebGLRenderingContext.UNSIGNED_BYTE, normalized: true };
        return {
          VERTICES: 1, VERTEX_SHADER_SOURCE: MARK_VERTEX, FRAGMENT_SHADER_SOURCE: MARK_FRAGMENT, METHOD: WebGLRenderingContext.POINTS,
          UNIFORMS: ["u_matrix", "u_screen", "u_scale", "u_ground", "u_focus", "u_density"],
          ATTRIBUTES: [
            { name: "a_position", ...float, size: 2 }, { name: "a_size", ...float }, { name: "a_form", ...float },
            { name: "a_colour", ...bytes },
          ],
        };
      }
      processVisibleItem(id, at, { x, y, size, form, paint }) {
        this.array.set([x, y, size, form, paint], at);
      }
      setUniforms(camera, { gl, uniformLocations: at }) {
        setCamera(gl, at, camera);
        gl.uniform3fv(at.u_ground, parts(look.ground));
        gl.uniform3fv(at.u_focus, parts(look.focusColour));
      }
    };
  }

  function linkProgram(type, method) {
    const corners = LINK_CORNERS[type];
    const float = { size: 1, type: WebGLRenderingContext.FLOAT };
    return class extends sigma.EdgeProgram {
      constructor(gl, picking, owner) { super(gl, null, owner); }
      getDefinition() {
        return {
          VERTICES: corners.length, METHOD: WebGLRenderingContext[method],
          VERTEX_SHADER_SOURCE: LINK_VERTEX.replace("WIDE", type === "to" ? "1.6" : "0.0"), FRAGMENT_SHADER_SOURCE: LINK_FRAGMENT,
          UNIFORMS: ["u_matrix", "u_screen", "u_scale", "u_colour", "u_density"],
          ATTRIBUTES: [{ name: "a_from", ...float, size: 2 }, { name: "a_to", ...float, size: 2 }, { name: "a_size", ...float }, { name: "a_corner", ...float }],
        };
      }
      processVisibleItem(id, at, from, to) {
        corners.forEach((corner, index) => this.array.set([from.x, from.y, to.x, to.y, to.size, corner], at + 6 * index));
      }
      setUniforms(camera, { gl, uniformLocations: at }) {
        setCamera(gl, at, camera);
        gl.uniform3fv(at.u_colour, parts(look.linkColour));
      }
    };
  }

  // Pixels a unit, and the pixel at which the page's x and y are 0.
  function view() {
    const { width, height } = renderer.getDimensions();
    const { x, y, ratio } = camera.getState();
    const least = Math.min(width, height) / ratio;
    const scale = least / world.side;
    return { scale, dx: width / 2 - (x - 0.5) * least - world.x * scale, dy: height / 2 + (y - 0.5) * least - world.y * scale };
  }

  // The number of the mark at a place, or of the nearest one where small marks are hard to hit.
  function markAt(x, y) {
    const { scale, dx, dy } = view();
    let [found, nearest] = [null, 0];
    nodes.forEach((node, index) => {
      if (attributes[index].hidden) return;
      const radius = Math.max(node.size * scale, 1.3);
      const away = Math.hypot(node.x * scale + dx - x, node.y * scale + dy - y) - radius - Math.max(1, 4 - radius);
      if (away <= nearest) [found, nearest] = [String(index), away];
    });
    return found;
  }

  function ratioFor(scale) {
    const { width, height } = renderer.getDimensions();
    return Math.min(width, height) / (world.side * scale);
  }

  function stateOf(x, y, scale) {
    return { x: 0.5 + (x - world.x) / world.side, y: 0.5 - (y - world.y) / world.side, ratio: camera.getBoundedRatio(ratioFor(scale)) };
  }

  function moveTo(x, y, scale) {
    camera.setState(stateOf(x, y, scale));
    if (!look) return;
    renderer.render();
    placeNames();
  }

  // Whether any looks otherwise than before.
  function styleNodes() {
    let changed = false;
    drawnFaded = false;
    const faded = look.fadedColour ?? mixed(look.ground, look.softColour, 0.3);
    const paints = new Map();
    nodes.forEach(({ id, mark }, index) => {
      const style = look.node(id);
      const own = attributes[index];
      const colour = style.faded ? faded : style.colour;
      drawnFaded ||= Boolean(style.faded);
      if (!paints.has(colour)) paints.set(colour, packed(colour));
      const form = Math.max(0, MARKS.indexOf(mark)) + 4 * Math.max(0, FILLS.indexOf(style.fill)) + 16 * Math.max(0, LINES.indexOf(style.dash)) + (style.gap ? 64 : 0) + (style.focused ? 128 : 0);
      const next = { hidden: Boolean(style.hidden), zIndex: style.focused ? 2 : style.faded ? 0 : 1, paint: paints.get(colour), form };
      changed ||= Object.keys(next).some((name) => next[name] !== own[name]);
      Object.assign(own, next);
    });
    canvases.edges.style.zIndex = drawnFaded ? 1 : 0;
    return changed;
  }

  function styleLinks() {
    const wanted = [...look.links.map(({ source, target }) => numberOf.get(source) + " " + numberOf.get(target))].join();
    if (wanted === drawnLinks) return false;
    drawnLinks = wanted;
    canvases.edges.style.display = look.links.length ? "" : "none";
    graph.clearEdges();
    const type = look.links.length > MOST_HEADS ? "thin" : "to";
    for (const { source, target } of look.links) {
      const [from, to] = [numberOf.get(source), numberOf.get(target)];
      if (from !== to && !graph.hasDirectedEdge(from, to)) graph.addDirectedEdge(from, to, { type });
    }
    return true;
  }

  function drawDiscs() {
    const { width, height } = renderer.getDimensions();
    const { scale, dx, dy } = view();
    discs.clearRect(0, 0, width, height);
    discs.fillStyle = look.discColour;
    for (const { x, y, radius } of groups) {
      discs.beginPath();
      discs.arc(x * scale + dx, y * scale + dy, radius * scale, 0, 2 * Math.PI);
      discs.fill();
    }
  }

  // While the picture moves its names move with it; where they best stand is found when it rests.
  function moveNames() {
    if (!placedFor) return;
    const now = view();
    const by = now.scale / placedFor.scale;
    canvases.names.style.transform = `translate(${now.dx - by * placedFor.dx}px, ${now.dy - by * placedFor.dy}px) scale(${by})`;
    if (by === 1 && now.dx === placedFor.dx && now.dy === placedFor.dy) return;
    clearTimeout(resting);
    resting = setTimeout(placeNames, REST);
  }

  // Which squares of the screen are taken: whatever lies in different squares does not overlap.
  function newSheet(width, height) {
    const columns = Math.ceil(width / CELL) + 1;
    const taken = new Uint8Array(columns * (Math.ceil(height / CELL) + 1));
    const span = (from, to, end) => [Math.max(0, Math.floor(from / CELL)), Math.min(Math.ceil(end / CELL), Math.ceil(to / CELL))];
    const some = (box, visit) => {
      const [left, right] = span(box.left, box.right, width);
      const [top, bottom] = span(box.top, box.bottom, height);
      for (let row = top; row < bottom; row++) for (let at = row * columns + left; at < row * columns + right; at++) if (visit(at)) return true;
      return false;
    };
    return { isFree: (box) => !some(box, (at) => taken[at] === 1), take: (box) => some(box, (at) => { taken[at] = 1; }) };
  }

  function nodeName(node, style, x, y, { scale }) {
    const own = Math.max(node.size * scale, 1.3) + (style.focused ? 8 : 3);
    const size = style.focused ? 15 : 12;
    return { text: node.label, x, y, size, colour: look.inkColour, bold: node.weight >= 10 || style.focused, places: [[0, own], [own, 0], [-own, 0], [0, -own]] };
  }

  function groupName({ label, x, y, radius }, { scale, dx, dy }) {
    const size = Math.max(12, Math.min(20, radius * scale / 7));
    const away = radius * scale + 3;
    return { text: label, x: x * scale + dx, y: y * scale + dy, size, colour: look.softColour, bold: true, places: [[0, -away], [0, away]] };
  }

  function linkName({ words, from, to }, { scale, dx, dy }) {
    return { text: words, x: (from.x + to.x) / 2 * scale + dx, y: (from.y + to.y) / 2 * scale + dy, size: 11, colour: look.softColour, bold: false, places: [[0, 0]] };
  }

  // The marks on the screen that may have a name, the weightiest first; large marks are not to be covered.
  function candidates(sheet, now, { width, height }) {
    const found = [];
    for (const index of byWeight) {
      if (attributes[index].hidden) continue;
      const node = nodes[index];
      const [x, y, radius] = [node.x * now.scale + now.dx, node.y * now.scale + now.dy, node.size * now.scale];
      if (x < 0 || y < 0 || x > width || y > height || attributes[index].zIndex === 0) continue;
      const solid = radius - CELL / 2; // the squares that it covers by more than half
      if (radius >= 3) sheet.take({ left: x - solid, right: x + solid, top: y - solid, bottom: y + solid });
      if (found.length < 1200 && node.label && look.labelled(node.id, now.scale)) found.push({ index, x, y });
    }
    const marks = found.map(({ index, x, y }) => nodeName(nodes[index], { focused: attributes[index].zIndex === 2 }, x, y, now));
    const first = found.findIndex(({ index }) => attributes[index].zIndex === 2);
    return [...(first < 0 ? [] : marks.splice(first, 1)), ...groups.map((group) => groupName(group, now)), ...marks, ...(look.words ?? []).map((word) => linkName(word, now))];
  }

  function widthOf(text) {
    const key = names.font + text;
    if (!widths.has(key)) widths.set(key, names.measureText(text).width);
    return widths.get(key);
  }

  function boxAt({ x, y, size }, wide, [dx, dy]) {
    const left = dx > 0 ? x + dx : dx < 0 ? x + dx - wide : x - wide / 2;
    const top = dy > 0 ? y + dy : dy < 0 ? y + dy - size - 3 : y - size / 2 - 1.5;
    return { left: left - 2, right: left + wide + 2, top, bottom: top + size + 3 };
  }

  function placeNames() {
    clearTimeout(resting);
    if (!look) return;
    const screen = renderer.getDimensions();
    const sheet = newSheet(screen.width, screen.height);
    const inside = (box) => box.left >= 0 && box.top >= 0 && box.right <= screen.width && box.bottom <= screen.height;
    placedFor = view();
    const most = (screen.width * screen.height) / (placedFor.scale < 0.5 && drawnFaded === false ? 30000 : 10000);
    placed = [];
    canvases.names.style.transform = "none";
    names.clearRect(0, 0, screen.width, screen.height);
    Object.assign(names, { lineWidth: 3.5, lineJoin: "round", textBaseline: "middle", strokeStyle: look.ground });
    for (const name of candidates(sheet, placedFor, screen)) {
      if (placed.length >= most) break;
      names.font = `${name.bold ? 600 : 400} ${name.size}px system-ui, sans-serif`;
      const text = name.text.length > 42 ? name.text.slice(0, 41) + "…" : name.text;
      const wide = widthOf(text);
      const box = name.places.map((place) => boxAt(name, wide, place)).find((one) => inside(one) && sheet.isFree(one));
      if (!box) continue;
      sheet.take(box);
      placed.push({ text, size: name.size, ...box });
      names.strokeText(text, box.left + 2, (box.top + box.bottom) / 2);
      names.fillStyle = name.colour;
      names.fillText(text, box.left + 2, (box.top + box.bottom) / 2);
    }
  }

  function listen() {
    const clicked = (node) => handlers.click(node === undefined ? null : nodes[node].id);
    renderer.on("clickNode", ({ node }) => clicked(node));
    renderer.on("clickStage", () => clicked());
    for (const name of ["doubleClickNode", "doubleClickStage"]) {
      renderer.on(name, ({ node, preventSigmaDefault }) => { preventSigmaDefault(); clicked(node); });
    }
    renderer.on("enterNode", ({ node, event: { original } }) => {
      container.style.cursor = "pointer";
      handlers.hover(nodes[node].id, original.clientX, original.clientY);
    });
    renderer.on("leaveNode", () => { container.style.cursor = ""; handlers.hover(null, 0, 0); });
    renderer.on("resize", () => { placedFor = null; if (look) resting = setTimeout(placeNames, 0); });
    renderer.on("afterRender", () => { if (look) { drawDiscs(); moveNames(); } });
    canvases.nodes.addEventListener("webglcontextlost", () => { if (!gone) handlers.lost?.(); });
  }

  return {
    // How everything looks from now on.
    style(wanted) {
      look = wanted;
      const [marks, lines] = [styleNodes(), styleLinks()];
      if (marks) renderer.refresh();
      else if (lines) renderer.refresh({ partialGraph: { edges: graph.edges() } });
      else renderer.render();
      placeNames();
    },
    fit() {
      const { left, right, top, bottom } = bounds(groups.length ? groups.map(({ x, y, radius }) => [x, y, radius]) : nodes.map(({ x, y }) => [x, y, 30]));
      const { width, height } = renderer.getDimensions();
      const above = groups.length ? 26 : 0; // for the name of the uppermost disc
      const scale = Math.min(2, 0.97 * Math.min(width / (right - left), (height - above) / (bottom - top)));
      moveTo((left + right) / 2, (top + bottom - above / scale) / 2, scale);
    },
    // The first of them, and the others as far as they can be had.
    bringIntoView(ids) {
      const spots = ids.filter((id) => numberOf.has(id)).map((id, at) => [nodes[numberOf.get(id)].x, nodes[numberOf.get(id)].y, at ? 0 : 50]);
      if (!spots.length) return;
      const { left, right, top, bottom } = bounds(spots);
      const { width, height } = renderer.getDimensions();
      const scale = Math.min(2.4, 0.8 * Math.min(width / (right - left), height / (bottom - top)));
      const middle = [(left + right) / 2, (top + bottom) / 2];
      if (still) moveTo(...middle, scale);
      else camera.animate(stateOf(...middle, scale), { duration: 350, easing: "quadraticInOut" });
    },
    zoom(factor) {
      const { ratio } = camera.getState();
      camera.setState({ ratio: camera.getBoundedRatio(ratio / factor) });
    },
    pan(dx, dy) {
      const { width, height } = renderer.getDimensions();
      const { x, y, ratio } = camera.getState();
      const least = Math.min(width, height) / ratio;
      camera.setState({ x: x + dx / least, y: y - dy / least });
    },
    place(id) {
      const { x, y } = nodes[numberOf.get(id)];
      const { scale, dx, dy } = view();
      return { x: x * scale + dx, y: y * scale + dy };
    },
    redraw() {
      renderer.scheduleRender();
    },
    resize() {
      renderer.resize(true);
      renderer.refresh();
      placeNames();
    },
    destroy() {
      gone = true;
      clearTimeout(resting);
      renderer.kill();
    },
    drawn(then) {
      renderer.once("afterRender", then);
      renderer.scheduleRender();
    },
    labels() {
      placeNames();
      return placed.map((label) => ({ ...label }));
    },
    // Everything that is drawn, on one canvas: what WebGL drew can be read only before the browser shows it.
    picture() {
      renderer.render();
      placeNames();
      const canvas = document.createElement("canvas");
      canvas.width = canvases.nodes.width;
      canvas.height = canvases.nodes.height;
      const context = canvas.getContext("2d");
      context.fillStyle = look.ground;
      context.fillRect(0, 0, canvas.width, canvas.height);
      for (const name of ["discs", ...(drawnFaded ? ["nodes", "edges"] : ["edges", "nodes"]), "names"]) context.drawImage(canvases[name], 0, 0);
      return canvas;
    },
  };
}
