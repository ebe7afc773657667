// Stars beside sessions. They are stored in this browser; for signed-in readers on the account, too. These pages need
// no cookie, so whether someone is signed in is only asked once a star is pressed, and remembered. [data-stars] has the
// conference and the account's address; [data-star] is a session's button.
const ACCOUNT = "confman-account";

function memory(slug) {
  const name = `confman-stars:${slug}`;
  return {
    read: () => new Set((localStorage.getItem(name) ?? "").split(",").filter(Boolean)),
    write: (kept) => localStorage.setItem(name, [...kept].join(",")),
  };
}

// null if nobody is signed in or the network is down: the browser's storage is enough then.
async function ask(address, options = {}) {
  try {
    const answer = await fetch(address, { redirect: "manual", credentials: "same-origin", ...options });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function tell(address, fields) {
  const account = await ask(address);
  localStorage.setItem(ACCOUNT, account ? "1" : "");
  if (!account) return null;
  return ask(address, {
    method: "POST",
    headers: { "X-CSRFToken": account.token },
    body: new URLSearchParams(fields),
  });
}

function show(part, kept) {
  for (const button of part.querySelectorAll("[data-star]")) {
    button.setAttribute("aria-pressed", String(kept.has(button.dataset.star)));
  }
}

export function startStars(part) {
  const mark = document.querySelector("[data-stars]");
  if (!mark) return;
  const { read, write } = memory(mark.dataset.stars);
  show(part, read());
  pointToOwn(read());
  // Once per page: htmx fires for the whole body, too.
  if (mark.dataset.started) return;
  mark.dataset.started = "yes";
  const address = mark.dataset.starsAddress;

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-star], [data-unstar]");
    if (!button) return;
    const kept = read();
    const key = button.dataset.star ?? button.dataset.unstar;
    const starred = !kept.delete(key) && "star" in button.dataset;
    if (starred) kept.add(key);
    write(kept);
    show(document, kept);
    pointToOwn(kept);
    if ("star" in button.dataset) tell(address, { session: key, ...(starred && { starred: "on" }) });
  });

  openOwn(read);
  if (localStorage.getItem(ACCOUNT) || "starsTakeOver" in mark.dataset) synchronize(mark, address, { read, write });
}

// "My agenda" is a list that the server makes of the ids in its address: it can be printed and shared.
function pointToOwn(kept) {
  const link = document.querySelector("a[data-own-agenda]");
  if (!link) return;
  const there = new URL(link.href);
  if (kept.size) there.searchParams.set("sessions", [...kept].sort().join(","));
  else there.searchParams.delete("sessions");
  link.href = there;
}

// Readers who came without the ids, by a link from elsewhere, are redirected to them.
function openOwn(read) {
  const link = document.querySelector("a[data-own-agenda]");
  const shown = document.querySelector("[data-own-results]");
  if (link && shown && read().size && !new URLSearchParams(location.search).get("sessions")) location.replace(link.href);
}

// On one's own page, earlier stars of this browser go to the account, and those of the account come here.
async function synchronize(mark, address, { read, write }) {
  const here = read();
  const account = await ask(address);
  localStorage.setItem(ACCOUNT, account ? "1" : "");
  if (!account) return;
  const there = new Set(account.sessions);
  const missing = [...here].filter((key) => !there.has(key));
  const first = "starsTakeOver" in mark.dataset && missing.length > 0;
  if (first) {
    const taken = await tell(address, { sessions: missing.join(",") });
    if (taken && taken.sessions.length > there.size) {
      write(new Set(taken.sessions));
      location.reload();
      return;
    }
  }
  write(there);
  show(document, there);
  pointToOwn(there);
}
