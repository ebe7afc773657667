// data-confirm="what will happen" on a form, or on one of its buttons, asks in a dialog before submitting.
export function startConfirmation() {
  const dialog = document.getElementById("confirm-dialog");
  if (!dialog?.showModal) return;
  const title = dialog.querySelector("h2");
  const text = dialog.querySelector("p");
  const button = dialog.querySelector("[data-confirm-button]");
  const usual = { title: title.textContent, action: button.textContent };
  const answered = new WeakSet();

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const asking = [event.submitter, form].find((element) => element?.dataset?.confirm);
      if (!asking || answered.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const submitter = event.submitter;
      title.textContent = asking.dataset.confirmTitle || usual.title;
      text.textContent = asking.dataset.confirm;
      button.textContent = asking.dataset.confirmAction || submitter?.textContent.trim() || usual.action;
      dialog.returnValue = "";
      dialog.addEventListener(
        "close",
        () => {
          if (dialog.returnValue !== "confirm") return;
          answered.add(form);
          form.requestSubmit(submitter?.form === form ? submitter : undefined);
        },
        { once: true },
      );
      dialog.showModal();
    },
    { capture: true },
  );
}
