// "/" and "?" act only where nobody types.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { leadsHere } from "../../static/src/modules/search.js";
import { areSingleKeysOn, isSingleKey, switchSingleKeys } from "../../static/src/modules/single-keys.js";

const SLASH = { key: "/" };
const QUESTION = { key: "?", shiftKey: true };

function storage(kept = {}) {
  globalThis.localStorage = {
    getItem: (name) => kept[name] ?? null,
    setItem: (name, value) => {
      kept[name] = value;
    },
  };
}

function noStorage() {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  globalThis.localStorage = { getItem: forbidden, setItem: forbidden };
}

afterEach(() => {
  switchSingleKeys(true);
  delete globalThis.localStorage;
});

test("a question mark asks for the shortcuts, whatever key of the keyboard it is on", () => {
  storage();
  assert.ok(isSingleKey(QUESTION, "?", false));
  assert.ok(isSingleKey({ key: "?" }, "?", undefined));
});

test("what is written, held down or meant for the browser asks for nothing", () => {
  storage();
  assert.ok(!isSingleKey(QUESTION, "?", true));
  assert.ok(!isSingleKey({ key: "?", repeat: true }, "?", false));
  for (const held of ["ctrlKey", "metaKey", "altKey"]) assert.ok(!isSingleKey({ key: "?", [held]: true }, "?", false));
  for (const key of ["/", "h", "F1", "Escape"]) assert.ok(!isSingleKey({ key }, "?", false));
});

test("switched off they do nothing, on this page and the next; Ctrl-K leads to the search all the same", () => {
  const kept = {};
  storage(kept);
  assert.ok(leadsHere(SLASH, false));
  switchSingleKeys(false);
  storage(kept);
  assert.ok(!isSingleKey(QUESTION, "?", false));
  assert.ok(!leadsHere(SLASH, false));
  assert.ok(leadsHere({ key: "k", ctrlKey: true }, false));
  switchSingleKeys(true);
  assert.ok(leadsHere(SLASH, false) && isSingleKey(QUESTION, "?", false));
});

test("where storage is forbidden they are on, and can be switched off for the page", () => {
  noStorage();
  assert.ok(areSingleKeysOn());
  switchSingleKeys(false);
  assert.ok(!areSingleKeysOn());
});
