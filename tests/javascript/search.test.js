// The keys select a hit of the secretariat's search.
import assert from "node:assert/strict";
import { test } from "node:test";

import { nextGroup, nextPlace } from "../../static/src/modules/search.js";

test("arrows go through the hits and come back to the field", () => {
  assert.deepEqual(
    [-1, 0, 1].map((place) => nextPlace(place, 1, 2)),
    [0, 1, -1],
  );
  assert.deepEqual(
    [-1, 0, 1].map((place) => nextPlace(place, -1, 2)),
    [1, -1, 0],
  );
  assert.equal(nextPlace(-1, 1, 0), -1);
});

test("Tab goes to the first hit of the next group, then leaves", () => {
  const numbers = [2, 1, 3];
  assert.deepEqual(
    [-1, 0, 1, 2, 3, 5].map((place) => nextGroup(place, 1, numbers)),
    [0, 2, 2, 3, null, null],
  );
  assert.deepEqual(
    [-1, 0, 1, 2, 3, 5].map((place) => nextGroup(place, -1, numbers)),
    [null, null, null, 0, 2, 2],
  );
  assert.equal(nextGroup(-1, 1, []), null);
});
