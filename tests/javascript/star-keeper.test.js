// Stars of several people in one browser: each keeper has their own, and nobody gets another's.
import assert from "node:assert/strict";
import { test } from "node:test";

import { after, REFUSED, toHandOver } from "../../static/src/modules/star-keeper.js";

const nobodys = (...stars) => ({ stars, keeper: "", page: "" });
const annas = (...stars) => ({ stars, keeper: "anna", page: "/anna" });
const says = (keeper, ...sessions) => ({ keeper, page: `/${keeper}`, sessions });

test("stars that nobody kept go to anyone who comes first, and the keeper's come from there", () => {
  assert.deepEqual(toHandOver(nobodys("a", "b"), says("anna", "b", "c")), ["a"]);
  assert.deepEqual(after(nobodys("a", "b"), says("anna", "b", "c", "a")), annas("a", "b", "c"));
});

test("a keeper's stars go to nobody else", () => {
  assert.deepEqual(toHandOver(annas("a"), says("boris", "b")), []);
  assert.deepEqual(after(annas("a"), says("boris", "b")), { stars: ["b"], keeper: "boris", page: "/boris" });
});

test("what the keeper removed elsewhere does not come back", () => {
  assert.deepEqual(toHandOver(annas("a", "b"), says("anna", "b")), []);
  assert.deepEqual(after(annas("a", "b"), says("anna", "b")), annas("b"));
});

test("an error forgets nothing", () => {
  assert.deepEqual(toHandOver(nobodys("a"), null), []);
  assert.deepEqual(after(annas("a"), null), annas("a"));
  assert.deepEqual(after(nobodys("a"), null), nobodys("a"));
});

test("when their page is closed the keeper's stars go, but for the one pressed now", () => {
  assert.deepEqual(after(annas("a"), REFUSED), nobodys());
  assert.deepEqual(after(annas("a", "b"), REFUSED, ["b"]), nobodys("b"));
  assert.deepEqual(toHandOver(after(annas("a"), REFUSED), says("boris")), []);
});

test("without a page of one's own, stars stay in the browser", () => {
  assert.deepEqual(after(nobodys("a"), REFUSED, ["a"]), nobodys("a"));
});

test("of two pressed quickly the first answer does not undo the second", () => {
  assert.deepEqual(after(annas("a", "b"), says("anna", "a"), ["a"]), annas("a", "b"));
});

test("stars with a page from before keepers were known came from the server", () => {
  const before = { stars: ["a"], keeper: "", page: "/anna" };
  assert.deepEqual(toHandOver(before, says("boris", "b")), []);
  assert.deepEqual(after(before, says("boris", "b")).stars, ["b"]);
});
