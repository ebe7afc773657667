// Scripts of pages change a page, on the few methods of the document that they call.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { ask, askChoice } from "../../static/src/agenda-editor/choices.js";
import { Filters } from "../../static/src/agenda-editor/filters.js";
import { fold } from "../../static/src/door/spelling.js";
import { words } from "../../static/src/modules/forms/row-words.js";
import { fit } from "../../static/src/modules/screens/fit.js";
import { update } from "../../static/src/modules/screens/programme.js";

// --- The filters of the agenda's editor ---------------------------------------------------------------------------

const addresses = [];
globalThis.history = { replaceState: (_state, _title, address) => addresses.push(address) };
globalThis.FormData = class {
  constructor(form) {
    this.form = form;
  }
  *[Symbol.iterator]() {
    for (const field of this.form.elements) yield [field.name, field.value];
  }
};

function choice(name, value, options = []) {
  return {
    name,
    value,
    hidden: false,
    options: options.map((each) => ({ value: each })),
    closest: () => null,
    get selectedOptions() {
      return [{ textContent: ` ${name} ${this.value} ` }];
    },
  };
}

function filters(values = {}) {
  const names = ["view", "day", "room", "theme", "group", "language", "person", "colour"];
  const elements = names.map((name) => choice(name, values[name] ?? "", ["2027-03-30", "2027-03-31"]));
  for (const field of elements) elements[field.name] = field;
  const submit = { hidden: false };
  const form = { elements, addEventListener() {}, querySelector: () => submit };
  return { filters: new Filters(form, {}), elements, submit };
}

beforeEach(() => addresses.splice(0));

const SESSION = {
  kind: "plenary",
  day: "2027-03-31",
  room: "r1",
  theme: { id: "t1" },
  group: null,
  languages: ["en", "ru"],
  people: [{ id: "p1" }],
};

test("a session is shown if it matches every filter that is set", () => {
  assert.ok(filters().filters.matches(SESSION));
  for (const [name, value] of [
    ["theme", "t1"],
    ["language", "ru"],
    ["person", "p1"],
  ]) {
    assert.ok(filters({ [name]: value }).filters.matches(SESSION), name);
    assert.ok(!filters({ [name]: "another" }).filters.matches(SESSION), name);
  }
  assert.ok(!filters({ group: "g1" }).filters.matches(SESSION));
  assert.ok(!filters({ theme: "t1", language: "uz" }).filters.matches(SESSION));
});

test("filters that leave something out are counted; a view, a day and a colour are not", () => {
  assert.equal(filters({ view: "day", day: "2027-03-30", colour: "theme" }).filters.count, 0);
  assert.equal(filters({ theme: "t1", person: "p1" }).filters.count, 2);
});

test("the address keeps what is set, and the form asks for a day only where days are shown", () => {
  const { filters: shown, elements, submit } = filters({ view: "day", day: "2027-03-30", theme: "t1" });
  assert.ok(submit.hidden && !elements.day.hidden && elements.room.hidden);
  let changes = 0;
  shown.onChange = () => {
    changes += 1;
  };
  elements.view.value = "room";
  shown.changed();
  assert.deepEqual(addresses, ["?view=room&day=2027-03-30&theme=t1"]);
  assert.ok(elements.day.hidden && !elements.room.hidden && changes === 1);
});

test("going to a session chooses its day, or its room where rooms are shown", () => {
  const byDay = filters({ view: "day", day: "2027-03-30" });
  byDay.filters.show(SESSION);
  assert.equal(byDay.elements.day.value, "2027-03-31");
  byDay.filters.show({ ...SESSION, day: "2027-05-01" });
  assert.equal(byDay.elements.day.value, "2027-03-31", "a day that is not of the conference is not chosen");
  const byRoom = filters({ view: "room" });
  byRoom.filters.show(SESSION);
  assert.equal(byRoom.elements.room.value, "r1");
});

test("colours are those of the kind or of the theme, and the heading names what is chosen", () => {
  assert.equal(filters().filters.colour(SESSION), "kind-plenary");
  assert.equal(filters({ colour: "theme" }).filters.colour(SESSION), "theme-t1");
  assert.equal(filters({ colour: "theme" }).filters.colour({ ...SESSION, theme: null }), "no-theme");
  assert.equal(filters({ view: "day", day: "1", room: "2", group: "3" }).filters.inWords(), "day 1 · group 3");
});

// --- Its dialogs --------------------------------------------------------------------------------------------------

function dialog() {
  const parts = {};
  const ends = [];
  return {
    parts,
    returnValue: "yes",
    isOpen: false,
    querySelector(selector) {
      const [, name] = selector.match(/data-part="?([\w-]+)/);
      parts[name] ??= {};
      return parts[name];
    },
    addEventListener: (_name, end) => ends.push(end),
    showModal() {
      this.isOpen = true;
    },
    close(value) {
      this.returnValue = value;
      for (const end of ends.splice(0)) end();
    },
  };
}

test("a question is answered yes only by its button: closed otherwise, the last answer does not count", async () => {
  const box = dialog();
  const first = ask(box, "Cancel the session?");
  assert.ok(box.isOpen && box.returnValue === "" && box.parts.text.textContent === "Cancel the session?");
  box.close("yes");
  assert.equal(await first, true);
  const second = ask(box, "Again?");
  box.close(box.returnValue);
  assert.equal(await second, false);
});

test("who was second reads who was first, and both places", async () => {
  const box = dialog();
  const state = { rooms: new Map([["r1", { name: "Hall A" }]]) };
  const setup = {
    days: [{ id: "2027-03-30", label: "Tuesday" }],
    words: { stale_by: "{who} moved it", without_room: "no room", not_scheduled: "not scheduled" },
  };
  const theirs = { start: "2027-03-30T10:00+05:00", end: "2027-03-30T11:00+05:00", room: "r1" };
  const answer = { session: { title: "Opening" }, by: { who: "Anna" }, theirs };
  const kept = askChoice(box, { answer, mine: { start: "" }, state, setup });
  box.close("yes");
  assert.equal(await kept, true);
  assert.equal(box.parts["stale-title"].textContent, "Opening");
  assert.equal(box.parts["stale-who"].textContent, "Anna moved it");
  assert.equal(box.parts["stale-mine"].textContent, "not scheduled");
  assert.equal(box.parts["stale-theirs"].textContent, "Tuesday, 10:00–11:00, Hall A");
});

// --- The clock of the server --------------------------------------------------------------------------------------

test("the server's time is kept for a start without a network, which storage may forbid", async () => {
  const stored = new Map([["confman-clock", "60000"]]);
  globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const address = "../../static/src/modules/screens/server-clock.js";
  const clock = await import(`${address}?kept`);
  assert.ok(Math.abs(clock.serverNow() - Date.now() - 60_000) < 1000);
  const now = Date.now();
  clock.hearTime(now + 90_000, now);
  assert.ok(Math.abs(clock.serverNow() - Date.now() - 90_000) < 2000);
  assert.ok(Math.abs(Number(stored.get("confman-clock")) - 90_000) < 2000);
  clock.hearTime(Number.NaN, now);
  assert.ok(Math.abs(clock.serverNow() - Date.now() - 90_000) < 2000, "what is no time is not heard");

  const forbidden = () => {
    throw new Error("forbidden");
  };
  globalThis.localStorage = { getItem: forbidden, setItem: forbidden };
  const bare = await import(`${address}?forbidden`);
  bare.startClock(Date.now() - 5000);
  assert.ok(Math.abs(bare.serverNow() - Date.now() + 5000) < 1000);
  bare.hearTime(Date.now() + 30_000, Date.now());
  assert.ok(Math.abs(bare.serverNow() - Date.now() - 30_000) < 2000);
});

// --- The programme on a screen ------------------------------------------------------------------------------------

const DAY = "2027-03-30";
const at = (hour) => Date.parse(`${DAY}T${hour}:00Z`);

function entry(start, until, { day = DAY, told = false } = {}) {
  const minutes = { hidden: true, dataset: { words: "in MINUTES min" }, textContent: "" };
  const label = { hidden: day === DAY };
  const progress = { value: 0 };
  const parts = { "[data-entry-day]": label, "[data-in]": minutes, "[data-progress]": progress };
  const dataset = { start: `${day}T${start}:00Z`, until: `${day}T${until}:00Z`, day, ...(told && { told: "" }) };
  return { dataset, minutes, label, progress, querySelector: (selector) => parts[selector] };
}

function place(...entries) {
  const [none, over, classes] = [{ hidden: false }, { hidden: false }, new Set()];
  return {
    none,
    over,
    classes,
    querySelectorAll: () => entries,
    querySelector: (selector) => (selector === "[data-none]" ? none : over),
    classList: { toggle: (name, is) => (is ? classes.add(name) : classes.delete(name)) },
  };
}

test("a place shows what is on, how far it is, and in how many minutes the next begins", () => {
  const [first, second] = [entry("10:00", "11:00"), entry("11:15", "12:00")];
  const room = place(first, second);
  assert.ok(update(room, at("10:30"), DAY));
  assert.deepEqual([first.dataset.state, second.dataset.state], ["now", "next"]);
  assert.equal(first.progress.value, 0.5);
  assert.ok(!second.minutes.hidden && second.minutes.textContent === "in 45 min");
  assert.ok(room.none.hidden && room.over.hidden && !room.classes.has("is-empty"));
  assert.ok(!update(room, at("10:31"), DAY), "nothing has changed but the minutes");
  assert.equal(second.minutes.textContent, "in 44 min");
});

test("what is next on another day says its day; with nothing left the place is empty", () => {
  const [today, tomorrow] = [entry("10:00", "11:00"), entry("10:00", "11:00", { day: "2027-03-31" })];
  const room = place(today, tomorrow);
  update(room, at("12:00"), DAY);
  assert.deepEqual([today.dataset.state, tomorrow.dataset.state], ["over", "next"]);
  assert.ok(!tomorrow.label.hidden && tomorrow.minutes.hidden && !room.none.hidden);
  const empty = place(entry("10:00", "11:00"));
  update(empty, at("12:00"), DAY);
  assert.ok(empty.classes.has("is-empty") && !empty.over.hidden && empty.none.hidden);
});

// --- Text as large as fits, names in one spelling, rows in words --------------------------------------------------

test("a part is as large as fits, and no larger than its mark says", () => {
  const part = (room, mark) => ({
    clientHeight: 100,
    clientWidth: 100,
    scrollWidth: 100,
    size: 0,
    dataset: { fit: mark },
    style: {
      setProperty(_name, value) {
        this.size = Number(value);
      },
    },
    get scrollHeight() {
      return this.style.size * room;
    },
  });
  const small = part(200, "3");
  fit(small);
  assert.ok(small.style.size > 0.45 && small.style.size <= 0.505, String(small.style.size));
  const large = part(10, "3");
  fit(large);
  assert.ok(large.style.size > 2.9 && large.style.size <= 3);
});

test("names in other scripts and with other marks are one spelling", () => {
  const table = { letters: { о: "o", л: "l", я: "ya" }, spellings: [["iy", "y"]] };
  assert.equal(fold("О\u2019Лия", { ...table, letters: { ...table.letters, и: "i" } }), "olya");
  assert.equal(fold("  Gʻulom-Ó’Neil ", table), "gulom oneil");
});

test("a folded row says its title, kind, minutes and symbol, without what is empty", () => {
  const field = (name, value, more = {}) => ({ name: `items-0-${name}`, value, ...more });
  const kind = field("kind", "statement", { selectedOptions: [{ textContent: "statement" }] });
  const row = [field("title_0", ""), field("title_1", "Добро"), kind, field("minutes", "10"), field("symbol", "")];
  assert.equal(words(row), "Добро, statement, 10′");
  assert.equal(words([field("title_0", "")]), "");
});
