// Starts the behaviour of the page, and again for what htmx puts into it.
import { initAll } from "../vendor/govuk/govuk-frontend.js";

function start(scope) {
  initAll({
    scope,
    onError(error) {
      // What a swap has kept is started already.
      if (error.name !== "InitError") console.error(error);
    },
  });
}

start(document);
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target;
  if (target instanceof Element) start(target);
});
