// The table as a still picture: the first rows, and how many more there are; the table of a page is a table.

{
  const MOST = 60, ROW = 19, GAP = 14, LEAST_COLUMN = 84;
  const lines = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  // By name, numbers in it by their size, as the table of a page stands before it is sorted otherwise.
  const keyOfName = ({ label }) => label.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));
  const byName = (nodes) => nodes.map((node) => ({ node, key: keyOfName(node) })).sort((a, b) => lines(a.key, b.key) || lines(a.node.id, b.node.id)).map(({ node }) => node);

  // Name, date, the value that colours with its mark, then as many facets as there is room for.
  function columnsOf(scene, nodes, width) {
    const words = (facet) => (node) => valuesOf(scene, node, facet.key).map((value) => value.label).join(", ");
    const some = (facet) => nodes.some((node) => (node.facets[facet.key] ?? []).length) && (facet.key !== "type" || new Set(nodes.map(({ kind }) => kind)).size > 1);
    const [colour, ...others] = scene.facets, kept = others.filter((facet) => facet !== colour && some(facet));
    const all = [
      { heading: "Name", of: (node) => node.label.trim() || node.id, most: 0.26 * width, bold: true },
      ...(nodes.some(({ date }) => date) ? [{ heading: "Date", of: ({ date }) => date, most: 80 }] : []),
      ...(colour && some(colour) ? [{ heading: colour.label, of: words(colour), most: 0.22 * width, marked: true }] : []),
      ...kept.map((facet) => ({ heading: facet.label, of: words(facet), most: 0.17 * width })),
    ];
    const columns = [];
    let x = 8;
    for (const column of all) {
      const asked = nodes.reduce((most, node) => Math.max(most, measure(column.of(node), 11.5, column.bold)), measure(column.heading, 11, true));
      const room = width - 8 - x - (column.marked ? 20 : 0), wide = Math.min(asked + 1, Math.max(column.most, LEAST_COLUMN), room);
      if (columns.length && wide < Math.min(asked, LEAST_COLUMN)) break;
      columns.push({ ...column, x, wide });
      x += wide + GAP + (column.marked ? 20 : 0);
    }
    return columns;
  }

  function rowOf(scene, node, y, columns) {
    const { palette } = scene;
    return columns.flatMap((column) => [
      column.marked && glyph(scene, node, column.x + 7, y - 4, 5.5),
      text(column.x + (column.marked ? 20 : 0), y, clip(column.of(node), column.wide, 11.5, column.bold), { size: 11.5, bold: column.bold, fill: column.bold ? palette.ink : palette.soft }),
    ]);
  }

  forms.table = (scene) => {
    const { view, shown, palette, width } = scene;
    const nodes = scene.rows ?? byName(view.nodes.filter(({ id }) => shown.has(id)));
    if (!nodes.length) return nothingToDraw(scene);
    const rows = nodes.slice(0, MOST), columns = columnsOf(scene, rows, width), left = nodes.length - rows.length;
    const rule = (y, stroke) => h("line", { x1: 0, y1: y, x2: width, y2: y, stroke });
    const y = (at) => 40 + at * ROW, end = y(rows.length) - 4;
    const more = left ? wrapped(`and ${number(left)} more: written as a page (-o ${view.name}.html) the table has them all, and so has its CSV`, width - 16, 12) : [];
    return {
      width, height: end + 6 + more.length * 17, drawn: rows.map(({ id }) => id),
      tree: h("g", {},
        ...columns.map((column) => text(column.x + (column.marked ? 20 : 0), 16, clip(column.heading, column.wide, 11, true), { size: 11, bold: true, fill: palette.soft })),
        rule(23, palette.edge), ...rows.flatMap((node, at) => [at ? rule(y(at) - 14, palette.line) : null, ...rowOf(scene, node, y(at), columns)]).filter(Boolean),
        ...more.map((line, at) => text(8, end + 16 + at * 17, line, { size: 12, fill: palette.ink }))),
    };
  };
}
