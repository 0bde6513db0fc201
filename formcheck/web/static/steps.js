/** A suggested step, before a visit and after it: the patient says yes or not yet. Nothing happens by itself. */
import { $, all } from "./dom.js";
import { at } from "./place.js";

/** The place of the step that was taken a moment ago, from the address; a reload says it no more. */
const TAKEN = /^#step-(\d+)$/.exec(location.hash)?.[1] ?? "";
if (TAKEN) history.replaceState(null, "", location.pathname + location.search);

/**
 * Ask on the first screen what the program offers; nothing where the programme leaves steps to the therapist.
 * @param {import("./words.js").Words} words
 */
export async function askSteps(words) {
  const { lang } = words;
  const found = await offered(lang, TAKEN);
  if (words.lang !== lang) return; // another language was chosen meanwhile, and is asked for
  const place = $("next-steps");
  place.replaceChildren(...found);
  for (const form of forms(place)) {
    whenLater(form, () => {
      form.remove();
      $("welcome-title").focus(); // not lost with the button
    });
  }
}

/**
 * Ask on the last screen, where a yes is confirmed without leaving it.
 * @param {import("./words.js").Words} words
 * @param {HTMLElement} place
 * @param {() => void} answered all questions are
 * @param {string} taken the place of a step that was taken a moment ago
 * @returns {Promise<HTMLElement|null>} the first question, or null
 */
export async function askAtEnd(words, place, answered, taken = "") {
  place.replaceChildren(...(await offered(words.lang, taken)));
  for (const note of all(".note", HTMLElement, place)) $("kept").prepend(note);
  for (const form of forms(place)) {
    whenLater(form, () => {
      form.remove();
      $("done-title").focus();
      if (!forms(place).length) answered();
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = new URLSearchParams([...new FormData(form)].map(([name, value]) => [name, String(value)]));
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
      if (answer?.type !== "opaqueredirect") return form.submit(); // the page says why not
      $("done-title").focus();
      if (!(await askAtEnd(words, place, answered, body.get("place") ?? ""))) answered();
    });
  }
  return forms(place)[0] ?? null;
}

/**
 * @param {string} lang
 * @param {string} taken
 */
async function offered(lang, taken) {
  const query = new URLSearchParams({ lang });
  if (taken) query.set("taken", taken);
  const answer = await fetch(at(`steps/today?${query}`), { cache: "no-store" }).catch(() => null);
  const text = answer?.status === 200 ? await answer.text() : "";
  const found = new DOMParser().parseFromString(text, "text/html").body;
  for (const form of forms(found)) form.action = at("steps/take");
  return [...found.children];
}

/** @param {HTMLElement} place */
const forms = (place) => all("form", HTMLFormElement, place);

/**
 * @param {HTMLFormElement} form
 * @param {() => void} later
 */
function whenLater(form, later) {
  for (const button of all("[data-later]", HTMLElement, form)) button.addEventListener("click", later);
}
