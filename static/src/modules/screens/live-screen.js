// Common to all screens on a wall: polling for changes, keeping and marking the last content while the network is down,
// full screen. Nothing is requested while the page is hidden.
import { Connection } from "./connection.js";
import { POLL } from "../poll.js";
import { hearTime } from "./server-clock.js";

const MAX_WAIT = 8000;
const IDLE = 4000;

// `address`: the part, with an ETag. `mark`: the ETag of the page's content. `every`: milliseconds. `receive(answer)`
// takes the JSON of an answer; `gone()` is called if the address is no longer valid. One late answer is no lost
// network: `patience` of them are. The promise resolves after the first answer, or its failure.
export function keepUp({ address, mark, every, receive, gone = () => {}, patience = 3 }) {
  const lost = document.querySelector("[data-screen-lost]");
  const connection = new Connection(patience);

  async function ask() {
    if (document.hidden) return;
    const asked = Date.now();
    const options = {
      headers: { ...POLL, "If-None-Match": mark },
      cache: "no-store",
      credentials: "same-origin",
      signal: AbortSignal.timeout(MAX_WAIT),
    };
    const answer = await fetch(address, options);
    hearTime(Number(answer.headers.get("X-Server-Time") ?? NaN), asked);
    if (answer.status === 304) return;
    if (answer.status === 410 || answer.status === 404) {
      gone();
      return;
    }
    if (!answer.ok) throw new Error(String(answer.status));
    const received = await answer.json();
    mark = answer.headers.get("ETag") ?? mark;
    receive(received);
  }

  async function again() {
    try {
      await ask();
      connection.answered();
    } catch {
      connection.failed(new Date());
    }
    if (lost) tell(lost, connection);
    setTimeout(again, every);
  }

  document.addEventListener("visibilitychange", () => !document.hidden && ask().catch(() => {}));
  return again();
}

function tell(lost, { isLost, since }) {
  lost.hidden = !isLost;
  const { words, zone } = lost.dataset;
  if (!isLost || !words) return;
  const time = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone || undefined }).format(since);
  const text = words.replace("TIME", time);
  if (lost.textContent !== text) lost.textContent = text;
}

// A button fills the screen; a tablet on a wall stays on, if the browser allows it.
export function fillTheScreen() {
  const full = document.querySelector("[data-screen-full]");
  if (full && document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", () => document.documentElement.requestFullscreen());
    document.addEventListener("fullscreenchange", () => {
      full.hidden = Boolean(document.fullscreenElement);
    });
  }
  // Button and pointer disappear when nobody moves the pointer.
  let idle = null;
  const move = () => {
    document.body.classList.remove("is-idle");
    clearTimeout(idle);
    idle = setTimeout(() => document.body.classList.add("is-idle"), IDLE);
  };
  for (const event of ["pointermove", "keydown"]) document.addEventListener(event, move);
  move();
  const stayAwake = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", stayAwake);
  stayAwake();
}
