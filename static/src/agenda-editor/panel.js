// Beside the calendar: the selected session with a form for its place, conflicts, others' changes.
import { element } from "./elements.js";
import { usualLength } from "./state.js";
import { hour, minutesBetween, plus, runningTimes, stretchOf } from "./times.js";
import { fill, placeInWords } from "./words.js";

export function showSession(target, state, setup, id, { onPlace, onOff }) {
  const { words, days, can_edit: canEdit } = setup;
  const session = state.sessions.get(id);
  target.hidden = !session;
  // Drawn once per revision, so that others' changes do not delete what is being typed.
  const conflicts = state.conflicting?.get(id) ?? [];
  const mark = JSON.stringify([session, conflicts]);
  if (!session || target.dataset.mark === mark) return;
  const within = target.contains(document.activeElement);
  target.dataset.mark = mark;
  const parts = [
    element("h2", { tabindex: "-1" }, session.title),
    element("p", { class: "panel-place" }, [session.kind_label, placeInWords(session, state, setup)].join(" · ")),
  ];
  if (canEdit) parts.push(placeForm(session, state, { words, days, onPlace, onOff }));
  parts.push(
    section(
      words.conflicts,
      conflicts.map((conflict) => `${conflict.label}. ${conflict.text}`),
      "panel-conflicts",
    ),
  );
  parts.push(section(words.items, itemLines(session, words)));
  parts.push(
    section(
      words.people,
      session.people.map((person) => {
        const open = person.status === "confirmed" ? "" : ` (${words.to_be_confirmed})`;
        return `${person.name}, ${person.role}${open}`;
      }),
    ),
  );
  if (canEdit) {
    const address = `${setup.urls.edit}${session.id}/`;
    parts.push(element("p", {}, element("a", { class: "btn btn-secondary", href: address }, words.open)));
  }
  target.replaceChildren(...parts.filter(Boolean));
  if (within) target.querySelector("h2").focus();
}

function section(title, lines, name = "") {
  if (!lines.length) return null;
  return element("div", { class: name }, element("h3", {}, title), element("ul", {}, ...lines.map((line) => element("li", {}, line))));
}

function itemLines(session, words) {
  const times = session.start ? runningTimes(session.items, session.start, session.end) : [];
  return session.items.map((item, index) => {
    const at = session.start ? `${hour(times[index].at)} ` : "";
    return `${at}${item.title}${item.minutes ? ` (${fill(words.minutes, { count: item.minutes })})` : ""}`;
  });
}

// The same actions without a mouse.
function placeForm(session, state, { words, days, onPlace, onOff }) {
  const options = (rows, chosen) => rows.map(([value, label]) => element("option", { value, selected: value === chosen }, label));
  const date = session.start ? session.start.slice(0, 10) : days[0].id;
  const rows = days.map((day) => [day.id, day.label]);
  if (!rows.some(([value]) => value === date)) rows.push([date, date]);
  const start = session.start || `${date}T09:00`;
  const end = session.end || (session.start ? "" : plus(start, usualLength(session) * 60));
  const day = element("select", { class: "form-select", name: "day" }, ...options(rows, date));
  const from = element("input", { class: "form-control", type: "time", name: "from", required: true, value: hour(start) });
  const until = element("input", { class: "form-control", type: "time", name: "until", value: end ? hour(end) : "" });
  const rooms = [["", words.without_room], ...[...state.rooms.values()].map((room) => [room.id, room.name])];
  const room = element("select", { class: "form-select", name: "room" }, ...options(rooms, session.room));
  const label = (text, field) => element("label", {}, element("span", {}, text), field);
  const buttons = [element("button", { class: "btn btn-primary", type: "submit" }, session.start ? words.save : words.schedule)];
  if (session.start) {
    buttons.push(element("button", { class: "btn btn-secondary", type: "button", onclick: () => onOff(session.id) }, words.unschedule));
  }
  return element(
    "form",
    {
      class: "panel-form",
      onsubmit: (event) => {
        event.preventDefault();
        const stretch = stretchOf(day.value, from.value, until.value);
        until.setCustomValidity(stretch.end && minutesBetween(stretch.start, stretch.end) <= 0 ? words.end_before_start : "");
        if (until.reportValidity()) onPlace(session.id, { ...stretch, room: room.value });
      },
      oninput: () => until.setCustomValidity(""),
    },
    label(words.day, day),
    label(words.start, from),
    label(words.end, until),
    label(words.room, room),
    element("div", { class: "panel-buttons" }, ...buttons),
  );
}

export function showConflicts(target, state, words, onChoose) {
  const mark = JSON.stringify(state.conflicts);
  if (target.dataset.mark === mark) return;
  target.dataset.mark = mark;
  const open = new Set([...target.querySelectorAll("details[open]")].map((details) => details.dataset.kind));
  const first = !target.dataset.drawn;
  target.dataset.drawn = "true";
  const kinds = new Map();
  for (const conflict of state.conflicts) {
    if (!kinds.has(conflict.kind)) kinds.set(conflict.kind, []);
    kinds.get(conflict.kind).push(conflict);
  }
  const parts = [...kinds].map(([kind, conflicts]) =>
    element(
      "details",
      { "data-kind": kind, open: first ? conflicts.length <= 3 : open.has(kind) || conflicts.length === 1 },
      element(
        "summary",
        { class: conflicts[0].severity === "block" ? "is-blocking" : undefined },
        `${conflicts[0].label} (${conflicts.length})`,
      ),
      element(
        "ul",
        {},
        ...conflicts.map((conflict) =>
          element(
            "li",
            {},
            element("button", { type: "button", onclick: () => onChoose(conflict.sessions[0], { goThere: true }) }, conflict.text),
          ),
        ),
      ),
    ),
  );
  target.replaceChildren(...(parts.length ? parts : [element("p", {}, words.no_conflicts)]));
}

export function showChanges(target, state, words, onChoose) {
  target.closest("section").hidden = !state.changes.length;
  target.replaceChildren(
    ...state.changes.map((change) => {
      const text = fill(words.changed_by, change);
      if (!state.sessions.has(change.session)) return element("li", {}, text);
      return element("li", {}, element("button", { type: "button", onclick: () => onChoose(change.session) }, text));
    }),
  );
}
