// What the forms that count share: what is counted, in which order, and how counts are said.
const counting = (() => {
  const MARGIN = 12; // around a drawing
  const FEWEST = 20; // a share of fewer says nothing

  // Parts below each other: each is asked with the place where it begins, and says how far it reaches.
  function stacked(scene, makers) {
    const told = tally(scene);
    let [width, height] = [scene.width, 0];
    const parts = [];
    for (const maker of told.here.length ? makers : [nothing]) {
      const made = maker(scene, told, height);
      parts.push(...made.parts);
      height = made.bottom;
      width = Math.max(width, Math.ceil((made.right ?? 0) - 0.5));
    }
    return { width, height: Math.ceil(height + MARGIN), tree: h("g", {}, ...parts) };
  }

  function nothing(scene, told, top) {
    const words = scene.view.nodes.length ? "The filters leave nothing to count." : "There is nothing to draw.";
    return { parts: [text(MARGIN, top + 32, words, { size: 13, fill: scene.palette.soft })], bottom: top + 56 };
  }

  // ---- what is counted

  const isUnknown = (value) => value.id === "not-recorded" || value.id === "undetermined";
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const byLevelAndDate = (a, b) => a.level - b.level || compare(a.node.date, b.node.date) || compare(a.node.id, b.node.id);
  const byNumber = (a, b) => isUnknown(a.value) - isUnknown(b.value) || b.marks.length - a.marks.length || compare(a.label, b.label) || compare(a.value.id, b.value.id);

  // Every mark that counts with its level, a place among the values that colour; one without comes after the last.
  function tally(scene) {
    const { view, shown, facets } = scene;
    const levels = (facets[0]?.values ?? []).filter((value) => !isUnknown(value));
    const order = new Map(levels.map((level, index) => [level.id, index]));
    const level = (node) => Math.min(levels.length, ...(node.facets[facets[0]?.key] ?? []).map((id) => order.get(id) ?? levels.length));
    const counted = view.nodes.filter((node) => !view.counts || node.kind === view.counts)
      .map((node) => ({ node, level: level(node), ...beginOf(node) })).sort(byLevelAndDate);
    const here = counted.filter(({ node }) => shown.has(node.id));
    const unknown = facets[0]?.values.find(isUnknown);
    const facet = facets.find(({ key }) => key === view.by[0]);
    return { counted, here, levels, unknown, facet, rows: rowsOf(scene, here, view.by[0]), everyRow: rowsOf(scene, counted, view.by[0]), lit: litOf(scene) };
  }

  // The beginning of the quarter of a date, in years: the share of a year would need the length of the year. Of some
  // dates only the year is known.
  function beginOf({ date }) {
    const found = /^(-?\d{4,6})(?:-(\d\d))?/.exec(date ?? "");
    if (!found) return { at: null, yearOnly: false };
    return { at: Number(found[1]) + Math.floor((Math.max(1, Math.min(12, Number(found[2] ?? 1))) - 1) / 3) / 4, yearOnly: found[2] === undefined };
  }

  // One row a value, the largest first; what has two values stands in both.
  function rowsOf({ facets }, marks, key) {
    const facet = facets.find((one) => one.key === key);
    const known = new Map(facet?.values.map((value) => [value.id, value]));
    const rows = new Map();
    for (const one of marks) {
      const ids = one.node.facets[facet?.key] ?? [];
      for (const id of ids.length ? new Set(ids) : ["not-recorded"]) {
        if (!rows.has(id)) rows.set(id, { value: known.get(id) ?? { id, label: facet ? "not recorded" : "all" }, marks: [] });
        rows.get(id).marks.push(one);
      }
    }
    return [...rows.values()].map((row) => ({ ...row, label: tidy(row.value.label) })).sort(byNumber);
  }

  function countBy(items, keyOf) {
    const counts = new Map();
    for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
    return counts;
  }

  // Whether a mark stands out: it is linked with the focus, or has it as a value.
  function litOf({ view, lit, focus }) {
    const isNear = ({ id, facets }) => (lit?.has(id) ?? false) || id === focus || Object.values(facets).some((values) => values.includes(focus));
    return (lit || focus) && view.nodes.some(isNear) ? isNear : () => true;
  }

  // ---- how it is said

  const kindOf = ({ view }) => view.counts || "mark";
  const saidCount = (count, kind) => plural(count, kind).replace(/^\d+/, number(count));
  const kindsOf = (scene) => plural(2, kindOf(scene)).slice(2);
  const upper = (words) => words.charAt(0).toUpperCase() + words.slice(1);

  // One line of text without what would break it; longer ones are never shown whole.
  const tidy = (words) => Array.from(String(words ?? "").slice(0, 600)).slice(0, 300).join("").replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim() || "(no name)";

  // The solid ones at the head of the legend: what a share is of; of none where the filters leave nothing else.
  function highest({ levels, here, counted }) {
    const upTo = levels.findIndex((level) => !(level.fill ?? "solid").startsWith("solid"));
    const isHigh = ({ level }) => level < upTo;
    if (upTo < 1 || (here.every(isHigh) && !counted.every(isHigh))) return null;
    return { upTo, words: tidy(levels[upTo - 1].label) + (upTo > 1 ? " or higher" : "") };
  }

  function shareOf(told, marks) {
    const top = highest(told);
    if (!top) return "";
    if (marks.length < FEWEST) return `n < ${FEWEST}: no share`;
    const percent = `${Math.round((100 * marks.filter(({ level }) => level < top.upTo).length) / marks.length)} % ${top.words}`;
    const open = marks.filter(({ level, node }) => level >= top.upTo && node.gap).length; // how far a gap reaches is not known here
    return open ? `at least ${percent}; ${number(open)} ${open > 1 ? "others" : "other"} could be higher` : percent;
  }

  // The words of a text in so many lines at most.
  function linesOf(words, width, size, most = Infinity) {
    const lines = wrapped(tidy(words), width, size);
    return lines.length > most ? [...lines.slice(0, most - 1), clipWords(lines.slice(most - 1).join(" "), width, size)] : lines;
  }

  // As many whole words as there is room for; of one that is too long, what fits.
  function clipWords(words, width, size) {
    const short = clip(words, width, size, false);
    const end = short === words || words[short.length - 1] === " " ? -1 : short.lastIndexOf(" ");
    return end > 0 ? short.slice(0, end).replace(/[\s·,;:]+$/, "") + " …" : short;
  }

  function paragraph(scene, words, top, { size = 11, fill = scene.palette.soft } = {}) {
    const lines = linesOf(words, Math.min(760, scene.width - 2 * MARGIN), size);
    return { parts: lines.map((line, index) => text(MARGIN, round(top + index * size * 1.4), line, { size, fill })), bottom: round(top + (lines.length - 1) * size * 1.4 + 8) };
  }

  // ---- squares and bars

  // A square whose fill is that of its value; its upper side has a gap where unknown facts would allow more.
  function tile(scene, node, { x, y, size, faded = false }) {
    const rim = node.id === scene.focus ? h("rect", { x: x - 1.5, y: y - 1.5, width: size + 3, height: size + 3, fill: "none", stroke: scene.palette.focus, "stroke-width": 2 }) : null;
    return h("g", { "data-id": node.id, opacity: faded ? 0.28 : null }, square(scene, gradeOf(scene, node), { x, y, size, gap: node.gap }), rim,
      h("rect", { x, y, width: size, height: size, fill: "none" })); // a broken line has no inside to be pointed at
  }

  // The outline of a square, broken in the middle of some of its sides, counted from the top clockwise.
  function brokenLine(x, y, side, gap, broken) {
    const [middle, half, right, bottom] = [side / 2, gap / 2, x + side, y + side];
    const turn = (at, from, to) => (broken.includes(at) ? `L${from.map(round).join(" ")}M${to.map(round).join(" ")}` : "");
    const [across, down] = [x + middle, y + middle];
    return `M${round(broken.includes(0) ? across + half : across)} ${round(y)}H${round(right)}${turn(1, [right, down - half], [right, down + half])}V${round(bottom)}${turn(2, [across + half, bottom], [across - half, bottom])}` +
      `H${round(x)}${turn(3, [x, down + half], [x, down - half])}V${round(y)}H${round(broken.includes(0) ? across - half : across)}`;
  }

  const box = (x, y, side) => `M${round(x)} ${round(y)}h${round(side)}v${round(side)}h${round(-side)}z`;
  const hole = (x, y, wide, high) => `M${round(x)} ${round(y)}v${round(high)}h${round(wide)}v${round(-high)}z`;
  const notched = (x, y, side, gap, deep) => `M${round(x)} ${round(y)}h${round((side - gap) / 2)}v${round(deep)}h${round(gap)}v${round(-deep)}h${round((side - gap) / 2)}v${round(side)}h${round(-side)}z`;

  function square(scene, value, { x, y, size, gap = false }) {
    const [{ fill, dash }, colour, wide] = [fillOf(value), colourOf(scene, value), size * 0.28];
    if (fill.startsWith("solid")) {
      const rim = fill === "solid-rimmed" ? hole(x + 1, y + 1, size - 2, size - 2) + box(x + 2.2, y + 2.2, size - 4.4) : "";
      return h("path", { d: (gap ? notched(x, y, size, wide, rim ? 1 : size * 0.55) : box(x, y, size)) + rim, fill: colour });
    }
    const thin = fill !== "ring";
    if (!thin && dash === "dashed") return h("path", { d: (gap ? notched(x, y, size, wide, 1) : box(x, y, size)) + hole(x + 1, y + 1, size - 2, Math.round(size / 2) - 1), fill: colour }); // dashes cannot be told apart on so small a ring
    const line = thin ? Math.max(1, size * 0.13) : size * 0.27;
    const broken = [...(gap ? [0] : []), ...(dash === "dashed" ? [1, 2, 3] : [])];
    const d = brokenLine(x + line / 2, y + line / 2, size - line, wide, broken) + (broken.length ? "" : "z");
    return h("path", { d, fill: scene.palette.ground, stroke: colour, "stroke-width": line, "stroke-dasharray": dash === "dotted" ? "1 1" : null });
  }

  // A bar whose fill is that of its value.
  function barOf(scene, value, { x, y, width, height }, title) {
    const [{ fill, dash }, colour] = [fillOf(value), colourOf(scene, value)];
    if (fill === "ring" && dash === "dashed" && width > 2) {
      const d = `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z` + hole(x + 1, y + 1, width - 2, Math.round(height / 2) - 1);
      return h("path", { d, fill: colour }, title ? h("title", {}, title) : null);
    }
    const solid = fill.startsWith("solid");
    const line = solid ? 0 : Math.min(fill === "ring" && height > 6 ? 2 : 1, width / 2, height / 2);
    const place = { x: x + line / 2, y: y + line / 2, width: Math.max(0, width - line), height: Math.max(0, height - line) };
    const look = solid ? { fill: colour } : { fill: scene.palette.ground, stroke: colour, "stroke-width": line, "stroke-dasharray": { dashed: "3 1.6", dotted: "1 1" }[dash] };
    return h("rect", { ...place, ...look }, title ? h("title", {}, title) : null);
  }

  return { MARGIN, FEWEST, stacked, isUnknown, compare, byLevelAndDate, rowsOf, countBy, kindOf, kindsOf, saidCount, upper, tidy, highest, shareOf, linesOf, paragraph, tile, square, barOf };
})();
