// The screen on the wall of a room: asks once a second whether anything has changed, and keeps the last text where the
// network is lost.
import { fillTheScreen, keepUp } from "./modules/live-screen.js";

const screen = document.querySelector("[data-screen]");

// The paragraph that the room is at stands where it is read best: in the middle.
function showCurrent() {
  const current = screen.querySelector(".is-current");
  current?.scrollIntoView({ block: current.clientHeight > window.innerHeight * 0.7 ? "start" : "center" });
}

showCurrent();
fillTheScreen();
keepUp({
  address: screen.dataset.screen,
  mark: `"${screen.dataset.mark}"`,
  every: 1000,
  receive({ part }) {
    // biome-ignore lint/plugin: the server's own markup, escaped by its template
    screen.innerHTML = part;
    showCurrent();
  },
  gone: () => location.reload(),
});
