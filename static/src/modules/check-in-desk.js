// The desk at a door, without a mouse: down goes from the field to who is found, 1 to 5 records one of them, and letters
// go back to the field. In the field itself digits are part of a code, and record nobody.
import { isSingleKey } from "./single-keys.js";

export function startCheckInDesk() {
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
