// allauth's script signs in by a passkey. This one offers it if the browser supports it, and reports failures on the
// page.
export function startPasskeys() {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = !("PublicKeyCredential" in window);
  document.addEventListener("allauth.error", (event) => {
    const words = document.querySelector("[data-passkey-failed]");
    if (!words) return;
    event.preventDefault();
    words.hidden = false;
  });
}
