// Draws what the page holds, and gives tests the map and what it reports.
const { nodes, links, groups, colours } = JSON.parse(document.getElementById("data").textContent);
const styles = new Map(nodes.map((node) => [node.id, node]));
const clicks = [], hovers = [];
const light = {
  ground: "#FBFAF7", discColour: "#F3F1EA", inkColour: "#16191D", softColour: "#5F6670", linkColour: "#8A8F98", focusColour: "#D6336C",
};
const dark = {
  ground: "#12161C", discColour: "#181D25", inkColour: "#E8EAED", softColour: "#A3ABB6", linkColour: "#4A525E", focusColour: "#FF7AA8",
};
const around = (focus) => new Set(links.filter(({ source, target }) => source === focus || target === focus).flatMap(({ source, target }) => [source, target]));
function look({ only = null, focus = null, night = false, lines = false } = {}) {
  const lit = around(focus).add(focus);
  const shown = (id) => only === null || styles.get(id).level === only;
  document.body.style.background = (night ? dark : light).ground;
  return {
    ...(night ? dark : light),
    node: (id) => {
      const { level, fill, dash, gap } = styles.get(id);
      return { colour: colours[level], fill, dash, gap, hidden: !shown(id), faded: focus !== null && !lit.has(id), focused: id === focus };
    },
    links: links.filter(({ source, target }) => (lines || source === focus || target === focus) && shown(source) && shown(target)),
    labelled: (id, scale) => focus !== null || scale > 0.75 || styles.get(id).weight >= 10,
  };
}
try {
  const start = performance.now();
  const map = webglMap(document.getElementById("canvas"), { nodes, links, groups }, { click: (id) => clicks.push(id), hover: (id, x, y) => hovers.push([id, x, y]) });
  map.style(look());
  map.fit();
  Object.assign(window, { map, look, clicks, hovers, started: performance.now() - start });
} catch (error) {
  window.failure = error.message;
}
document.documentElement.dataset.ready = "true";
