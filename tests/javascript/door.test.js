// A device at the door decides by itself on codes, admission, the clock, and finds people by name.
import assert from "node:assert/strict";
import { createHash, webcrypto } from "node:crypto";
import { test } from "node:test";

import { errorOf, skewOf } from "../../static/src/door/clock.js";
import { contrast, lettersOn } from "../../static/src/door/colours.js";
import { counts, decide, noteOf, shownFor, toldAs } from "../../static/src/door/decision.js";
import { Keystrokes } from "../../static/src/door/keystrokes.js";
import { asEntry, List } from "../../static/src/door/list.js";
import { hashOf, readScan } from "../../static/src/door/ticket-code.js";
import { Sightings } from "../../static/src/door/sightings.js";
import { below, chance } from "./chance.js";

globalThis.crypto ??= webcrypto; // Node.js 18

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TICKET = { slug: "forum2027", alphabet: ALPHABET, length: 12 };
const TOKEN = "A2B3C4D5E6F7";

// --- What a code is -----------------------------------------------------------------------------------------------

test("a ticket is read in every spelling that a printer, a scanner or a thumb gives it", () => {
  const spellings = [
    TOKEN,
    "a2b3-c4d5-e6f7",
    "  A2B3 C4D5 E6F7\r\n",
    `https://conf.example.org/forum2027/onsite/t/${TOKEN}`,
    `https://conf.example.org/FORUM2027/ONSITE/T/${TOKEN.toLowerCase()}/?utm=1#x`,
  ];
  for (const text of spellings) assert.deepEqual(readScan(text, TICKET), { kind: "ticket", token: TOKEN }, text);
});

test("letters that are taken for digits are digits", () => {
  assert.equal(readScan("OIL0-OIL0-OIL0", TICKET).token, "011001100110");
});

test("what is no ticket of this conference says what it is", () => {
  const told = {
    [`https://conf.example.org/other/onsite/t/${TOKEN}`]: "foreign",
    "https://conf.example.org/forum2027/onsite/t/A2B3": "torn",
    "https://conf.example.org/forum2027/onsite/t/": "torn",
    A2B3C4D5E6F: "torn",
    Привет: "torn",
    "https://conf.example.org/other/onsite/door/#abc": "foreign",
    "https://elsewhere.example/A2B3C4D5E6F7": "no_ticket",
    "WIFI:S:guest;T:WPA;P:secret;;": "no_ticket",
    "🎫": "no_ticket",
    "": "no_ticket",
    "   ": "no_ticket",
  };
  for (const [text, kind] of Object.entries(told)) assert.equal(readScan(text, TICKET).kind, kind, text);
});

test("a code for enrolling is read whole", () => {
  const text = "https://conf.example.org/forum2027/onsite/door/#k3y-with/slash";
  assert.deepEqual(readScan(text, TICKET), { kind: "enrolment", code: "k3y-with/slash" });
});

test("whatever a camera reads, it is something", () => {
  const random = chance(7);
  const signs = [..."A0OoIl1/#?:.- \n\0Яё中🎫é", "/onsite/t/", "/forum2027", "/onsite/door/#", "https://"];
  for (let turn = 0; turn < 5000; turn += 1) {
    const text = Array.from({ length: below(random, 14) }, () => signs[below(random, signs.length)]).join("");
    const { kind, token } = readScan(text, TICKET);
    assert.ok(["ticket", "enrolment", "foreign", "torn", "no_ticket"].includes(kind), text);
    if (kind === "ticket") assert.match(token, /^[0-9A-HJKMNP-TV-Z]{12}$/);
  }
});

test("of a ticket the half of its SHA-256 lies on a device", async () => {
  assert.equal(await hashOf(TOKEN), createHash("sha256").update(TOKEN).digest("hex").slice(0, 32));
});

// --- Who comes in -------------------------------------------------------------------------------------------------

const facts = {
  kind: "ticket",
  entry: { h: "1", n: "Anna", s: "ok", r: "" },
  mode: "daily",
  direction: "in",
  at: "2027-03-30T05:00:00Z",
  timezone: "Asia/Tashkent",
};

test("who may come in, and why not", () => {
  const entry = (s) => ({ ...facts.entry, s });
  const told = [
    [{}, "ok", null],
    [{ entry: entry("amber") }, "amber", "look_at"],
    [{ entry: entry("red") }, "red", "not_admitted"],
    [{ entry: null }, "red", "unknown"],
    [{ revoked: "This badge was replaced." }, "red", "revoked"],
    [{ kind: "foreign" }, "red", "foreign"],
    [{ entry: entry("red"), last: { at: facts.at, direction: "in" } }, "red", "not_admitted"],
  ];
  for (const [given, shown, reason] of told) {
    const decision = decide({ ...facts, ...given });
    assert.deepEqual([decision.shown, decision.reason], [shown, reason], JSON.stringify(given));
  }
});

test("in and out take turns", () => {
  const told = { "in in": "before_in", "in out": null, "out in": null, "out out": "before_out" };
  for (const [turn, reason] of Object.entries(told)) {
    const [last, direction] = turn.split(" ");
    const decision = decide({ ...facts, mode: "in-out", direction, last: { at: facts.at, direction: last } });
    assert.equal(decision.reason, reason, turn);
  }
});

test("a day is a day of the conference, not of Greenwich", () => {
  // 18:59 and 19:01 in Greenwich are two days in Tashkent; 20:00 and 04:00 the day after are one.
  const lasts = { "2027-03-29T18:59:00Z": "ok", "2027-03-29T19:01:00Z": "amber" };
  for (const [at, shown] of Object.entries(lasts)) assert.equal(decide({ ...facts, last: { at, direction: "in" } }).shown, shown, at);
});

test("a day of 23 or 25 hours is one day", () => {
  const berlin = { ...facts, timezone: "Europe/Berlin", at: "2027-10-31T22:30:00Z" };
  assert.equal(decide({ ...berlin, last: { at: "2027-10-30T22:30:00Z", direction: "in" } }).shown, "amber");
  assert.equal(decide({ ...berlin, last: { at: "2027-10-30T21:30:00Z", direction: "in" } }).shown, "ok");
});

test("a clock that was set back still sees who was here before", () => {
  assert.equal(decide({ ...facts, mode: "once", last: { at: "2027-03-30T09:00:00Z", direction: "in" } }).shown, "amber");
});

test("what the server is told and what it answers show the same colour", () => {
  const entries = [null, ...["ok", "amber", "red"].map((s) => ({ h: "1", n: "Anna", s, r: "why" }))];
  for (const entry of entries) {
    for (const mode of ["once", "daily", "in-out"]) {
      for (const direction of ["in", "out"]) {
        for (const last of [undefined, { at: facts.at, direction: "in" }, { at: facts.at, direction: "out" }]) {
          const decision = decide({ ...facts, entry, mode, direction, last });
          const result = toldAs(decision);
          assert.equal(shownFor({ result, reason: result === "admitted" && decision.shown === "amber" ? "look" : "" }), decision.shown);
          assert.equal(counts(decision), result === "admitted");
        }
      }
    }
  }
});

test("the note for the desk is four letters of the alphabet, and others for other scans", () => {
  assert.equal(noteOf("00000fff", ALPHABET), "0000");
  assert.equal(noteOf("fffff000", ALPHABET), "ZZZZ");
  const notes = new Set(Array.from({ length: 1024 }, (_each, number) => noteOf((number * 1024).toString(16).padStart(5, "0"), ALPHABET)));
  assert.equal(notes.size, 1024);
});

// --- Clock --------------------------------------------------------------------------------------------------------

test("the time of an answer is that of half the way", () => {
  const now = Date.parse("2027-03-30T05:00:10Z");
  assert.equal(skewOf("2027-03-30T06:00:05Z", { sent: now - 10_000, now }), 3_600_000);
  assert.equal(skewOf("2027-03-30T05:00:10Z", { sent: null, now }), 0);
  for (const told of [undefined, null, "", "soon"]) assert.equal(skewOf(told, { sent: now, now }), null);
});

test("a clock is wrong from two minutes on, fast or slow", () => {
  assert.deepEqual([0, 120_000, -120_000, 120_001, -120_001].map(errorOf), [0, 0, 0, -120_001, 120_001]);
});

// --- Names --------------------------------------------------------------------------------------------------------

const FOLDING = {
  letters: { а: "a", н: "n", ё: "e", е: "e", ю: "yu", к: "k", ш: "sh" },
  spellings: [
    ["yu", "u"],
    ["iu", "u"],
  ],
};
const names = (found) => found.map(({ n }) => n);

test("a name is found in whatever script it was typed, every word of it", () => {
  const list = new List({
    admits: [
      { h: "1", n: "Анна Юн", e: "Kenya" },
      { h: "2", n: "Anna Ünlü", e: null },
    ],
    revoked: [],
  });
  assert.deepEqual(names(list.search("anna", FOLDING)), ["Анна Юн", "Anna Ünlü"]);
  assert.deepEqual(names(list.search("ÜNLÜ  anna", FOLDING)), ["Anna Ünlü"]);
  assert.deepEqual(names(list.search("yun kenya", FOLDING)), ["Анна Юн"]);
  assert.deepEqual(names(list.search("Анна Кенья", FOLDING)), []);
});

test("nothing that can be read finds nobody", () => {
  const list = new List({ admits: [{ h: "1", n: "Anna" }] });
  for (const query of ["", "   ", "’", "-–—"]) assert.deepEqual(list.search(query, FOLDING), [], query);
  assert.deepEqual(new List().search("anna", FOLDING), []);
});

test("a search of a large list ends with the first twenty", () => {
  const admits = Array.from({ length: 5000 }, (_each, number) => ({ h: String(number), n: `Anna ${number}` }));
  assert.equal(new List({ admits }).search("anna", FOLDING).length, 20);
});

test("a list that is not there yet is empty, and of two entries for a ticket the later counts", () => {
  assert.equal(new List(undefined).admits.size, 0);
  assert.equal(
    new List({
      admits: [
        { h: "1", n: "Old" },
        { h: "1", n: "New" },
      ],
    }).admits.get("1").n,
    "New",
  );
  assert.equal(new List({ revoked: [{ h: "1", r: "Replaced" }] }).revoked.get("1"), "Replaced");
});

test("somebody whom the server found without a ticket has no hash, and keeps the rest", () => {
  assert.deepEqual(asEntry({ name: "Anna", entity: "Kenya", h: "", registration: 7, photo: true }), {
    registration: 7,
    photo: true,
    n: "Anna",
    second: undefined,
    e: "Kenya",
    c: undefined,
    l: undefined,
    k: undefined,
    h: null,
  });
});

// --- Camera, scanner, colours -------------------------------------------------------------------------------------

test("a code counts once while it stays in view, and again after it was away", () => {
  const sightings = new Sightings();
  assert.equal(sightings.isNew("a", 0), true);
  for (let now = 90; now < 60_000; now += 90) assert.equal(sightings.isNew("a", now), false, String(now));
  assert.equal(sightings.isNew("b", 60_000), true);
  assert.equal(sightings.isNew("a", 63_000), true);
  sightings.clear();
  assert.equal(sightings.isNew("a", 63_001), true);
});

function typed(text, pause, { inField = false, code = () => "" } = {}) {
  const keys = new Keystrokes();
  let at = 100_000;
  for (const key of text) {
    if (keys.isLate(at, { inField })) keys.begin();
    keys.add({ key, code: code(key), shiftKey: key !== key.toLowerCase() });
    at += pause;
  }
  return keys;
}

test("a scanner is told from a person by its speed, more strictly in a field", () => {
  assert.equal(typed("A2B3C4", 20, { inField: true }).isScan, true);
  assert.equal(typed("A2B3C4", 150, { inField: true }).isScan, false);
  assert.equal(typed("A2B3C4", 150).isScan, true);
  assert.equal(typed("A2B3C4", 1001).isScan, false);
  assert.equal(typed("A2B3C", 20).isScan, false);
  assert.equal(typed("", 20).isScan, false);
});

test("under a Russian keyboard a scan is read by the places of its keys", () => {
  const places = { р: "KeyH", ф: "KeyA", Ф: "KeyA", 2: "Digit2", ".": "Slash", "№": "Digit3", "-": "Minus" };
  const keys = new Keystrokes();
  for (const key of "рф2.-") keys.add({ key, code: places[key], shiftKey: false });
  for (const key of "Ф№") keys.add({ key, code: places[key], shiftKey: true });
  assert.equal(keys.text, "ha2/-A#");
  assert.equal(typed("https://x", 5).text, "https://x");
});

test("on every colour stand the letters that are read best there", () => {
  const random = chance(3);
  for (let turn = 0; turn < 20_000; turn += 1) {
    const colour = `#${below(random, 0x1000000).toString(16).padStart(6, "0")}`;
    const [dark, light] = [contrast(colour, "#17212b"), contrast(colour, "#ffffff")];
    assert.equal(lettersOn(colour), dark > light ? "#17212b" : "#ffffff", colour);
    assert.ok(contrast(colour, lettersOn(colour)) >= 4, colour);
  }
  for (const none of ["", "red", "#fff", "#12345g", "#1234567", "url(#123456)"]) assert.equal(lettersOn(none), null, none);
});
