// htmx's requests carry the token in the page's head; public pages have none and send none.
export function startCsrf() {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  if (!token) return;
  document.body.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token;
  });
}
