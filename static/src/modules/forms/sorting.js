// [data-sort]: its items are reordered by dragging their handles, also by finger, or by their buttons. With the id of a
// form (data-sort="its id"), a drop submits that form to the address of the dropped item, with the value of the one it
// now precedes. Without it, the numbers in [data-sort-place] are updated and sent with the surrounding form. Escape
// cancels a drag. Without this script there are buttons that submit, or the numbers themselves.
const EDGE = 64;

export function startSorting(part) {
  for (const list of part.querySelectorAll("[data-sort]:not([data-sort-started])")) {
    list.dataset.sortStarted = "";
    list.addEventListener("pointerdown", (event) => {
      const item = event.target.closest("[data-sort-handle]")?.closest("[data-sort-item]");
      if (item && event.isPrimary && event.button === 0) drag(list, item, event);
    });
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-sort-move]");
      if (button) step(list, button);
    });
    show(list);
  }
}

function items(list) {
  return [...list.querySelectorAll(":scope > [data-sort-item]")];
}

function drag(list, item, start) {
  start.preventDefault();
  const stood = items(list)[items(list).indexOf(item) + 1] ?? null;
  const handle = start.target.closest("[data-sort-handle]");
  const done = new AbortController();
  const on = (name, action) => handle.addEventListener(name, action, { signal: done.signal });
  handle.setPointerCapture(start.pointerId);
  item.dataset.dragged = "";

  const end = (keep) => {
    done.abort();
    delete item.dataset.dragged;
    const moved = next(item) !== stood;
    if (!keep) put(list, item, stood);
    else if (moved) settle(list, item);
  };
  on("pointermove", ({ clientY }) => {
    if (clientY < EDGE) window.scrollBy(0, -12);
    else if (clientY > window.innerHeight - EDGE) window.scrollBy(0, 12);
    const before = items(list).find((other) => other !== item && clientY < middle(other)) ?? null;
    if (before !== next(item)) put(list, item, before);
  });
  on("pointerup", () => end(true));
  on("pointercancel", () => end(false));
  document.addEventListener("keydown", ({ key }) => key === "Escape" && end(false), { signal: done.signal });
}

function middle(item) {
  const box = item.getBoundingClientRect();
  return box.top + box.height / 2;
}

function next(item) {
  let found = item.nextElementSibling;
  while (found && !found.matches("[data-sort-item]")) found = found.nextElementSibling;
  return found;
}

// Before another item, or after the last. The others move around it: an element removed from the page, even to be
// reinserted, loses the pointer.
function put(list, item, before) {
  const others = items(list).filter((other) => other !== item);
  const place = before ? others.indexOf(before) : others.length;
  item.before(...others.slice(0, place));
  item.after(...others.slice(place));
}

function step(list, button) {
  const item = button.closest("[data-sort-item]");
  const all = items(list);
  const place = all.indexOf(item) + Number(button.dataset.sortMove);
  if (place < 0 || place >= all.length) return;
  if (button.dataset.sortMove < 0) all[place].before(item);
  else all[place].after(item);
  settle(list, item);
  (button.disabled ? item.querySelector("[data-sort-move]:enabled") : button)?.focus();
}

// The new order counts: it is submitted, or its numbers are written.
function settle(list, item) {
  const form = list.dataset.sort && document.getElementById(list.dataset.sort);
  if (form) {
    form.action = item.dataset.sortAddress;
    form.querySelector("[data-sort-before]").value = next(item)?.dataset.sortValue ?? "";
    form.requestSubmit();
    return;
  }
  show(list);
  item.querySelector("[data-sort-place]")?.dispatchEvent(new Event("input", { bubbles: true }));
}

function show(list) {
  const all = items(list);
  all.forEach((item, number) => {
    const place = item.querySelector("[data-sort-place]");
    if (place) place.value = number + 1;
    for (const button of item.querySelectorAll("[data-sort-move]")) {
      button.disabled = number === (button.dataset.sortMove < 0 ? 0 : all.length - 1);
    }
  });
}
