// The registration form shows the questions that its choices and answers call for.
import assert from "node:assert/strict";
import { test } from "node:test";

import { answersOf, askedQuestions, isOfCategory } from "../../static/src/modules/forms/asked-questions.js";

function asked(questions, answers = {}, category = "") {
  return [...askedQuestions(questions, (name) => answers[name] ?? [], category)];
}

const VISA = { name: "visa" };
const PASSPORT = { name: "passport", when: "visa", values: "yes unsure" };
const ISSUED = { name: "issued", when: "passport", values: "diplomatic" };

test("a question without conditions is asked of everybody", () => {
  assert.deepEqual(asked([VISA], {}, "press"), ["visa"]);
});

test("a question of categories is asked of these, and of all as long as none is chosen", () => {
  const hotel = { name: "hotel", categories: "delegate press" };
  assert.deepEqual(asked([hotel], {}, "press"), ["hotel"]);
  assert.deepEqual(asked([hotel], {}, "guest"), []);
  assert.deepEqual(asked([hotel], {}, ""), ["hotel"]);
  assert.equal(isOfCategory("delegates", "delegate"), false);
});

test("a question that depends on another is asked after one of the answers named", () => {
  assert.deepEqual(asked([VISA, PASSPORT], { visa: ["unsure"] }), ["visa", "passport"]);
  assert.deepEqual(asked([VISA, PASSPORT], { visa: ["no"] }), ["visa"]);
  assert.deepEqual(asked([VISA, PASSPORT]), ["visa"]);
  assert.deepEqual(asked([VISA, PASSPORT], { visa: ["no", "yes"] }), ["visa", "passport"]);
});

test("an answer that is hidden by another counts no more", () => {
  const answers = { visa: ["yes"], passport: ["diplomatic"] };
  assert.deepEqual(asked([VISA, PASSPORT, ISSUED], answers), ["visa", "passport", "issued"]);
  assert.deepEqual(asked([VISA, PASSPORT, ISSUED], { ...answers, visa: ["no"] }), ["visa"]);
});

test("nor does one to a question that is not asked of the category", () => {
  const ofDelegates = { ...VISA, categories: "delegate" };
  assert.deepEqual(asked([ofDelegates, PASSPORT], { visa: ["yes"] }, "press"), []);
});

test("a field answers by its kind", () => {
  const field = (type, rest) => ({ type, hasAttribute: (name) => name in rest, ...rest });
  assert.deepEqual(answersOf(field("text", { value: "Tashkent" })), ["Tashkent"]);
  assert.deepEqual(answersOf(field("select-one", { value: "" })), [""]);
  assert.deepEqual(answersOf(field("checkbox", { checked: true })), ["yes"]);
  assert.deepEqual(answersOf(field("checkbox", { checked: false })), ["no"]);
  assert.deepEqual(answersOf(field("checkbox", { checked: false, value: "vegan" })), []);
  assert.deepEqual(answersOf(field("radio", { checked: true, value: "vegan" })), ["vegan"]);
});
