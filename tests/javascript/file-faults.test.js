// The words about a file when it is chosen, before anything is sent.
import assert from "node:assert/strict";
import { test } from "node:test";

import { faultOf } from "../../static/src/modules/forms/file-faults.js";

const PICTURES = "image/png,image/jpeg,image/webp";
const ENDINGS = ".pdf,.docx";
const MEGABYTE = 1024 * 1024;

function file(name, type, size = 1000) {
  return { name, type, size };
}

test("a picture that fits has no fault, and none chosen neither", () => {
  assert.equal(faultOf(file("me.jpg", "image/jpeg"), PICTURES, MEGABYTE), "");
  assert.equal(faultOf(file("me.jpg", "image/jpeg", MEGABYTE), PICTURES, MEGABYTE), "");
  assert.equal(faultOf(undefined, PICTURES, MEGABYTE), "");
});

test("one that is too large is told, and one of another kind before that", () => {
  assert.equal(faultOf(file("me.jpg", "image/jpeg", MEGABYTE + 1), PICTURES, MEGABYTE), "tooLarge");
  assert.equal(faultOf(file("me.heic", "image/heic", 9 * MEGABYTE), PICTURES, MEGABYTE), "wrongKind");
});

test("endings are compared whatever their case; where no type is told, the server looks", () => {
  assert.equal(faultOf(file("LETTER.PDF", "application/pdf"), ENDINGS, MEGABYTE), "");
  assert.equal(faultOf(file("letter.pdf.exe", ""), ENDINGS, MEGABYTE), "wrongKind");
  assert.equal(faultOf(file("me", ""), PICTURES, MEGABYTE), "");
  assert.equal(faultOf(file("anything.xyz", "x/y"), "", MEGABYTE), "");
});
