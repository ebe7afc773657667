// Stars beside sessions. They are kept in this browser; where its reader is signed in, on the account too.
// The pages that have them need no cookie, so whether someone is signed in is only asked once a star is pressed,
// and remembered. [data-stars] names the conference and the account's address; [data-star] is a session's button.
const ACCOUNT = "confman-account";

function memory(slug) {
  const name = `confman-stars:${slug}`;
  return {
    read: () => new Set((localStorage.getItem(name) ?? "").split(",").filter(Boolean)),
    write: (kept) => localStorage.setItem(name, [...kept].join(",")),
  };
}

// null where nobody is signed in or the network is gone: the browser's memory is enough then.
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
    button.hidden = false;
    button.setAttribute("aria-pressed", String(kept.has(button.dataset.star)));
  }
}

export function startStars(part) {
  const mark = document.querySelector("[data-stars]");
  if (!mark) return;
  const { read, write } = memory(mark.dataset.stars);
  show(part, read());
  pointToOwn(read());
  // Once a page: htmx speaks of the whole body, too.
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

// "My agenda" is a list that the server makes of the ids in its address: it prints, and can be sent to someone.
function pointToOwn(kept) {
  const link = document.querySelector("a[data-own-agenda]");
  if (!link) return;
  const there = new URL(link.href);
  if (kept.size) there.searchParams.set("sessions", [...kept].sort().join(","));
  else there.searchParams.delete("sessions");
  link.href = there;
}

// Who came to it without the ids, by a link from elsewhere, is led to them.
function openOwn(read) {
  const link = document.querySelector("a[data-own-agenda]");
  const shown = document.querySelector("[data-own-results]");
  if (link && shown && read().size && !new URLSearchParams(location.search).get("sessions")) location.replace(link.href);
}

// On one's own page what this browser kept before goes to the account, and what the account has comes here.
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
