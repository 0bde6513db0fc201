/** The pages of cards: reading aloud, and what is not kept in the store. They work without this script too. */
import { all, setVisible } from "./dom.js";
import { judging } from "./judging.js";
import { rememberCard, remembersCard, tell } from "./learned.js";
import { at } from "./place.js";
import { Reader } from "./reader.js";
import { Voice } from "./voice.js";

const voice = new Voice(() => {});
voice.lang = document.documentElement.lang;
const reader = new Reader(voice);
const card = document.getElementById("card");

/** @param {boolean} reading */
function buttons(reading) {
  for (const button of all("[data-read]", HTMLElement)) setVisible(button, !reading && reader.able);
  for (const button of all("[data-quiet]", HTMLElement)) setVisible(button, reading);
}

if (card) {
  for (const button of all("[data-read]", HTMLElement)) {
    button.addEventListener("click", () => {
      buttons(true);
      reader.read(card);
    });
  }
  for (const button of all("[data-quiet]", HTMLElement)) {
    button.addEventListener("click", () => {
      reader.stop();
      buttons(false);
    });
  }
  reader.onend = () => buttons(false);
  voice.onvoices = () => buttons(reader.now !== null);
  buttons(false);
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
