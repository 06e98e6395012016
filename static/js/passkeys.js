// Shows what needs a passkey only where the browser can use one, and says when it did not work.
if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("[data-passkey]")) form.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const line of document.querySelectorAll("[data-passkey-trouble]")) line.hidden = false;
});
