// The desk's queue: counts that stay true while somebody looks, and single keys to go through the rows.
const EVERY = 60_000;
const STORE = "desk-keys";

function refreshCounts() {
  const counts = document.querySelector("[data-live]");
  if (counts && !document.hidden) window.htmx?.trigger(counts, "refresh");
}
setInterval(refreshCounts, EVERY);
document.addEventListener("visibilitychange", refreshCounts);

const help = document.querySelector("[data-keys]");
const switchOn = document.querySelector("[data-keys-on]");

function isOn() {
  return switchOn?.checked;
}

function listRows() {
  return [...document.querySelectorAll("[data-row]")];
}

function findRow() {
  return document.activeElement?.closest("[data-row]");
}

function go(step) {
  const rows = listRows();
  const place = rows.indexOf(findRow());
  const next = rows[place < 0 ? 0 : Math.min(Math.max(place + step, 0), rows.length - 1)];
  next?.querySelector("[data-row-link]")?.focus();
}

function follow(selector) {
  findRow()?.querySelector(selector)?.click();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  o: () => follow("[data-row-link]"),
  r: () => follow("[data-key=r]"),
  n: () => follow("[data-key=n]"),
  "/": () => document.getElementById("find_q")?.focus(),
  "?": () => {
    help.open = true;
    help.querySelector("summary").focus();
  },
};

function press(event) {
  const isTyping = event.target.closest("input, select, textarea, [contenteditable]");
  if (!isOn() || isTyping || event.ctrlKey || event.altKey || event.metaKey) return;
  const act = KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
}

if (help && switchOn) {
  help.hidden = false;
  switchOn.checked = localStorage.getItem(STORE) !== "off";
  switchOn.addEventListener("change", () => localStorage.setItem(STORE, isOn() ? "on" : "off"));
  document.addEventListener("keydown", press);
}
