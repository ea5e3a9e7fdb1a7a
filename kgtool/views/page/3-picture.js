// A picture that stands alone: title, what the marks mean, the drawing, how much it shows, the day and the source.

function sceneOf(page, view, { shown = view.ids, focus = null, lit = null, path = [], dark = false, width, height = 900 }) {
  return { page, view, facets: page.facets, shown, focus, lit, path, root: view.root || null, dark, palette: PALETTES[dark ? "dark" : "light"], width, height, measure };
}

const counted = (view) => (view.counts ? view.nodes.filter((node) => node.kind === view.counts) : view.nodes);
const plural = (number, word) => (word ? `${number} ${number === 1 || /s$/.test(word) ? word : /y$/.test(word) ? word.slice(0, -1) + "ies" : word + "s"}` : String(number));
const number = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");

// How much a scene shows, in words: n, and of how many it is not settled.
function countsOf(scene) {
  const all = counted(scene.view), seen = all.filter((node) => scene.shown.has(node.id));
  const kinds = new Set(seen.map((node) => node.kind));
  const open = seen.filter((node) => gradeOf(scene, node)?.id === "not-recorded").length, higher = seen.filter((node) => node.gap).length;
  const unknown = unsettledAs(scene);
  return [
    (seen.length === all.length ? "" : `${seen.length} of `) + plural(all.length, kinds.size === 1 ? [...kinds][0] : ""),
    ...(open && unknown ? [`${open} ${unknown}`] : []), ...(higher ? [`${higher} may be higher`] : []),
  ].join(" · ");
}
const unsettledAs = (scene) => scene.facets[0]?.known.get("not-recorded")?.label ?? "";

function keyOf(scene, width) {
  const seen = scene.view.nodes.filter((node) => scene.shown.has(node.id));
  const used = (scene.facets[0]?.values ?? []).filter((value) => seen.some((node) => node.facets[scene.facets[0].key].includes(value.id)));
  const rows = [[]];
  let x = 0;
  for (const value of used.slice(0, 24)) {
    const label = clip(value.label, 220, 11), wide = 22 + measure(label, 11) + 14;
    if (x + wide > width && rows.at(-1).length) { rows.push([]); x = 0; }
    rows.at(-1).push({ value, label, x });
    x += wide;
  }
  const shape = (value, at, y) => { const { fill, dash } = fillOf(value); return markShapes({ mark: value.mark || "circle", colour: colourOf(scene, value), ground: scene.palette.ground, fill, dash, gap: false }, at, y, 5.5); };
  return { height: rows[0].length ? rows.length * 18 + 6 : 0, tree: h("g", {}, ...rows.flatMap((row, at) => row.flatMap(({ value, label, x: left }) => [...shape(value, left + 7, at * 18 + 8), text(left + 18, at * 18 + 12, label, { size: 11, fill: scene.palette.ink })]))) };
}

const wrapped = (string, width, size, bold = false) => {
  const lines = [""];
  for (const word of string.split(/\s+/)) {
    const longer = lines.at(-1) ? lines.at(-1) + " " + word : word;
    if (measure(longer, size, bold) <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((line) => clip(line, width, size, bold));
};

// What is counted of a picture: of all that passes the filters that which it draws, where it draws less.
const narrowed = (scene, { drawn }) => (drawn ? { ...scene, shown: new Set(drawn.filter((id) => scene.shown.has(id))) } : scene);
const titleOf = (scene, { subject }) => (subject ? `${scene.view.title}: ${subject}` : scene.view.title);

function standalone(page, scene, drawing) {
  const title = clip(titleOf(scene, drawing), 2000, 18, true), { palette } = scene, margin = 24, width = Math.max(drawing.width, 320) + 2 * margin, inner = width - 2 * margin;
  const lines = [
    ...wrapped(title, inner, 18, true).map((line) => [line, 18, true, palette.ink, 24]),
    ...(scene.view.question === scene.view.title ? [] : wrapped(scene.view.question, inner, 12.5).map((line) => [line, 12.5, false, palette.soft, 18])),
  ];
  const feet = [countsOf(narrowed(scene, drawing)), ...page.source ? wrapped(page.source, inner, 10.5) : []].map((line, at) => [line, at ? 10.5 : 12, at === 0, at ? palette.soft : palette.ink, at ? 14 : 18]);
  let y = margin;
  const written = (list) => list.map(([line, size, bold, fill, high]) => { y += high; return text(margin, y - 5, line, { size, bold, fill }); });
  const head = written(lines);
  const key = keyOf(narrowed(scene, drawing), inner);
  const keyed = h("g", { transform: `translate(${margin} ${round(y + 10)})` }, key.tree);
  y += key.height ? key.height + 16 : 8;
  const body = h("g", { transform: `translate(${margin} ${round(y)})` }, drawing.tree);
  y += drawing.height + 8;
  const foot = written(feet);
  const height = y + margin - 8;
  return h("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${round(width)} ${round(height)}`, "font-family": "system-ui, 'DejaVu Sans', Verdana, sans-serif" },
    h("title", {}, title), h("rect", { width, height, fill: palette.ground }), ...head, keyed, body, ...foot);
}

const escaped = (string) => String(string).replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD").replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);
const markup = (shape) => {
  if (!Array.isArray(shape)) return escaped(shape);
  const [tag, attributes, ...children] = shape;
  const said = Object.entries(attributes).filter(([name]) => name !== "data-id").map(([name, value]) => ` ${name}="${escaped(value)}"`).join("");
  return children.length ? `<${tag}${said}>${children.map(markup).join("")}</${tag}>` : `<${tag}${said}/>`;
};

function pictureText(page, { width, view = 0, dark = false }) {
  const scene = sceneOf(page, page.views[view], { width: width - 48, dark, focus: page.views[view].root || (page.views[view].isMap && page.focus) || null });
  return markup(standalone(page, scene, forms[scene.view.form](scene))) + "\n";
}
