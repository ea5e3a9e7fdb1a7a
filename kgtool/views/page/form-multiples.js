// Small multiples: a panel for each value of a facet, a square for each mark, all on one scale of time and of number.
{
  const { MARGIN, FEWEST, stacked, isUnknown, byLevelAndDate, countBy, kindOf, kindsOf, saidCount, upper, tidy, highest, shareOf, linesOf, paragraph, tile, square, barOf } = counting;
  const GAP = 30; // between panels
  const PANELS = 8, MOST_PANELS = 24;
  const TALLEST = 240; // of squares that are large enough to be told apart
  const MOST_SQUARES = 9000;
  const UNITS = [0.25, 1, 5, 10, 25, 50, 100, 500, 1000, 10000]; // years in a column

  forms.multiples = (scene) => stacked(scene, [caption, panels, crossTable]);

  // ---- the scale, which is one for all panels

  function planOf(scene, told) {
    const groups = panelGroups(told.rows);
    const room = scene.width - 2 * MARGIN;
    const columns = Math.max(1, Math.min(groups.length, Math.floor((room + GAP) / (250 + GAP))));
    const width = Math.min(460, (room - (columns - 1) * GAP) / columns);
    const axis = axisOf(scene, told, width);
    return { groups, columns, width, ...axis, ...squareOf(groups.map(({ marks }) => piles(marks, axis)), axis) };
  }

  // Where there are many values, those with few marks share a panel.
  function panelGroups(rows) {
    const known = rows.filter(({ value }) => !isUnknown(value));
    const many = Math.min(MOST_PANELS, Math.max(PANELS, known.filter(({ marks }) => marks.length >= 5).length));
    if (known.length <= many + 1) return rows;
    const rest = known.slice(many);
    const marks = [...new Set(rest.flatMap((row) => row.marks))].sort(byLevelAndDate);
    return [...known.slice(0, many), { label: `${number(rest.length)} others`, note: rest.slice(0, 99).map(({ label }) => label).join(", "), marks }, ...rows.slice(known.length)];
  }

  // Time runs over all that is counted, so that a filter does not move it. Where most dates are years, columns are.
  function axisOf(scene, told, width) {
    const dated = told.counted.filter(({ at }) => at !== null);
    const exact = dated.filter(({ yearOnly }) => !yearOnly);
    if (!dated.length) return { unit: 1, count: 0, gutter: width, left: width, column: 0, width };
    const quarters = exact.length * 2 > dated.length ? scaleOf(told, exact, width, UNITS[0]) : null;
    return folded(scene, told, quarters?.unit < 1 ? quarters : scaleOf(told, dated, width, 1));
  }

  function scaleOf(told, placed, width, least) {
    const without = told.counted.length - placed.length;
    const name = told.counted.some(({ yearOnly }) => yearOnly) && least < 1 ? "no quarter" : "no date";
    const gutter = without ? Math.max(measure(name, 10, false), Math.min(80, Math.ceil(without / 40) * 9)) + 2 : 0;
    const [first, last] = placed.reduce(([low, high], { at }) => [Math.min(low, at), Math.max(high, at)], [Infinity, -Infinity]);
    const left = gutter + (without ? 12 : 0);
    const unit = UNITS.find((years) => years >= least && (last - first) / years + 1 <= (width - left) / 5.2) ?? UNITS.at(-1);
    const step = Math.max(1, unit);
    return { unit, gutter, gutterLabel: name, left, first: Math.floor(first / step) * step, last, width };
  }

  // Years in which nearly nothing happened share one column, as long as it is no taller than the tallest.
  function folded(scene, told, axis) {
    const label = (year) => `≤ ${year - 1}`;
    for (let year = Math.floor(axis.last); axis.unit < 1 && year >= axis.first + 2; year--) {
      const all = told.everyRow.map(({ marks }) => piles(marks, { ...axis, fold: year }));
      const early = Math.max(...all.map((pile) => pile.get(0)?.length ?? 0));
      const total = told.counted.filter(({ at }) => at !== null && at < year).length;
      if (early > tallest(all, (at) => at > 0) || total > told.counted.length / 10) continue;
      const foldWidth = measure(label(year), 10, false) + 4;
      return spread({ ...axis, fold: year, foldLabel: label(year), foldWidth, first: year, left: axis.left + foldWidth + 6 });
    }
    return spread({ ...axis, fold: null });
  }

  function spread(axis) {
    const count = Math.floor((axis.last - axis.first) / axis.unit + 1e-9) + 1;
    const whole = axis.unit < 1 ? Math.ceil(count / 4) * 4 : count; // the last year is shown to its end
    return { ...axis, count: whole, column: (axis.width - axis.left) / whole };
  }

  // What stands in which column: -1 what has no place in time, 0 what is folded, else from 1 on.
  function piles(marks, { unit, first, fold = null }) {
    const found = new Map();
    for (const one of marks) {
      const early = one.at !== null && fold !== null && one.at < fold;
      const at = early ? 0 : one.at === null || (one.yearOnly && unit < 1) ? -1 : 1 + Math.floor((one.at - (fold ?? first)) / unit + 1e-9);
      if (!found.has(at)) found.set(at, []);
      found.get(at).push(one);
    }
    return found;
  }

  const tallest = (all, wanted) => Math.max(1, ...all.flatMap((pile) => [...pile].filter(([at]) => wanted(at)).map(([, marks]) => marks.length)));

  // The largest square with which no pile is too tall; where none is small enough, there are bars.
  function squareOf(all, axis) {
    const [dated, early, undated] = [tallest(all, (at) => at > 0), tallest(all, (at) => at === 0), tallest(all, (at) => at < 0)];
    const total = all.reduce((sum, pile) => sum + [...pile.values()].reduce((n, marks) => n + marks.length, 0), 0);
    for (const [size, limit] of [[8, TALLEST], [7, TALLEST], [6, TALLEST], [6, 1.5 * TALLEST], [5, 2 * TALLEST], [4, 2 * TALLEST]]) {
      const across = (width) => Math.max(1, Math.floor(width / (size + 1)));
      const rows = Math.max(dated / across(axis.column), early / across(axis.foldWidth ?? 1), undated / across(axis.gutter));
      if (Math.ceil(rows) * (size + 1) <= limit && total <= MOST_SQUARES && (!axis.column || size + 1 <= axis.column)) return { size, across };
    }
    const most = Math.max(dated, early, undated);
    return { size: null, high: (marks) => (TALLEST * marks) / most };
  }

  // ---- the panels

  function caption(scene, told, top) {
    const plan = (told.plan = planOf(scene, told));
    const column = plan.unit < 1 ? "quarter" : plan.unit === 1 ? "year" : `${number(plan.unit)} years`;
    const squares = `Each square is one of ${saidCount(told.here.length, kindOf(scene))}, over the ${column} of its date, stacked from the bottom in the order of the legend.`;
    const bars = `${saidCount(told.here.length, kindOf(scene))} by ${column}, as bars: there are too many for a square each.`;
    const notes = [plan.size ? squares : bars, withoutPlace(told), plan.fold ? `What is older than ${plan.fold} is folded into one column.` : "", told.rows.length > 1 ? "All panels have one scale." : ""];
    return paragraph(scene, notes.filter(Boolean).join(" "), top + 18);
  }

  // Who stands at the left, beside time, and why.
  function withoutPlace({ here, plan }) {
    const beside = piles(here, plan).get(-1) ?? [];
    const years = beside.filter(({ yearOnly }) => yearOnly).length;
    const undated = beside.length - years;
    const said = [undated ? `no date: ${number(undated)}` : "", years ? `only a year: ${number(years)}` : ""].filter(Boolean);
    return said.length && plan.count ? `${said.join(", ").replace(/^./, (letter) => letter.toUpperCase())}; ${beside.length > 1 ? "these stand" : "it stands"} at the left.` : "";
  }

  function panels(scene, told, top) {
    const { plan } = told;
    const parts = [];
    let bottom = Math.ceil(top + 6); // squares on whole pixels are sharp
    const lines = Math.max(1, ...plan.groups.map(({ marks, note }) => shareLines(told, marks, note).length));
    plan.head = 50 + (lines - 1) * 13;
    for (let index = 0; index < plan.groups.length; index += plan.columns) {
      const row = plan.groups.slice(index, index + plan.columns).map((group) => ({ group, all: piles(group.marks, plan) }));
      const high = Math.max(20, ...row.map(({ all }) => Math.max(...[...all].map(([at, marks]) => pileHeight(plan, at, marks.length)))));
      row.forEach(({ group, all }, at) => parts.push(panel(scene, told, { group, all, high, x: MARGIN + at * (plan.width + GAP), y: bottom })));
      bottom += high + 30 + plan.head;
    }
    return { parts, bottom };
  }

  const widthOf = (plan, at) => (at < 0 ? plan.gutter : at === 0 ? plan.foldWidth : plan.column);
  const leftOf = (plan, at) => (at < 0 ? 0 : at === 0 ? plan.left - plan.foldWidth - 6 : plan.left + (at - 1) * plan.column);
  const pileHeight = (plan, at, count) => (plan.size ? Math.ceil(count / plan.across(widthOf(plan, at))) * (plan.size + 1) : plan.high(count));

  function panel(scene, told, { group, all, high, x, y }) {
    const { plan } = told;
    const floor = y + told.plan.head + high;
    const draw = plan.size ? squares : bars;
    const drawn = [...all].sort(([a], [b]) => a - b).map(([at, marks]) => draw(scene, told, marks, { at, x: x + leftOf(plan, at), floor }));
    return h("g", {}, ...heading(scene, told, group, x, y), ...axisMarks(scene, plan, x, floor), ...drawn.flat(), ...numbers(scene, plan, all, x, floor));
  }

  function heading(scene, told, { label, marks, note }, x, y) {
    const { palette } = scene;
    const { width } = told.plan;
    const count = saidCount(marks.length, kindOf(scene));
    const room = width - measure(count, 11, false) - 10;
    const share = shareLines(told, marks, note).map((words, index) => text(x, y + 28 + index * 13, words, { size: 10.5, fill: palette.soft }));
    return [
      text(x, y + 13, clip(label, room, 13, true), { size: 13, bold: true, fill: palette.ink }),
      text(x + width, y + 13, count, { size: 11, fill: palette.soft, anchor: "end" }),
      share.length ? h("g", {}, ...share, note ? h("title", {}, note) : null) : null,
    ];
  }

  function shareLines(told, marks, note) {
    const words = note ?? shareOf(told, marks);
    return words ? linesOf(words, told.plan.width, 10.5, note ? 1 : 2) : [];
  }

  function squares(scene, told, marks, { at, x, floor }) {
    const { size, across } = told.plan;
    const width = widthOf(told.plan, at);
    const many = across(width);
    const start = Math.round(at < 0 ? x : x + (width - Math.min(many, at ? many : marks.length) * (size + 1) + 1) / 2);
    return marks.map((one, index) =>
      tile(scene, one.node, { x: start + (index % many) * (size + 1), y: floor - (Math.floor(index / many) + 1) * (size + 1), size, faded: !told.lit(one.node) }));
  }

  function bars(scene, told, marks, { at, x, floor }) {
    const width = Math.min(widthOf(told.plan, at) - 1, 24);
    const left = at < 0 ? x : x + (widthOf(told.plan, at) - width) / 2;
    let y = floor;
    return [...countBy(marks, ({ level }) => level)].sort(([a], [b]) => a - b).map(([level, some]) => {
      y -= told.plan.high(some);
      const value = told.levels[level] ?? told.unknown;
      return barOf(scene, value, { x: left, y, width, height: told.plan.high(some) }, `${value ? tidy(value.label) : "without"}: ${number(some)}`);
    });
  }

  // How many stand on the tallest pile, in the fold and without a date: numbers to hold the picture against.
  function numbers(scene, plan, all, x, floor) {
    const dated = [...all].filter(([at]) => at > 0).sort(([a, one], [b, other]) => other.length - one.length || a - b)[0];
    return [dated, ...[...all].filter(([at]) => at <= 0)].filter(Boolean).map(([at, marks]) => {
      const [words, place] = [number(marks.length), { size: 10, fill: scene.palette.soft, anchor: at < 0 ? null : "middle" }];
      const middle = Math.min(plan.width - measure(words, 10, false) / 2, leftOf(plan, at) + widthOf(plan, at) / 2);
      return text(round(x + (at < 0 ? 0 : middle)), round(floor - pileHeight(plan, at, marks.length) - 5), words, place);
    });
  }

  // ---- time

  function axisMarks(scene, plan, x, floor) {
    const { palette } = scene;
    const line = (from, to, dash = null) => (to > from ? h("line", { x1: round(x + from), x2: round(x + to), y1: floor + 0.5, y2: floor + 0.5, stroke: palette.soft, "stroke-width": 1, "stroke-dasharray": dash }) : null);
    const name = (at, words) => text(round(x + leftOf(plan, at) + widthOf(plan, at) / 2), floor + 15, words, { size: 10, fill: palette.soft, anchor: "middle" });
    return [
      plan.gutter ? line(0, Math.min(plan.gutter, 80), "1 2") : null, plan.gutter ? text(x, floor + 15, plan.gutterLabel, { size: 10, fill: palette.soft }) : null,
      plan.fold ? line(leftOf(plan, 0), plan.left - 6, "4 2") : null, plan.fold ? name(0, plan.foldLabel) : null,
      plan.column ? line(plan.left, plan.width) : null, ...(plan.column ? ticks(scene, plan, x, floor) : []),
    ];
  }

  function ticks(scene, plan, x, floor) {
    const year = plan.column / plan.unit;
    const wide = measure(String(Math.round(plan.last)), 10, false);
    const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000].find((years) => years * year >= wide + 6 && years >= plan.unit) ?? 20000;
    const [from, to] = [plan.fold ?? plan.first, (plan.fold ?? plan.first) + plan.count * plan.unit];
    const found = [];
    for (let at = Math.ceil(from / step) * step; at < to; at += step) {
      const left = plan.left + (at - from) * year;
      const middle = left + (step * year) / 2;
      found.push(h("line", { x1: round(x + left), x2: round(x + left), y1: floor, y2: floor + 5, stroke: scene.palette.soft }));
      const centred = step === 1 && middle + wide / 2 <= plan.width;
      if (centred || left + 3 + wide <= plan.width) found.push(text(round(x + (centred ? middle : left + 3)), floor + 15, String(at), { size: 10, fill: scene.palette.soft, anchor: centred ? "middle" : null }));
    }
    return found;
  }

  // ---- the table: a row for each panel, a column for each level

  const LINE = 12.5, ROW = 23, NARROW = 700;

  function crossTable(scene, told, top) {
    const table = tableOf(scene, told);
    const title = [told.facet?.label, scene.facets[0]?.label].filter(Boolean).map(tidy).join(" × ");
    const heading = text(MARGIN, top + 24, clip(title, scene.width - 2 * MARGIN, 13, true), { size: 13, bold: true, fill: scene.palette.ink });
    const head = header(scene, told, table, top + 34);
    const body = told.rows.map((row, index) => rowParts(scene, told, table, row, head.bottom + index * table.row));
    let bottom = head.bottom + told.rows.length * table.row;
    const sum = told.rows.length > 1 ? [rowParts(scene, told, table, { label: table.beside ? ALL : "All, once", marks: told.here, sum: true }, bottom + 3)] : [];
    bottom += sum.length * (table.row + 3) + 22;
    const key = table.words ? { parts: [], bottom } : keyOf(scene, table, bottom);
    const rule = paragraph(scene, countingRule(scene, told), key.bottom + 2);
    return { parts: [title ? heading : null, ...head.parts, ...body, ...sum, ...key.parts, ...rule.parts], bottom: rule.bottom, right: table.right + MARGIN };
  }

  const ALL = "All, each once";

  // As wide as the room allows; with little, the words of the heads go below the table and the shares below the rows.
  function tableOf(scene, told) {
    const [columns, beside] = [columnsOf(told), scene.width >= NARROW];
    const size = beside ? 12 : 10;
    const room = scene.width - 2 * MARGIN;
    const longest = Math.max(...told.rows.map((row) => measure(row.label, size, false)), measure(beside ? ALL : "All, once", size, true)) + 10;
    const share = beside && highest(told) ? Math.max(110, Math.min(220, room * 0.13)) : 0;
    const first = measure(number(told.here.length), size, true) + 8;
    const counts = columns.slice(1).map(({ has }) => told.here.filter(has).length);
    const needed = measure(number(Math.max(0, ...counts)), size, false) + 5;
    const over = !beside && longest > room - first - (columns.length - 1) * needed; // no room beside the numbers
    const label = over ? 0 : Math.min(longest, 200);
    const width = Math.max(needed, Math.min(84, (room - label - share - first) / Math.max(1, columns.length - 1)));
    const words = columns.every(({ head }) => head.split(" ").every((word) => measure(word, 9.5, false) <= width - 4));
    const most = Math.max(1, ...columns.slice(1).flatMap(({ has }) => told.rows.map(({ marks }) => marks.filter(has).length)));
    return { columns, label, share, first, width, words, beside, most, size, over: over ? 15 : 0, row: ROW + (beside ? 0 : 8) + (over ? 15 : 0), right: MARGIN + label + first + (columns.length - 1) * width + share };
  }

  function columnsOf(told) {
    const levels = told.levels.map((value, index) => ({ head: tidy(value.label), value, has: ({ level }) => level === index }));
    const without = { head: told.unknown ? tidy(told.unknown.label) : "without", value: told.unknown ?? { ...PLAIN, fill: "thin-ring-dotted" }, has: ({ level }) => level === told.levels.length };
    const open = { head: "could be higher", cut: true, has: ({ node }) => node.gap };
    return [{ head: "n", has: () => true }, ...[...levels, without, open].filter(({ has }) => told.counted.some(has))];
  }

  function header(scene, told, table, top) {
    const { palette } = scene;
    const lines = table.columns.map(({ head }) => (table.words ? linesOf(head, table.width - 4, 9.5) : head === "n" ? ["n"] : []));
    const most = Math.max(1, ...lines.map((one) => one.length));
    const floor = top + 18 + (table.words ? most * LINE : 0);
    const words = lines.flatMap((some, index) => some.map((line, at) => text(columnRight(table, index), round(floor - (index ? 18 : 5) - (some.length - 1 - at) * LINE), line, { size: 9.5, fill: palette.soft, anchor: "end" })));
    const marks = table.columns.map(({ value, cut }, index) => (value || cut ? square(scene, value ?? PLAIN, { x: columnRight(table, index) - 9.5, y: floor - 13, size: 9, gap: cut }) : null));
    const share = table.share ? [text(round(table.right - table.share + 14), floor - 5, "share of n", { size: 10, fill: palette.soft })] : [];
    return { parts: [...words, ...marks, ...share, rule(scene, table, floor + 2, palette.soft)], bottom: floor + 3 };
  }

  const PLAIN = { fill: "thin-ring", colour: "#565D66", darkColour: "#A3ABB6" };
  const columnRight = (table, index) => round(MARGIN + table.label + table.first + index * table.width - 3);
  const rule = (scene, table, y, stroke) => h("line", { x1: MARGIN, x2: round(table.right), y1: round(y), y2: round(y), stroke, "stroke-width": 1 });

  function rowParts(scene, told, table, { label, marks, sum = false }, top) {
    const { palette } = scene;
    const y = top + table.over;
    const cells = table.columns.map((column, index) => cell(scene, table, { column, count: marks.filter(column.has).length, index, y, sum }));
    const room = table.over ? scene.width - 2 * MARGIN : table.label - 6;
    const name = text(MARGIN, top + 16, clip(label, room, table.size, sum), { size: table.size, bold: sum, fill: palette.ink });
    const under = sum ? rule(scene, table, top - 1.5, palette.soft) : rule(scene, table, top + table.row - 0.5, palette.line);
    return h("g", {}, under, ...cells.flat(), name, ...shareBar(scene, told, table, marks, y));
  }

  // The bars behind the numbers have one scale in all cells.
  function cell(scene, table, { column, count, index, y, sum }) {
    const { palette } = scene;
    const right = columnRight(table, index);
    const long = sum || index === 0 ? 0 : ((table.width - 4) * count) / table.most;
    const bar = long ? h("rect", { x: round(right + 1 - table.width + 4), y: y + 3, width: round(long), height: ROW - 6, fill: colourOf(scene, column.value), "fill-opacity": 0.22 }) : null;
    const { size } = table;
    return [bar, text(right - 1, y + 16, count ? number(count) : "·", { size, bold: index === 0, fill: count ? palette.ink : palette.soft, anchor: "end" })];
  }

  function shareBar(scene, told, table, marks, y) {
    if (!highest(told)) return [];
    const room = table.beside ? { x: table.right - table.share + 14, width: table.share - 14, y: y + 6, height: 11 } : { x: MARGIN, width: table.right - MARGIN, y: y + ROW - 1, height: 5 };
    if (marks.length < FEWEST) return [table.beside ? text(round(room.x), y + 15.5, `n < ${FEWEST}`, { size: 10, fill: scene.palette.soft }) : null];
    let x = room.x;
    return [...countBy(marks, ({ level }) => level)].sort(([a], [b]) => a - b).map(([level, count]) => {
      const width = (room.width * count) / marks.length;
      const value = told.levels[level] ?? told.unknown;
      x += width;
      return barOf(scene, value, { ...room, x: x - width, width: Math.max(0.5, width - 1) }, `${tidy(value?.label ?? "without")}: ${number(count)} of ${number(marks.length)}`);
    });
  }

  // What the marks at the heads of narrow columns mean.
  function keyOf(scene, table, top) {
    const room = scene.width - 2 * MARGIN;
    const parts = [];
    let [x, y] = [0, top];
    for (const { head, value, cut } of table.columns.slice(1)) {
      const words = clip(head, room - 16, 10, false);
      const width = 14 + measure(words, 10, false) + 14;
      if (x && x + width - 14 > room) [x, y] = [0, y + 16];
      parts.push(square(scene, value ?? PLAIN, { x: MARGIN + x, y: y - 8.5, size: 9, gap: cut }), text(round(MARGIN + x + 14), y, words, { size: 10, fill: scene.palette.soft }));
      x += width;
    }
    return { parts, bottom: y + 16 };
  }

  function countingRule(scene, told) {
    const kinds = kindsOf(scene);
    const twice = told.rows.reduce((sum, { marks }) => sum + marks.length, 0) - told.here.length;
    const top = highest(told);
    return [
      `The numbers count the ${kinds} that are shown: ${number(told.here.length)} of ${number(told.counted.length)}.`,
      twice ? "What stands in more than one row counts in each." : "",
      told.counted.some(({ node }) => node.gap) ? "Could be higher (a gap in the upper side): what is unknown would allow a higher place." : "",
      top ? `Shares are of n, ${told.unknown ? `“${tidy(told.unknown.label)}” included` : "all of it"}; where n is below ${FEWEST} there is none.` : "",
    ].filter(Boolean).join(" ");
  }
}
