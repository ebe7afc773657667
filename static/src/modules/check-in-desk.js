// The desk at a door, without a mouse: down goes from the field to who is found, 1 to 5 records one of them, and letters
// go back to the field. In the field itself digits are part of a code, and record nobody.
import { readySounds, sound } from "../door/sounds.js";
import { isSingleKey } from "./single-keys.js";

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

export function startCheckInDesk() {
  startSound();
  const field = document.querySelector("[data-check-in] [name=words]");
  if (!field) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const picks = [...document.querySelectorAll("[data-pick]")];
    if (document.activeElement === field) {
      if (event.key !== "ArrowDown" || !picks.length) return;
      event.preventDefault();
      picks[0].focus();
    } else if (/^[1-5]$/.test(event.key) && isSingleKey(event, event.key, false)) {
      picks[Number(event.key) - 1]?.click();
    } else if (event.key.length === 1 && event.key !== " " && !event.repeat) {
      field.focus();
      field.select();
    }
  });
}
