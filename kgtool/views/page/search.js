// Search by prefix, by word, inside names; what is filtered away or in another picture is found too, and says so.

const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const searchable = page.all.map((node) => ({ node, name: plain(node.label), words: plain(node.label).split(/[^\p{L}\p{N}.]+/u), id: plain(node.id) }));
const links = (node) => neighbours.get(node.id).size;

function find(sought) {
  const wanted = plain(sought.trim());
  if (!wanted) return [];
  const rank = ({ name, words, id }) => name === wanted ? -1 : name.startsWith(wanted) ? 0 : words.some((word) => word.startsWith(wanted)) ? 1 : name.includes(wanted) || id.includes(wanted) ? 2 : 3;
  return searchable.map((entry) => [rank(entry), entry]).filter(([r]) => r < 3)
    .sort((a, b) => a[0] - b[0] || current().ids.has(b[1].node.id) - current().ids.has(a[1].node.id) || links(b[1].node) - links(a[1].node) || (a[1].name < b[1].name ? -1 : 1)).slice(0, 12).map(([, entry]) => entry.node);
}

let picked = -1;
function showHits() {
  const list = byId("hits"), hits = find(byId("search").value), shown = shownNodes();
  const where = (node) => (!current().ids.has(node.id) ? ", not in this picture" : shown.has(node.id) ? "" : ", filtered away");
  list.replaceChildren(...hits.map((node, index) => make("li", { role: "option", id: "hit-" + index, "aria-selected": String(index === picked), onmousedown: (event) => { event.preventDefault(); take(node.id); } },
    node.label, make("small", {}, node.kind + where(node)))));
  if (!hits.length && byId("search").value.trim()) list.append(make("li", { role: "option", "aria-selected": "false", "aria-disabled": "true" }, "Nothing found"));
  list.hidden = !list.children.length;
  byId("search").setAttribute("aria-expanded", String(!list.hidden));
  byId("search").setAttribute("aria-activedescendant", picked >= 0 && hits.length ? "hit-" + picked : "");
}

function take(id) {
  byId("hits").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
  if (current().ids.has(id) && !passes(page.nodes.get(id))) unfilter();
  chooseNode(id);
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
  else if (event.key === "Escape") { byId("search").value = ""; state.choosing = null; stage().element.focus({ preventScroll: true }); }
  else return;
  event.preventDefault();
  showHits();
});
