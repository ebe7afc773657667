// K and J go to the record before and after this one in its list (templates/web/components/neighbours.html).
import { isSingleKey } from "./single-keys.js";

const WAYS = { k: "prev", j: "next" };

export function startNeighbours() {
  document.addEventListener("keydown", (event) => {
    const isWriting = document.activeElement?.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
    const key = event.key.toLowerCase();
    if (!(key in WAYS) || !isSingleKey(event, event.key, isWriting) || document.querySelector("dialog[open]")) return;
    document.querySelector(`.secretariat .neighbours a[rel=${WAYS[key]}]`)?.click();
  });
}
