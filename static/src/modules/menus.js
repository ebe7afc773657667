// A menu is a <details class="menu">, which opens by itself. It closes where one presses, goes or chooses elsewhere, and
// on Escape, as every menu does. Filters stay folded on a phone only: a browser that cannot say so in CSS opens them here.
export function startMenus() {
  const closeOthers = (here) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(here)) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeOthers(event.target.closest(".menu-item") ? null : event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.activeElement?.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  if (CSS.supports("selector(details::details-content)") || !matchMedia("(min-width: 48rem)").matches) return;
  for (const fold of document.querySelectorAll(".filter-fold")) fold.open = true;
}
