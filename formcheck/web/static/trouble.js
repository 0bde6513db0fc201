/** The screen that says why a visit cannot go on, and offers the button that helps. */
import { $, setText, setVisible, showScreen } from "./dom.js";

/** @typedef {import("./camera.js").Trouble} CameraTrouble */
/** @typedef {CameraTrouble|"occupied"|"taken"|"closed"|"lost"} Kind */

/** Troubles of the camera; the others are of the program. @type {ReadonlySet<Kind|"">} */
const CAMERA = new Set(["refused", "none", "busy", "gone", "still", "unable"]);
/** Troubles without a button: the page goes on by itself, or cannot. @type {ReadonlySet<Kind>} */
const NO_BUTTON = new Set(["closed", "unable"]);
/** Another page has the visit. @type {ReadonlySet<Kind|"">} */
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
    /** "" while there is none. @type {Kind|""} */
    this.kind = "";
    $("trouble-mend").addEventListener("click", () => this.mend());
    $("trouble-back").addEventListener("click", () => visit.leave());
  }

  get camera() {
    return CAMERA.has(this.kind);
  }

  /** @param {Kind} kind */
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

  /** The camera gives no picture. @param {CameraTrouble} kind */
  missed(kind) {
    const { visit } = this;
    if (this.kind === kind) return; // it was tried again, and is no news
    visit.hold.take("camera");
    if (kind !== "still") visit.capture.stop();
    visit.painter.clear();
    this.show(kind);
    visit.say(`page.trouble.${kind}`);
  }

  /**
   * The camera gives a picture, perhaps again. A visit that was paused for it goes on: nobody presses a key from a mat.
   * @param {boolean} other it is another camera: a reference measured with the one before is void
   */
  seen(other) {
    const { visit, camera: missed } = this;
    visit.painter.shape(visit.video);
    const goesOn = (other || missed) && visit.hold.back(other);
    visit.capture.start();
    visit.house.stats.since_ms = performance.now();
    if (!missed) return;
    this.clear();
    if (visit.screen) visit.place(visit.screen);
    if (goesOn) visit.say("page.camera.back");
    else visit.hold.over("page.camera.paused");
  }

  /** The program does not answer, or not to this page. @param {import("./link.js").LinkTrouble} why */
  lost(why) {
    const kind = why === "busy" ? "occupied" : why;
    if (this.kind === kind) return;
    this.visit.off(); // another page may need the camera
    this.show(kind);
  }

  /** The program answers again. @param {boolean} begun a visit was going on, which is over */
  async found(begun) {
    const { asked, house } = this.visit;
    if (!begun && asked) {
      this.clear();
      return this.visit.begin(asked.items, asked.keep, false, asked.resume);
    }
    const left = await house.left.look();
    this.visit.leave(this.words.text("page.trouble.lost.over"), left ? "welcome" : "choose");
  }

  mend() {
    const { visit, kind } = this;
    if (this.camera) {
      visit.camera.release();
      visit.camera.open();
    } else if (TAKE.has(kind) && visit.asked) {
      visit.begin(visit.asked.items, visit.asked.keep, true, visit.asked.resume);
    } else if (kind === "lost") visit.link.find(visit.screen !== null, RETRY_MS);
  }
}
