// Stars beside sessions. They are stored in this browser; for readers with a page of their own on the server, too. Public
// pages need no cookie, so whether somebody's page is open here is only asked once a star is pressed, or on such a page;
// its address is remembered. [data-stars] has the conference, [data-star] is a session's button, which posts without
// this script.
function memory(slug) {
  const stars = `confman-stars:${slug}`;
  const page = `confman-own-agenda:${slug}`;
  return {
    read: () => new Set((localStorage.getItem(stars) ?? "").split(",").filter(Boolean)),
    write: (kept) => localStorage.setItem(stars, [...kept].join(",")),
    page: () => localStorage.getItem(page) ?? "",
    // null if nobody's page is open here, or the network is down: the browser's storage is enough then.
    async ask(address, fields) {
      const sent = fields ? { method: "POST", body: new URLSearchParams(fields) } : {};
      try {
        const answer = await fetch(address, { redirect: "manual", credentials: "same-origin", ...sent });
        const known = answer.ok ? await answer.json() : null;
        localStorage.setItem(page, known?.page ?? "");
        return known;
      } catch {
        return null;
      }
    },
  };
}

function show(part, kept) {
  for (const button of part.querySelectorAll("[data-star]")) {
    button.setAttribute("aria-pressed", String(kept.has(button.value)));
  }
}

export function startStars(part) {
  const mark = document.querySelector("[data-stars]");
  if (!mark) return;
  const kept = memory(mark.dataset.stars);
  show(part, kept.read());
  pointToOwn(kept);
  // Once per page: htmx fires for the whole body, too.
  if (mark.dataset.started) return;
  mark.dataset.started = "yes";
  const address = mark.dataset.starsAddress ?? mark.action;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-star], [data-unstar]");
    if (!button) return;
    const stars = kept.read();
    const key = button.dataset.unstar ?? button.value;
    const starred = !stars.delete(key) && "star" in button.dataset;
    if (starred) stars.add(key);
    kept.write(stars);
    show(document, stars);
    pointToOwn(kept);
    if (!("star" in button.dataset)) return;
    event.preventDefault();
    kept.ask(address, { session: key, ...(starred && { starred: "on" }) }).then(() => pointToOwn(kept));
  });

  openOwn(kept);
  if (kept.page() || "starsTakeOver" in mark.dataset) synchronize(mark, address, kept);
}

// "My agenda" is one's own page; for those without one a list that the server makes of the ids in its address, which can
// be printed and shared.
function pointToOwn({ read, page }) {
  const link = document.querySelector("a[data-own-agenda]");
  if (!link) return;
  link.dataset.ownAgenda ||= link.href;
  const there = new URL(page() || link.dataset.ownAgenda, location.href);
  if (!page() && read().size) there.searchParams.set("sessions", [...read()].sort().join(","));
  link.href = there;
}

// Readers who came without the ids, by a link from elsewhere, are redirected to them.
function openOwn({ read, page }) {
  const link = document.querySelector("a[data-own-agenda]");
  const shown = document.querySelector("[data-own-results]");
  const listed = new URLSearchParams(location.search).get("sessions");
  if (link && shown && !listed && (page() || read().size)) location.replace(link.href);
}

// On one's own page, stars that this browser kept before it was known go there, once; those of the server come here.
async function synchronize(mark, address, { read, write, page, ask }) {
  const isKnown = Boolean(page());
  const own = await ask(address);
  if (!own) return;
  const there = new Set(own.sessions);
  const missing = isKnown ? [] : [...read()].filter((key) => !there.has(key));
  const taken = missing.length && "starsTakeOver" in mark.dataset ? await ask(address, { sessions: missing.join(",") }) : own;
  if (!taken) return;
  write(new Set(taken.sessions));
  if (taken.sessions.length > there.size && mark.dataset.starsTakeOver === "listed") {
    location.reload();
    return;
  }
  show(document, read());
  pointToOwn({ read, page });
}
