// A table wider than its frame is scrolled, also by keyboard: the frame takes the focus if nothing in it does, and
// is marked ([data-scrolls]): in the others the heads of columns stay in view. Empty
// cells are marked, so that on a phone no label is shown without a value.
const NOTHING = new Set(["", "–", "—", "-"]);

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) reach(target.closest(".table-frame, .table-responsive"));
});

export function startTables(part) {
  for (const frame of part.querySelectorAll(".table-frame, .table-responsive")) {
    if (frame.hasAttribute("tabindex")) continue;
    sizes.observe(frame);
    if (frame.firstElementChild) sizes.observe(frame.firstElementChild);
  }
  for (const cell of part.querySelectorAll(".table-cards td[data-label]")) {
    const silent = NOTHING.has(cell.textContent.trim()) && !cell.querySelector("input, select, img, svg");
    cell.toggleAttribute("data-nothing", silent);
  }
}

function reach(frame) {
  if (!frame) return;
  const scrolls = frame.scrollWidth > frame.clientWidth;
  frame.toggleAttribute("data-scrolls", scrolls);
  const takesFocus = scrolls && !frame.querySelector("a[href], button, input, select, textarea");
  if (takesFocus) frame.tabIndex = 0;
  else frame.removeAttribute("tabindex");
}
