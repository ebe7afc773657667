// form[data-badge-designer]: the server redraws the badge as one types; elements are dragged on it or moved with the
// arrow keys, and rows are added and moved without leaving the page. Without this script buttons do the same.
const form = document.querySelector("[data-badge-designer]");
if (form) start(form);

function start(form) {
  const state = form.querySelector("[data-designer-state]");
  let waiting;
  let running;
  let chosen = null;
  let held = null;
  // A new picture would interrupt a drag: it is drawn afterwards.
  let dragging = false;
  let due = false;

  async function post(url, extra = {}) {
    running?.abort();
    running = new AbortController();
    const data = new FormData(form);
    for (const [name, value] of Object.entries(extra)) data.set(name, value);
    state.textContent = state.dataset.drawing;
    const response = await fetch(url, { method: "POST", body: data, signal: running.signal });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    state.textContent = "";
    return page;
  }

  function failed(error) {
    if (error.name !== "AbortError") state.textContent = state.dataset.failed;
  }

  // If it cannot be drawn, the last valid picture stays below the error.
  function show(page) {
    const fresh = page.querySelector("[data-preview]");
    const faces = fresh.querySelector("[data-preview-faces]");
    const old = form.querySelector("[data-preview-faces]");
    if (!faces.childElementCount) faces.replaceWith(old);
    // Replacing the picture loses the focus, which is restored on the new one.
    dragging = false;
    held = document.activeElement?.dataset?.face ?? null;
    form.querySelector("[data-preview]").replaceWith(fresh);
    layBoxes();
  }

  function showUnlessDragging(page) {
    if (dragging) due = true;
    else show(page);
  }

  const draw = () => post(form.dataset.previewUrl).then(showUnlessDragging).catch(failed);

  function drawSoon() {
    clearTimeout(waiting);
    if (dragging) due = true;
    else waiting = setTimeout(draw, 200);
  }

  // An action on the rows: the page returns the resulting rows; nothing is stored.
  async function action(value) {
    clearTimeout(waiting);
    try {
      const page = await post(location.pathname, { action: value });
      const fields = form.querySelector("[data-designer-fields]");
      fields.replaceWith(page.querySelector("[data-designer-fields]"));
      show(page);
      prepare();
      form.dispatchEvent(new Event("input", { bubbles: true }));
      clearTimeout(waiting);
      const opened = form.querySelector(".badge-element[open] summary");
      (opened ?? form.querySelector("#elements-heading")).scrollIntoView({ block: "nearest" });
      opened?.focus();
    } catch (error) {
      failed(error);
    }
  }

  form.addEventListener("input", (event) => {
    showFacts(event.target.closest?.("[data-element]"));
    if (event.target.name !== "new_kind") drawSoon();
  });
  form.addEventListener("change", (event) => {
    if (event.target.name === "sheet") action("paper");
    else if (event.target.matches("select, [type=checkbox], [type=file]") && event.target.name !== "new_kind") drawSoon();
    if (event.target.matches("select")) showOwnColours();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action]");
    if (!button) return;
    event.preventDefault();
    action(button.value);
  });

  // --- The fields of a row ---------------------------------------------------------------------------------

  const rows = () => [...form.querySelectorAll("[data-element]")];
  const field = (row, name) => form.elements[`elements-${row.dataset.element}-${name}`];
  const number = (row, name) => Number.parseFloat(field(row, name)?.value) || 0;

  function put(row, name, value) {
    field(row, name).value = String(Math.round(value * 10) / 10);
  }

  function showFacts(row) {
    const facts = row?.querySelector("[data-element-facts]");
    if (!facts) return;
    const [x, y, width, height] = ["x_mm", "y_mm", "width_mm", "height_mm"].map((name) => field(row, name).value || "?");
    const sizes = field(row, "largest_pt") && field(row, "largest_pt").type !== "hidden";
    const letters = sizes ? ` · ${field(row, "smallest_pt").value}–${field(row, "largest_pt").value} pt` : "";
    facts.textContent = `${x}, ${y} · ${width} × ${height} mm${letters}`;
  }

  // A custom colour is asked for if "own" is selected.
  function showOwnColours() {
    for (const row of rows()) {
      for (const name of ["colour", "fill"]) {
        const own = field(row, `own_${name}`)?.closest(".field");
        if (own) own.hidden = field(row, name).value !== "own";
      }
    }
  }

  function open(row) {
    for (const other of rows()) other.open = other === row;
    row.scrollIntoView({ block: "nearest" });
  }

  function prepare() {
    showOwnColours();
    for (const row of rows()) {
      row.addEventListener("toggle", () => {
        if (row.open) mark(row.dataset.element);
      });
    }
  }

  // --- The boxes over the picture --------------------------------------------------------------------------

  // The boxes are for the mouse; for the keyboard the badge is one object, on which the arrow keys move the element
  // that was selected there or opened in the list.
  function layBoxes() {
    const focused = held;
    held = null;
    for (const frame of form.querySelectorAll("[data-face]")) {
      if (frame.tabIndex !== 0) frame.addEventListener("keydown", (event) => moveByKey(event, frame));
      frame.tabIndex = 0;
      frame.setAttribute("role", "application");
      for (const box of frame.querySelectorAll("[data-box]")) box.remove();
      for (const row of rows()) {
        const shown = field(row, "shown")?.checked;
        if (!shown || (field(row, "side")?.value || "front") !== frame.dataset.face) continue;
        frame.append(makeBox(row, frame));
      }
    }
    mark(chosen);
    if (focused) form.querySelector(`[data-face="${focused}"]`)?.focus();
  }

  function makeBox(row, frame) {
    const box = document.createElement("div");
    box.className = "badge-box";
    box.dataset.box = row.dataset.element;
    box.title = row.querySelector(".badge-element-kind").textContent;
    place(box, row, frame);
    box.addEventListener("click", () => open(row));
    box.addEventListener("pointerdown", (event) => drag(event, box, row, frame));
    return box;
  }

  function place(box, row, frame) {
    const wide = Number(frame.dataset.width);
    const high = Number(frame.dataset.height);
    box.style[isMirrored(frame) ? "right" : "left"] = `${(100 * number(row, "x_mm")) / wide}%`;
    box.style.top = `${(100 * number(row, "y_mm")) / high}%`;
    box.style.width = `${(100 * number(row, "width_mm")) / wide}%`;
    box.style.height = `${(100 * number(row, "height_mm")) / high}%`;
    if (chosen === row.dataset.element) tell(frame);
  }

  // The element that the arrow keys would move, and its place.
  function tell(frame) {
    const row = frame.querySelector(".badge-box-chosen") && rows()[chosen];
    const words = row && {
      kind: row.querySelector(".badge-element-kind").textContent,
      x: field(row, "x_mm").value,
      y: field(row, "y_mm").value,
    };
    const label = row ? form.dataset.boxLabel : form.dataset.frameLabel;
    frame.setAttribute(
      "aria-label",
      label.replace(/\{(\w+)\}/g, (_whole, name) => words[name]),
    );
  }

  const isMirrored = (frame) => "mirrored" in frame.dataset;

  function mark(element) {
    chosen = element;
    for (const box of form.querySelectorAll("[data-box]")) {
      box.classList.toggle("badge-box-chosen", box.dataset.box === element);
    }
    for (const frame of form.querySelectorAll("[data-face]")) tell(frame);
  }

  // Nothing is moved beyond the edge of the card.
  function moveTo(box, row, frame, x, y) {
    const wide = Number(frame.dataset.width) - number(row, "width_mm");
    const high = Number(frame.dataset.height) - number(row, "height_mm");
    put(row, "x_mm", Math.min(Math.max(0, x), Math.max(0, wide)));
    put(row, "y_mm", Math.min(Math.max(0, y), Math.max(0, high)));
    place(box, row, frame);
    field(row, "x_mm").dispatchEvent(new Event("input", { bubbles: true }));
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function moveByKey(event, frame) {
    const way = ARROWS[event.key];
    const box = frame.querySelector(".badge-box-chosen");
    if (!way || !box) return;
    const row = rows()[box.dataset.box];
    event.preventDefault();
    const step = event.shiftKey ? 0.1 : 1;
    moveTo(box, row, frame, number(row, "x_mm") + (isMirrored(frame) ? -way[0] : way[0]) * step, number(row, "y_mm") + way[1] * step);
  }

  function drag(event, box, row, frame) {
    if (event.button !== 0) return;
    const { width } = frame.getBoundingClientRect();
    const scale = Number(frame.dataset.width) / width;
    const across = isMirrored(frame) ? -scale : scale;
    const from = { x: event.clientX, y: event.clientY, left: number(row, "x_mm"), top: number(row, "y_mm") };
    box.setPointerCapture(event.pointerId);
    dragging = true;
    mark(row.dataset.element);
    const move = (now) => {
      // A slightly moving click is not a drag.
      if (Math.hypot(now.clientX - from.x, now.clientY - from.y) < 3) return;
      const half = (value) => Math.round(value * 2) / 2;
      moveTo(box, row, frame, half(from.left + (now.clientX - from.x) * across), half(from.top + (now.clientY - from.y) * scale));
    };
    box.addEventListener("pointermove", move);
    const end = () => {
      box.removeEventListener("pointermove", move);
      dragging = false;
      if (due) drawSoon();
      due = false;
    };
    box.addEventListener("lostpointercapture", end, { once: true });
  }

  prepare();
  layBoxes();
}
