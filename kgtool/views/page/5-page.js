// Search, keys, address, footer: the shell around the picture.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = view.nodes.map((node) => ({ node, name: plain(node.label), words: plain(node.label).split(/[^\p{L}\p{N}.]+/u), id: plain(node.id) }));

function find(text) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  const rank = ({ name, words, id }) => name.startsWith(wanted) ? 0 : words.some((word) => word.startsWith(wanted)) ? 1 : name.includes(wanted) || id.includes(wanted) ? 2 : 3;
  return searchable.map((entry) => [rank(entry), entry]).filter(([r]) => r < 3)
    .sort((a, b) => a[0] - b[0] || b[1].node.holds - a[1].node.holds || a[1].name.localeCompare(b[1].name)).slice(0, 12).map(([, entry]) => entry.node);
}

let picked = -1;
function showHits() {
  const list = byId("hits");
  const hits = find(byId("search").value);
  list.replaceChildren(...hits.map((node, index) => make("li", { role: "option", id: "hit-" + index, "aria-selected": String(index === picked), onmousedown: (event) => { event.preventDefault(); take(node.id); } },
    node.label, make("small", {}, node.kind + (shown.has(node.id) ? "" : ", filtered away")))));
  if (!hits.length && byId("search").value.trim()) list.append(make("li", { role: "option", "aria-selected": "false" }, "Nothing found"));
  list.hidden = !list.children.length;
  byId("search").setAttribute("aria-expanded", String(!list.hidden));
  byId("search").setAttribute("aria-activedescendant", picked >= 0 && hits.length ? "hit-" + picked : "");
  return hits;
}

function take(id) {
  byId("hits").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  if (!passes(nodes.get(id))) for (const values of chosen.values()) values.clear();
  focusOn(id);
  byId("search").blur();
  byId("card").focus({ preventScroll: true });
}

byId("search").addEventListener("input", () => { picked = -1; showHits(); });
byId("search").addEventListener("blur", () => { byId("hits").hidden = true; });
byId("search").addEventListener("keydown", (event) => {
  const hits = find(byId("search").value);
  if (event.key === "ArrowDown") picked = Math.min(hits.length - 1, picked + 1);
  else if (event.key === "ArrowUp") picked = Math.max(0, picked - 1);
  else if (event.key === "Enter" && hits.length) { take(hits[Math.max(0, picked)].id); return; }
  else if (event.key === "Escape") { byId("search").value = ""; byId("canvas").focus(); }
  else return;
  event.preventDefault();
  showHits();
});

function refresh() {
  refreshNodes();
  refreshLegend();
}

function focusOn(id) {
  look(id);
  rememberAddress();
}

function look(id) {
  state.focus = nodes.has(id) ? id : null;
  if (state.focus && !shownNodes().has(state.focus)) for (const values of chosen.values()) values.clear();
  showCard(state.focus);
  refresh();
  network.redraw();
  if (state.focus) requestAnimationFrame(() => state.focus && bringIntoView(state.focus));
}

// The address holds the focus and the filters, so that it can be kept and shared, and back goes back.
function rememberAddress() {
  const parts = new URLSearchParams();
  if (state.focus) parts.set("focus", state.focus);
  for (const [key, values] of chosen) if (values.size) parts.set("only." + key, [...values].join(" "));
  const address = "#" + parts;
  if (address !== (location.hash || "#")) history.pushState(null, "", address);
}

function followAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const [key, values] of chosen) {
    values.clear();
    for (const value of (parts.get("only." + key) ?? "").split(" ").filter(Boolean)) values.add(value);
  }
  look(parts.get("focus"));
}

function setTheme(dark) {
  state.dark = dark;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  refresh();
  network.redraw();
}

const KEYS = [["/", "search"], ["0", "show everything"], ["+ −", "zoom"], ["arrows", "move"], ["r", "remove filters"], ["d", "dark or light"], ["Esc", "close"], ["?", "these keys"]];
byId("keys").append(make("dl", {}, ...KEYS.flatMap(([key, does]) => [make("dt", {}, key), make("dd", {}, does)])));
function toggleKeys(open = byId("keys").hidden) {
  byId("keys").hidden = !open;
  byId("help").setAttribute("aria-expanded", String(open));
}

const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: false });
const pan = (dx, dy) => { const { x, y } = network.getViewPosition(); network.moveTo({ position: { x: x + dx / network.getScale(), y: y + dy / network.getScale() }, animation: false }); };
const resetFilters = () => { for (const values of chosen.values()) values.clear(); refresh(); rememberAddress(); };
const ACTIONS = {
  "/": () => byId("search").select(), "0": fitAll, "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), "r": resetFilters, "d": () => setTheme(!state.dark), "?": () => toggleKeys(),
  "Escape": () => (byId("keys").hidden ? focusOn(null) : toggleKeys(false)),
  "ArrowLeft": () => pan(-80, 0), "ArrowRight": () => pan(80, 0), "ArrowUp": () => pan(0, -80), "ArrowDown": () => pan(0, 80),
};
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.startsWith("Arrow") && event.target !== byId("canvas") && event.target !== document.body) return;
  const action = ACTIONS[event.key];
  if (action) { event.preventDefault(); action(); }
});
byId("fit").addEventListener("click", fitAll);
byId("reset").addEventListener("click", resetFilters);
byId("theme").addEventListener("click", () => setTheme(!state.dark));
byId("help").addEventListener("click", () => toggleKeys());

network.on("click", ({ nodes: [number] }) => focusOn(view.nodes[number]?.id ?? null));
network.on("hoverNode", ({ node: number, event }) => {
  const node = view.nodes[number];
  state.hover = node.id;
  const tip = byId("tip");
  tip.textContent = [node.label, node.kind, node.date, gradeOf(node)?.label].filter(Boolean).join(" · ");
  const box = byId("picture").getBoundingClientRect();
  tip.hidden = false;
  tip.style.left = Math.max(4, Math.min(event.clientX - box.left + 14, box.width - tip.offsetWidth - 8)) + "px";
  tip.style.top = Math.min(event.clientY - box.top + 16, box.height - tip.offsetHeight - 8) + "px";
  refreshEdges();
});
network.on("blurNode", () => { state.hover = null; byId("tip").hidden = true; refreshEdges(); });

function fillFooter() {
  const [first, ...rest] = view.notes;
  byId("footer").hidden = !first;
  if (!first) return;
  byId("footer").append(make("details", {}, make("summary", {}, first[1]),
    make("dl", {}, ...rest.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text.includes("\n") ? make("pre", {}, text) : text)]))));
}

byId("title").textContent = view.title;
byId("question").textContent = view.question;
byId("question").title = view.question;
fillFooter();
document.documentElement.dataset.theme = state.dark ? "dark" : "light";
addEventListener("popstate", followAddress);
addEventListener("resize", () => network.redraw());
refresh();
fitAll();
if (location.hash.length > 1) followAddress();
else if (view.focus) showCard(view.focus);

// For scripts and tests: what is drawn, and where on the page.
Object.defineProperty(window, "kgtool", { value: Object.freeze({
  place: (id) => { const box = byId("canvas").getBoundingClientRect(); const { x, y } = network.canvasToDOM(nodes.get(id)); return { x: Math.round(x + box.left), y: Math.round(y + box.top) }; },
  shown: () => [...shown],
  focus: () => state.focus,
  labels: () => drawnLabels.map((label) => ({ ...label })),
}) });
network.once("afterDrawing", () => { document.documentElement.dataset.ready = "true"; });
network.redraw();
