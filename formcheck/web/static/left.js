/** The offer to go on with a visit that ended before it was done. */
import { $, setText, setVisible } from "./dom.js";
import { at } from "./place.js";
import { recallVisit } from "./prefs.js";

const TRIES = 10;
const AGAIN_MS = 300;

/** @typedef {import("./protocol.js").Left} Left */

export class LeftVisit {
  /**
   * @param {import("./words.js").Words} words
   * @param {(visit: string) => void} goOn
   */
  constructor(words, goOn) {
    this.words = words;
    /** @type {Left|null} */
    this.left = null;
    $("left-go").addEventListener("click", () => {
      const visit = this.left?.visit;
      this.show(null);
      if (visit) goOn(visit);
    });
    $("left-close").addEventListener("click", () => this.close());
  }

  /**
   * Ask the program; gives whether there is something to offer.
   * @param {number} tries the program may not have noticed yet that the page was left
   */
  async look(tries = 1) {
    for (let left = tries; left > 0; left -= 1) {
      const answer = await fetch(at("left.json"), { cache: "no-store" }).catch(() => null);
      this.show(answer?.ok ? await answer.json() : null);
      if (this.left) return true;
      if (left > 1) await new Promise((over) => setTimeout(over, AGAIN_MS));
    }
    return false;
  }

  /** When the page is loaded: a visit that this tab has just left is waited for. */
  loaded() {
    return this.look(recallVisit() ? TRIES : 1);
  }

  /** In the present language. */
  fill() {
    setText($("left-title"), this.words.text("page.left.title", { time: this.left?.time ?? "" }));
  }

  /** @param {Left|null} left */
  show(left) {
    this.left = left;
    this.fill();
    setVisible($("left"), left !== null);
  }

  async close() {
    const visit = this.left?.visit;
    this.show(null);
    if (visit) await fetch(at(`left/${visit}/close`), { method: "POST" }).catch(() => null);
  }
}
