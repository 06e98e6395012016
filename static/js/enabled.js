// Runs before the page is drawn, so that what needs a script is styled as such from the start.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
