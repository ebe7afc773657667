// Which keys open the list of the shortcuts.
import assert from "node:assert/strict";
import { test } from "node:test";

import { asksForShortcuts } from "../../static/src/modules/shortcuts.js";

test("a question mark asks for the shortcuts, whatever key of the keyboard it is on", () => {
  assert.ok(asksForShortcuts({ key: "?", shiftKey: true }, false));
  assert.ok(asksForShortcuts({ key: "?" }, undefined));
});

test("what is written, held down or meant for the browser asks for nothing", () => {
  assert.ok(!asksForShortcuts({ key: "?", shiftKey: true }, true));
  assert.ok(!asksForShortcuts({ key: "?", repeat: true }, false));
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.ok(!asksForShortcuts({ key: "?", [held]: true }, false));
  for (const key of ["/", "h", "F1", "Escape"]) assert.ok(!asksForShortcuts({ key }, false));
});
