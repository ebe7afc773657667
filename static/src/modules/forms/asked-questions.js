// Decides which questions of a form are asked, as `asked` does on the server (registrations/questionnaire/domain/questions.py).

// The names of the questions that are asked of the category after these answers. Questions are given in the order of the
// form, as { name, categories, when, values }: `when` names an earlier one, which must be asked itself and be answered
// by one of the values. `answersTo` returns the answers to a name.
export function askedQuestions(questions, answersTo, category) {
  const asked = new Set();
  for (const { name, categories, when, values } of questions) {
    const isWanted = !when || (asked.has(when) && answersTo(when).some((answer) => values.split(" ").includes(answer)));
    if (isWanted && isOfCategory(categories, category)) asked.add(name);
  }
  return asked;
}

// Tells whether a question for these categories is for this one: every question, as long as none is chosen.
export function isOfCategory(categories, category) {
  return !categories || !category || categories.split(" ").includes(category);
}

// Returns the answer of a field: a lone checkbox yes or no, one of several its value if it is ticked.
export function answersOf(input) {
  if (input.type === "checkbox" && !input.hasAttribute("value")) return [input.checked ? "yes" : "no"];
  if (input.type === "radio" || input.type === "checkbox") return input.checked ? [input.value] : [];
  return [input.value];
}
