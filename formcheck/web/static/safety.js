/** The two questions before exercising: what has to be acted on now, and what is asked about first. */
import { $, showScreen } from "./dom.js";

/** Answers, as they are kept with the visit: nothing goes for the patient; something does, who has asked. */
const NONE = 0;
const ASKED = 1;

export class Safety {
  /**
   * @param {(id: "flags"|"ask") => void} open a window over the page
   */
  constructor(open) {
    /** The answer. */
    this.answer = NONE;
    $("safety-no").addEventListener("click", () => showScreen("ever"));
    $("safety-yes").addEventListener("click", () => open("flags"));
    $("ever-no").addEventListener("click", () => this.goOn(NONE));
    $("ever-yes").addEventListener("click", () => open("ask"));
    $("ask-onward").addEventListener("click", () => {
      $("ask", HTMLDialogElement).close();
      this.goOn(ASKED);
    });
  }

  /** @param {number} answer */
  goOn(answer) {
    this.answer = answer;
    showScreen("choose");
  }
}
