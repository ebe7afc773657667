// The screen on the wall of a room: polls for changes once a second, and keeps the last text while the network is down.
import { fillTheScreen, keepUp } from "./modules/screens/live-screen.js";

const screen = document.querySelector("[data-screen]");

// The paragraph at hand is shown where it is most legible: in the middle.
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
