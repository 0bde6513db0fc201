/** The scale from 0 to 10, for fingers and for keys. */
import { $, all, make, screenShown, setAttribute, setVisible, showScreen } from "./dom.js";
import { WORST_PAIN } from "./protocol.js";

/** A typed 1 waits this long for the 0 of a 10. */
const TEN_MS = 1500;

export class Pain {
  /**
   * @param {import("./words.js").Words} words
   * @param {(answer: number) => void} answered
   */
  constructor(words, answered) {
    this.words = words;
    this.answered = answered;
    /** @type {ReturnType<typeof setTimeout>|undefined} */
    this.timer = undefined;
    /** How it feels may be answered. */
    this.offered = true;
  }

  /** Fill every scale on the page, in the present language. */
  fill() {
    for (const scale of all("[data-pain]", HTMLElement)) {
      const buttons = Array.from({ length: WORST_PAIN + 1 }, (_, answer) => {
        const button = make("button", { type: "button", "aria-pressed": "false", "data-answer": String(answer) });
        button.append(String(answer));
        button.addEventListener("click", () => this.answer(answer));
        return button;
      });
      const ends = make("p", { class: "ends" });
      ends.append(
        make("span", {}, this.words.text("page.pain.none")),
        make("span", {}, this.words.text("page.pain.worst")),
      );
      const row = make("div", { class: "numbers", role: "group", "aria-label": this.words.text("page.pain.scale") });
      row.append(...buttons);
      scale.replaceChildren(row, ends);
    }
  }

  /** Before the exercises. */
  ask() {
    if (screenShown() === "pain") return;
    this.offer(true);
    this.mark(null);
    showScreen("pain");
  }

  /**
   * Offer the questions of the last screen, or no longer: no later answer changes the advice to stop.
   * @param {boolean} offered
   */
  offer(offered) {
    this.offered = offered;
    if (!offered) clearTimeout(this.timer);
    const questions = [$("end-pain"), $("end-legs")];
    const left = !offered && questions.some((question) => question.contains(document.activeElement));
    for (const question of questions) setVisible(question, offered);
    if (left) $("end-title").focus({ preventScroll: true }); // the focused element is hidden
  }

  /** @param {number} answer */
  answer(answer) {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.mark(answer);
    this.answered(answer);
  }

  /** @param {number|null} answer */
  mark(answer) {
    for (const button of all("[data-answer]", HTMLElement)) {
      const pressed = button.dataset.answer === String(answer);
      setAttribute(button, "aria-pressed", String(pressed));
    }
  }

  /**
   * A digit was typed.
   * @param {string} digit
   */
  typed(digit) {
    if (!this.offered) return;
    if (this.timer && digit === "0") this.answer(WORST_PAIN);
    else if (digit === "1") {
      clearTimeout(this.timer);
      this.mark(1);
      this.timer = setTimeout(() => this.answer(1), TEN_MS);
    } else this.answer(Number(digit));
  }
}
