// A menu is a <details class="menu">, which opens by itself. It closes on a click, focus or choice elsewhere, and on
// Escape. Filters and booths are folded on a phone only: browsers that cannot do this in CSS open them here.
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
