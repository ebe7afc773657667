// Keys that do something without Ctrl or Alt, such as "/" and "?". Whoever speaks to the computer, or touches keys unawares, can
// switch them off by the box [data-single-keys] in the list of the shortcuts (WCAG 2.1.4). The browser remembers it, also
// when one signs out.
const KEPT = "single-keys";
// The choice on this page, where storage is forbidden.
let here = "";

export function areSingleKeysOn() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return here !== "off";
  }
}

export function switchSingleKeys(on) {
  here = on ? "" : "off";
  try {
    localStorage.setItem(KEPT, here);
  } catch {
    // Then it holds for this page alone.
  }
}

// Tells whether this key is pressed alone (Shift may be needed to write it), and may mean more than a letter.
export function isSingleKey(event, key, isWriting) {
  const isHeld = event.ctrlKey || event.metaKey || event.altKey || event.repeat;
  return event.key === key && !isHeld && !isWriting && areSingleKeysOn();
}

export function startSingleKeys() {
  const box = document.querySelector("[data-single-keys]");
  if (!box) return;
  box.checked = areSingleKeysOn();
  box.addEventListener("change", () => switchSingleKeys(box.checked));
}
