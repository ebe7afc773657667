// "?" opens the list of keyboard shortcuts, and so does a link to it ([data-shortcuts]), which without this script
// leads to their page of the guide.

// Whether this key opens the list, on a page where something may be being typed.
export function asksForShortcuts(event, isWriting) {
  return event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat && !isWriting;
}

export function startShortcuts() {
  const dialog = document.getElementById("shortcuts-dialog");
  if (!dialog?.showModal) return;
  const open = (event) => {
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    const isWriting = document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    if (asksForShortcuts(event, isWriting)) open(event);
  });
  for (const link of document.querySelectorAll("[data-shortcuts]")) link.addEventListener("click", open);
}
