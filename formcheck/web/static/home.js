/** The programme on the first screen: which is in force, and the place to open one from the therapist. */
import { $, setText, setVisible } from "./dom.js";

export class Home {
  /**
   * @param {import("./words.js").Words} words
   * @param {import("./protocol.js").Options} options
   */
  constructor(words, options) {
    this.words = words;
    this.options = options;
    const input = $("programme-file", HTMLInputElement);
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      input.value = ""; // the same file may be chosen again
      if (file) this.open(file);
    });
  }

  /** In the present language. */
  fill() {
    const { words, options } = this;
    const programme = options.programme;
    const day = programme?.date && new Date(`${programme.date}T12:00`).toLocaleDateString(words.lang, { dateStyle: "long" });
    const key = day ? "page.programme.since" : "page.programme.now";
    setText($("programme-now"), words.text(key, { title: programme?.title || words.text("page.programme.yours"), day: day || "" }));
    setVisible($("programme-now"), programme !== null);
    setVisible($("programme-open"), options.keeps);
    setVisible($("my-visits"), options.keeps);
  }

  /** @param {File} file */
  async open(file) {
    const answer = await fetch("/programme", { method: "POST", body: file }).catch(() => null);
    if (answer?.ok) {
      location.reload(); // everything on the page follows the programme
      return;
    }
    const about = answer ? await answer.text() : this.words.text("page.trouble.lost");
    setText($("programme-told"), about);
    setVisible($("programme-told"), true);
  }
}
