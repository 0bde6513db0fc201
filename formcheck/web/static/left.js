/** The offer to go on with a visit that ended before it was done. */
import { $, setText, setVisible } from "./dom.js";

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

  /** Ask the program; gives whether there is something to offer. */
  async look() {
    const answer = await fetch("/left.json", { cache: "no-store" }).catch(() => null);
    this.show(answer?.ok ? await answer.json() : null);
    return this.left !== null;
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
    if (visit) await fetch(`/left/${visit}/close`, { method: "POST" }).catch(() => null);
  }
}
