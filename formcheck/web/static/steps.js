/** A suggested step, on the first screen: the patient says yes or not yet. Nothing happens by itself. */
import { $, all } from "./dom.js";
import { at } from "./place.js";

/**
 * Ask what the program offers; nothing where the programme leaves steps to the therapist.
 * @param {import("./words.js").Words} words
 */
export async function askSteps(words) {
  const query = new URLSearchParams({ lang: words.lang });
  const answer = await fetch(at(`steps/today?${query}`), { cache: "no-store" }).catch(() => null);
  const text = answer?.status === 200 ? await answer.text() : "";
  const place = $("next-steps");
  place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.children);
  for (const form of all("form", HTMLFormElement, place)) {
    form.action = at("steps/take");
    for (const later of all("[data-later]", HTMLElement, form)) later.addEventListener("click", () => form.remove());
  }
}
