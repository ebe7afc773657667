// Stars beside sessions. They are stored in this browser; for readers with a page of their own on the server, too. Public
// pages need no cookie, so whether somebody's page is open here is only asked once a star is pressed, or on such a page;
// its address is remembered, and whose it is (star-keeper.js). [data-stars] has the conference, [data-star] is a session's
// button, which posts without this script.
import { after, REFUSED, toHandOver } from "./star-keeper.js";

const REFUSALS = [401, 403, 404];

function starsIn(slug) {
  const names = { stars: `confman-stars:${slug}`, keeper: `confman-stars-of:${slug}`, page: `confman-own-agenda:${slug}` };
  const stored = (name) => localStorage.getItem(names[name]) ?? "";
  return {
    read: () => ({ stars: stored("stars").split(",").filter(Boolean), keeper: stored("keeper"), page: stored("page") }),
    // An empty list leaves nothing behind, and nothing is stored on a device that is just being left.
    write(values) {
      if ("forgotten" in document.documentElement.dataset) return;
      for (const [name, key] of Object.entries(names)) {
        if (values[name].length) localStorage.setItem(key, String(values[name]));
        else localStorage.removeItem(key);
      }
    },
  };
}

// null if the network or the server is down, or busy: that says nothing about whose page is open here.
async function ask(address, fields) {
  const sent = fields ? { method: "POST", body: new URLSearchParams(fields) } : {};
  try {
    const answer = await fetch(address, { redirect: "manual", credentials: "same-origin", ...sent });
    if (answer.type === "opaqueredirect" || REFUSALS.includes(answer.status)) return REFUSED;
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(part, { stars }) {
  for (const button of part.querySelectorAll("[data-star]")) {
    button.setAttribute("aria-pressed", String(stars.includes(button.value)));
  }
}

export function startStars(part) {
  const mark = document.querySelector("[data-stars]");
  if (!mark) return;
  const store = starsIn(mark.dataset.stars);
  show(part, store.read());
  pointToOwn(store.read());
  // Once per page: htmx fires for the whole body, too.
  if (mark.dataset.started) return;
  mark.dataset.started = "yes";
  const address = mark.dataset.starsAddress ?? mark.action;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-star], [data-unstar]");
    if (!button) return;
    const key = button.dataset.unstar ?? button.value;
    const { stars, ...whose } = store.read();
    const starred = !stars.includes(key) && "star" in button.dataset;
    keep(store, { ...whose, stars: starred ? [...stars, key] : stars.filter((other) => other !== key) });
    if (!("star" in button.dataset)) return;
    event.preventDefault();
    synchronize(address, store, { session: key, ...(starred && { starred: "on" }) });
  });

  openOwn(store.read());
  if (!store.read().page && !("starsTakeOver" in mark.dataset)) return;
  synchronize(address, store).then((isMore) => {
    if (isMore && mark.dataset.starsTakeOver === "listed") location.reload();
  });
}

function keep(store, values) {
  store.write(values);
  show(document, values);
  pointToOwn(values);
}

// "My agenda" is one's own page; for those without one a list that the server makes of the ids in its address, which can
// be printed and shared.
function pointToOwn({ stars, page }) {
  const link = document.querySelector("a[data-own-agenda]");
  if (!link) return;
  link.dataset.ownAgenda ||= link.href;
  const there = new URL(page || link.dataset.ownAgenda, location.href);
  if (!page && stars.length) there.searchParams.set("sessions", [...stars].sort().join(","));
  link.href = there;
}

// Readers who came without the ids, by a link from elsewhere, are redirected to them.
function openOwn({ stars, page }) {
  const link = document.querySelector("a[data-own-agenda]");
  const shown = document.querySelector("[data-own-results]");
  const listed = new URLSearchParams(location.search).get("sessions");
  if (link && shown && !listed && (page || stars.length)) location.replace(link.href);
}

// Stars that nobody kept go to whoever's page is open here; the keeper's come from there. Tells whether any went.
async function synchronize(address, store, fields) {
  let answer = await ask(address, fields);
  const missing = toHandOver(store.read(), answer);
  const before = answer?.sessions.length;
  if (missing.length) answer = await ask(address, { sessions: missing.join(",") });
  keep(store, after(store.read(), answer, fields && (fields.starred ? [fields.session] : [])));
  return missing.length > 0 && answer?.sessions.length > before;
}
