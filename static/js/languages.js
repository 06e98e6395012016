// Points to the reader's own language where the page is in another. Nothing moves, and nobody is sent anywhere.
const menu = document.querySelector("[data-languages]");
const links = [...document.querySelectorAll("[data-language]")];

// "zh-CN" and "zh" are read in simplified script, "zh-TW" and "zh-Hant" are not.
function match(wanted, offered) {
  const tag = wanted.toLowerCase();
  if (offered === "zh-Hans") return /^zh(-(hans|cn|sg|my)\b.*)?$/.test(tag);
  return tag.split("-")[0] === offered.split("-")[0];
}

const offered = new Set(links.map((link) => link.dataset.language));
let yours;
for (const wanted of navigator.languages ?? []) {
  yours = [...offered].find((each) => match(wanted, each));
  if (yours) break;
}
for (const link of links) {
  if (link.dataset.language !== yours || link.hasAttribute("aria-current")) continue;
  link.classList.add("tn-languages__link--yours");
  menu?.classList.add("tn-languages--other");
}

document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
menu?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
