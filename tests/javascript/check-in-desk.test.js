// A digit at the desk of a door chooses one of those found, or is typed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { isName } from "../../static/src/modules/check-in-desk.js";

test("a name of which those found are the suggestions", () => {
  assert.ok(isName("anna", "anna"));
  assert.ok(isName("Анна Ким ", "Анна Ким"));
});

test("no code, no two letters, and no name that was written on", () => {
  assert.ok(!isName("K7QP", "K7QP"));
  assert.ok(!isName("an", "an"));
  assert.ok(!isName("annab", "anna"));
  assert.ok(!isName("", ""));
});
