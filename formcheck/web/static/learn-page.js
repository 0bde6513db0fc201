/** The pages of cards: reading aloud, and what is not kept in the store. They work without this script too. */
import { all, setVisible } from "./dom.js";
import { judging } from "./judging.js";
import { rememberCard, remembersCard, tell } from "./learned.js";
import { at } from "./place.js";
import { Reader } from "./reader.js";

const reader = new Reader();
const card = document.getElementById("card");

/** @param {Element} card @param {boolean} reading */
function buttons(card, reading) {
  const able = reader.able(card);
  for (const button of all("[data-read]", HTMLElement)) setVisible(button, !reading && able);
  for (const button of all("[data-quiet]", HTMLElement)) setVisible(button, reading);
}

if (card) {
  for (const button of all("[data-read]", HTMLElement)) {
    button.addEventListener("click", () => {
      buttons(card, true);
      reader.read(card);
    });
  }
  for (const button of all("[data-quiet]", HTMLElement)) {
    button.addEventListener("click", () => {
      reader.stop();
      buttons(card, false);
    });
  }
  reader.onend = () => buttons(card, false);
  reader.voice.onvoices = () => buttons(card, reader.now !== null);
  reader.voice.speak(document.documentElement.lang === "en" ? "en" : "nl");
  window.addEventListener("pagehide", () => reader.stop());
}

for (const form of all("form[data-card]", HTMLFormElement)) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = form.dataset.card ?? "";
    if (!(await tell({ card: name }))) rememberCard(name);
    location.assign(at(form.dataset.onward ?? "learn/"));
  });
}
for (const link of all("a[data-card]", HTMLElement)) {
  if (!remembersCard(link.dataset.card ?? "")) continue;
  for (const mark of all(".was-seen", HTMLElement, link)) setVisible(mark, true);
}
judging(document.body, "", () => {});
