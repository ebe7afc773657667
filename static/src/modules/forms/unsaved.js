// form[data-warn-unsaved]: asks before the page is left with unsaved changes.
export function startUnsavedWarning() {
  let changed = false;
  const ours = (event) => event.target.closest?.("form[data-warn-unsaved]");
  document.addEventListener("input", (event) => {
    if (ours(event)) changed = true;
  });
  document.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
}
