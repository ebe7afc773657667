// The agenda as a calendar: drag, resize, undo; others' changes appear by themselves. Without this script the list does
// the same. The only data are the state as the server sent it; everything shown is drawn from that.
import { Board } from "./agenda-editor/board.js";
import { ask, askChoice } from "./agenda-editor/choices.js";
import { Filters } from "./agenda-editor/filters.js";
import { showChanges, showConflicts, showSession } from "./agenda-editor/panel.js";
import { Server } from "./agenda-editor/server.js";
import { State } from "./agenda-editor/state.js";
import { Tray } from "./agenda-editor/tray.js";
import { fill, placeInWords } from "./agenda-editor/words.js";

const SAID = 10000; // milliseconds for which what was done stands over the calendar
const root = document.querySelector("[data-agenda-editor]");
if (root) start();

async function start() {
  const setup = JSON.parse(document.getElementById("agenda-editor-data").textContent);
  const { words } = setup;
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const announcer = document.querySelector("[data-announcer]");
  const state = new State(setup);
  const filters = new Filters(part("filters"), state);
  const server = new Server(setup.urls, {
    token: document.querySelector('meta[name="csrf-token"]')?.content ?? "",
    onLost: () => warn(words.offline),
    onBack: () => warn(""),
    onSignedOut: () => warn(words.signed_out),
  });
  const board = new Board(part("board"), { setup, state, filters, onPlace: place, onOff: takeOff, onChoose: choose });
  const tray = new Tray(part("tray"), { setup, state, filters, board, onPlace: place, onChoose: choose });
  board.tray = part("tray");
  let chosen = "";
  let saying;
  let beside; // whether what stands beside the calendar is open; not known before there are sessions

  function say(text) {
    announcer.textContent = text;
    part("said").textContent = text;
    clearTimeout(saying);
    saying = setTimeout(() => part("said").replaceChildren(), SAID);
  }

  function warn(text) {
    part("warning").hidden = !text;
    part("warning").textContent = text;
  }

  function draw() {
    board.draw();
    tray.draw();
    showConflicts(part("conflicts"), state, words, choose);
    showSession(part("session"), state, setup, chosen, { onPlace: place, onOff: takeOff });
    const waiting = [...state.sessions.values()].filter((session) => !session.start).length;
    part("tray-count").textContent = waiting;
    part("conflict-count").textContent = state.conflicts.length;
    part("set").textContent = filters.count || "";
    // Unscheduled sessions are dragged from there; otherwise nothing stands beside until it is asked for.
    if (beside === undefined && state.sessions.size) open(waiting > 0);
    if (part("unpublished")) {
      part("unpublished").hidden = !state.unpublished;
      part("unpublished").textContent = state.unpublished;
    }
    for (const [name, step] of [
      ["undo", state.undo],
      ["redo", state.redo],
    ]) {
      const button = part(name);
      button.disabled = !step || !setup.can_edit;
      const text = step ? fill(words[`${name}_action`], step) : words[`nothing_to_${name}`];
      // The button's text is its name; the hint says what it would do, or that there is nothing to do.
      button.title = text;
    }
    const all = state.sessions.size;
    const matching = [...state.sessions.values()].filter((session) => filters.matches(session)).length;
    part("printed").textContent = filters.inWords();
    part("matching").textContent = matching < all ? fill(words.matching, { count: matching, all }) : "";
  }

  function open(is) {
    beside = is;
    root.classList.toggle("is-narrow", is);
    part("panel").setAttribute("aria-expanded", is);
  }

  function choose(id, { goThere = false, keyboard = false } = {}) {
    chosen = id;
    open(true);
    const session = state.sessions.get(id);
    if (goThere && session?.start) filters.show(session);
    draw();
    if (keyboard) part("session").querySelector("h2")?.focus();
  }

  // The destination of a session: { start, end, room }, each as the state has them.
  async function place(id, wanted, { force = false } = {}) {
    const title = state.sessions.get(id)?.title ?? "";
    const answer = await server.send("move", id, () => ({ revision: state.sessions.get(id)?.revision ?? 1, ...wanted }));
    if (answer.status === 200) {
      state.take(answer.data);
      say(fill(words.moved, { title, place: placeInWords(state.sessions.get(id), state, setup) }));
    } else await refused(id, answer, force ? undefined : wanted);
    draw();
  }

  async function takeOff(id) {
    const title = state.sessions.get(id)?.title ?? "";
    const answer = await server.send("unschedule", id, () => ({ revision: state.sessions.get(id)?.revision ?? 1 }));
    if (answer.status === 200) {
      state.take(answer.data);
      say(fill(words.unscheduled, { title }));
    } else await refused(id, answer, { start: "", end: "", room: state.sessions.get(id)?.room ?? "" });
    draw();
  }

  // Say what could not be saved; if someone else was first, show both versions and let the user choose.
  async function refused(id, answer, wanted) {
    if (answer.status === 409 && answer.data.session && wanted) {
      const mine = { ...wanted };
      state.takeSession(answer.data.session);
      draw();
      if (await askChoice(part("stale"), { answer: answer.data, mine, state, setup })) {
        if (mine.start) return place(id, mine);
        return takeOff(id);
      }
      return undefined;
    }
    if (answer.status === 404 || (answer.status === 409 && !answer.data.session)) {
      await refresh(true);
      return warnFor(words.gone);
    }
    if (answer.status) warnFor(answer.data?.error || words.failed);
    return undefined;
  }

  function warnFor(text) {
    warn(text);
    say(text);
    setTimeout(() => part("warning").textContent === text && warn(""), 8000);
  }

  async function step(name) {
    if (part(name).disabled) return;
    const answer = await server.step(name);
    if (!answer.status) return;
    if (answer.data) state.take(answer.data);
    draw();
    if (answer.status === 409) {
      const leave = await ask(part("stuck"), answer.data.said);
      if (leave && answer.data.step) {
        const left = await server.step("pass-over", { step: answer.data.step.id });
        if (left.data) state.take(left.data);
        draw();
      }
    } else {
      // Highlight rooms and groups all over the calendar.
      if (answer.data?.elsewhere) await refresh(true);
      say(answer.data?.said ?? words.failed);
      if (answer.data?.remarks) warnFor(answer.data.remarks);
    }
  }

  async function refresh(whole = false) {
    const answer = await server.state(state.now, whole);
    if (answer.status !== 200 || board.busy || tray.busy) {
      if (answer.status === 200) server.forget();
      return;
    }
    const news = state.replace(answer.data);
    showChanges(part("changes"), state, words, (id) => choose(id, { goThere: true }));
    if (news.length) say(fill(words.changed_by, news[0]));
    draw();
    board.flash(news.map((change) => change.session));
  }

  filters.onChange = draw;
  part("undo").addEventListener("click", () => step("undo"));
  part("redo").addEventListener("click", () => step("redo"));
  part("panel").addEventListener("click", () => open(!beside));
  part("print").addEventListener("click", () => window.print());
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable], dialog");
    if (typing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    if (key === "z" || key === "y") {
      event.preventDefault();
      step(key === "y" || event.shiftKey ? "redo" : "undo");
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden || refresh());

  await refresh(true);
  root.dataset.ready = "true";
  // Asked again only once it is answered: on a slow network questions would stand before actions.
  const askAgain = async () => {
    try {
      if (!document.hidden && !server.waiting) await refresh();
    } finally {
      setTimeout(askAgain, setup.poll);
    }
  };
  setTimeout(askAgain, setup.poll);
}
