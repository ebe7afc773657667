// Screens, clocks and forms of a page work things out by themselves.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ClockEstimate } from "../../static/src/modules/screens/clock-estimate.js";
import { Connection } from "../../static/src/modules/screens/connection.js";
import { read, written } from "../../static/src/modules/forms/draft-record.js";
import { largestSize } from "../../static/src/modules/screens/largest-size.js";
import { isSameDay, momentElsewhere, offsetOf } from "../../static/src/modules/moments.js";
import { statesOf } from "../../static/src/modules/screens/programme-states.js";
import { slideFrom } from "../../static/src/modules/screens/slide-order.js";
import { clockText, elapsedOf, leftText, phaseOf } from "../../static/src/modules/screens/speaking-time.js";
import { below, chance } from "./chance.js";

// --- The time of the server ---------------------------------------------------------------------------------------

test("an estimate of the clock is never further off than half the way of the answer that was heard", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = chance(seed);
    const wrong = below(random, 10_000_000) - 5_000_000;
    const clock = new ClockEstimate();
    let now = 1_800_000_000_000;
    let quickest = Infinity;
    for (let turn = 0; turn < 30; turn += 1) {
      const [there, back] = [below(random, 2000), below(random, 2000)];
      clock.hear(now + there + wrong, { asked: now, answered: now + there + back });
      quickest = Math.min(quickest, there + back);
      assert.ok(Math.abs(clock.offset - wrong) <= Math.max(quickest / 2, 1500) + 1000, `seed ${seed}`);
      now += 5000;
    }
  }
});

test("a quick answer is believed more than a slow one, unless the clock has jumped", () => {
  const clock = new ClockEstimate();
  clock.hear(10_010, { asked: 0, answered: 20 });
  assert.equal(clock.offset, 10_000);
  // 900 off, two seconds on its way.
  clock.hear(17_900, { asked: 6000, answered: 8000 });
  assert.equal(clock.offset, 10_000);
  // The device was set by an hour: the next answer counts, however slow.
  clock.hear(30_000, { asked: 3_620_000, answered: 3_622_000 });
  assert.equal(clock.offset, 30_000 + 1000 - 3_622_000);
});

test("a clock that runs too fast is heard again: an answer nearly as quick counts after some time", () => {
  const clock = new ClockEstimate();
  let now = 0;
  let offset = 0;
  for (let turn = 0; turn < 200; turn += 1) {
    const trip = turn === 0 ? 20 : 30;
    clock.hear(now + trip / 2 + offset, { asked: now, answered: now + trip });
    now += 10_000;
    offset -= 5;
  }
  assert.ok(Math.abs(clock.offset - offset) <= 10, String(clock.offset));
});

test("what the page said when it was made counts until an answer came", () => {
  const clock = new ClockEstimate(77);
  clock.begin(5000, 1000);
  assert.equal(clock.offset, 4000);
  clock.hear(9010, { asked: 1000, answered: 1020 });
  clock.begin(0, 1000);
  assert.equal(clock.offset, 8000);
});

test("a network is lost after so many answers in a row that did not come, since the first of them", () => {
  const connection = new Connection(3);
  connection.failed(1);
  connection.failed(2);
  assert.equal(connection.isLost, false);
  connection.answered();
  for (const now of [5, 6, 7]) connection.failed(now);
  assert.deepEqual([connection.isLost, connection.since], [true, 5]);
  connection.answered();
  assert.deepEqual([connection.isLost, connection.since], [false, null]);
});

// --- Speaking time ------------------------------------------------------------------------------------------------

test("a speaker's time counts down to nothing, and then up", () => {
  assert.deepEqual([61, 60.01, 60, 0.2, 0, -0.2, -1, -61.5].map(leftText), [
    "1:01",
    "1:01",
    "1:00",
    "0:01",
    "0:00",
    "0:00",
    "+0:01",
    "+1:01",
  ]);
  assert.deepEqual([0, 9, 60, 3600].map(clockText), ["0:00", "0:09", "1:00", "60:00"]);
});

test("the last fifth of the time is amber, and the end of it red", () => {
  assert.deepEqual(
    [0, 239, 240, 299, 300, 900].map((elapsed) => phaseOf(elapsed, 300)),
    ["green", "green", "amber", "amber", "red", "red"],
  );
  assert.equal(phaseOf(0, 0), "red");
});

test("a clock that stands adds nothing, and one that was set back never takes time away", () => {
  assert.equal(elapsedOf({ elapsed: "12.5", since: "" }, 99_000), 12.5);
  assert.equal(elapsedOf({ elapsed: "12.5", since: "90000" }, 99_000), 21.5);
  assert.equal(elapsedOf({ elapsed: "12.5", since: "90000" }, 10_000), 12.5);
});

// --- The programme ------------------------------------------------------------------------------------------------

const entry = (start, until, day = "30", told = false) => ({ start, until, day, told });

test("of what comes, the first of today is next; where today has nothing more, the first of the day after", () => {
  const entries = [entry(0, 10), entry(10, 20), entry(20, 30), entry(20, 40), entry(5, 50, "31")];
  assert.deepEqual(statesOf(entries, 10, "30").slice(0, 4), ["over", "now", "next", "next"]);
  assert.deepEqual(statesOf([entry(0, 10), entry(60, 70, "31"), entry(80, 90, "31")], 20, "30"), ["over", "next", "later"]);
  assert.deepEqual(statesOf([], 20, "30"), []);
});

test("a session after midnight that belongs to the day before is not next while today has one", () => {
  assert.deepEqual(statesOf([entry(10, 20, "29"), entry(15, 25, "30")], 5, "30"), ["later", "next"]);
});

test("what was only told of is never next, and holds nothing else back", () => {
  assert.deepEqual(statesOf([entry(10, 20, "30", true), entry(15, 25)], 5, "30"), ["later", "next"]);
});

test("at every moment each entry is over before it is on again, whatever the programme", () => {
  const rank = { later: 0, next: 1, now: 2, over: 3 };
  for (let seed = 1; seed <= 100; seed += 1) {
    const random = chance(seed);
    const entries = Array.from({ length: below(random, 12) }, () => {
      const start = below(random, 48);
      return entry(start, start + below(random, 6), start < 24 ? "30" : "31", random() < 0.1);
    });
    let before = entries.map(() => 0);
    for (let now = 0; now < 60; now += 1) {
      const states = statesOf(entries, now, now < 24 ? "30" : "31");
      const coming = entries.filter((each) => each.start > now && !each.told && each.until > now);
      assert.equal(states.includes("next"), coming.length > 0, `seed ${seed}, ${now}`);
      const ranks = states.map((state) => rank[state]);
      ranks.forEach((each, index) => {
        assert.ok(each >= before[index], `seed ${seed}, ${now}`);
      });
      before = ranks;
    }
  }
});

test("a slide with nothing on it is passed over, around the end; where none has anything, it stays", () => {
  assert.equal(slideFrom(1, [true, false, true]), 2);
  assert.equal(slideFrom(3, [true, false, false]), 0);
  assert.equal(slideFrom(2, [false, true, false]), 1);
  assert.equal(slideFrom(5, [false, false]), 1);
  assert.equal(slideFrom(7, [true]), 0);
});

test("the largest letters that fit are found, near enough, and they always fit", () => {
  for (let limit = 0.3; limit < 3; limit += 0.07) {
    let size = 0;
    const found = largestSize({
      smallest: 0.25,
      most: 2,
      fits: (tried) => {
        size = tried;
        return size <= limit;
      },
    });
    assert.ok(found <= limit && Math.min(2, limit) - found < 0.01, String(limit));
  }
  assert.equal(largestSize({ smallest: 0.25, most: 2, fits: () => false }), 0.25);
});

// --- Where the reader is ------------------------------------------------------------------------------------------

function inZone(zone, action) {
  const { TZ } = process.env;
  process.env.TZ = zone;
  try {
    return action();
  } finally {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  }
}

test("an offset is read in minutes, with its sign", () => {
  const offsets = { "2027-03-30T10:00:00+05:30": 330, "2027-03-30T10:00:00-03:30": -210, "2027-03-30T10:00:00Z": 0, "": 0 };
  for (const [text, minutes] of Object.entries(offsets)) assert.equal(offsetOf(text), minutes, text);
});

test("who lives by the same clock is told nothing, by the clock of that day", () => {
  inZone("Europe/Berlin", () => {
    assert.equal(momentElsewhere("2027-01-30T10:00:00+01:00"), null);
    assert.equal(momentElsewhere("2027-07-30T10:00:00+02:00"), null);
    assert.notEqual(momentElsewhere("2027-07-30T10:00:00+01:00"), null);
    assert.equal(momentElsewhere("no time"), null);
  });
  inZone("UTC", () => assert.equal(momentElsewhere("2027-07-30T10:00:00Z"), null));
});

test("an evening here may be tomorrow's morning there", () => {
  const evening = "2027-02-28T23:30:00-05:00";
  inZone("Asia/Tokyo", () => assert.equal(isSameDay(evening, momentElsewhere(evening)), false));
  inZone("Pacific/Honolulu", () => assert.equal(isSameDay(evening, momentElsewhere(evening)), true));
});

// --- Drafts -------------------------------------------------------------------------------------------------------

const DAY = 86_400_000;

test("a draft comes back as it was typed, for two weeks", () => {
  const values = [
    ["name", "Анна “Ü” 🎫"],
    ["topic", "a"],
    ["topic", "b"],
    ["empty", ""],
  ];
  const record = written(values, 5 * DAY);
  assert.deepEqual(read(record, 19 * DAY - 1), values);
  assert.equal(read(record, 19 * DAY), null);
  assert.deepEqual(read(record, 0), values, "the clock was set back");
});

test("a record that is broken, or none, is no draft", () => {
  for (const record of [null, "", "{", "null", "7", '{"values": [["a", "b"]]}']) assert.equal(read(record, DAY), null, record);
});
