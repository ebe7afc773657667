// [data-fit]: nothing is cut off and nothing scrolls. The letters of a part are as large as lets all of it fit, up to so many
// times their size as the mark says (once, where it says nothing). Its styles take their sizes times var(--fit).
const SMALLEST = 0.25;
const STEPS = 8;

export function fit(part) {
  if (!part.clientHeight) return;
  const set = (value) => part.style.setProperty("--fit", String(value));
  const fits = () => part.scrollHeight <= part.clientHeight + 1 && part.scrollWidth <= part.clientWidth + 1;
  const most = Number(part.dataset.fit) || 1;
  set(most);
  if (fits()) return;
  let [small, large] = [SMALLEST, most];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (small + large) / 2;
    set(middle);
    if (fits()) small = middle;
    else large = middle;
  }
  set(small);
}

export function fitAll(root) {
  root.querySelectorAll("[data-fit]").forEach(fit);
}
