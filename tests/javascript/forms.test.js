// Counters, selections and photographs in forms, and the pages of the agenda that a device keeps.
import assert from "node:assert/strict";
import { test } from "node:test";

import { isKept } from "../../static/src/modules/agenda-offline.js";
import { range, stateOfAll } from "../../static/src/modules/forms/bulk.js";
import { countOf } from "../../static/src/modules/forms/counters.js";
import { fractions, isShown } from "../../static/src/modules/forms/photo-crop.js";

test("a counter appears when the text is nearly full, and marks a text that is too long", () => {
  assert.deepEqual(countOf("seven..", 10), { text: "7 / 10", isShown: false, isOver: false });
  assert.deepEqual(countOf("eight...", 10), { text: "8 / 10", isShown: true, isOver: false });
  assert.deepEqual(countOf("eleven.....", 10), { text: "11 / 10", isShown: true, isOver: true });
});

test("a letter outside of the basic plane counts as one", () => {
  assert.equal(countOf("𠮷𠮷", 10).text, "2 / 10");
});

test("Shift selects from the last row to this one, upwards and downwards", () => {
  assert.deepEqual(range(["a", "b", "c", "d"], "b", "d"), ["b", "c", "d"]);
  assert.deepEqual(range(["a", "b", "c", "d"], "c", "a"), ["a", "b", "c"]);
  assert.deepEqual(range(["a", "b"], "b", "b"), ["b"]);
});

test("the box for all rows is checked if all are, and half if some are", () => {
  const state = (...checked) => stateOfAll(checked.map((each) => ({ checked: each })));
  assert.deepEqual(state(true, true), { checked: true, indeterminate: false });
  assert.deepEqual(state(true, false), { checked: false, indeterminate: true });
  assert.deepEqual(state(false, false), { checked: false, indeterminate: false });
  assert.deepEqual(state(), { checked: false, indeterminate: false });
});

test("the frame of a photograph is sent in fractions of the picture, never beyond its edges", () => {
  assert.equal(fractions({ x: 100, y: 50, width: 300, height: 400 }, 400, 500), "0.2500,0.1000,0.7500,0.8000");
  assert.equal(fractions({ x: -2, y: 0, width: 404, height: 500 }, 400, 500), "0.0000,0.0000,1.0000,1.0000");
});

test("only photographs that the server takes are shown with a frame", () => {
  assert.ok(isShown({ size: 10 * 1024 * 1024, type: "image/jpeg" }));
  assert.ok(!isShown({ size: 10 * 1024 * 1024 + 1, type: "image/jpeg" }));
  assert.ok(!isShown({ size: 1000, type: "image/svg+xml" }));
});

test("a device keeps views of the agenda, and no searches", () => {
  assert.ok(isKept(""));
  assert.ok(isKept("?day=2027-03-30&view=grid"));
  assert.ok(!isKept("?day=2027-03-30&q=water"));
});
