/** What was seen and answered goes to the program; the browser remembers only what is not kept there. */
import { at } from "./place.js";
import { recall, remember } from "./prefs.js";

/** Numbers and names of the answers stand in formcheck/learn/cards.py. */
const NAMES = /** @type {const} */ (["seen", "before", "after"]);

/**
 * Tell the program; false where it has no visit to keep this with.
 * @param {Record<string, string>} what "card", or "statement" and "answer"
 * @param {string} visit its id, or "" for the last one
 */
export async function tell(what, visit = "") {
  const body = new URLSearchParams({ ...what, visit, script: "true" });
  const answer = await fetch(at("learn/kept"), { method: "POST", body }).catch(() => null);
  return answer?.ok ? (await answer.json()).kept === true : false;
}

/** Remember a card here. @param {string} card */
export function rememberCard(card) {
  remember("learn.seen", joined("seen", card, card));
}

/**
 * Remember an answer here, as one from before all cards or from after some.
 * @param {string} statement
 * @param {string} answer
 */
export function rememberAnswer(statement, answer) {
  const moment = recall("learn.seen") ? "after" : "before";
  remember(`learn.${moment}`, joined(moment, statement, `${statement}:${answer}`));
}

/** What is remembered here, as the query of `learn/today`. */
export function remembered() {
  return new URLSearchParams(NAMES.map((name) => [name, recall(`learn.${name}`)]));
}

/** Whether a card is remembered here. @param {string} card */
export const remembersCard = (card) => recall("learn.seen").split(",").includes(card);

/** @param {string} name @param {string} begin @param {string} entry */
function joined(name, begin, entry) {
  const others = recall(`learn.${name}`).split(",").filter((one) => one && !one.startsWith(begin));
  return [...others, entry].join(",");
}
