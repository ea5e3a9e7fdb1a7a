// Lineage: marks by date in lanes, and curves from each to what came of it.

// Who came of whom, within a view.
function kinOf({ links, ids }) {
  const kin = { parents: new Map(), children: new Map() };
  const put = (map, key, other) => (map.has(key) ? map.get(key).add(other) : map.set(key, new Set([other])));
  for (const { source, target } of links) {
    if (source === target || !ids.has(source) || !ids.has(target)) continue;
    put(kin.parents, source, target);
    put(kin.children, target, source);
  }
  return kin;
}

// All that can be reached from a start, itself not included; a search that finds `most` ends, so that it costs little.
function closure(next, start, most = Infinity) {
  const found = new Set(), waiting = [start];
  while (waiting.length && found.size < most) {
    for (const id of next.get(waiting.pop()) ?? []) if (id !== start && !found.has(id)) { found.add(id); waiting.push(id); }
  }
  return found;
}
const progeny = ({ children }) => {
  const most = Math.max(40, Math.min(400, Math.floor(4e5 / Math.max(1, children.size))));
  return new Map([...children.keys()].map((id) => [id, closure(children, id, most).size]));
};

// So many values of a facet, in its own word where it is one.
const countOf = (n, { label }) => (/^\p{L}+$/u.test(label) ? plural(n, /^.\p{Lu}/u.test(label) ? label : label.toLowerCase()) : `${label}: ${n}`);

// The one of its values with which a mark stands: what it is grouped by, else the first.
function homeOf(scene, node, key, group = node.group) {
  const values = key ? valuesOf(scene, node, key).filter(Boolean) : [];
  return values.find(({ id, label }) => group && (id === group || label === group)) ?? values[0] ?? null;
}

const isUnknown = (value) => !value || value.id === "not-recorded";
const compareIds = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const nothingToDraw = (scene, words = "Nothing to draw") => ({ width: scene.width, height: 80, tree: h("g", {}, text(16, 40, words, { fill: scene.palette.soft, size: 14 })) });
const halo = (palette) => ({ stroke: palette.ground, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" });

// The years to mark on an axis: every one, or every second, fifth, tenth … where there is little room.
function markedYears(from, to, perYear) {
  const room = 10 + Math.max(...[from, to].map((year) => measure(String(Math.round(year)), 12, true)));
  let step = 1;
  for (let at = 0; step * perYear < room; at++) step *= [2, 2.5, 2][at % 3];
  const years = [];
  for (let year = Math.ceil(from / step) * step; year <= to; year += step) years.push(year);
  return years;
}

{
  const LEAST_WIDTH = 720, NARROW = 760, MOST_OWN = 28, FEW_OWN = 34, MOST_ROWS = 60, MOST_LABELS = 700;

  // Who is in the picture: what passes the filters, and as ghosts what these came of and what came of them.
  function castOf({ view, shown }, kin) {
    const drawn = view.nodes.filter(({ id }) => shown.has(id)), ghosts = new Set();
    for (const { id } of drawn) {
      for (const map of [kin.parents, kin.children]) for (const other of map.get(id) ?? []) if (!shown.has(other)) ghosts.add(other);
    }
    return { nodes: view.nodes.filter(({ id }) => shown.has(id) || ghosts.has(id)), ghosts };
  }

  // The year before which a few old ones would waste the width, null where there is none.
  function breakOf(times) {
    const sorted = [...times].sort((a, b) => a - b), first = sorted[0], last = sorted[sorted.length - 1], few = Math.max(1, Math.floor(sorted.length * 0.045));
    if (sorted.length < 8) return null;
    const year = Math.floor(sorted[few]);
    const old = sorted.findIndex((time) => time >= year);
    return old > 0 && year - first >= 0.2 * (last - first) ? year : null;
  }

  // The axis: from time to x; what is older than the break stands in its order, at the left.
  function axisOf(times, left, right) {
    if (!times.length) return null;
    const broken = breakOf(times), old = broken === null ? [] : [...new Set(times.filter((time) => time < broken))].sort((a, b) => a - b);
    const [first, last] = [broken ?? times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
    const from = Math.floor(first * 4) / 4, to = Math.max(from + 1, Math.ceil(last * 4 + 0.01) / 4);
    const start = left + (old.length ? Math.max(72, Math.min(0.1 * (right - left), old.length * 13)) : 0) + 8;
    const perYear = (right - 10 - start) / (to - from);
    const rank = new Map(old.map((time, at) => [time, left + 14 + (at + 0.5) * (start - left - 30) / old.length]));
    const at = (time) => rank.get(time) ?? start + (time - from) * perYear;
    return { at, broken: old.length ? broken : null, from, to, perYear, left, start, right };
  }

  // Bands hold lanes: those of the weightiest values, and one for the others of the band.
  function bandsOf(scene, { nodes, ghosts }, kin) {
    const [outer, inner] = scene.view.by, bands = new Map();
    for (const node of nodes) {
      const lane = homeOf(scene, node, inner), band = homeOf(scene, node, outer, lane?.group);
      const entry = grown(bands, band, { lanes: new Map(), weight: 0 }), own = grown(entry.lanes, lane, { nodes: [], weight: 0 });
      const weight = ghosts.has(node.id) ? 0.01 : 1;
      own.nodes.push(node);
      own.weight += weight + 0.4 * weight * ((kin.children.get(node.id)?.size ?? 0) + (kin.parents.has(node.id) ? 1 : 0));
      entry.weight += weight;
    }
    const all = [...bands.values()], lanes = all.flatMap((band) => [...band.lanes.values()]);
    const heavy = lanes.filter((lane) => !isUnknown(lane.value) && (lanes.length <= FEW_OWN || lane.nodes.length > 2)).sort(byWeight);
    const own = new Set(lanes.length <= FEW_OWN ? lanes : heavy.slice(0, MOST_OWN));
    return all.sort(byWeight).map((band) => ({ label: outer ? labelOf(scene, outer, band.value) : "", lanes: lanesOf(scene, inner, [...band.lanes.values()], own) }));
  }
  const grown = (map, value, fresh) => {
    const key = isUnknown(value) ? "" : value.id;
    if (!map.has(key)) map.set(key, { value, ...fresh });
    return map.get(key);
  };
  const byWeight = (a, b) => isUnknown(a.value) - isUnknown(b.value) || b.weight - a.weight || compareIds(a.value?.label ?? "", b.value?.label ?? "") || compareIds(a.value?.id ?? "", b.value?.id ?? "");
  const labelOf = (scene, key, value) => (value?.label?.trim() || scene.facets.find((facet) => facet.key === key)?.known.get("not-recorded")?.label || "not recorded");
  function lanesOf(scene, key, lanes, own) {
    const named = lanes.sort(byWeight).filter((lane) => own.has(lane)), rest = lanes.filter((lane) => !own.has(lane));
    const alone = rest.length === 1 ? rest : [];
    const facet = scene.facets.find((one) => one.key === key), name = named.length ? `${rest.length} others` : facet ? countOf(rest.length, facet) : "";
    const others = rest.length > 1 ? [{ label: name, nodes: rest.flatMap((lane) => lane.nodes), others: true }] : [];
    return [...[...named, ...alone].map((lane) => ({ label: key ? labelOf(scene, key, lane.value) : "", nodes: lane.nodes, others: false })), ...others];
  }

  // Marks of a lane step aside, up and down in turn, until they cover none before them.
  function dodge(marks, step, least) {
    const edges = new Map();
    let top = -least, bottom = least;
    for (const mark of marks.sort((a, b) => a.x - b.x || b.reach - a.reach || compareIds(a.node.id, b.node.id))) {
      const span = Math.ceil((mark.reach + least) / step) - 1;
      const isFree = (row) => { for (let at = row - span; at <= row + span; at++) if ((edges.get(at) ?? -Infinity) > mark.x - mark.reach) return false; return true; };
      let row = 0, turn = 0;
      while (!isFree(row) && turn < MOST_ROWS) { turn += 1; row = turn % 2 ? (turn + 1) / 2 : -turn / 2; }
      for (let at = row - span; at <= row + span; at++) edges.set(at, Math.max(edges.get(at) ?? -Infinity, mark.x + mark.reach));
      mark.dy = row * step;
      top = Math.min(top, mark.dy - mark.reach);
      bottom = Math.max(bottom, mark.dy + mark.reach);
    }
    return { top, bottom };
  }

  // Marks grow with how many came of them; where there are thousands all are small.
  function sizesOf(scene, { nodes, ghosts }, kin) {
    const counts = progeny(kin), base = nodes.length > 4000 ? 2.2 : nodes.length > 1500 ? 3 : 4;
    const markOf = (node) => {
      const count = counts.get(node.id) ?? 0, ghost = ghosts.has(node.id);
      const r = ghost ? 0.75 * base : base + Math.min(0.9 * base, 0.2 * base * Math.sqrt(count));
      const rim = fillOf(gradeOf(scene, node)).fill === "solid-rimmed" ? Math.max(1.6, 0.35 * r) : 0;
      return { node, r, reach: r + rim + 0.8, ghost, count };
    };
    return { markOf, base, step: 2 * base + 1.7, spread: nodes.length <= 600 };
  }

  // A lane as tall as its marks need: the dated on the axis, the undated row by row in the gutter.
  function fillLane(lane, frame, { base, step, spread }) {
    const undated = lane.marks.filter(({ node }) => node.time === null).sort((a, b) => compareIds(a.node.id, b.node.id));
    const dated = lane.marks.filter(({ node }) => node.time !== null);
    for (const mark of dated) mark.x = frame.axis.at(mark.node.time);
    const { top, bottom } = dodge(dated, step, base + 0.8);
    const cell = undated.reduce((most, { reach }) => Math.max(most, 2 * reach + 0.5), step), wide = spread && !frame.axis ? 96 : cell;
    const columns = Math.max(1, Math.floor((frame.right - frame.gutter - 12) / wide)), rows = Math.ceil(undated.length / columns);
    const tall = Math.max(bottom - top, rows * cell, frame.narrow ? 12 : 14), middle = lane.top + 1.5 + tall / 2;
    lane.bottom = lane.top + tall + 3;
    for (const mark of dated) mark.y = middle + mark.dy - (top + bottom) / 2;
    for (const [at, mark] of undated.entries()) {
      mark.x = frame.gutter + 10 + (at % columns) * wide + cell / 2;
      mark.y = middle + (Math.floor(at / columns) - (rows - 1) / 2) * cell;
    }
  }

  // Where everything stands; y runs down through bands and lanes.
  function stack(scene, cast, kin, frame) {
    const sizes = sizesOf(scene, cast, kin), marks = new Map();
    let y = frame.top;
    for (const band of frame.bands) {
      band.top = y;
      band.joined = joins(band, frame);
      band.dated = !frame.narrow && y - frame.dated > 360 && band.lanes.length > 2;
      if (band.dated) frame.dated = y;
      y += frame.narrow ? (band.label ? 20 : 2) : band.label && (band.dated || !band.joined) ? 21 : 2.5;
      for (const lane of band.lanes) {
        lane.marks = lane.nodes.map(sizes.markOf);
        lane.top = y + (frame.narrow && (lane.label || band.joined) ? 15 : 0);
        fillLane(lane, frame, sizes);
        for (const mark of lane.marks) marks.set(mark.node.id, mark);
        y = lane.bottom;
      }
      y += 2.5;
    }
    return { marks, bottom: y };
  }

  // A band and its first lane need one line where there is room for both names.
  const joins = (band, { narrow, names }) => (narrow ? band.lanes.length === 1 : !band.lanes[0].label || measure(band.label, 12.5, true) + measure(band.lanes[0].label, 11.5) + 14 <= names);

  // A thin line over the year or month that a mark stands in the middle of: no day of it is known.
  function whiskers({ palette }, { marks }, { axis }) {
    const within = (time) => Math.min(Math.max(axis.at(time), axis.start), axis.right - 2);
    const lines = [...marks.values()].flatMap(({ node, x, y, ghost: isGhost }) => {
      const span = isGhost || node.time === null ? null : spanOf(node.date);
      if (!span || (axis.broken !== null && span.from < axis.broken)) return [];
      const [from, to] = [within(span.from), within(span.to)].map(round);
      return to > from ? [`M${from} ${round(y - 2)}v4M${from} ${round(y)}H${to}M${to} ${round(y - 2)}v4`] : [];
    });
    return lines.length ? h("path", { d: lines.join(""), fill: "none", stroke: palette.edge, "stroke-width": 0.8 }) : null;
  }

  function curve({ x: x1, y: y1 }, { x: x2, y: y2 }) {
    const bend = (x2 - x1) / 2, bow = Math.abs(y2 - y1) < 4 ? Math.min(16, 4 + Math.abs(bend) * 0.12) : 0;
    return `M${round(x1)} ${round(y1)}C${round(x1 + bend)} ${round(y1 - bow)} ${round(x2 - bend)} ${round(y2 - bow)} ${round(x2)} ${round(y2)}`;
  }

  // Curves of one colour are one path: a picture of twenty thousand stays light.
  function curves(scene, kin, { marks }, lit) {
    const paths = new Map();
    for (const [parent, children] of kin.children) {
      const from = marks.get(parent);
      for (const child of from ? children : []) {
        const to = marks.get(child);
        if (!to || (from.ghost && to.ghost)) continue;
        const near = lit !== null && lit.has(parent) && lit.has(child), key = (near ? "1" : "0") + colourOf(scene, gradeOf(scene, from.node));
        paths.has(key) ? paths.get(key).push(curve(from, to)) : paths.set(key, [curve(from, to)]);
      }
    }
    const many = [...paths.values()].reduce((sum, list) => sum + list.length, 0) > 1500;
    return [...paths].sort(([a], [b]) => compareIds(a, b)).map(([key, list]) => h("path", {
      d: list.join(""), fill: "none", stroke: key.slice(1),
      "stroke-width": key[0] === "1" ? 1.7 : many ? 0.5 : 0.9, "stroke-opacity": key[0] === "1" ? "0.9" : lit ? "0.08" : many ? "0.25" : "0.5",
    }));
  }

  function ghost({ palette }, { node, x, y, r }) {
    const [tag, place] = outline(node.mark)(x, y, r);
    return h("g", { "data-id": node.id, opacity: 0.75 }, h(tag, { ...place, fill: palette.ground, stroke: palette.edge, "stroke-width": 0.9 }));
  }

  // Names of marks, the weightiest first, wherever they cover neither a mark nor another name.
  // With a focus all that is related is named, on faded marks too where nothing else is free.
  function names(scene, { marks }, frame, sheet, lit) {
    const { palette, focus } = scene, loose = sheet.copy(), drawn = []; // what is written already stays uncovered
    for (const mark of marks.values()) {
      mark.far = mark.reach + (mark.node.id === focus ? 3.5 : 0);
      const box = { left: mark.x - mark.far, right: mark.x + mark.far, top: mark.y - mark.far, bottom: mark.y + mark.far };
      sheet.take(box);
      if (lit?.has(mark.node.id)) loose.take(box);
    }
    for (const mark of [...marks.values()].filter(({ node }) => node.label.trim() && (!lit || lit.has(node.id))).sort(byImportance(focus)).slice(0, MOST_LABELS)) {
      const { size, bold } = styleOf(mark, focus, lit), string = clip(mark.node.label, mark.node.id === focus ? 260 : 190, size, bold);
      const places = around(mark, measure(string, size, bold), size, bold ? 2 : 3).filter(({ box }) => inside(box, frame));
      const place = places.find(({ box }) => sheet.isFree(box)) ?? (lit ? places.find(({ box }) => loose.isFree(box)) : null);
      if (!place) continue;
      sheet.take(place.box);
      loose.take(place.box);
      const fill = bold || (lit && !mark.ghost) ? palette.ink : palette.soft;
      drawn.push(text(place.x, place.y, string, { size, bold, fill, "font-style": mark.ghost ? "italic" : null, anchor: place.anchor, id: mark.node.id, ...halo(palette) }));
    }
    return drawn;
  }
  const byImportance = (focus) => (a, b) => (b.node.id === focus) - (a.node.id === focus) || a.ghost - b.ghost || b.count - a.count || b.node.time - a.node.time || compareIds(a.node.id, b.node.id);
  const styleOf = ({ node, ghost, count }, focus, lit) => {
    if (node.id === focus) return { size: 13, bold: true };
    return { size: ghost ? 10 : count > 4 ? 12 : count > 0 || lit ? 11 : 10, bold: count > 0 && !ghost };
  };
  const inside = (box, frame) => box.left >= frame.left && box.right <= frame.width - 2 && box.top >= frame.top && box.bottom <= frame.bottom;

  // Places for a name: beside its mark, above, below and askew.
  function around({ x, y, far: reach }, width, size, air) {
    const near = reach + 2.5, up = y - reach - 0.27 * size - 0.8, down = y + reach + 0.97 * size + 1, level = y + 0.36 * size;
    const rows = [
      ["start", x + near, level], ["end", x - near, level], ["middle", x, up], ["middle", x, down],
      ["start", x + 2, up], ["start", x + 2, down], ["end", x - 2, up], ["end", x - 2, down],
      ["start", x + near, y], ["start", x + near, y + 0.7 * size], ["end", x - near, y], ["end", x - near, y + 0.7 * size],
    ];
    return rows.map(([anchor, px, py]) => {
      const left = anchor === "start" ? px : anchor === "end" ? px - width : px - width / 2;
      return { anchor: anchor === "start" ? null : anchor, x: px, y: py, box: { left: left - air, right: left + width + air, top: py - 0.97 * size - 0.7, bottom: py + 0.27 * size + 0.6 } };
    });
  }

  // Years and quarters: lines through the picture, their names above, below, and where a band begins far from both.
  function grid(scene, frame, sheet) {
    const { axis, top, bottom } = frame, { palette } = scene, drawn = [], ends = [top - 12, bottom + 17];
    const levels = [...ends, ...frame.bands.filter((band) => band.dated && bottom - band.top > 200).map((band) => band.top + 16)];
    const rule = (x, stroke, more = {}) => drawn.push(h("line", { x1: x, y1: top - 4, x2: x, y2: bottom, stroke, ...more }));
    const label = (x, string, y, options) => {
      const half = measure(string, options.size, options.bold) / 2, at = Math.min(Math.max(x, frame.left + half), frame.width - half - 1);
      const box = { left: at - half - 2, right: at + half + 2, top: y - options.size, bottom: y + 3 };
      if (!sheet.isFree(box)) return;
      sheet.take(box);
      drawn.push(text(at, y, string, { fill: palette.soft, anchor: "middle", ...options, ...halo(palette) }));
    };
    const everywhere = (x, string) => { for (const y of levels) label(x, string, y, ends.includes(y) ? { size: 12, bold: true } : { size: 10.5 }); };
    if (axis) {
      const xOf = (time) => axis.start + (time - axis.from) * axis.perYear, years = markedYears(axis.from, axis.to, axis.perYear);
      const quarters = axis.perYear >= 60 ? quarterTicks(axis.from, axis.to).filter(({ time }) => time % 1) : [];
      for (const { time } of quarters) rule(xOf(time), palette.disc);
      for (const year of years) rule(xOf(year), palette.line);
      if (axis.broken !== null) drawn.push(...breakMark(scene, frame));
      if (axis.broken !== null) everywhere((axis.left + axis.start) / 2 - 6, `≤ ${axis.broken - 1}`);
      for (const year of years) everywhere(xOf(year), String(year));
      for (const [at, { time, label: name }] of quarters.entries()) {
        for (const y of axis.perYear >= 116 ? ends : []) label(xOf(time), years.length || at ? name : `${name} ${Math.floor(time)}`, y, { size: 9.5 });
      }
    }
    if (frame.gutter < frame.right) {
      rule(frame.gutter, palette.edge, { "stroke-dasharray": "1 4" });
      everywhere((frame.gutter + frame.right) / 2, "undated");
    }
    return drawn;
  }

  // The axis is broken here: a band of its own, and a jagged line.
  function breakMark({ palette }, { axis, top, bottom }) {
    const x = axis.start - 12, points = [];
    for (let y = top - 4, at = 0; y <= bottom; y += 6, at++) points.push(`${round(x + (at % 2 ? 2 : -2))},${round(y)}`);
    return [
      h("rect", { x: axis.left, y: top - 4, width: x - axis.left, height: bottom - top + 4, fill: palette.disc, opacity: 0.6 }),
      h("polyline", { points: points.join(" "), fill: "none", stroke: palette.edge, "stroke-width": 0.9 }),
    ];
  }

  // Names of bands and lanes: at the left, or above each lane where the picture is narrow, and there again for each screen.
  function headings(scene, frame, sheet) {
    const { palette } = scene, drawn = [];
    const put = (x, y, string, width, options) => {
      const shown = clip(string, width, options.size, options.bold), wide = measure(shown, options.size, options.bold), left = options.anchor === "end" ? x - wide : x;
      sheet.take({ left: left - 2, right: left + wide + 4, top: y - options.size - 0.5, bottom: y + 4 });
      drawn.push(text(x, y, shown, { ...options, ...halo(palette) }));
      return wide;
    };
    const starts = [];
    for (let x = 8; x < frame.width - 120; x += scene.width) starts.push(x);
    const repeated = (string, y, options) => { for (const x of starts) put(x, y, string, Math.min(scene.width, frame.width - x) - 16, options); };
    for (const [at, band] of frame.bands.entries()) {
      const strong = { size: 12.5, bold: true, fill: palette.ink }, shares = band.joined && !band.dated, [first] = band.lanes;
      if (at) drawn.push(h("line", { x1: 0, y1: band.top, x2: frame.width, y2: band.top, stroke: palette.line }));
      if (band.label && frame.narrow) repeated(band.label, band.top + 15, strong);
      else if (band.label) put(4, shares ? (first.top + first.bottom) / 2 + 4.5 : band.top + 16, band.label, frame.names, strong);
      for (const lane of band.lanes) {
        if (!lane.label) continue;
        const style = { size: 11.5, fill: lane.others ? palette.soft : palette.ink, "font-style": lane.others ? "italic" : null };
        const taken = shares && lane === first && band.label ? measure(band.label, 12.5, true) + 14 : 0;
        if (frame.narrow) repeated(lane.label, lane.top - 3, style);
        else put(frame.left - 12, (lane.top + lane.bottom) / 2 + 4, lane.label, frame.names - taken, { ...style, anchor: "end" });
      }
    }
    return drawn;
  }

  // Where the picture stands: columns for names, the time axis and what is undated.
  function frameOf(scene, cast, bands) {
    const narrow = scene.width < NARROW, width = Math.max(scene.width, LEAST_WIDTH), right = width - 4;
    const longest = bands.flatMap((band) => band.lanes.map((lane) => measure(lane.label, 11.5))).reduce((a, b) => Math.max(a, b), 60);
    const widest = bands.reduce((most, band) => Math.max(most, measure(band.label, 12.5, true)), 0);
    const cap = Math.min(0.21 * width, 226), both = bands.map((band) => measure(band.label, 12.5, true) + measure(band.lanes[0].label, 11.5) + 16);
    const names = Math.min(Math.max(longest, widest, ...both.filter((sum) => sum <= cap)), cap), left = narrow ? 4 : names + 18;
    const times = cast.nodes.flatMap(({ time }) => (time === null ? [] : [time])), undated = cast.nodes.length - times.length;
    const most = undated ? bands.flatMap((band) => band.lanes).reduce((n, lane) => Math.max(n, lane.nodes.filter(({ time }) => time === null).length), 0) : 0;
    const gutter = !undated ? right : times.length ? right - Math.max(66, Math.min(0.16 * width, most * 10 + 16)) : left;
    return { narrow, width, names, left, right, gutter, bands, top: 34, dated: 34, axis: axisOf(times, left, gutter) };
  }

  // What stands out: a path, else the focus with all that it came of and all that came of it.
  function litOf({ view, focus, path }, { parents, children }) {
    if (path.length) return new Set(path);
    return focus !== null && view.ids.has(focus) ? new Set([focus, ...closure(parents, focus), ...closure(children, focus)]) : null;
  }

  forms.lanes = (scene) => {
    const kin = kinOf(scene.view), cast = castOf(scene, kin);
    if (!cast.nodes.length) return nothingToDraw(scene);
    const frame = frameOf(scene, cast, bandsOf(scene, cast, kin)), places = stack(scene, cast, kin, frame), sheet = newSheet();
    frame.bottom = places.bottom;
    const lit = litOf(scene, kin);
    const titles = headings(scene, frame, sheet), ticks = grid(scene, frame, sheet), labels = names(scene, places, frame, sheet, lit);
    const order = [...places.marks.values()].sort((a, b) => (lit ? lit.has(a.node.id) - lit.has(b.node.id) : 0) || b.ghost - a.ghost || a.count - b.count);
    const draw = (mark) => (mark.ghost ? ghost(scene, mark) : glyph(scene, mark.node, mark.x, mark.y, mark.r, { faded: lit !== null && !lit.has(mark.node.id) }));
    return { width: frame.width, height: places.bottom + 26, tree: h("g", {}, ...ticks, ...titles, ...curves(scene, kin, places, lit), frame.axis && whiskers(scene, places, frame), ...order.map(draw), ...labels) };
  };
}
