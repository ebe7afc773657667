// The calendar: a day with rooms as columns, or a room with days as columns.
import EventCalendar from "@event-calendar/build";

import { element } from "./elements.js";
import { usualLength } from "./state.js";
import { hour, plus, runningTimes, written } from "./times.js";

const NONE = "none"; // the column of what has no room
const WIDE = 5; // more columns than this keep a width at which titles can be read

export class Board {
  constructor(target, { setup, state, filters, onPlace, onOff, onChoose }) {
    Object.assign(this, { target, setup, state, filters, onPlace, onOff, onChoose });
    target.replaceChildren();
    this.busy = false;
    this.shown = new Map();
    this.flashed = new Set();
    const busy = (is) => () => {
      this.busy = is;
    };
    const time = { hour: "2-digit", minute: "2-digit", hour12: false };
    this.calendar = EventCalendar.create(target, {
      view: "resourceTimeGridDay",
      views: { timeGridDay: { duration: { days: setup.columns } } },
      date: setup.first_day,
      headerToolbar: { start: "", center: "", end: "" },
      height: "100%",
      locale: document.documentElement.lang || undefined,
      allDaySlot: false,
      slotDuration: "00:15",
      slotLabelInterval: "00:30",
      snapDuration: "00:05",
      slotHeight: 18,
      slotMinTime: "08:00",
      slotMaxTime: "19:00",
      scrollTime: "08:00",
      flexibleSlotTimeLimits: true,
      slotEventOverlap: false,
      slotLabelFormat: time,
      eventTimeFormat: time,
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "long" },
      editable: setup.can_edit,
      eventResizableFromStart: true,
      eventContent: ({ event }) => ({ domNodes: this.content(event) }),
      eventDidMount: ({ event, el }) => {
        el.dataset.session = event.id;
      },
      eventClick: ({ event, jsEvent }) => onChoose(event.id, { keyboard: jsEvent.type === "keydown" }),
      eventDragStart: busy(true),
      eventResizeStart: busy(true),
      eventDrop: (info) => this.dropped(info),
      eventResize: (info) => this.stretched(info),
    });
    window.addEventListener("pointermove", (event) => {
      if (this.busy) this.target.closest(".editor-desk").classList.toggle("board-over-tray", inside(this.tray, event));
    });
    for (const name of ["pointerup", "pointercancel"]) {
      window.addEventListener(name, () => {
        this.target.closest(".editor-desk").classList.remove("board-over-tray");
        setTimeout(busy(false));
      });
    }
  }

  draw() {
    this.look();
    const wanted = new Map();
    for (const session of this.state.sessions.values()) {
      if (session.start && this.isHere(session)) wanted.set(session.id, this.event(session));
    }
    const focused = document.activeElement?.dataset?.session;
    for (const id of this.shown.keys()) {
      if (!wanted.has(id)) this.calendar.removeEventById(id);
    }
    for (const [id, event] of wanted) {
      if (!this.shown.has(id)) this.calendar.addEvent(event);
      else if (this.shown.get(id) !== JSON.stringify(event)) this.calendar.updateEvent(event);
    }
    this.shown = new Map([...wanted].map(([id, event]) => [id, JSON.stringify(event)]));
    if (focused && !document.activeElement?.dataset?.session) {
      requestAnimationFrame(() => this.target.querySelector(`[data-session="${focused}"]`)?.focus());
    }
  }

  // Returns the columns to show, of which day.
  look() {
    const { view, day, room } = this.filters.values;
    const columns = [...this.state.rooms.values()].map(({ id, name }) => ({ id, title: name }));
    columns.push({ id: NONE, title: this.setup.words.without_room });
    const look = JSON.stringify([view, view === "room" ? room : day, columns]);
    if (look === this.lookNow) return;
    this.lookNow = look;
    for (const id of this.shown.keys()) this.calendar.removeEventById(id);
    this.shown.clear();
    if (view === "room") {
      this.calendar.setOption("columnWidth", undefined);
      this.calendar.setOption("date", this.setup.first_day);
      this.calendar.setOption("view", "timeGridDay");
    } else {
      this.calendar.setOption("resources", columns);
      this.calendar.setOption("columnWidth", columns.length > WIDE ? "9.375rem" : undefined);
      this.calendar.setOption("date", day);
      this.calendar.setOption("view", "resourceTimeGridDay");
    }
    this.scroll();
  }

  // The hours before the first session are above what is in view.
  scroll() {
    const starts = [...this.state.sessions.values()]
      .filter((session) => session.start && this.isHere(session))
      .map((session) => hour(session.start));
    if (starts.length) this.calendar.setOption("scrollTime", `${starts.sort()[0].slice(0, 2)}:00`);
  }

  isHere(session) {
    const { view, day, room } = this.filters.values;
    if (view === "room") return session.room === room;
    return session.start.slice(0, 10) <= day && (session.end || session.start).slice(0, 10) >= day;
  }

  event(session) {
    const end = session.end || plus(session.start, usualLength(session) * 60);
    const classes = ["board-session", this.filters.colour(session)];
    if (!this.filters.matches(session)) classes.push("is-faded");
    if (session.status !== "confirmed") classes.push(`is-${session.status}`);
    const conflicts = this.state.conflicting.get(session.id)?.length ?? 0;
    if (conflicts) classes.push("is-conflicting");
    if (this.flashed.has(session.id)) classes.push("is-news");
    return {
      id: session.id,
      start: session.start,
      end,
      title: session.title,
      resourceIds: [session.room || NONE],
      classNames: classes,
      extendedProps: {
        conflicts,
        items: session.items,
        kind: session.kind_label,
        code: session.group?.code,
        fixed: session.fixed,
        status: session.status,
      },
    };
  }

  // A session with its items at their running times; while it is dragged, at the new times.
  content(event) {
    const { words } = this.setup;
    const { conflicts, items = [], code, fixed, status } = event.extendedProps;
    const [start, end] = [written(event.start), written(event.end)];
    const marks = [];
    if (status === "tentative" || status === "cancelled") marks.push(element("span", { class: "board-mark" }, words[status]));
    if (fixed) marks.push(element("span", { class: "board-mark", title: words.fixed }, "⚓", hidden(words.fixed)));
    if (conflicts) {
      const text = words.conflict_count.replace("{count}", conflicts);
      marks.push(element("span", { class: "board-mark board-conflict", title: text }, `! ${conflicts}`, hidden(text)));
    }
    const nodes = [
      element("p", { class: "board-time" }, element("span", {}, `${hour(start)}–${hour(end)}`), ...marks),
      element("p", { class: items.length ? "board-title is-short" : "board-title" }, code ? `${code} · ${event.title}` : event.title),
    ];
    if (items.length) {
      const times = runningTimes(items, start, end);
      const rows = items.map(({ title }, index) => {
        const { at, isOver } = times[index];
        return element("li", { class: isOver ? "is-over" : undefined }, element("span", {}, hour(at)), ` ${title}`);
      });
      nodes.push(element("ol", { class: "board-items" }, ...rows));
    }
    return nodes;
  }

  dropped(info) {
    const id = info.event.id;
    const session = this.state.sessions.get(id);
    if (this.tray && inside(this.tray, info.jsEvent)) {
      info.revert();
      this.again(id);
      this.onOff(id);
      return;
    }
    const seconds = whole(info.delta);
    const room = info.newResource ? roomOf(info.newResource) : session.room;
    if (!seconds && room === session.room) return;
    this.place(session, { start: plus(session.start, seconds), end: session.end && plus(session.end, seconds), room });
  }

  stretched(info) {
    const session = this.state.sessions.get(info.event.id);
    const end = session.end || plus(session.start, usualLength(session) * 60);
    this.place(session, { start: plus(session.start, whole(info.startDelta)), end: plus(end, whole(info.endDelta)), room: session.room });
  }

  place(session, wanted) {
    this.again(session.id);
    this.onPlace(session.id, wanted);
  }

  // The calendar has moved it by itself: redraw it, whatever the answer.
  again(id) {
    if (this.shown.has(id)) this.shown.set(id, "");
  }

  // The slot at a point of the window: { start, room }, or null.
  at(x, y) {
    if (!inside(this.target, { clientX: x, clientY: y })) return null;
    const found = this.calendar.dateFromPoint(x, y);
    if (!found) return null;
    const { view, room } = this.filters.values;
    return { start: written(found.date), room: view === "room" ? room : roomOf(found.resource) };
  }

  // Shows where a card dragged from the tray would go; null removes the mark.
  preview(session, place) {
    if (this.previewing) this.calendar.removeEventById("preview");
    this.previewing = Boolean(place);
    if (!place) return;
    this.calendar.addEvent({
      ...this.event({ ...session, ...place }),
      id: "preview",
      display: "preview",
      end: place.end,
    });
  }

  // Highlights others' changes for a while.
  flash(ids) {
    if (!ids.length) return;
    for (const id of ids) this.flashed.add(id);
    this.draw();
    setTimeout(() => {
      for (const id of ids) this.flashed.delete(id);
      if (!this.busy) this.draw();
    }, 6000);
  }
}

// The column of sessions without a room represents none.
const roomOf = (column) => (column && column.id !== NONE ? column.id : "");
const whole = (duration) => duration.days * 86400 + duration.seconds;
const hidden = (text) => element("span", { class: "visually-hidden" }, text);

export function inside(target, { clientX, clientY }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}
