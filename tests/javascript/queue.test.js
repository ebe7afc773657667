// Scans on their way to the server: none is lost, none goes before an earlier one, whatever the server and the network do.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Queue } from "../../static/src/door/queue.js";
import { below, chance } from "./chance.js";
import { memoryStore } from "./memory-store.js";

const always = { answered: () => {}, isOver: () => false, mayName: () => true };
const scanOf = (id, more = {}) => ({
  id,
  at: "2027-03-30T05:00:00Z",
  name: "Anna Sample",
  colour: "ok",
  delta: 1,
  whose: `w${id}`,
  ...more,
});
const answerTo = ({ id }) => ({ id, result: "admitted", reason: "" });
const ok = (results) => ({ status: 200, ok: true, json: async () => ({ results }) });

// A server that counts each id once; `answer(scans)` may do otherwise.
function serverOf(answer = (scans) => ok(scans.map(answerTo))) {
  const calls = [];
  return {
    calls,
    get heard() {
      return [...new Set(calls.flat().map(({ id }) => id))];
    },
    scans: async (scans) => {
      calls.push(scans);
      return answer(scans, calls.length);
    },
  };
}

async function queueOf(...ids) {
  const store = memoryStore();
  const queue = new Queue(store);
  for (const id of ids) await queue.keep(scanOf(id), { h: `w${id}` });
  return { store, queue };
}

const many = (count) => Array.from({ length: count }, (_each, index) => String(index));

test("an empty queue asks nobody", async () => {
  const { queue } = await queueOf();
  const server = serverOf();
  assert.equal(await queue.send(server, always), false);
  assert.equal(server.calls.length, 0);
});

test("scans go in the order in which they were made, in batches, and then nothing waits", async () => {
  const { queue } = await queueOf(...many(450));
  const server = serverOf();
  assert.equal(await queue.send(server, always), true);
  assert.deepEqual(
    server.calls.map((scans) => scans.length),
    [200, 200, 50],
  );
  assert.deepEqual(
    server.calls.flat().map(({ id }) => id),
    many(450),
  );
  assert.equal(queue.waiting, 0);
});

test("what only the device needs to know does not leave it", async () => {
  const { queue } = await queueOf("a");
  const server = serverOf();
  await queue.send(server, always);
  assert.deepEqual(Object.keys(server.calls[0][0]).sort(), ["at", "id"]);
});

test("a network that goes away in the middle loses nothing, and the next sending goes on where it stopped", async () => {
  const { queue } = await queueOf(...many(250));
  const broken = serverOf((scans, turn) => {
    if (turn === 2) throw new Error("no network");
    return ok(scans.map(answerTo));
  });
  await assert.rejects(queue.send(broken, always), /no network/);
  assert.equal(queue.waiting, 50);
  const server = serverOf();
  await queue.send(server, always);
  assert.deepEqual(server.heard, many(250).slice(200));
});

test("an answer that was lost on its way is asked for again, under the same ids", async () => {
  const { queue } = await queueOf("a", "b");
  const server = serverOf((scans, turn) => {
    if (turn === 1) throw new Error("heard, but the answer never came");
    return ok(scans.map(answerTo));
  });
  await assert.rejects(queue.send(server, always));
  await queue.send(server, always);
  assert.deepEqual(
    server.calls.map((scans) => scans.map(({ id }) => id)),
    [
      ["a", "b"],
      ["a", "b"],
    ],
  );
  assert.equal(queue.waiting, 0);
});

test("only those go from the queue that the server has named", async () => {
  const { queue, store } = await queueOf("a", "b", "c");
  let turn = 0;
  const server = serverOf((scans) => {
    turn += 1;
    return ok(turn === 1 ? [answerTo({ id: "b" }), answerTo({ id: "stranger" })] : scans.map(answerTo));
  });
  const told = [];
  await queue.send(server, { ...always, answered: (_answer, rows) => told.push(rows.map(({ scan }) => scan.id)) });
  assert.deepEqual(told, [["b"], ["a", "c"]]);
  assert.equal(store.rows.queue.size, 0);
});

test("a server that answers for none of them is not asked for ever", async () => {
  const { queue } = await queueOf("a");
  await assert.rejects(
    queue.send(
      serverOf(() => ok([])),
      always,
    ),
    /none of the scans/,
  );
  await assert.rejects(
    queue.send(
      serverOf(() => ({ status: 200, ok: true, json: async () => ({}) })),
      always,
    ),
  );
  assert.equal(queue.waiting, 1);
});

test("a scan that the server cannot read holds up no other, and is told", async () => {
  const { queue, store } = await queueOf("a", "bad", "c");
  const server = serverOf((scans) =>
    scans.some(({ id }) => id === "bad")
      ? { status: 400, ok: false, json: async () => ({ words: "unreadable" }) }
      : ok(scans.map(answerTo)),
  );
  await queue.send(server, always);
  assert.equal(queue.waiting, 0);
  assert.deepEqual(
    server.calls.map((scans) => scans.length),
    [3, 1, 1, 1],
  );
  const [difference] = store.rows.differences.values();
  assert.deepEqual([difference.id, difference.server, difference.words], ["bad", "red", "unreadable"]);
});

test("where the server says otherwise, that is kept for whoever scans, and a mark that it refused goes", async () => {
  const { queue, store } = await queueOf("a", "b", "c");
  const results = [
    { id: "a", result: "refused", reason: "revoked", words: "Replaced" },
    { id: "b", result: "repeated", reason: "before" },
    { id: "c", result: "admitted", reason: "", elsewhere: { checkpoint: "Gate 2" } },
  ];
  await queue.send(
    serverOf(() => ok(results)),
    always,
  );
  const told = [...store.rows.differences.values()].map(({ id, server, elsewhere }) => [id, server, elsewhere]);
  assert.deepEqual(told, [
    ["a", "red", ""],
    ["b", "amber", ""],
    ["c", "ok", "Gate 2"],
  ]);
  assert.deepEqual([...store.rows.marks.keys()], ["wb", "wc"]);
});

test("a device that is over keeps no names of those about whom the server says otherwise", async () => {
  const { queue, store } = await queueOf("a");
  await queue.send(
    serverOf(() => ok([{ id: "a", result: "refused" }])),
    { ...always, mayName: () => false },
  );
  assert.equal(store.rows.differences.size, 0);
  assert.equal(queue.waiting, 0);
});

test("an answer for a device that was enrolled again meanwhile changes nothing", async () => {
  const { queue, store } = await queueOf("a");
  let over = false;
  const server = serverOf((scans) => {
    over = true;
    return ok(scans.map(answerTo));
  });
  const answered = () => assert.fail("told of an answer that is not for this device");
  assert.equal(await queue.send(server, { ...always, answered, isOver: () => over }), false);
  assert.equal(store.rows.queue.size, 1);
});

test("two sendings at once are one", async () => {
  const { queue } = await queueOf("a", "b");
  const server = serverOf();
  await Promise.all([queue.send(server, always), queue.send(server, always)]);
  assert.deepEqual(
    server.calls.flat().map(({ id }) => id),
    ["a", "b"],
  );
});

test("a scan made while others are sent goes with the same sending", async () => {
  const { queue } = await queueOf("a");
  const server = serverOf(async (scans, turn) => {
    if (turn === 1) {
      await queue.keep(scanOf("b"), null);
      queue.send(server, always);
    }
    return ok(scans.map(answerTo));
  });
  await queue.send(server, always);
  assert.deepEqual(server.heard, ["a", "b"]);
  assert.equal(queue.waiting, 0);
});

test("a scan made at the very moment at which nothing more waits goes with the same sending", async () => {
  const { queue, store } = await queueOf();
  const server = serverOf();
  const { count } = store;
  let late = false;
  store.count = async (name) => {
    const counted = await count(name);
    if (!late) {
      late = true;
      await queue.keep(scanOf("late"), null);
      queue.send(server, always);
    }
    return counted;
  };
  assert.equal(await queue.send(server, always), true);
  assert.deepEqual(server.heard, ["late"]);
});

test("a scan that the device cannot keep does not count as waiting", async () => {
  const store = { ...memoryStore(), keepScan: () => Promise.reject(new Error("no room left")) };
  const queue = new Queue(store);
  await assert.rejects(queue.keep(scanOf("a"), null), /no room left/);
  assert.equal(queue.waiting, 0);
});

test("whatever the network does, all arrive, and no scan for the first time before an earlier one", async () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = chance(seed);
    const { queue, store } = await queueOf();
    const arrived = [];
    const server = serverOf((scans) => {
      const luck = random();
      if (luck < 0.2) throw new Error("not heard");
      for (const { id } of scans) if (!arrived.includes(id)) arrived.push(id);
      if (luck < 0.4) throw new Error("heard, the answer lost");
      return ok(scans.slice(0, 1 + below(random, scans.length)).map(answerTo));
    });
    const ids = many(1 + below(random, 30));
    for (const id of ids) {
      await queue.keep(scanOf(id), null);
      if (random() < 0.5) await queue.send(server, always).catch(() => {});
    }
    while (queue.waiting) await queue.send(server, always).catch(() => {});
    assert.deepEqual(arrived, ids, `seed ${seed}`);
    assert.equal(store.rows.queue.size, 0);
  }
});
