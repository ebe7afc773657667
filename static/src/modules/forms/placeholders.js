// Puts a placeholder at the caret of the field that was written in last, or of the first text of the page.

const TEXTS = "main textarea, main input[type=text]";
let written = null;

export function startPlaceholders() {
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches(TEXTS)) written = target;
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-insert]");
    const field = written?.isConnected ? written : document.querySelector("main textarea");
    if (!button || !field) return;
    field.focus();
    field.setRangeText(button.dataset.insert, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
