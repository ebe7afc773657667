// [data-fit]: nothing is cut off and nothing scrolls. The text of a part is as large as fits, up to the factor given by
// the mark (1 by default). Its styles multiply their sizes by var(--fit).
import { largestSize } from "./largest-size.js";

const SMALLEST = 0.25;

export function fit(part) {
  if (!part.clientHeight) return;
  const set = (value) => part.style.setProperty("--fit", String(value));
  const most = Number(part.dataset.fit) || 1;
  const fits = (size) => {
    set(size);
    return part.scrollHeight <= part.clientHeight + 1 && part.scrollWidth <= part.clientWidth + 1;
  };
  set(largestSize({ smallest: SMALLEST, most, fits }));
}

export function fitAll(root) {
  root.querySelectorAll("[data-fit]").forEach(fit);
}
