/** What stands in the way of going on, in kind words, and the one thing that mends it. */
import { $, screenShown, setText, setVisible, showScreen } from "./dom.js";

/** Troubles that are the camera's; the others are the program's. */
const CAMERA = new Set(["refused", "none", "busy", "gone", "still", "unable"]);
/** Nothing to press: the page goes on by itself, or cannot. */
const NO_BUTTON = new Set(["closed", "unable"]);

export class TroubleScreen {
  /**
   * @param {import("./words.js").Words} words
   * @param {{mend: (trouble: string) => void, back: () => void}} told
   */
  constructor(words, told) {
    this.words = words;
    this.trouble = "";
    $("trouble-mend").addEventListener("click", () => told.mend(this.trouble));
    $("trouble-back").addEventListener("click", () => told.back());
  }

  get camera() {
    return CAMERA.has(this.trouble);
  }

  /** @param {string} trouble */
  show(trouble) {
    const { words } = this;
    this.trouble = trouble;
    setText($("trouble-title"), words.text(`page.trouble.${trouble}`));
    setText($("trouble-text"), words.text(`page.trouble.${trouble}.how`));
    setVisible($("trouble-camera"), this.camera && trouble !== "unable");
    setVisible($("trouble-mend"), !NO_BUTTON.has(trouble));
    const take = trouble === "occupied" || trouble === "taken";
    setText($("trouble-mend"), words.text(take ? "page.take" : "page.retry"));
    showScreen("trouble");
  }

  clear() {
    this.trouble = "";
  }

  get shown() {
    return screenShown() === "trouble";
  }
}
