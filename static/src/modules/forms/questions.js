// [data-questions]: hides questions that are not asked of this category, or after these answers. The server decides
// when the form is sent; this only shows its decision in advance.
export function startQuestions(part) {
  for (const questions of part.querySelectorAll("[data-questions]:not([data-questions-started])")) {
    questions.dataset.questionsStarted = "";
    const form = questions.closest("form") ?? questions;
    for (const hint of questions.querySelectorAll("[data-hint]")) hint.hidden = true;
    const show = () => {
      const category = form.querySelector("input[name=category]:checked")?.value;
      for (const element of questions.querySelectorAll("[data-question]")) {
        element.hidden = !(isOfCategory(element, category) && isAnswered(element, questions));
      }
      for (const section of questions.querySelectorAll("[data-question-section]")) {
        const asks = section.querySelector("[data-question]:not([hidden])");
        section.hidden = !asks || !isOfCategory(section, category);
      }
    };
    form.addEventListener("change", show);
    show();
  }
}

function isOfCategory(element, category) {
  const wanted = element.dataset.categories;
  return !wanted || !category || wanted.split(" ").includes(category);
}

// In the order of the form, so that questions others depend on are shown or hidden first.
function isAnswered(element, questions) {
  const { when, values } = element.dataset;
  if (!when) return true;
  const wanted = values.split(" ");
  return [...questions.querySelectorAll(`[name="${CSS.escape(when)}"]`)].some(
    (input) => !input.closest("[data-question]").hidden && said(input).some((value) => wanted.includes(value)),
  );
}

function said(input) {
  if (input.type === "checkbox" && !input.hasAttribute("value")) return [input.checked ? "yes" : "no"];
  if (input.type === "radio" || input.type === "checkbox") return input.checked ? [input.value] : [];
  return [input.value];
}
