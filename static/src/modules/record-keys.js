// Keys of a record: K and J go to the one before and after it in its list (templates/web/components/neighbours.html); what names
// a key of its own by aria-keyshortcuts is pressed by it, as A, W and D decide on a registration.
import { isSingleKey } from "./single-keys.js";

const WAYS = { K: "prev", J: "next" };

// The selector of what this key presses; empty where it presses nothing. A letter of another script stands for its key.
export function pressedBy(event, isWriting) {
  const letter = /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : /^Key([A-Z])$/.exec(event.code)?.[1];
  if (!letter || !isSingleKey(event, event.key, isWriting)) return "";
  return letter in WAYS ? `.secretariat .neighbours a[rel=${WAYS[letter]}]` : `.secretariat [aria-keyshortcuts="${letter}"]`;
}

export function startRecordKeys() {
  document.addEventListener("keydown", (event) => {
    const isWriting = document.activeElement?.matches("input, textarea, select, [contenteditable]");
    const selector = pressedBy(event, isWriting);
    if (!selector || document.querySelector("dialog[open]")) return;
    const pressed = document.querySelector(selector);
    if (!pressed) return;
    // If the focus goes to a field, the letter is not written into it.
    event.preventDefault();
    pressed.click();
  });
}
