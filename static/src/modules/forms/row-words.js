// [data-row-words]: a row of a form that unfolds from a line. Folded again, the line says what was typed: the first text of
// those in several languages, then what else there is.
export function startRowWords(part) {
  for (const row of part.querySelectorAll("[data-row-words]:not([data-row-words-started])")) {
    row.dataset.rowWordsStarted = "";
    row.addEventListener("change", () => {
      row.querySelector("[data-words]").textContent = words([...row.querySelectorAll("input, select")]) || "…";
    });
  }
}

// Fields of the row -> "Welcome, statement, 10′, CONF/2"
export function words(fields) {
  const of = (name) => fields.filter((field) => field.name.split("-")[2]?.startsWith(name) && field.value)[0];
  const kind = of("kind");
  const minutes = of("minutes")?.value;
  return [of("title")?.value, kind?.selectedOptions?.[0]?.textContent, minutes && `${minutes}′`, of("symbol")?.value]
    .filter(Boolean)
    .join(", ");
}
