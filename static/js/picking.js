// The box in the head of a list that ticks all on the page. Shown where scripts run.
const all = document.querySelector("[data-pick-all]");
const boxes = [...document.querySelectorAll("[data-pick]")];

function showState() {
  const ticked = boxes.filter((box) => box.checked).length;
  all.checked = ticked > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

function tickAll() {
  for (const box of boxes) box.checked = all.checked;
  showState();
}

if (all && boxes.length) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", tickAll);
  for (const box of boxes) box.addEventListener("change", showState);
  // A browser may bring back what was ticked when one comes back to the page.
  window.addEventListener("pageshow", showState);
  showState();
}
