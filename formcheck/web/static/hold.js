/** Pauses that the page itself asks for: a dialog is open, the page is hidden, the camera is gone. */
import { PAUSABLE } from "./protocol.js";

/** @typedef {"window"|"hidden"|"camera"} Why */

export class Hold {
  /** @param {import("./visit.js").Visit} visit */
  constructor(visit) {
    this.visit = visit;
    /** What the page paused for; "" when it did not. @type {Why|""} */
    this.why = "";
    /** @type {import("./protocol.js").Stage|""} */
    this.stage = "";
    /** The pause that is going on was asked for with a button, by the patient or by the page. */
    this.byHand = false;
  }

  /**
   * Where the visit is.
   * @param {import("./protocol.js").Stage} stage
   * @param {boolean} pressed a button led there, not what the camera saw
   */
  place(stage, pressed) {
    if (stage !== this.stage) this.byHand = pressed && stage === "pause";
    this.stage = stage;
  }

  /** @param {Why} why */
  take(why) {
    const { link, screen } = this.visit;
    if (!screen) return;
    if (PAUSABLE.has(screen.stage)) link.press("pause");
    else if (screen.stage !== "pause") return;
    else if (!this.byHand) {
      // Paused by posture: that pause would end by itself. The first press leaves it, the second pauses by hand.
      link.press("pause");
      link.press("pause");
    } else if (!this.why) return; // the patient's own pause stays the patient's
    // Another camera ends a pause for the camera; not while something else is in the way, too.
    if (!this.why || this.why === "camera") this.why = why;
  }

  /**
   * There is a picture again, or one of another camera: then the program is to check what it sees, at once or after
   * the pause.
   * @param {boolean} other
   * @returns whether the visit goes on by itself: the page had paused it for the camera alone
   */
  back(other) {
    const { visit, why } = this;
    if (other) visit.link.press("camera");
    if (why !== "camera") return false;
    visit.press("pause");
    return true;
  }

  /** The patient pressed something. */
  release() {
    this.why = "";
  }

  /** The reason for the pause is over; the patient decides when to go on. @param {string} key what to say */
  over(key) {
    if (this.visit.screen && (this.why || this.byHand)) this.visit.say(key);
  }
}
