/** Pauses that the page itself asks for: a window opened over it, it is hidden, the camera is gone. */
import { PAUSABLE } from "./protocol.js";

/** @typedef {"window"|"hidden"|"camera"} Why */

export class Hold {
  /** @param {import("./visit.js").Visit} visit */
  constructor(visit) {
    this.visit = visit;
    /** What the page paused for; "" when it did not. @type {Why|""} */
    this.why = "";
    this.stage = "";
    /** The pause that is going on was asked for with a button, by the patient or by the page. */
    this.byHand = false;
  }

  /**
   * Where the visit is.
   * @param {string} stage
   * @param {boolean} pressed a button led there, not what the camera saw
   */
  place(stage, pressed) {
    if (stage !== this.stage) this.byHand = pressed && stage === "pause";
    this.stage = stage;
  }

  /** @param {Why} why */
  take(why) {
    const { link, screen } = this.visit;
    if (PAUSABLE.has(screen?.stage ?? "")) link.press("pause");
    else if (screen?.stage !== "pause") return;
    else if (!this.byHand) {
      // Paused by posture: that pause would end by itself. The first press leaves it, the second pauses by hand.
      link.press("pause");
      link.press("pause");
    } else if (!this.why) return; // the patient's own pause stays the patient's
    // Another camera ends a pause for the camera; not while something else is in the way, too.
    if (!this.why || this.why === "camera") this.why = why;
  }

  /**
   * Another camera looks on: the program is to look whether it sees well, at once or after the pause.
   * @returns whether the visit goes on by itself: the page had paused it for the camera alone
   */
  other() {
    const { visit, why } = this;
    visit.link.press("camera");
    if (why !== "camera") return false;
    visit.press("pause");
    return true;
  }

  /** The patient pressed something. */
  release() {
    this.why = "";
  }

  /** What stood in the way is over; going on is for the patient to decide. @param {string} key what to say */
  over(key) {
    if (this.visit.screen && (this.why || this.byHand)) this.visit.say(key);
  }
}
