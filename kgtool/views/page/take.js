// What is taken away: the picture as SVG or PNG with title, counts, day and source inside; the rows as CSV; paper.

function pictureNow() {
  const isSorted = stage() === tableStage && (tableStage.sorted !== "label" || tableStage.down);
  const scene = { ...sceneNow({ width: Math.max(640, stage().element.clientWidth - 32) }), rows: isSorted ? tableStage.rows() : null };
  return standalone(page, scene, forms[current().form](scene));
}

// On paper the picture is drawn anew, light and as wide as a sheet, and cut where a sheet ends.
const SHEET = { width: 900, height: 1240 };
let darkBefore = false;
function toPaper() {
  const paper = byId("paper");
  darkBefore = state.dark;
  if (state.dark) setTheme(false);
  paper.replaceChildren();
  document.documentElement.toggleAttribute("data-paper", stage() !== tableStage);
  if (stage() === tableStage) return;
  const scene = { ...sceneNow({ width: SHEET.width - 48, dark: false }), rows: null };
  const [tag, attributes, ...children] = standalone(page, scene, forms[current().form](scene));
  const shape = { width: Math.max(SHEET.width, attributes.width), height: attributes.height };
  const high = Math.round(SHEET.height * shape.width / SHEET.width);
  for (let top = 0; top < shape.height; top += high) {
    const cut = Math.min(high, shape.height - top);
    paper.append(drawnElement([tag, { ...attributes, width: shape.width, height: cut, viewBox: `0 ${top} ${shape.width} ${cut}` }, ...children]));
  }
}
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", () => { byId("paper").replaceChildren(); document.documentElement.removeAttribute("data-paper"); if (darkBefore) setTheme(true); });

function download(name, content, type) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// Shapes as paint: an image of an SVG would need a rule of its own in the page's security policy.
const PAINT = {
  rect: (c, a) => { const path = new Path2D(); a.rx ? path.roundRect(+(a.x ?? 0), +(a.y ?? 0), +a.width, +a.height, +a.rx) : path.rect(+(a.x ?? 0), +(a.y ?? 0), +a.width, +a.height); return path; },
  circle: (c, a) => { const path = new Path2D(); path.arc(+a.cx, +a.cy, Math.max(0, +a.r), 0, 2 * Math.PI); return path; },
  ellipse: (c, a) => { const path = new Path2D(); path.ellipse(+a.cx, +a.cy, +a.rx, +a.ry, 0, 0, 2 * Math.PI); return path; },
  line: (c, a) => new Path2D(`M${a.x1 ?? 0} ${a.y1 ?? 0}L${a.x2 ?? 0} ${a.y2 ?? 0}`),
  polygon: (c, a) => new Path2D(`M${a.points.replaceAll(" ", "L")}Z`),
  polyline: (c, a) => new Path2D(`M${a.points.replaceAll(" ", "L")}`),
  path: (c, a) => new Path2D(a.d),
};

function transformed(context, transform) {
  for (const [, name, list] of (transform ?? "").matchAll(/(translate|rotate|scale)\(([^)]*)\)/g)) {
    const [a, b = 0, c = 0] = list.split(/[\s,]+/).map(Number);
    if (name === "translate") context.translate(a, b);
    else if (name === "scale") context.scale(a, list.includes(" ") || list.includes(",") ? b : a);
    else { context.translate(b, c); context.rotate((a * Math.PI) / 180); context.translate(-b, -c); }
  }
}

function painted(context, shape, given) {
  const [tag, own, ...children] = shape;
  if (tag === "title" || tag === "desc") return;
  const a = { ...given, ...own, transform: undefined, opacity: undefined };
  context.save();
  transformed(context, own.transform);
  context.globalAlpha *= own.opacity ?? 1;
  if (tag === "text") {
    context.font = `${a["font-weight"] ?? 400} ${a["font-size"] ?? 12}px system-ui, 'DejaVu Sans', Verdana, sans-serif`;
    context.textAlign = { middle: "center", end: "right" }[a["text-anchor"]] ?? "left";
    context.textBaseline = { middle: "middle", central: "middle", hanging: "hanging" }[a["dominant-baseline"]] ?? "alphabetic";
    const words = children.map((child) => (Array.isArray(child) ? child.slice(2).join("") : child)).join("");
    if (a.stroke && a.stroke !== "none") { context.strokeStyle = a.stroke; context.lineWidth = +(a["stroke-width"] ?? 1); context.lineJoin = "round"; context.strokeText(words, +(a.x ?? 0), +(a.y ?? 0)); }
    context.fillStyle = a.fill ?? "#000";
    context.fillText(words, +(a.x ?? 0), +(a.y ?? 0));
  } else if (PAINT[tag]) {
    const path = PAINT[tag](context, a), alpha = context.globalAlpha;
    context.globalAlpha = alpha * (a["fill-opacity"] ?? 1);
    if (a.fill !== "none" && tag !== "line") { context.fillStyle = a.fill ?? "#000"; context.fill(path); }
    context.globalAlpha = alpha * (a["stroke-opacity"] ?? 1);
    if (a.stroke && a.stroke !== "none") {
      context.strokeStyle = a.stroke;
      context.lineWidth = +(a["stroke-width"] ?? 1);
      context.setLineDash((a["stroke-dasharray"] ?? "").split(/[\s,]+/).filter(Boolean).map(Number));
      context.stroke(path);
    }
  } else for (const child of children) if (Array.isArray(child)) painted(context, child, a);
  context.restore();
}

function pictureCanvas() {
  const picture = pictureNow(), { width, height } = picture[1];
  const sharp = Math.min(2, 8000 / Math.max(width, height));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.ceil(width * sharp), height: Math.ceil(height * sharp) });
  const context = canvas.getContext("2d");
  context.scale(sharp, sharp);
  painted(context, picture, {});
  return canvas;
}

const TAKES = {
  svg: () => download(current().name + ".svg", markup(pictureNow()) + "\n", "image/svg+xml"),
  png: () => pictureCanvas().toBlob((blob) => download(current().name + ".png", blob, "image/png")),
  csv: () => download(current().name + ".csv", "\uFEFF" + tableStage.csv(), "text/csv;charset=utf-8"),
  print: () => print(),
};
for (const button of document.querySelectorAll("[data-take]")) button.addEventListener("click", () => { byId("takes").open = false; TAKES[button.dataset.take](); });
