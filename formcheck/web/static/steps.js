/** A suggested step, on the first screen: the patient says yes or not yet. Nothing happens by itself. */
import { $, all } from "./dom.js";
import { at } from "./place.js";

/** The place of the step that was taken a moment ago, from the address; a reload says it no more. */
const TAKEN = /^#step-(\d+)$/.exec(location.hash)?.[1];
if (TAKEN) history.replaceState(null, "", location.pathname + location.search);

/**
 * Ask what the program offers; nothing where the programme leaves steps to the therapist.
 * @param {import("./words.js").Words} words
 */
export async function askSteps(words) {
  const { lang } = words;
  const query = new URLSearchParams({ lang });
  if (TAKEN) query.set("taken", TAKEN);
  const answer = await fetch(at(`steps/today?${query}`), { cache: "no-store" }).catch(() => null);
  const text = answer?.status === 200 ? await answer.text() : "";
  if (words.lang !== lang) return; // another language was chosen meanwhile, and is asked for
  const place = $("next-steps");
  place.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.children);
  for (const form of all("form", HTMLFormElement, place)) {
    form.action = at("steps/take");
    for (const later of all("[data-later]", HTMLElement, form)) {
      later.addEventListener("click", () => {
        form.remove();
        $("welcome-title").focus(); // not lost with the button
      });
    }
  }
}
