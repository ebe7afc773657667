// A screen in the venue. The server has written the page as it is now; from here it continues by itself: what is on by
// the corrected clock, slide after slide, text as large as fits. It polls for changes now and then, and reloads once a
// day, and when its scripts or its appearance have changed; never without a network.
import { fit, fitAll } from "./modules/screens/fit.js";
import { fillTheScreen, keepUp } from "./modules/screens/live-screen.js";
import { assetsOfThisPage, tell } from "./modules/offline.js";
import { POLL } from "./modules/poll.js";
import { update } from "./modules/screens/programme.js";
import { serverNow } from "./modules/screens/server-clock.js";
import { slideFrom } from "./modules/screens/slide-order.js";
import { startSpeakerClocks } from "./modules/screens/speaker-clock.js";

const TICK = 1000;
const DAY = 20 * 60 * 60 * 1000;

const venue = document.querySelector("[data-venue]");
const { zone, page, worker } = venue.dataset;
const seconds = Number(venue.dataset.seconds);
const every = Number(venue.dataset.every) * 1000;
const opened = Date.now();

const hourOf = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
const dayOf = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: zone });

let place = Math.max(
  0,
  slides().findIndex((slide) => !slide.hidden),
);
let turnedAt = Date.now();

function slides() {
  return [...venue.querySelectorAll("[data-slide]")];
}

// An empty slide is skipped.
function hasSomething(slide) {
  const programmes = [...slide.querySelectorAll("[data-programme]")];
  const changes = [...slide.querySelectorAll("[data-change]")];
  if (changes.length) return changes.some((change) => !change.hidden);
  return !programmes.length || programmes.some((programme) => !programme.classList.contains("is-empty"));
}

function showSlide(wanted) {
  const all = slides();
  if (!all.length) return;
  place = slideFrom(wanted, all.map(hasSomething));
  turnedAt = Date.now();
  all.forEach((slide, index) => {
    slide.hidden = index !== place;
  });
  fitAll(all[place]);
}

function showTime(now) {
  const hour = hourOf.format(now);
  for (const clock of venue.querySelectorAll("[data-clock]")) if (clock.textContent !== hour) clock.textContent = hour;
  const held = venue.querySelector("[data-slides]");
  const today = dayOf.format(now);
  if (held && held.dataset.today !== today) {
    held.dataset.today = today;
    for (const date of venue.querySelectorAll("[data-date]")) {
      const language = date.closest("[lang]").lang;
      date.textContent = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", timeZone: zone }).format(now);
    }
  }
  return today;
}

function tick() {
  const now = serverNow();
  const today = showTime(now);
  for (const programme of venue.querySelectorAll("[data-programme]")) {
    if (update(programme, now, today)) fitInside(programme);
  }
  for (const change of venue.querySelectorAll("[data-change]")) change.hidden = Date.parse(change.dataset.until) <= now;
  const current = slides()[place];
  const isOver = current && !hasSomething(current);
  if (isOver || Date.now() - turnedAt >= seconds * 1000) {
    if (slides().length > 1) showSlide(place + 1);
  }
}

function fitInside(part) {
  const outer = part.closest("[data-fit]");
  if (outer) fit(outer);
}

function receive(answer) {
  if (answer.page !== page || Date.now() - opened > DAY) {
    location.reload();
    return;
  }
  // biome-ignore lint/plugin: the server's own markup, escaped by its template
  venue.innerHTML = answer.part;
  startSpeakerClocks();
  tick();
  showSlide(place);
  keepThisPage();
}

document.body.classList.add("is-driven");
document.querySelector("[data-screen-lost]").dataset.zone = zone;
fillTheScreen();
fitAll(venue);
// Letters have their width once their font is loaded.
document.fonts.ready.then(() => fitAll(venue));
new ResizeObserver(() => fitAll(venue)).observe(venue);
const heard = keepUp({
  address: venue.dataset.venue,
  mark: `"${venue.dataset.mark}"`,
  every,
  receive,
  gone: () => location.reload(),
  patience: every > 5000 ? 2 : 3,
});
// The first answer brings the time; without a network the device's own must do.
heard.then(() => {
  startSpeakerClocks();
  tick();
  showSlide(place);
  setInterval(tick, TICK);
});
// Reloaded once a day, as soon as the server is reachable: a browser that is open for days accumulates faults.
setInterval(async () => {
  if (Date.now() - opened < DAY || document.hidden) return;
  const answer = await fetch(location.href, { headers: POLL, cache: "no-store" }).catch(() => null);
  if (answer?.ok) location.reload();
}, 60 * 1000);

// Started without a network, a device shows what it showed last.
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(worker, { scope: location.pathname }).then(keepThisPage, () => {});
}

async function keepThisPage() {
  const { active } = (await navigator.serviceWorker?.ready) ?? {};
  if (!active) return;
  await tell(active, { keep: assetsOfThisPage() });
  venue.dataset.kept = "yes";
}
