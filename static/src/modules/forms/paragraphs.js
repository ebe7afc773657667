// form[data-paragraphs]: paragraphs are added, moved, indented by button, key or drag. Without this script place and
// level are typed for each; the submitted data are the same.
export function startParagraphs(part) {
  for (const form of part.querySelectorAll("form[data-paragraphs]")) {
    if (form.dataset.paragraphsStarted) continue;
    form.dataset.paragraphsStarted = "yes";
    watch(form);
  }
}

const KEYS = { ArrowUp: "up", ArrowDown: "down", ArrowRight: "indent", ArrowLeft: "outdent" };
const STARTED = "paragraphs-started";

function watch(form) {
  const list = form.querySelector("[data-paragraph-rows]");
  form.classList.add(STARTED);
  for (const help of form.querySelectorAll("[data-paragraph-help]")) help.hidden = false;
  for (const row of rows(list)) show(row);
  renumber(list);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-paragraph-action]");
    if (button && action(form, button.closest("[data-paragraph]"), button.dataset.paragraphAction)) button.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-paragraph-text]")) return;
    const starts = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    // In a right-to-left script a sub-paragraph is indented to the left.
    const mirrored = getComputedStyle(event.target).direction === "rtl";
    let name = starts ? "add" : event.altKey && KEYS[event.key];
    if (mirrored && (name === "indent" || name === "outdent")) name = name === "indent" ? "outdent" : "indent";
    if (!name) return;
    event.preventDefault();
    if (action(form, event.target.closest("[data-paragraph]"), name)) event.target.focus();
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-paragraph]");
    if (row) show(row);
  });
  watchDrag(form, list);
}

function rows(list) {
  return [...list.querySelectorAll("[data-paragraph]")];
}

function field(row, name) {
  return row.querySelector(`[name$="-${name}"]`);
}

// Returns whether the focus stays where it was.
function action(form, row, name) {
  const list = row.parentElement;
  const [before, after] = [row.previousElementSibling, row.nextElementSibling];
  if (name === "up" && before) list.insertBefore(row, before);
  else if (name === "down" && after) list.insertBefore(after, row);
  else if (name === "indent" || name === "outdent") turn(row, name === "indent" ? 1 : -1);
  else if (name === "add") return !add(form, row);
  else return false;
  renumber(list);
  form.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

function turn(row, by) {
  const level = field(row, "level");
  level.selectedIndex = Math.min(Math.max(level.selectedIndex + by, 0), level.options.length - 1);
  show(row);
}

function add(form, after) {
  const total = form.querySelector(`[name="${form.dataset.paragraphs}-TOTAL_FORMS"]`);
  const template = form.querySelector("[data-paragraph-template]");
  const holder = document.createElement("template");
  // biome-ignore lint/plugin: the page's own template, with a number in it
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  const row = holder.content.querySelector("[data-paragraph]");
  total.value = Number(total.value) + 1;
  after.after(row);
  field(row, "level").value = field(after, "level").value;
  show(row);
  renumber(row.parentElement);
  row.querySelector("[data-paragraph-text]").focus();
  return true;
}

function show(row) {
  for (const tools of row.querySelectorAll("[data-paragraph-tools]")) tools.hidden = false;
  row.dataset.level = field(row, "level").value;
  row.classList.toggle("is-removed", Boolean(field(row, "DELETE")?.checked));
}

// The place of each in the displayed order.
function renumber(list) {
  rows(list).forEach((row, index) => {
    field(row, "ORDER").value = index + 1;
  });
}

function watchDrag(form, list) {
  let dragged = null;
  list.addEventListener("dragstart", (event) => {
    const handle = event.target.closest?.("[data-paragraph-action=drag]");
    if (!handle) return;
    dragged = handle.closest("[data-paragraph]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(dragged, 20, 20);
  });
  list.addEventListener("dragover", (event) => {
    const over = dragged && event.target.closest?.("[data-paragraph]");
    if (!over) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    list.insertBefore(dragged, event.clientY > box.top + box.height / 2 ? over.nextSibling : over);
  });
  list.addEventListener("drop", (event) => dragged && event.preventDefault());
  list.addEventListener("dragend", () => {
    if (!dragged) return;
    dragged = null;
    renumber(list);
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
