/** The first screen: which programme is in force, and where earlier visits are. */
import { $, setText, setVisible } from "./dom.js";
import { askSteps } from "./steps.js";

export class Home {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./protocol.js").Options} options
   */
  constructor(words, options) {
    this.words = words;
    this.options = options;
  }

  /** In the present language. */
  fill() {
    const { words, options } = this;
    const programme = options.programme;
    const region = words.lang === "en" ? "en-GB" : words.lang;
    const day = programme?.date && new Date(`${programme.date}T12:00`).toLocaleDateString(region, { dateStyle: "long" });
    const key = day ? "page.programme.since" : "page.programme.now";
    setText($("programme-now"), words.text(key, { title: programme?.title || words.text("page.programme.yours"), day: day || "" }));
    setVisible($("programme-now"), programme !== null);
    setVisible($("open-programme"), options.keeps);
    setVisible($("my-visits"), options.keeps);
    if (options.keeps) void askSteps(words);
  }
}
