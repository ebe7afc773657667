// The desk at a door, without a mouse: 1 to 5 records one of those found, from the field, too, once it holds a name; down
// goes to them, and letters go back to the field. In a code digits are digits, and record nobody.
import { readySounds, sound } from "../door/sounds.js";
import { isSingleKey } from "./single-keys.js";

// Milliseconds in which a scanner, which types a code, presses its next key.
const SCANNED = 100;
const SILENT = "confman-desk-silent";

// The answer sounds as at the door, unless this browser was told to be silent.
function startSound() {
  const button = document.querySelector("[data-sound-switch]");
  if (!button) return;
  const show = () => button.setAttribute("aria-pressed", String(!localStorage.getItem(SILENT)));
  button.hidden = false;
  show();
  button.addEventListener("click", () => {
    if (localStorage.getItem(SILENT)) localStorage.removeItem(SILENT);
    else localStorage.setItem(SILENT, "1");
    show();
  });
  const answer = document.querySelector("[data-sound]");
  if (!answer || localStorage.getItem(SILENT)) return;
  // A browser that wants to be touched first answers late: an old answer must not sound then.
  const asked = performance.now();
  readySounds().then(() => performance.now() - asked < 500 && sound(answer.dataset.sound));
}

// Tells whether a name was typed, for which those found are suggestions: a code has digits from early on.
export function isName(written, found) {
  return written.trim() === found.trim() && /^[^\d]{3,}$/u.test(written.trim());
}

export function startCheckInDesk() {
  startSound();
  const field = document.querySelector("[data-check-in] [name=words]");
  if (!field) return;
  let written = 0;
  field.addEventListener("input", () => {
    written = performance.now();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const picks = [...document.querySelectorAll("[data-pick]")];
    const isDigit = /^[1-5]$/.test(event.key) && isSingleKey(event, event.key, false);
    if (document.activeElement === field) {
      const found = document.getElementById("found").dataset.words;
      if (isDigit && picks[Number(event.key) - 1] && performance.now() - written > SCANNED && isName(field.value, found)) {
        event.preventDefault();
        picks[Number(event.key) - 1].click();
        return;
      }
      if (event.key !== "ArrowDown" || !picks.length) return;
      event.preventDefault();
      picks[0].focus();
    } else if (isDigit) {
      picks[Number(event.key) - 1]?.click();
    } else if (event.key.length === 1 && event.key !== " " && !event.repeat) {
      field.focus();
      field.select();
    }
  });
}
