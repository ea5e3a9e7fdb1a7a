// A matrix: the values of one facet are rows, in bands, those of another are columns; what is in both stands in the cell.
{
  const { MARGIN, stacked, isUnknown, compare, rowsOf, countBy, kindOf, kindsOf, saidCount, upper, tidy, linesOf, paragraph, barOf } = counting;
  const CELL = 34, ROW_LINE = 12.5, FEW = 4, A = 5.6, R = 3.4;
  const MOST_GLYPHS = 4000; // with more there are numbers only
  const MOST_FLAGGED = 200;
  const SLOPE = Math.PI / 3.6; // of the names above the columns
  const SCREEN = 420; // after so many pixels of rows the names of the columns come again

  forms.matrix = (scene) => stacked(scene, [matrix, flagged]);

  function matrix(scene, told, top) {
    const plan = planOf(scene, told);
    const head = columnNames(scene, plan, top);
    const parts = [...head.parts];
    let bottom = plan.named = head.bottom;
    for (const band of bandsOf(told)) {
      const made = bandParts(scene, plan, band, bottom);
      parts.push(...made.parts);
      bottom = made.bottom;
    }
    const rule = paragraph(scene, countingRule(scene, told), bottom + 22);
    return { parts: [guides(scene, plan, head.bottom, bottom), ...parts, ...rule.parts], bottom: rule.bottom, right: plan.right };
  }

  // ---- what stands where

  function planOf(scene, told) {
    const narrow = scene.width < 620;
    const label = narrow ? 0 : Math.min(280, Math.max(180, scene.width * 0.24));
    const total = 40;
    const columns = rowsOf(scene, told.here, scene.view.by[1]);
    const room = scene.width - 2 * MARGIN - label - total - (narrow ? 24 : 60);
    const { own, rest } = columnsWithin(columns, Math.max(3, Math.floor(room / CELL)), scene.view.by[1]);
    const left = MARGIN + label + total;
    const found = [...own, ...(rest.length ? [{ label: saidRest(rest), ids: new Set(rest.map(({ value }) => value.id)), marks: [...new Set(rest.flatMap(({ marks }) => marks))] }] : [])];
    const few = [...told.rows.flatMap(({ marks }) => marks)].length > MOST_GLYPHS ? 0 : FEW;
    const place = new Map(found.flatMap(({ ids }, index) => [...ids].map((id) => [id, index])));
    return { narrow, label, left, columns: found, place, few, told, right: left + found.length * CELL };
  }

  // The columns with most marks, then the unknown one; without a facet for columns there is one of all.
  function columnsWithin(columns, most, key) {
    if (!key) return { own: [], rest: [] };
    const known = columns.filter(({ value }) => !isUnknown(value));
    const unknown = columns.filter(({ value }) => isUnknown(value));
    const fits = known.length + unknown.length <= most;
    const own = fits ? known : known.slice(0, most - 1 - unknown.length);
    const named = [...own, ...unknown].map((column) => ({ ...column, ids: new Set([column.value.id]) }));
    return { own: named, rest: known.slice(own.length) };
  }

  const saidRest = (rest) => `${number(rest.length)} others`;

  function bandsOf({ rows }) {
    const bands = new Map();
    for (const row of rows) {
      const name = isUnknown(row.value) || !row.value.group ? "" : tidy(row.value.group);
      if (!bands.has(name)) bands.set(name, []);
      bands.get(name).push(row);
    }
    const found = [...bands].map(([name, all]) => ({ name, rows: all, total: new Set(all.flatMap(({ marks }) => marks)).size }));
    return found.sort((a, b) => (a.name === "") - (b.name === "") || b.total - a.total || compare(a.name, b.name));
  }

  // ---- the head

  function columnNames(scene, plan, top) {
    const [sin, cos] = [Math.sin(SLOPE), Math.cos(SLOPE)];
    const longest = Math.max(0, ...plan.columns.map(({ label }) => measure(label, 11, false)));
    const length = Math.min(longest + 2, 130);
    const floor = top + 16 + Math.ceil(length * sin);
    const names = plan.columns.map((column, index) => nameAbove(scene, plan, column, { x: plan.left + index * CELL + CELL / 2 + 3, y: floor - 6, length }));
    plan.right = Math.max(plan.right, plan.left + (plan.columns.length - 0.5) * CELL + length * cos + 10);
    const n = text(plan.left - 6, floor - 6, "n", { size: 11, fill: scene.palette.soft, anchor: "end" });
    return { parts: [...names, n], bottom: floor };
  }

  // The names of the columns once more, where those above are out of sight.
  function namesAgain(scene, plan, top, far) {
    if (top - plan.named < far || !plan.columns.length) return { parts: [], bottom: top };
    const head = columnNames(scene, plan, top - 8);
    plan.named = head.bottom;
    const cover = h("rect", { x: MARGIN, y: top + 1, width: Math.round(scene.width - 2 * MARGIN), height: head.bottom - top - 2, fill: scene.palette.ground });
    return { parts: [cover, ...head.parts, line(scene, head.bottom + 0.5, scene.palette.line)], bottom: head.bottom + 1 };
  }

  function nameAbove(scene, plan, { label, marks }, { x, y, length }) {
    const words = clip(label, length, 11, false);
    const turn = `translate(${round(x)} ${round(y)}) rotate(${round((-SLOPE * 180) / Math.PI)})`;
    return h("g", { transform: turn }, text(0, 0, words, { size: 11, fill: scene.palette.ink }), h("title", {}, `${label}: ${number(marks.length)}`));
  }

  const guides = (scene, plan, top, bottom) =>
    h("path", { d: plan.columns.map((_, index) => `M${plan.left + index * CELL + CELL / 2} ${top}V${round(bottom)}`).join("") || "M0 0", stroke: scene.palette.disc, "stroke-width": 1, fill: "none" });

  // ---- bands and rows

  function bandParts(scene, plan, { name, rows, total }, top) {
    const single = rows.filter(({ marks }) => marks.length === 1);
    const listed = single.length >= 3 ? single : [];
    const parts = [];
    let bottom = top;
    if (name) {
      const what = `${saidCount(rows.length, "row")}, ${saidCount(total, kindOf(scene))}`;
      parts.push(...bandHead(scene, plan, name, what, top));
      bottom += 32;
    } else bottom += 8;
    const drawn = rows.filter((row) => !listed.includes(row));
    for (const [index, row] of drawn.entries()) {
      const again = namesAgain(scene, plan, bottom, index ? SCREEN : SCREEN / 2);
      parts.push(...again.parts);
      bottom = again.bottom;
      const made = rowParts(scene, plan, row, bottom);
      parts.push(...made.parts);
      bottom = made.bottom;
    }
    const list = listed.length ? singles(scene, plan, listed, bottom) : { parts: [], bottom };
    return { parts: [...parts, ...list.parts], bottom: list.bottom };
  }

  function bandHead(scene, plan, name, what, top) {
    const { palette } = scene;
    const wide = scene.width - 2 * MARGIN;
    const words = clip(name, wide - measure(what, 10.5, false) - 14, 13, true);
    const right = MARGIN + measure(words, 13, true) + 10;
    return [
      h("rect", { x: MARGIN, y: top + 8, width: Math.round(wide), height: 22, fill: palette.ground }),
      text(MARGIN, top + 24, words, { size: 13, bold: true, fill: palette.ink }), text(round(right), top + 24, what, { size: 10.5, fill: palette.soft }),
      line(scene, top + 30.5, palette.soft),
    ];
  }

  const line = (scene, y, stroke) => h("line", { x1: MARGIN, x2: Math.round(scene.width - MARGIN), y1: y, y2: y, stroke, "stroke-width": 1 });

  function rowParts(scene, plan, { label, value, marks }, top) {
    const { palette } = scene;
    const remarks = (value.remarks ?? []).slice(0, 40).map(tidy).join(" · ");
    const room = plan.narrow ? scene.width - 2 * MARGIN : plan.label - 8;
    const soft = remarks ? linesOf(remarks, room, 10, 3) : [];
    const lines = linesOf(label, room, 12, 2);
    const name = lines.map((words, index) => text(MARGIN, top + 17 + index * 14, words, { size: 12, fill: palette.ink }));
    const under = top + 16 + (lines.length - 1) * 14;
    const below = soft.map((words, index) => text(MARGIN, under + 14 + index * ROW_LINE, words, { size: 10, fill: palette.soft }));
    const high = under - top + soft.length * ROW_LINE + (plan.narrow ? 32 : 10);
    const middle = plan.narrow ? top + high - 15 : top + high / 2;
    const full = [label, value.definition, ...(value.remarks ?? [])].filter(Boolean).map((one) => tidy(one)).join("\n");
    const total = text(plan.left - 6, round(middle + 4), number(marks.length), { size: 12, bold: true, fill: palette.ink, anchor: "end" });
    const within = byColumn(scene, plan, marks);
    const cells = plan.columns.map((column, index) => cell(scene, plan, within[index], { label, column, x: plan.left + index * CELL + CELL / 2, y: middle }));
    const cover = plan.narrow ? h("rect", { x: MARGIN, y: top + 1, width: Math.round(scene.width - 2 * MARGIN), height: high - 30, fill: palette.ground }) : null;
    return { parts: [cover, h("g", {}, ...name, ...below, h("title", {}, full)), total, ...cells, line(scene, round(top + high) + 0.5, palette.line)], bottom: top + Math.ceil(high) + 1 };
  }

  // The marks of a row for each column; one that stands in two columns is in both.
  function byColumn({ view }, plan, marks) {
    const found = plan.columns.map(() => []);
    for (const mark of marks) {
      const ids = mark.node.facets[view.by[1]] ?? [];
      for (const index of new Set((ids.length ? ids : ["not-recorded"]).map((id) => plan.place.get(id)))) found[index]?.push(mark);
    }
    return found;
  }

  // A few marks themselves, or how many there are over a bar that is split as they are.
  function cell(scene, plan, marks, { label, column, x, y }) {
    if (!marks.length) return null;
    const { lit } = plan.told;
    if (marks.length <= plan.few) return h("g", {}, ...places(marks.length).map(([dx, dy], index) => glyph(scene, marks[index].node, round(x + dx), round(y + dy), R, { faded: !lit(marks[index].node) })));
    const faded = !marks.some(({ node }) => lit(node));
    const size = marks.length > 999 ? 9 : 11;
    const title = `${label} × ${column.label}: ${number(marks.length)}\n${summary(plan.told, marks)}`;
    const words = text(round(x), round(y + 1), number(marks.length), { size, fill: faded ? scene.palette.soft : scene.palette.ink, anchor: "middle" });
    return h("g", {}, words, h("g", { opacity: faded ? 0.28 : null }, ...split(scene, plan.told, marks, Math.round(x - BAR / 2), Math.round(y + 4))), h("title", {}, title));
  }

  const BAR = 28; // as long in each cell: it says shares, the number says how many

  function split(scene, { levels, unknown }, marks, left, y) {
    let sum = 0;
    return [...countBy(marks, ({ level }) => level)].sort(([a], [b]) => a - b).map(([level, count]) => {
      const x = left + (BAR * sum) / marks.length;
      sum += count;
      return barOf(scene, levels[level] ?? unknown, { x, y, width: Math.max(0.5, (BAR * count) / marks.length - 0.7), height: 6 });
    });
  }

  const places = (count) => [[], [[0, 0]], [[-A, 0], [A, 0]], [[-A, -A], [A, -A], [-A, A]], [[-A, -A], [A, -A], [-A, A], [A, A]]][count];
  const summary = ({ levels, unknown }, marks) =>
    [...countBy(marks, ({ level }) => level)].sort(([a], [b]) => a - b).map(([level, count]) => `${number(count)} ${tidy((levels[level] ?? unknown)?.label ?? "without")}`).join("\n");

  // Rows of one mark, one after the other, with the mark's name and what column it is of.
  function singles(scene, plan, rows, top) {
    const { palette } = scene;
    const room = scene.width - 2 * MARGIN;
    const across = Math.max(1, Math.floor(room / 250));
    const width = room / across;
    const deep = Math.ceil(rows.length / across);
    const parts = [h("rect", { x: MARGIN, y: top + 1, width: Math.round(room), height: 22 + deep * 32, fill: palette.ground }), text(MARGIN, top + 17, "One each:", { size: 10, fill: palette.soft })];
    rows.forEach(({ label, value, marks: [{ node }] }, index) => {
      const [x, y] = [round(MARGIN + (index % across) * width), round(top + 34 + Math.floor(index / across) * 32)];
      const owner = saidValues(scene, node, scene.view.by[1]);
      const name = tidy(node.label) + (owner ? ` (${owner})` : "");
      const full = [`${label}: ${name}`, ...(value.remarks ?? [])].map((one) => tidy(one)).join("\n");
      parts.push(
        glyph(scene, node, x + 5, y - 4, R, { faded: !plan.told.lit(node) }),
        h("g", {}, text(x + 14, y, clip(label, width - 30, 11, false), { size: 11, fill: palette.ink }), text(x + 14, y + 13, clip(name, width - 30, 10, false), { size: 10, fill: palette.soft, id: node.id }), h("title", {}, full)));
    });
    const bottom = top + 34 + (deep - 1) * 32 + 25;
    return { parts: [...parts, line(scene, bottom + 0.5, palette.line)], bottom: bottom + 1 };
  }

  function countingRule(scene, told) {
    const kinds = kindsOf(scene);
    const twice = told.rows.reduce((sum, { marks }) => sum + marks.length, 0) - told.here.length;
    return [
      `${upper(kinds)} that are shown: ${number(told.here.length)} of ${number(told.counted.length)}.`,
      `Up to ${FEW} in a cell are drawn; ${told.levels.length ? `of more, the number over a bar that is split by ${tidy(scene.facets[0].label)} as they are` : "of more, the number"}.`,
      twice > 0 ? "What has two values stands in both rows or columns." : "",
    ].filter(Boolean).join(" ");
  }

  // ---- links with a remark

  function flagged(scene, told, top) {
    const marks = new Map(scene.view.nodes.map((node) => [node.id, node]));
    const found = scene.view.links.filter(({ source, target, flags }) => flags?.length && scene.shown.has(source) && marks.has(target))
      .sort((a, b) => compare(marks.get(a.source).label, marks.get(b.source).label) || compare(a.source, b.source) || compare(a.target, b.target));
    if (!found.length) return { parts: [], bottom: top };
    const kinds = new Set(found.flatMap(({ flags }) => flags));
    const [words, several] = [[...kinds].map(tidy).join(", "), kinds.size > 1];
    const parts = [text(MARGIN, top + 30, clip(`${upper(words)}: ${number(found.length)}`, scene.width - 2 * MARGIN, 13, true), { size: 13, bold: true, fill: scene.palette.ink }), line(scene, top + 38.5, scene.palette.soft)];
    let bottom = top + 39;
    for (const link of found.slice(0, MOST_FLAGGED)) {
      const made = flaggedLine(scene, link, marks, bottom, several);
      parts.push(...made.parts);
      bottom = made.bottom;
    }
    const more = found.length > MOST_FLAGGED ? paragraph(scene, `and ${number(found.length - MOST_FLAGGED)} more, which the filters can bring here.`, bottom + 18) : { parts: [], bottom };
    return { parts: [...parts, ...more.parts], bottom: more.bottom + 8 };
  }

  // Child, parent and, where links differ in it, what the line says; then what each has of the rows' facet.
  function flaggedLine(scene, { source, target, flags }, marks, top, several) {
    const { palette } = scene;
    const [child, parent] = [marks.get(source), marks.get(target)];
    const room = scene.width - 2 * MARGIN;
    const narrow = room < 620;
    const half = narrow ? room : room * 0.5;
    const first = clip(tidy(child.label), half * 0.46, 12, false);
    const left = MARGIN + measure(first, 12, false) + 6;
    const second = clip(tidy(parent.label), MARGIN + half - left - 16, 12, false);
    const rest = clip((several ? flags.map(tidy).join(", ") + ": " : "") + saidBetween(scene, child, parent), narrow ? room : room - half - 12, 10.5, false);
    const [x, y] = narrow ? [MARGIN, top + 32] : [MARGIN + half + 12, top + 17];
    const names = [
      text(MARGIN, top + 17, first, { size: 12, fill: palette.ink, id: source }), text(round(left), top + 17, "←", { size: 11, fill: palette.soft }),
      text(round(left + 16), top + 17, second, { size: 12, fill: palette.ink, id: target }),
    ];
    const bottom = top + (narrow ? 40 : 24);
    return { parts: [...names, text(round(x), y, rest, { size: 10.5, fill: palette.soft }), line(scene, bottom + 0.5, palette.line)], bottom: bottom + 1 };
  }

  // What the child has of the facet for lines; else what both have of the rows', which says nothing of what stood
  // between them then.
  function saidBetween(scene, child, parent) {
    const own = scene.view.by[2] ? saidValues(scene, child, scene.view.by[2]) : "";
    if (own) return own;
    const [mine, theirs] = [child, parent].map((node) => saidValues(scene, node, scene.view.by[0]) || "not recorded");
    return mine === theirs ? `${mine} ← an earlier one` : `${mine} ← ${theirs}`;
  }

  function saidValues({ facets }, node, key) {
    const known = new Map((facets.find((one) => one.key === key)?.values ?? []).map((value) => [value.id, value]));
    return (node.facets[key] ?? []).map((id) => known.get(id)).filter((value) => value && !isUnknown(value)).map(({ label }) => tidy(label)).join(", ");
  }
}
