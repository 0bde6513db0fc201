/** What stands in the way of a visit, in kind words, and the one thing that mends it. */
import { $, setText, setVisible, showScreen } from "./dom.js";

/** Troubles that are the camera's; the others are the program's. */
const CAMERA = new Set(["refused", "none", "busy", "gone", "still", "unable"]);
/** Nothing to press: the page goes on by itself, or cannot. */
const NO_BUTTON = new Set(["closed", "unable"]);
const TAKE = new Set(["occupied", "taken"]);
const RETRY_MS = 500;

export class Trouble {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./visit.js").Visit} visit
   */
  constructor(words, visit) {
    this.words = words;
    this.visit = visit;
    /** "" when nothing is in the way. */
    this.kind = "";
    $("trouble-mend").addEventListener("click", () => this.mend());
    $("trouble-back").addEventListener("click", () => visit.leave());
  }

  get camera() {
    return CAMERA.has(this.kind);
  }

  /** @param {string} kind */
  show(kind) {
    const { words } = this;
    this.kind = kind;
    setText($("trouble-title"), words.text(`page.trouble.${kind}`));
    setText($("trouble-text"), words.text(`page.trouble.${kind}.how`));
    setVisible($("trouble-camera"), this.camera && kind !== "unable");
    setVisible($("trouble-mend"), !NO_BUTTON.has(kind));
    setText($("trouble-mend"), words.text(TAKE.has(kind) ? "page.take" : "page.retry"));
    showScreen("trouble");
  }

  clear() {
    this.kind = "";
  }

  /** The camera gives no picture. @param {import("./camera.js").Trouble} kind */
  missed(kind) {
    const { visit } = this;
    visit.hold.take("camera");
    if (kind !== "still") visit.capture.stop();
    visit.painter.clear();
    this.show(kind);
    visit.say(`page.trouble.${kind}`);
  }

  /** The camera gives a picture, perhaps again. */
  seen() {
    this.clear();
    if (this.visit.screen) this.visit.place(this.visit.screen);
  }

  /** The program does not answer, or not to this page. @param {"busy"|"taken"|"closed"|"lost"} why */
  lost(why) {
    const kind = why === "busy" ? "occupied" : why;
    if (this.kind === kind) return;
    this.visit.off(); // whoever is at it now may need the camera
    this.show(kind);
  }

  /** The program answers again. @param {boolean} begun a visit was going on, which is over */
  found(begun) {
    const { asked } = this.visit;
    this.clear();
    if (begun || !asked) this.visit.leave(this.words.text("page.trouble.lost.over"));
    else this.visit.begin(asked.items, asked.keep);
  }

  mend() {
    const { visit, kind } = this;
    if (this.camera) {
      visit.camera.release();
      visit.camera.open();
    } else if (TAKE.has(kind) && visit.asked) {
      visit.begin(visit.asked.items, visit.asked.keep, true);
    } else if (kind === "lost") visit.link.find(visit.screen !== null, RETRY_MS);
  }
}
