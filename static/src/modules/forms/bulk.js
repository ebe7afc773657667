// form[data-bulk]: checkboxes for all rows of a table, and a bar that shows how many are selected and acts on them, as does
// what stands elsewhere for them ([data-chosen-of] with the id of the form).
// Shift selects a range; arrow keys move from row to row, with Shift selecting on the way.
export function startBulk(part) {
  const forms = [...part.querySelectorAll("form[data-bulk]")];
  if (part.matches?.("form[data-bulk]")) forms.push(part);
  for (const form of forms) watch(form);
}

function watch(form) {
  if (form.dataset.bulk === "watched") return;
  form.dataset.bulk = "watched";
  let last = null;
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes(scope(event.target))) box.checked = event.target.checked;
    }
    show(form);
  });
  form.addEventListener("click", (event) => {
    if (!event.target.matches("[name=selected]")) return;
    if (event.shiftKey && last?.isConnected) stretch(form, last, event.target);
    last = event.target;
    show(form);
  });
  form.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !event.target.matches("[name=selected]")) return;
    const all = boxes(form);
    const next = all[all.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    if (event.shiftKey) {
      event.target.checked = true;
      next.checked = true;
      last = next;
      show(form);
    }
  });
  show(form);
}

// The part of the form that a checkbox for all rows refers to.
function scope(box) {
  return box.closest("table") ?? box.form;
}

function boxes(part) {
  return [...part.querySelectorAll('input[type=checkbox][name="selected"]')];
}

function stretch(form, from, to) {
  for (const box of range(boxes(form), from, to)) box.checked = to.checked;
}

export function range(boxes, from, to) {
  const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((one, other) => one - other);
  return boxes.slice(first, last + 1);
}

export function stateOfAll(boxes) {
  const chosen = boxes.filter((box) => box.checked).length;
  return { checked: chosen > 0 && chosen === boxes.length, indeterminate: chosen > 0 && chosen < boxes.length };
}

function show(form) {
  for (const selectAll of form.querySelectorAll("[data-select-all]")) {
    const { checked, indeterminate } = stateOfAll(boxes(scope(selectAll)));
    selectAll.checked = checked;
    selectAll.indeterminate = indeterminate;
  }
  const chosen = boxes(form).filter((box) => box.checked).length;
  const elsewhere = form.id ? document.querySelectorAll(`[data-chosen-of="${form.id}"]`) : [];
  for (const part of [...form.querySelectorAll("[data-bulk-bar]"), ...elsewhere]) {
    part.toggleAttribute("data-empty", chosen === 0);
    const count = part.querySelector("[data-bulk-count]");
    if (count && chosen > 0) {
      count.textContent = chosen === 1 ? count.dataset.one : count.dataset.many.replace("{n}", chosen);
    }
  }
}
