// form[data-bulk]: a box that chooses all rows, and a bar that says how many are chosen and acts on them.
export function startBulk(part) {
  const forms = [...part.querySelectorAll("form[data-bulk]")];
  if (part.matches?.("form[data-bulk]")) forms.push(part);
  for (const form of forms) watch(form);
}

function watch(form) {
  if (form.dataset.bulk === "watched") return;
  form.dataset.bulk = "watched";
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-select-all]")) {
      for (const box of boxes(form)) box.checked = event.target.checked;
    }
    show(form);
  });
  show(form);
}

function boxes(form) {
  return [...form.querySelectorAll('input[type=checkbox][name="selected"]')];
}

function show(form) {
  const all = boxes(form);
  const chosen = all.filter((box) => box.checked).length;
  const selectAll = form.querySelector("[data-select-all]");
  if (selectAll) {
    selectAll.checked = chosen > 0 && chosen === all.length;
    selectAll.indeterminate = chosen > 0 && chosen < all.length;
  }
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.toggleAttribute("data-empty", chosen === 0);
  const count = bar.querySelector("[data-bulk-count]");
  if (count && chosen > 0) {
    count.textContent = chosen === 1 ? count.dataset.one : count.dataset.many.replace("{n}", chosen);
  }
}
