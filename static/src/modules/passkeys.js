// Signing in by a passkey is allauth's script. Here: it is offered where the browser can do it, and where it fails the
// page says so.
export function startPasskeys() {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !("PublicKeyCredential" in window);
  document.addEventListener("allauth.error", (event) => {
    const words = document.querySelector("[data-passkey-failed]");
    if (!words) return;
    event.preventDefault();
    words.hidden = false;
  });
}
