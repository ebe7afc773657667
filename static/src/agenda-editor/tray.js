// Unscheduled sessions. A card is dragged into the calendar, or opened and scheduled by the form beside it.
import { element } from "./elements.js";
import { usualLength } from "./state.js";
import { plus } from "./times.js";
import { fill } from "./words.js";

const FAR = 5; // pixels from which on it is a drag and no click

export class Tray {
  constructor(target, { setup, state, filters, board, onPlace, onChoose }) {
    Object.assign(this, { target, setup, state, filters, board, onPlace, onChoose });
    this.list = target.querySelector("[data-part=tray-list]");
    this.busy = false;
    target.addEventListener("pointerdown", (event) => this.grab(event));
  }

  draw() {
    const { words } = this.setup;
    const waiting = [...this.state.sessions.values()].filter((session) => !session.start && this.filters.matches(session));
    const cards = waiting.map((session) => {
      const count = this.state.conflicting.get(session.id)?.length;
      return element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            class: `tray-card ${this.filters.colour(session)}`,
            "data-session": session.id,
            onclick: () => this.onChoose(session.id, { keyboard: true }),
          },
          element("strong", {}, session.title),
          element(
            "span",
            {},
            [session.kind_label, fill(words.minutes, { count: usualLength(session) }), session.group?.code].filter(Boolean).join(" · "),
            count ? ` · ! ${count}` : "",
          ),
        ),
      );
    });
    const focused = this.list.contains(document.activeElement) && document.activeElement.dataset.session;
    this.list.replaceChildren(...cards);
    if (focused) this.list.querySelector(`[data-session="${focused}"]`)?.focus();
    this.target.querySelector("[data-part=tray-empty]").hidden = cards.length > 0;
  }

  grab(down) {
    const card = down.target.closest(".tray-card");
    // A finger scrolls the list; the form schedules.
    if (!card || down.button !== 0 || down.pointerType === "touch" || !this.setup.can_edit) return;
    const session = this.state.sessions.get(card.dataset.session);
    let ghost = null;
    let place = null;
    const move = (event) => {
      if (!ghost) {
        if (Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < FAR) return;
        ghost = card.cloneNode(true);
        ghost.classList.add("tray-ghost");
        document.body.append(ghost);
        this.busy = true;
      }
      ghost.style.transform = `translate(${event.clientX + 8}px, ${event.clientY + 8}px)`;
      const found = this.board.at(event.clientX, event.clientY);
      const next = found && { ...found, end: plus(found.start, usualLength(session) * 60) };
      if (JSON.stringify(next) === JSON.stringify(place)) return;
      place = next;
      this.board.preview(session, place);
    };
    const stop = (event) => {
      for (const [name, handler] of handlers) window.removeEventListener(name, handler, true);
      this.busy = false;
      if (!ghost) return;
      ghost.remove();
      this.board.preview(session, null);
      // The end of a drag is not also a click.
      window.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", swallow, true));
      if (event.type === "pointerup" && place) this.onPlace(session.id, place);
    };
    const swallow = (event) => {
      event.stopPropagation();
      event.preventDefault();
    };
    const leave = (event) => event.key === "Escape" && stop(event);
    const select = (event) => event.preventDefault();
    const handlers = [
      ["pointermove", move],
      ["pointerup", stop],
      ["pointercancel", stop],
      ["keydown", leave],
      ["selectstart", select],
    ];
    for (const [name, handler] of handlers) window.addEventListener(name, handler, true);
  }
}
