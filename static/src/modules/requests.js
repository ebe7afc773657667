// Requests that htmx makes because somebody did something: their place is marked busy meanwhile, and a failure is told there, with
// a button that tries again ([data-failed] in web/base.html) or, to whom is no longer signed in, a link to do so
// ([data-signed-out]). What a page repeats by itself fails in silence.
const FAILURES = ["htmx:responseError", "htmx:sendError", "htmx:timeout"];

export function startRequests(htmx) {
  const failed = document.querySelector("template[data-failed]");
  const signedOut = document.querySelector("template[data-signed-out]");
  let message = null;
  const on = (name, act) => document.body.addEventListener(name, ({ detail }) => detail.requestConfig.triggeringEvent && act(detail));

  on("htmx:beforeRequest", ({ target }) => {
    message?.remove();
    target.setAttribute("aria-busy", "true");
  });
  on("htmx:afterRequest", ({ target }) => target.removeAttribute("aria-busy"));
  for (const name of FAILURES) {
    on(name, ({ target, xhr, requestConfig: { verb, path, elt } }) => {
      message?.remove();
      message = (xhr?.status === 401 ? signedOut : failed).content.firstElementChild.cloneNode(true);
      message.querySelector("button")?.addEventListener("click", (event) => htmx.ajax(verb, path, { source: elt, target, event }));
      target.before(message);
    });
  }
}
