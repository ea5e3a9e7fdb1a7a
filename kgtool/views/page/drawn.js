// The stage of every form that is drawn as a picture of its own; it scrolls, and its marks answer to mouse and keys.

const drawnStage = {
  element: byId("drawing"), zoomed: 1, drawn: null,
  show() { this.refresh(); this.element.scrollTo(0, 0); },
  refresh() {
    const { clientWidth, clientHeight } = this.element;
    const scene = sceneNow({ width: Math.max(320, clientWidth - 32), height: clientHeight });
    const { width, height, tree, drawn = null } = forms[current().form](scene);
    this.drawn = drawn;
    const picture = drawnElement(h("svg", { width: width * this.zoomed, height: height * this.zoomed, viewBox: `0 0 ${round(width)} ${round(height)}`, role: "img", "aria-label": current().question }, tree));
    this.element.replaceChildren(picture);
  },
  marks() { return [...this.element.querySelectorAll("g[data-id]")]; },
  find(id) { return this.element.querySelector(`g[data-id="${CSS.escape(id)}"]`) ?? this.element.querySelector(`[data-id="${CSS.escape(id)}"]`); },
  fit() { this.zoomed = 1; this.refresh(); this.element.scrollTo(0, 0); },
  zoom(factor) { this.zoomed = Math.max(0.5, Math.min(6, this.zoomed * factor)); this.refresh(); },
  // From the mark in focus to the nearest one in that direction.
  arrow(dx, dy) {
    const middles = this.marks().map((mark) => { const { left, right, top, bottom } = mark.getBoundingClientRect(); return { id: mark.dataset.id, x: (left + right) / 2, y: (top + bottom) / 2 }; });
    const here = middles.find(({ id }) => id === state.focus);
    if (!here) { if (middles.length) focusOn(middles[0].id); return; }
    const ahead = middles.map((other) => ({ ...other, along: (other.x - here.x) * dx + (other.y - here.y) * dy, across: Math.abs((other.x - here.x) * dy) + Math.abs((other.y - here.y) * dx) })).filter(({ along, id }) => along > 0.5 && id !== here.id);
    if (ahead.length) focusOn(ahead.reduce((best, other) => (other.along + 2 * other.across < best.along + 2 * best.across ? other : best)).id);
  },
  reveal(id) { this.find(id)?.scrollIntoView({ block: "center", inline: "center", behavior: calm ? "auto" : "smooth" }); },
  resize() { this.refresh(); },
  place(id) { return middleOf(this.find(id)); },
  labels() { return [...this.element.querySelectorAll("text")].map((label) => { const { left, right, top, bottom } = label.getBoundingClientRect(); return { text: label.textContent, size: Number.parseFloat(getComputedStyle(label).fontSize), colour: label.getAttribute("fill"), left, right, top, bottom, corners: cornersOf(label) }; }); },
};
// What passes the filters and is in the picture: a family has only its own.
function drawnNodes() {
  const shown = shownNodes();
  return stage() === drawnStage && drawnStage.drawn ? new Set(drawnStage.drawn.filter((id) => shown.has(id))) : shown;
}

// Of the box of a text, which may be turned.
function cornersOf(label) {
  const { x, y, width, height } = label.getBBox(), { a, b, c, d, e, f } = label.getScreenCTM();
  return [[x, y], [x + width, y], [x + width, y + height], [x, y + height]].map(([px, py]) => [a * px + c * py + e, b * px + d * py + f]);
}
drawnStage.element.addEventListener("click", (event) => chooseNode(event.target.closest("[data-id]")?.dataset.id ?? null));
drawnStage.element.addEventListener("pointermove", (event) => hoverNode(event.target.closest("[data-id]")?.dataset.id ?? null, event.clientX, event.clientY));
drawnStage.element.addEventListener("pointerleave", () => hoverNode(null, 0, 0));
