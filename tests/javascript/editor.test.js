// The agenda editor between two answers of the server: its times, its state, and the order of what it asks.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Server } from "../../static/src/agenda-editor/server.js";
import { State, usualLength } from "../../static/src/agenda-editor/state.js";
import { minutesBetween, plus, runningTimes, stretchOf, written } from "../../static/src/agenda-editor/times.js";
import { fill, placeInWords } from "../../static/src/agenda-editor/words.js";
import { below, chance } from "./chance.js";

// --- Times --------------------------------------------------------------------------------------------------------

test("times are moved over midnight, leap days and the days on which clocks change", () => {
  assert.equal(plus("2028-02-28T23:30", 3600), "2028-02-29T00:30");
  assert.equal(plus("2027-03-28T01:30", 3600), "2027-03-28T02:30");
  assert.equal(plus("2027-01-01T00:00", -60), "2026-12-31T23:59");
  const random = chance(5);
  for (let turn = 0; turn < 500; turn += 1) {
    const start = plus("2027-01-01T00:00", below(random, 500_000) * 60);
    const minutes = below(random, 4000) - 2000;
    assert.equal(minutesBetween(start, plus(start, minutes * 60)), minutes);
  }
});

test("a date of the calendar is written by its own clock", () => {
  assert.equal(written(new Date(2027, 2, 5, 9, 7)), "2027-03-05T09:07");
});

test("an end in the small hours is one after midnight; another before the start is a mistake that stays", () => {
  assert.deepEqual(stretchOf("2027-03-31", "22:00", "01:30"), { start: "2027-03-31T22:00", end: "2027-04-01T01:30" });
  assert.equal(stretchOf("2027-03-31", "22:00", "06:00").end, "2027-04-01T06:00");
  assert.equal(stretchOf("2027-03-31", "22:00", "06:01").end, "2027-03-31T06:01");
  assert.equal(stretchOf("2027-03-31", "04:00", "05:00").end, "2027-03-31T05:00");
  assert.equal(stretchOf("2027-03-31", "22:00", "").end, "");
});

test("items follow one another, and those that go over the end are known", () => {
  const items = [{ minutes: 30 }, { minutes: null }, { minutes: 30 }, { minutes: 1 }];
  assert.deepEqual(runningTimes(items, "2027-03-30T23:30", "2027-03-31T00:30"), [
    { at: "2027-03-30T23:30", isOver: false },
    { at: "2027-03-31T00:00", isOver: false },
    { at: "2027-03-31T00:00", isOver: false },
    { at: "2027-03-31T00:30", isOver: true },
  ]);
  assert.deepEqual(runningTimes([], "2027-03-30T23:30", ""), []);
});

test("a session without an end lasts as long as its items, else as is usual", () => {
  assert.equal(usualLength({ items: [{ minutes: 20 }, { minutes: null }, { minutes: 25 }] }), 45);
  assert.equal(usualLength({ items: [{ minutes: 20 }], length: 90 }), 90, "as long as it was on the schedule");
  assert.equal(usualLength({ items: [], kind: "break" }), 30);
  assert.equal(usualLength({ items: [], kind: "plenary" }), 60);
});

test("a place is said in words, with what is known of it", () => {
  const state = { rooms: new Map([["r1", { name: "Hall A" }]]) };
  const setup = { days: [{ id: "2027-03-30", label: "Tuesday" }], words: { without_room: "no room", not_scheduled: "not scheduled" } };
  assert.equal(
    placeInWords({ start: "2027-03-30T09:00", end: "2027-03-30T10:00", room: "r1" }, state, setup),
    "Tuesday, 09:00–10:00, Hall A",
  );
  assert.equal(placeInWords({ start: "2027-04-02T09:00", end: "", room: "gone" }, state, setup), "2027-04-02, 09:00, no room");
  assert.equal(placeInWords({ start: "", room: "r1" }, state, setup), "not scheduled");
});

test("a sentence is filled with what there is, whatever signs are in it", () => {
  assert.equal(fill("{who} moved {label} ({count})", { who: "$& {label}", label: "Ёлка", count: 0 }), "$& {label} moved Ёлка (0)");
  assert.equal(fill("{who} and {nobody}", { who: "Anna" }), "Anna and {nobody}");
});

// --- State --------------------------------------------------------------------------------------------------------

const rest = { conflicts: [], undo: null, redo: null };
const whole = (changes, more = {}) => ({ sessions: [], rooms: [], now: "t", changes, ...rest, ...more });
const ids = (changes) => changes.map(({ id }) => id);

test("what others did is news once, the newest first, and not on the first look", () => {
  const state = new State({});
  assert.deepEqual(state.replace(whole([{ id: 1 }])), []);
  assert.deepEqual(ids(state.replace(whole([{ id: 3 }, { id: 2 }, { id: 1 }]))), [3, 2]);
  assert.deepEqual(state.replace(whole([{ id: 3 }, { id: 2 }])), []);
  state.replace(whole([{ id: 4 }]));
  assert.deepEqual(ids(state.changes), [4, 3, 2]);
});

test("no more than twenty changes are kept", () => {
  const state = new State({});
  state.replace(whole([]));
  for (let id = 1; id <= 50; id += 1) state.replace(whole([{ id }]));
  assert.deepEqual([state.changes.length, state.changes[0].id], [20, 50]);
});

test("an action answers with parts of sessions: what it does not say stays", () => {
  const state = new State({});
  state.replace(
    whole([], {
      sessions: [
        { id: "a", title: "One", room: "r1" },
        { id: "b", title: "Two" },
      ],
    }),
  );
  state.take({ session: { id: "a", room: "r2" }, gone: ["b", "never there"], ...rest });
  assert.deepEqual([...state.sessions.values()], [{ id: "a", title: "One", room: "r2" }]);
});

test("a conflict stands at each of its sessions, and goes with the next answer", () => {
  const state = new State({});
  const conflict = { kind: "room", sessions: ["a", "b"] };
  state.take({ ...rest, conflicts: [conflict, { kind: "person", sessions: ["b"] }] });
  assert.deepEqual([state.conflicting.get("a").length, state.conflicting.get("b").length], [1, 2]);
  state.take(rest);
  assert.equal(state.conflicting.size, 0);
});

// --- The server ---------------------------------------------------------------------------------------------------

// A server whose answers come when they are let go; `asked`: {url, options, answer} in the order in which it was asked.
function serverOf(test) {
  const asked = [];
  const heard = [];
  const original = globalThis.fetch;
  globalThis.fetch = (url, options) =>
    new Promise((resolve, reject) => {
      const answer = (status, data = {}, headers = {}) => {
        if (status === 304) resolve(new Response(null, { status }));
        else resolve(Response.json(data, { status, headers }));
      };
      const redirect = () => resolve({ type: "opaqueredirect", status: 0, headers: new Headers() });
      asked.push({ url, options, answer, redirect, fail: () => reject(new TypeError("no network")) });
    });
  test.after(() => {
    globalThis.fetch = original;
  });
  const on = (name) => () => heard.push(name);
  const urls = { session: "/s/", state: "/state/", undo: "/undo/" };
  const server = new Server(urls, { token: "t", onLost: on("lost"), onBack: on("back"), onSignedOut: on("signed out") });
  return { server, asked, heard };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("actions go one after the other, each with the revision that the one before made", async (t) => {
  const { server, asked } = serverOf(t);
  let revision = 1;
  const actions = [1, 2, 3].map(() => server.send("move", "a", () => ({ revision })));
  for (const turn of [0, 1, 2]) {
    await settled();
    assert.equal(asked.length, turn + 1);
    assert.deepEqual(JSON.parse(asked[turn].options.body), { revision });
    revision += 1;
    asked[turn].answer(200, { revision });
    await actions[turn];
  }
  await settled();
  assert.equal(server.waiting, 0);
});

test("an action that fails does not hold up the next, and the network that is back is told once", async (t) => {
  const { server, asked, heard } = serverOf(t);
  const [first, second, third] = [1, 2, 3].map(() => server.step("undo"));
  await settled();
  asked[0].fail();
  assert.deepEqual(await first, { status: 0 });
  await settled();
  asked[1].answer(200, { said: "done" });
  assert.equal((await second).data.said, "done");
  await settled();
  asked[2].answer(409);
  assert.equal((await third).status, 409);
  assert.deepEqual(heard, ["lost", "back"]);
});

test("an action of which nothing can be said any more does not hold up the next", async (t) => {
  const { server, asked } = serverOf(t);
  const gone = server.send("move", "a", () => {
    throw new Error("no such session");
  });
  const next = server.step("undo");
  await assert.rejects(gone, /no such session/);
  await settled();
  asked[0].answer(200);
  assert.equal((await next).status, 200);
  assert.equal(server.waiting, 0);
});

test("a state that an action has overtaken is none", async (t) => {
  const { server, asked } = serverOf(t);
  const look = server.state("t0", false);
  const action = server.step("undo");
  await settled();
  asked[0].answer(200, {}, { ETag: '"old"' });
  asked[1].answer(200);
  assert.deepEqual(await look, { status: 0 });
  await action;
  server.state("t0", false);
  await settled();
  assert.equal(asked[2].options.headers["If-None-Match"], undefined);
});

test("what the page holds is not sent again, unless it is asked for whole or was not taken", async (t) => {
  const { server, asked } = serverOf(t);
  const look = async (turn, isWhole, action) => {
    const answer = server.state("t0", isWhole);
    await settled();
    action(asked[turn]);
    await answer;
    return asked[turn].options.headers["If-None-Match"];
  };
  assert.equal(await look(0, true, (each) => each.answer(200, {}, { ETag: '"one"' })), undefined);
  assert.equal(await look(1, false, (each) => each.answer(304)), '"one"');
  assert.equal(await look(2, true, (each) => each.answer(200, {}, { ETag: '"two"' })), undefined);
  server.forget();
  assert.equal(await look(3, false, (each) => each.answer(200, {}, { ETag: '"two"' })), undefined);
  assert.equal(asked[1].options.headers["X-Poll"], "1");
});

test("who is signed out is told so, not that the network is gone", async (t) => {
  const { server, asked, heard } = serverOf(t);
  const look = server.state("t0", false);
  await settled();
  asked[0].redirect();
  assert.deepEqual(await look, { status: 0 });
  assert.deepEqual(heard, ["signed out"]);
});
