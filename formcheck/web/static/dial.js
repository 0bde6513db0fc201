/** The big ring: seconds still to hold, repetitions done, rest left. */
import { $, first, setAttribute, setText } from "./dom.js";

export class Dial {
  /** @param {import("./words.js").Words} words */
  constructor(words) {
    this.words = words;
    this.ring = first(".done", $("dial"));
    /** Length of the rest that is going on. */
    this.rest_s = 0;
  }

  /** Another stage: the next rest begins at its full length. */
  reset() {
    this.rest_s = 0;
  }

  /** @param {import("./protocol.js").Screen} screen */
  show(screen) {
    const { words } = this;
    if (screen.stage === "rest") {
      this.rest_s = Math.max(this.rest_s, screen.rest_left_s);
      const seconds = Math.ceil(screen.rest_left_s);
      this.set(words.text("page.rest"), seconds, words.counted("page.seconds", seconds), screen.rest_left_s / this.rest_s);
    } else if (screen.hold_target_s) {
      // Whole seconds that are over, as in what is said: a sum over frames may lack a hair of one.
      const left = Math.ceil(Math.max((screen.left ?? screen.hold_target_s - screen.hold_s) - 0.05, 0));
      const share = Math.min(screen.hold_s / screen.hold_target_s, 1);
      this.set(words.text("page.left"), left, words.counted("page.seconds", left), share);
    } else {
      const target = screen.left === null ? 0 : screen.reps + screen.left;
      const below = target ? words.text("page.reps.of", { target }) : words.counted("page.reps", screen.reps);
      this.set("", screen.reps, below, target ? screen.reps / target : 0);
    }
  }

  /**
   * @param {string} above
   * @param {number} number
   * @param {string} below
   * @param {number} share of the ring, 0 to 1
   */
  set(above, number, below, share) {
    setText($("dial-above"), above);
    setText($("dial-number"), String(number));
    setText($("dial-below"), below);
    setAttribute($("dial"), "aria-label", `${above} ${number} ${below}`.trim());
    const part = Number.isFinite(share) ? 100 * share : 0;
    setAttribute(this.ring, "stroke-dasharray", `${part.toFixed(1)} 200`);
    setAttribute(this.ring, "visibility", part > 0 ? "visible" : "hidden"); // a round end would show as a dot
  }
}
