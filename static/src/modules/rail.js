// The button [data-rail] makes the sidebar of the secretariat a rail of icons, and wide again. The browser remembers it in
// a cookie, from which the server lays out the next page: nothing moves while it is read. The calendar of the agenda is
// beside a rail anyway.
const YEAR = 365 * 24 * 60 * 60;

export function railCookie(isRail) {
  return `rail=${isRail ? "1" : ""}; path=/; max-age=${isRail ? YEAR : 0}; samesite=lax`;
}

export function startRail() {
  const button = document.querySelector("[data-rail]");
  if (!button || document.body.matches(".editor-page")) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isRail = document.body.classList.toggle("rail");
    button.setAttribute("aria-pressed", isRail);
    document.cookie = railCookie(isRail);
  });
}
