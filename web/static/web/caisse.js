// Small comforts; every page works without them.
"use strict";

// One menu open at a time; Escape and a click elsewhere close it.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A form that moves money or votes is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

const tellOffline = () => document.body.classList.toggle("is-offline", !navigator.onLine);
window.addEventListener("online", tellOffline);
window.addEventListener("offline", tellOffline);
document.addEventListener("DOMContentLoaded", tellOffline);

// The place one is in is in sight, on a narrow screen too.
document.querySelector(".places [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
