/** The page asks before it is left while a visit goes on: a reload, a closed tab, or Back. */
import { $, setText } from "./dom.js";
import { rememberVisit } from "./prefs.js";

export class Leaving {
  /**
   * @param {import("./words.js").Words} words
   * @param {{going: () => boolean, keeps: () => boolean, ask: () => void, stop: () => void}} visit
   */
  constructor(words, visit) {
    this.words = words;
    this.visit = visit;
    window.addEventListener("beforeunload", (event) => {
      if (visit.going()) event.preventDefault();
    });
    window.addEventListener("popstate", () => {
      if (!visit.going()) return;
      this.begin();
      setText($("leave-kept"), words.text(visit.keeps() ? "page.leave.kept" : "page.leave.unkept"));
      visit.ask();
    });
    $("leave-stop").addEventListener("click", () => {
      $("leave", HTMLDialogElement).close();
      visit.stop();
    });
  }

  /** A visit begins: Back leads to this entry of the history, not out of the page. */
  begin() {
    rememberVisit(this.visit.keeps());
    if (history.state !== "visit") history.pushState("visit", "");
  }

  /** No visit goes on: Back leads where it did before. */
  over() {
    rememberVisit(false);
    if (history.state === "visit") history.back();
  }
}
