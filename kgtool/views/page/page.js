// Tabs, keys, address, footer: the shell around the pictures.

const STAGES = { map: mapStage, drawn: drawnStage, table: tableStage };
let stage = () => STAGES[current().isMap ? "map" : current().form === "table" ? "table" : "drawn"];
const announce = (words) => { byId("say").textContent = words; };

function openView(index) {
  byId("notice").hidden = true;
  state.view = Math.max(0, Math.min(page.views.length - 1, index));
  for (const [at, tab] of [...byId("tabs").children].entries()) {
    tab.setAttribute("aria-selected", String(at === state.view));
    tab.tabIndex = at === state.view ? 0 : -1;
  }
  byId("about").textContent = current().title;
  byId("question").textContent = current().question === current().title ? "" : current().question;
  for (const one of Object.values(STAGES)) one.element.hidden = one !== stage();
  try { stage().show(); } catch (error) {
    if (!current().isMap) throw error;
    withoutMap(error);
  }
}

// Where the map cannot be drawn, another picture opens and says why.
function withoutMap(error) {
  const other = page.views.findIndex((view) => view.form === "lanes"), table = page.views.findIndex((view) => view.form === "table");
  openView(other >= 0 ? other : table);
  byId("notice").textContent = `The map needs WebGL, which this browser does not offer (${error.message}); ${other >= 0 ? page.views[other].tab : "the table"} is shown in its place.`;
  byId("notice").hidden = false;
}

function refresh() {
  stage().refresh();
  refreshLegend();
  refreshDates();
  const shown = drawnNodes(), passing = shownNodes().size, all = current().nodes.length;
  const rest = [passing < all && "filtered away", shown.size < passing && "in other trees"].filter(Boolean);
  byId("count").textContent = !all ? "Nothing to draw" : `${shown.size} of ${all} shown` + (rest.length ? `, the rest is ${rest.join(" or ")}` : "");
  byId("reset").disabled = !filtered();
}

function changed() { refresh(); rememberAddress(); }

// Where there is no room beside the picture the card stands below it, out of sight.
const narrow = matchMedia("(max-width: 760px)");
const toTop = (element) => element.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
function toPicture() {
  if (narrow.matches) toTop(byId("picture"));
  stage().element.focus({ preventScroll: true });
}

function look(id, path = []) {
  state.focus = page.nodes.has(id) ? id : null;
  state.path = path;
  if (state.focus === null) { state.other = null; state.choosing = null; }
  if (state.focus && current().ids.has(state.focus) && !shownNodes().has(state.focus)) unfilter();
  showCard(state.focus);
  refresh();
  if (state.focus) requestAnimationFrame(() => {
    if (state.focus && current().ids.has(state.focus)) stage().reveal(state.focus);
    if (state.focus && narrow.matches) toTop(byId("card"));
  });
}

function focusOn(id, path = []) {
  if (state.other !== null && id !== state.focus) state.other = null;
  look(id, path);
  rememberAddress();
  if (id !== null) { const node = page.nodes.get(id); announce(tipOf(node)); }
}

// What a click, a search or a chip chooses: the focus, or the second of two that were asked for.
function chooseNode(id) {
  if (tookSecond(id)) { look(state.focus, state.path); rememberAddress(); } else focusOn(id);
}

const tipOf = (node) => [node.label || node.id, node.kind, node.date, gradeOf({ facets: page.facets }, node)?.label].filter(Boolean).join(" · ");

function hoverNode(id, x, y) {
  const tip = byId("tip"), node = page.nodes.get(id);
  if (state.hover !== (node?.id ?? null)) {
    state.hover = node?.id ?? null;
    if (current().isMap && current().linksOnFocus) mapStage.restyle();
    for (const mark of drawnStage.element.querySelectorAll(".hovered")) mark.classList.remove("hovered");
    if (node && stage() === drawnStage) for (const other of [id, ...neighbours.get(id)]) drawnStage.find(other)?.classList.add("hovered");
  }
  tip.hidden = !node;
  if (!node) return;
  tip.textContent = tipOf(node);
  const box = byId("picture").getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(x - box.left + 14, box.width - tip.offsetWidth - 8)) + "px";
  tip.style.top = Math.max(4, Math.min(y - box.top + 16, box.height - tip.offsetHeight - 8)) + "px";
}

// The address holds view, focus, filters, days, path and comparison, so that it can be kept and shared, and back goes back.
function rememberAddress() {
  const parts = new URLSearchParams();
  if (state.view) parts.set("view", current().name);
  if (state.focus) parts.set("focus", state.focus);
  for (const [key, values] of chosen) for (const value of values) parts.append("only." + key, value);
  if (state.from !== null) parts.set("from", String(state.from));
  if (state.until !== null) parts.set("until", String(state.until));
  if (state.path.length) parts.set("path", state.path.at(-1).id);
  if (state.other !== null) parts.set("with", state.other);
  const address = "#" + parts;
  if (address === (location.hash || "#")) return;
  if (state.dragging) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}

// A time that an address names, where the page has anything on both sides of it.
function knownTime(words) {
  const time = words === null || words.trim() === "" ? NaN : Number(words);
  const times = page.all.map((node) => node.time).filter((one) => one !== null);
  return times.some((one) => one < time) && times.some((one) => one >= time) ? time : null;
}

function followAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  for (const { key, known } of page.facets) {
    chosen.get(key).clear();
    for (const value of parts.getAll("only." + key)) if (known.has(value)) chosen.get(key).add(value);
  }
  state.from = knownTime(parts.get("from"));
  state.until = knownTime(parts.get("until"));
  const focus = parts.get("focus"), end = parts.get("path"), other = parts.get("with");
  state.other = page.nodes.has(other) && page.nodes.has(focus) ? other : null;
  openView(Math.max(0, page.views.findIndex((view) => view.name === parts.get("view"))));
  look(focus, page.nodes.has(focus) && page.nodes.has(end) ? pathBetween(focus, end) : []);
}

function setTheme(dark) {
  state.dark = dark;
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  refresh();
}

const KEYS = [["1 … " + page.views.length, "pictures"], ["/", "search"], ["0", "show everything"], ["+ −", "zoom"], ["arrows", "move, or go to the next mark"], ["r", "remove filters"], ["d", "dark or light"], ["Esc", "close"], ["?", "these keys"]];
byId("keys").append(make("dl", {}, ...KEYS.flatMap(([key, does]) => [make("dt", {}, key), make("dd", {}, does)])));
function toggleKeys(open = byId("keys").hidden) {
  byId("keys").hidden = !open;
  byId("help").setAttribute("aria-expanded", String(open));
}

function closeOne() {
  if (!byId("keys").hidden) toggleKeys(false);
  else if (byId("takes").open) byId("takes").open = false;
  else if (state.choosing) { state.choosing = null; announce(""); showCard(state.focus); }
  else focusOn(null);
}

const resetFilters = () => { unfilter(); changed(); };
const goTo = (index) => { if (index < page.views.length) { openView(index); look(state.focus, state.path); rememberAddress(); } };
const ACTIONS = {
  "/": () => byId("search").select(), "0": () => stage().fit(), "+": () => stage().zoom(1.3), "=": () => stage().zoom(1.3), "-": () => stage().zoom(1 / 1.3), "r": resetFilters, "d": () => setTheme(!state.dark), "?": () => toggleKeys(), "Escape": closeOne,
  "ArrowLeft": () => stage().arrow(-1, 0), "ArrowRight": () => stage().arrow(1, 0), "ArrowUp": () => stage().arrow(0, -1), "ArrowDown": () => stage().arrow(0, 1),
};
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input[type=text]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.startsWith("Arrow") && event.target !== stage().element && event.target !== document.body) return;
  const action = ACTIONS[event.key] ?? (/^[1-9]$/.test(event.key) ? () => goTo(Number(event.key) - 1) : null);
  if (action) { event.preventDefault(); action(); }
});

function makeTabs() {
  byId("tabs").append(...page.views.map((view, index) => make("button", { type: "button", role: "tab", id: "tab-" + index, "aria-controls": "picture", title: `${view.question} (${index + 1})`, onclick: () => goTo(index) }, view.tab)));
  byId("tabs").hidden = page.views.length < 2;
  byId("tabs").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    goTo((state.view + step + page.views.length) % page.views.length);
    byId("tab-" + state.view).focus();
  });
}

function fillFooter() {
  const [first, ...rest] = page.notes;
  byId("footer").hidden = !first;
  if (!first) return;
  byId("footer").append(make("details", {}, make("summary", {}, first[1]),
    make("dl", {}, ...rest.flatMap(([name, words]) => [make("dt", {}, name), make("dd", {}, words.includes("\n") ? make("pre", {}, words) : words)]))));
}

for (const [id, action] of [["skip", () => toPicture()], ["fit", () => stage().fit()], ["reset", resetFilters], ["theme", () => setTheme(!state.dark)], ["help", () => toggleKeys()]]) byId(id).addEventListener("click", action);
byId("title").textContent = page.title;
makeTabs();
fillFooter();
document.documentElement.dataset.theme = state.dark ? "dark" : "light";
addEventListener("popstate", followAddress);
let resizing = 0;
new ResizeObserver(() => { cancelAnimationFrame(resizing); resizing = requestAnimationFrame(() => stage().resize()); }).observe(byId("picture"));

// For scripts and tests: what is drawn, and where on the page.
Object.defineProperty(window, "kgtool", { value: Object.freeze({
  place: (id) => stage().place(id), shown: () => [...shownNodes()], focus: () => state.focus, labels: () => stage().labels(),
  view: () => current().name, views: () => page.views.map((view) => view.name), picture: () => markup(pictureNow()), csv: () => tableStage.csv(), nodes: () => current().nodes.map((node) => node.id), path: () => state.path.map((step) => step.id),
}) });
openView(0);
if (location.hash.length > 1) followAddress();
else if (page.focus) { state.focus = page.nodes.has(page.focus) ? page.focus : null; showCard(state.focus); state.focus = current().isMap ? null : state.focus; refresh(); }
else refresh();
requestAnimationFrame(() => requestAnimationFrame(() => { document.documentElement.dataset.ready = "true"; }));
