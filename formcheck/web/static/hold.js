/** Pauses that the page itself asks for: a window opened over it, it is hidden, the camera is gone. */
import { PAUSABLE } from "./protocol.js";

export class Hold {
  /** @param {import("./visit.js").Visit} visit */
  constructor(visit) {
    this.visit = visit;
    /** It was the page that paused, and not the patient. */
    this.on = false;
  }

  take() {
    const { link, screen } = this.visit;
    if (PAUSABLE.has(screen?.stage ?? "")) link.press("pause");
    else if (screen?.stage === "pause" && !this.on) {
      // Paused by posture: that pause would end by itself. The first press leaves it, the second pauses by hand.
      link.press("pause");
      link.press("pause");
    } else return;
    this.on = true;
  }

  /** The patient pressed something. */
  release() {
    this.on = false;
  }

  /** What stood in the way is over; going on is for the patient to decide. @param {string} key what to say */
  over(key) {
    if (this.on) this.visit.say(key);
  }
}
