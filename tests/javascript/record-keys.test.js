// The buttons that the keys of a record press.
import assert from "node:assert/strict";
import { test } from "node:test";

import { pressedBy } from "../../static/src/modules/record-keys.js";

test("K and J lead to the records beside this one, other letters to what names them", () => {
  assert.match(pressedBy({ key: "k" }, false), /rel=prev/);
  assert.match(pressedBy({ key: "J", shiftKey: true }, false), /rel=next/);
  assert.match(pressedBy({ key: "a" }, false), /\[aria-keyshortcuts="A"\]/);
});

test("a letter of another script stands for the key it is on", () => {
  assert.equal(pressedBy({ key: "ф", code: "KeyA" }, false), pressedBy({ key: "a", code: "KeyA" }, false));
  assert.equal(pressedBy({ key: "a", code: "KeyQ" }, false), pressedBy({ key: "a" }, false));
});

test("nothing is pressed while somebody writes, holds a key down or means the browser", () => {
  assert.equal(pressedBy({ key: "a" }, true), "");
  assert.equal(pressedBy({ key: "a", repeat: true }, false), "");
  assert.equal(pressedBy({ key: "a", ctrlKey: true }, false), "");
  for (const key of ["Enter", "F5", "1", "?", "Dead"]) assert.equal(pressedBy({ key, code: "" }, false), "");
});
