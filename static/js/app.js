// Starts the behaviour of the page, and again for what htmx puts into it.
import { initAll } from "../vendor/govuk/govuk-frontend.js";

function start(scope) {
  initAll({ scope });
}

start(document);
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  if (target instanceof Element) start(target);
});
