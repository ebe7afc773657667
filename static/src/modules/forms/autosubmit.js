// form[data-autosubmit] is submitted when a choice in it changes; its button is for pages without scripts.
export function startAutosubmit() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && event.target.matches("select, input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
}
