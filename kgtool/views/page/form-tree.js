// Family: what a mark is built on and what came of it, one row each, on an axis of time.

{
  const LEAST_WIDTH = 340, NARROW = 620, MOST = 1500;
  const nameOf = (node) => node.label.trim() || "(no name)";

  // The root that is asked for, or the one of which most came.
  function rootOf(scene, kin) {
    const asked = [scene.root, scene.focus].find((id) => id && scene.view.ids.has(id));
    if (asked) return asked;
    const counts = progeny(kin), best = (a, b) => (counts.get(b.id) ?? 0) - (counts.get(a.id) ?? 0) || compareIds(a.id, b.id);
    const shown = scene.view.nodes.filter(({ id }) => scene.shown.has(id));
    return (shown.length ? shown : scene.view.nodes).reduce((first, node) => (best(first, node) > 0 ? node : first)).id;
  }

  const inOrder = (nodes) => (a, b) => {
    const [one, two] = [nodes.get(a), nodes.get(b)];
    return (one.time ?? Infinity) - (two.time ?? Infinity) || compareIds(one.label, two.label) || compareIds(a, b) || 0;
  };

  // A walk that meets each once, by date; from whom it was met first is the one that its row hangs on.
  function walk(next, root, order) {
    const met = new Map([[root, null]]), rows = [], waiting = [[root, null]];
    while (waiting.length && rows.length <= MOST) {
      const [id, from] = waiting.pop();
      if (rows.length && met.has(id)) continue;
      met.set(id, from);
      rows.push(id);
      for (const other of [...(next.get(id) ?? [])].sort(order).reverse()) if (!met.has(other)) waiting.push([other, id]);
    }
    return { rows, met };
  }

  // Everyone in the family: those it is built on above, the root, and what came of it below.
  function familyOf(scene, kin, root) {
    const nodes = new Map(scene.view.nodes.map((node) => [node.id, node])), order = inOrder(nodes);
    const down = walk(kin.children, root, order), up = walk(kin.parents, root, order), descendants = closure(kin.children, root);
    const below = down.rows.slice(0, MOST), above = up.rows.slice(1, MOST).filter((id) => !descendants.has(id)).reverse();
    const rows = [...above, ...below].map((id) => ({ id, node: nodes.get(id), isRoot: id === root, hangs: null, children: [] }));
    const row = new Map(rows.map((one, at) => [one.id, Object.assign(one, { at })]));
    const lines = [];
    for (const child of rows) {
      for (const parent of [...(kin.parents.get(child.id) ?? [])].sort(order)) {
        if (!row.has(parent)) continue;
        const hangs = down.met.get(child.id) === parent || up.met.get(parent) === child.id;
        lines.push({ parent: row.get(parent), child, hangs });
        if (hangs && !child.hangs) child.hangs = row.get(parent);
      }
      child.elsewhere = [...(kin.parents.get(child.id) ?? [])].filter((parent) => !row.has(parent)).sort(order).map((id) => nodes.get(id));
    }
    return { rows, lines, root: row.get(root), above: above.length, below: below.length - 1, left: descendants.size + 1 - below.length };
  }

  // What is to be said beside a row: remarks on the lines that lead to it.
  function remarksOf(scene, { lines }) {
    const flags = new Map(), said = new Map();
    for (const { source, target, flags: words } of scene.view.links) if (words?.length) flags.set(source + "\n" + target, [...(flags.get(source + "\n" + target) ?? []), ...words]);
    for (const { parent, child } of lines) {
      const words = (flags.get(child.id + "\n" + parent.id) ?? []).map((flag) => `${flag} ${clip(nameOf(parent.node), 170, 11)}`);
      if (isBefore(child.node.date, parent.node.date)) words.push(child.hangs === parent ? "dated before its base" : `dated before ${clip(nameOf(parent.node), 170, 11)}`);
      if (words.length) said.set(child.id, [...new Set([...(said.get(child.id) ?? []), ...words])]);
    }
    return said;
  }

  // When each row stands on the axis: what is known only to its year or month after what it hangs on and before what hangs
  // on it, as far as its year or month allows.
  function timesOf({ rows }) {
    const held = ({ node }, time) => { const span = spanOf(node.date); return span && time !== null && time >= span.from && time < span.to; };
    for (const row of rows) row.time = row.node.time;
    for (const row of [...rows].reverse()) if (row.hangs && held(row.hangs, row.time) && row.time < row.hangs.time) row.hangs.time = row.time;
    for (const row of rows) if (row.hangs && held(row, row.hangs.time)) row.time = Math.max(row.time, row.hangs.time);
  }

  // The words of each row, part by part, and how wide they are.
  function wordsOf(scene, family, narrow) {
    const said = remarksOf(scene, family), { palette, shown } = scene, second = scene.view.by[0];
    for (const row of family.rows) {
      const size = row.isRoot ? 14 : 12.5, soft = { size: 11, fill: palette.soft }, isGhost = !shown.has(row.id);
      const part = (string, options) => ({ string, ...options, wide: measure(string, options.size, options.bold) });
      const value = homeOf(scene, row.node, second);
      row.name = [part(clip(nameOf(row.node), 320, size, true), { size, bold: !isGhost, fill: isGhost ? palette.soft : palette.ink, id: row.id })];
      const signed = (said.get(row.id) ?? []).map((words) => part(words, { size: 11, fill: palette.ink, sign: true }));
      row.more = [
        ...(narrow ? signed : []),
        isUnknown(value) ? null : part(clip(value.label, 240, 11), soft),
        row.node.time !== null && partsOf(row.node.date).length === 1 ? part(row.node.date, { ...soft, "font-style": "italic" }) : null,
        row.node.time === null ? part("undated", { ...soft, "font-style": "italic" }) : null,
        row.elsewhere.length ? part("also built on " + clip(row.elsewhere.map(nameOf).join(", "), 240, 11), soft) : null,
        ...(narrow ? [] : signed),
      ].filter(Boolean);
      row.radius = row.isRoot ? 8 : 5.5;
      const wideOf = (parts) => parts.reduce((sum, one) => sum + one.wide + (one.sign ? 16 : 0) + 8, 0);
      row.wide = row.radius + 8 + (narrow ? Math.max(wideOf(row.name), wideOf(row.more)) : wideOf(row.name) + wideOf(row.more));
    }
  }

  // From time to x: as wide as the names at the right leave it, and not narrower than two fifths.
  function axisOf(family, left, width) {
    const times = family.rows.flatMap(({ time }) => (time === null ? [] : [time]));
    const first = times.reduce((a, b) => Math.min(a, b), Infinity), last = times.reduce((a, b) => Math.max(a, b), -Infinity);
    const from = Math.floor(first * 4) / 4, to = Math.max(from + 0.5, Math.ceil(last * 4 + 0.01) / 4);
    const room = (row) => (row.time === null || row.time - from < 0.02 ? Infinity : (width - 6 - row.wide - left) / (row.time - from));
    const perYear = times.length ? Math.max((0.38 * (width - left)) / (to - from), family.rows.reduce((least, row) => Math.min(least, room(row)), (width - left - 30) / (to - from))) : 0;
    return { from, to, perYear, at: (time) => left + (time - from) * perYear, dated: times.length > 0, right: left + (to - from) * perYear };
  }

  // Undated ones stand under what they hang on.
  function place(family, axis, left, top, step) {
    const gap = family.above ? 12 : 0;
    for (const row of family.rows) row.y = top + row.at * step + (row.at >= family.above ? gap : 0) + (row.at > family.above ? 4 : 0);
    const nodeX = (row) => (row.time === null ? null : axis.at(row.time));
    for (const row of family.rows) row.x = nodeX(row);
    for (const row of family.rows) if (row.hangs && row.x !== null && spanOf(row.node.date) && row.time === row.hangs.time) row.x = row.hangs.x + 14; // so that its line is seen
    const waiting = family.rows.filter(({ x }) => x === null), seat = (row) => row.hangs?.x ?? null;
    for (const row of waiting) if (row.at >= family.above) row.x = Math.min(seat(row) === null ? left : seat(row) + (row.hangs ? 18 : 0), axis.dated ? axis.right : left + 200);
    for (const row of waiting.reverse()) if (row.x === null) row.x = Math.max(left, ...[family.lines.find(({ parent, hangs }) => hangs && parent === row)?.child.x ?? left].map((x) => x - 18));
  }

  // The line to one that is older than its parent comes from above, so that it does not cross the name.
  function elbow({ parent, child }, above) {
    const [fromX, toX, toY] = [parent.x, child.x, child.y].map(round), start = `M${fromX} ${round(parent.y)}`;
    if (Math.abs(child.x - parent.x) <= 2) return `${start}V${toY}`;
    const turn = Math.min(6, Math.abs(child.x - parent.x) / 2, (child.y - parent.y) / 2);
    if (child.x > parent.x) return `${start}V${round(child.y - turn)}Q${fromX} ${toY} ${round(parent.x + turn)} ${toY}H${round(Math.max(parent.x + turn, child.x - child.radius))}`;
    const level = round(child.y - above);
    return `${start}V${round(child.y - above - turn)}Q${fromX} ${level} ${round(parent.x - turn)} ${level}H${round(child.x + turn)}Q${toX} ${level} ${toX} ${round(child.y - child.radius)}`;
  }

  // Lines: elbows for what a row hangs on, thin dashed ones for whatever else it is built on.
  function linesOf(scene, { lines }, narrow) {
    const colour = (row) => colourOf(scene, gradeOf(scene, row.node));
    const drawn = (line) => ({ fill: "none", stroke: colour(line.parent), "stroke-opacity": scene.shown.has(line.child.id) ? null : "0.45" });
    const others = lines.filter(({ parent, child, hangs }) => !hangs || parent.y > child.y).map((line) => {
      const { parent, child } = line, reach = Math.min(60, 14 + Math.abs(child.y - parent.y) * 0.2), left = Math.max(2, Math.min(parent.x, child.x) - reach);
      const [fromY, toY] = [parent.y, child.y].map(round);
      return h("path", { d: `M${round(parent.x)} ${fromY}C${round(left)} ${fromY} ${round(left)} ${toY} ${round(child.x - child.radius)} ${toY}`, ...drawn(line), "stroke-width": 0.9, "stroke-dasharray": "4 3" });
    });
    const isUndated = ({ parent, child }) => child.node.time === null || parent.node.time === null;
    const hung = lines.filter(({ parent, child, hangs }) => hangs && parent.y < child.y)
      .map((line) => h("path", { d: elbow(line, narrow ? 13 : 10.5), ...drawn(line), "stroke-width": 1.4, "stroke-dasharray": isUndated(line) ? "1.5 3" : null }));
    return [...others, ...hung];
  }

  const sign = ({ ink, ground }, x, y) => [
    h("polygon", { points: [[0, -10], [6.2, 1], [-6.2, 1]].map(([dx, dy]) => `${round(x + dx)},${round(y + dy)}`).join(" "), fill: ink }),
    text(x, y - 0.4, "!", { size: 9, bold: true, fill: ground, anchor: "middle" }),
  ];

  // Names stand right of their mark, left of it where they would leave the picture.
  function wordsAt(scene, row, width, narrow) {
    const drawn = [], { palette } = scene;
    const flips = row.x + row.wide > width - 4 && row.x - row.wide > 4, start = flips ? row.x - row.wide + 2 : row.x + row.radius + 6;
    const put = (parts, y) => {
      let x = start;
      for (const { string, wide, sign: signed, ...options } of parts) {
        const room = width - 4 - x - (signed ? 16 : 0);
        if (room < 24) break;
        if (signed) drawn.push(...sign(palette, x + 7, y + 0.5));
        const fits = measure(string, options.size, options.bold) <= room ? string : clip(string, room, options.size, options.bold);
        drawn.push(text(x + (signed ? 16 : 0), y, fits, { ...options, ...halo(palette) }));
        x += (signed ? 16 : 0) + Math.min(wide, room) + 8;
      }
    };
    put(narrow ? row.name : [...row.name, ...row.more], row.y + (narrow ? 0 : 4.5));
    if (narrow) put(row.more, row.y + 15);
    return drawn;
  }

  function grid(scene, axis, top, bottom, twice) {
    const { palette } = scene, drawn = [];
    if (!axis.dated) return drawn;
    const years = markedYears(axis.from, axis.to, axis.perYear), quarters = axis.perYear >= 120 ? quarterTicks(axis.from, axis.to).filter(({ time }) => time % 1) : [];
    const named = [top - 8, ...(twice ? [bottom + 16] : [])];
    const tick = (time, string, options, colour) => {
      const x = axis.at(time);
      drawn.push(h("line", { x1: x, y1: top - 2, x2: x, y2: bottom, stroke: colour }), ...named.map((y) => text(x, y, string, { fill: palette.soft, anchor: "middle", ...options })));
    };
    for (const { time, label } of quarters) tick(time, years.length || time !== quarters[0].time ? label : `${label} ${Math.floor(time)}`, { size: 10 }, palette.disc);
    for (const year of years) tick(year, String(year), { size: 12, bold: true }, palette.line);
    if (!years.length && !quarters.length) tick(axis.from, `${(axis.from % 1) * 4 ? "Q" + (Math.round((axis.from % 1) * 4) + 1) + " " : ""}${Math.floor(axis.from)}`, { size: 12, bold: true }, palette.line);
    return drawn;
  }

  // "Family of X" and how many are in it, in the words of the picture's own facets.
  function heading(scene, family, width) {
    const { palette } = scene, name = clip(`Family of ${nameOf(family.root.node)}`, width - 16, 17, true);
    const values = (key) => new Set(family.rows.flatMap(({ node }) => valuesOf(scene, node, key)).filter((value) => !isUnknown(value)).map(({ id }) => id)).size;
    const facets = scene.facets.filter(({ key }) => scene.view.by.includes(key) && values(key) > 0);
    const counts = [plural(family.below + family.left, "descendant"), plural(family.above, "ancestor"), ...facets.map((facet) => countOf(values(facet.key), facet))].join(" · ");
    const lines = wrapped(counts, width - 16, 12);
    const barren = family.below ? [] : wrapped(`No descendant of ${clip(nameOf(family.root.node), 300, 12.5)} is recorded.`, width - 16, 12.5);
    const soft = lines.map((line, at) => text(8, 43 + at * 17, line, { size: 12, fill: palette.soft }));
    const plain = barren.map((line, at) => text(8, 44 + lines.length * 17 + at * 18, line, { size: 12.5, fill: palette.ink }));
    return { bottom: 26 + lines.length * 17 + barren.length * 18, tree: [text(8, 24, name, { size: 17, bold: true, fill: palette.ink }), ...soft, ...plain] };
  }

  const builtOn = ({ palette }, y, border, width) => [
    text(8, y, "built on", { size: 11, fill: palette.soft, "font-style": "italic", ...halo(palette) }),
    h("line", { x1: 8, y1: border, x2: width - 8, y2: border, stroke: palette.line }),
  ];

  forms.tree = (scene) => {
    if (!scene.view.nodes.length) return nothingToDraw(scene);
    const width = Math.max(scene.width, LEAST_WIDTH), narrow = width < NARROW, kin = kinOf(scene.view), { palette } = scene;
    const family = familyOf(scene, kin, rootOf(scene, kin)), head = heading(scene, family, width);
    const left = 24, top = head.bottom + 42 + (family.above ? 18 : 0), step = narrow ? 36 : 24;
    timesOf(family);
    wordsOf(scene, family, narrow);
    const axis = axisOf(family, left, width);
    place(family, axis, left, top + 12, step);
    const bottom = family.rows[family.rows.length - 1].y + (narrow ? 26 : 16), twice = axis.dated && family.rows.length > 24;
    const word = family.above ? builtOn(scene, top - 5, family.root.y - 20, width) : [];
    const more = family.left ? [text(8, bottom + 34, `and ${number(family.left)} more: choose one of these to see what came of it`, { size: 12, fill: palette.soft })] : [];
    return {
      subject: nameOf(family.root.node), drawn: family.rows.map(({ id }) => id),
      width, height: bottom + (twice ? 26 : 8) + (family.left ? 24 : 0),
      tree: h("g", {}, ...head.tree, ...grid(scene, axis, head.bottom + 32, bottom, twice), ...word, ...linesOf(scene, family, narrow),
        ...family.rows.map((row) => glyph(scene, row.node, row.x, row.y, row.radius, { faded: !scene.shown.has(row.id) || (scene.path.length > 0 && !scene.path.includes(row.id)) })),
        ...family.rows.flatMap((row) => wordsAt(scene, row, width, narrow)), ...more),
    };
  };
}
