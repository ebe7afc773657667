// [data-questions]: hides questions that are not asked of this category, or after these answers. The server decides
// when the form is sent; this only shows its decision in advance.
import { answersOf, askedQuestions, isOfCategory } from "./asked-questions.js";

export function startQuestions(part) {
  for (const questions of part.querySelectorAll("[data-questions]:not([data-questions-started])")) {
    questions.dataset.questionsStarted = "";
    const form = questions.closest("form") ?? questions;
    for (const hint of questions.querySelectorAll("[data-hint]")) hint.hidden = true;
    const show = () => showAsked(questions, form.querySelector("input[name=category]:checked")?.value);
    form.addEventListener("change", show);
    show();
  }
}

function showAsked(questions, category) {
  const elements = [...questions.querySelectorAll("[data-question]")];
  const answersTo = (name) => [...questions.querySelectorAll(`[name="${CSS.escape(name)}"]`)].flatMap(answersOf);
  const declared = elements.map(({ dataset }) => ({ name: dataset.question, ...dataset }));
  const asked = askedQuestions(declared, answersTo, category);
  for (const element of elements) element.hidden = !asked.has(element.dataset.question);
  for (const section of questions.querySelectorAll("[data-question-section]")) {
    const asks = section.querySelector("[data-question]:not([hidden])");
    section.hidden = !asks || !isOfCategory(section.dataset.categories, category);
  }
}
