// The screen on the wall of a room: asks once a second whether anything has changed, and keeps the last text where the
// network is lost. Nothing is asked while the page cannot be seen.
const EVERY = 1000;
const LONGEST = 5000;

const screen = document.querySelector("[data-screen]");
const lost = document.querySelector("[data-screen-lost]");
let mark = `"${screen.dataset.mark}"`;
let failures = 0;

async function ask() {
  if (document.hidden) return;
  const options = { headers: { "If-None-Match": mark }, cache: "no-store", signal: AbortSignal.timeout(LONGEST) };
  const answer = await fetch(screen.dataset.screen, options);
  if (answer.status === 304) return;
  if (!answer.ok) throw new Error(String(answer.status));
  const { part } = await answer.json();
  mark = answer.headers.get("ETag") ?? mark;
  screen.innerHTML = part;
  showCurrent();
}

// The paragraph that the room is at stands where it is read best: in the middle.
function showCurrent() {
  const current = screen.querySelector(".is-current");
  current?.scrollIntoView({ block: current.clientHeight > window.innerHeight * 0.7 ? "start" : "center" });
}

async function keepAsking() {
  try {
    await ask();
    failures = 0;
  } catch {
    failures += 1;
  }
  // One answer that is late is no lost network.
  lost.hidden = failures < 3;
  setTimeout(keepAsking, EVERY);
}

const full = document.querySelector("[data-screen-full]");
if (document.fullscreenEnabled) {
  full.hidden = false;
  full.addEventListener("click", () => document.documentElement.requestFullscreen());
  document.addEventListener("fullscreenchange", () => {
    full.hidden = Boolean(document.fullscreenElement);
  });
}
document.addEventListener("visibilitychange", () => !document.hidden && ask().catch(() => {}));
showCurrent();
keepAsking();
