// "?" opens the list of keyboard shortcuts, and so does a link to it ([data-shortcuts]), which without this script
// leads to their page of the guide.
import { isSingleKey } from "./single-keys.js";

export function startShortcuts() {
  const dialog = document.getElementById("shortcuts-dialog");
  if (!dialog?.showModal) return;
  const open = (event) => {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    const isWriting = document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (isSingleKey(event, "?", isWriting)) open(event);
  });
  for (const link of document.querySelectorAll("[data-shortcuts]")) link.addEventListener("click", open);
}
