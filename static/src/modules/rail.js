// The button [data-rail] makes the sidebar of the secretariat a rail of icons, and wide again. The browser remembers it in
// a cookie, from which the server lays out the next page: nothing moves while it is read. The calendar of the agenda
// and the plenary desk are beside a rail anyway.
const YEAR = 365 * 24 * 60 * 60;

export function startRail() {
  const button = document.querySelector("[data-rail]");
  if (!button || document.body.matches(".rail-page")) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const isRail = document.body.classList.toggle("rail");
    button.setAttribute("aria-pressed", isRail);
    // biome-ignore lint/suspicious/noDocumentCookie: a mark without a value to escape; not every browser has a cookie store
    document.cookie = `rail=1; path=/; max-age=${isRail ? YEAR : 0}; samesite=lax`;
  });
}
