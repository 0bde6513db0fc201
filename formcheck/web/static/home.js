/** The programme on the first screen: which is in force, and the place to open one from the therapist. */
import { $, setText, setVisible } from "./dom.js";

/** Reasons for which a programme is only taken when the patient says so again. */
const ASKED_ABOUT = ["programme_other", "programme_older"];

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
    /** A programme that may be taken all the same. @type {File|null} */
    this.refused = null;
    $("programme-anyway").addEventListener("click", () => {
      if (this.refused) this.open(this.refused, true);
    });
  }

  /** In the present language. */
  fill() {
    const { words, options } = this;
    const programme = options.programme;
    const day = programme?.date && new Date(`${programme.date}T12:00`).toLocaleDateString(words.lang === "en" ? "en-GB" : words.lang, { dateStyle: "long" });
    const key = day ? "page.programme.since" : "page.programme.now";
    setText($("programme-now"), words.text(key, { title: programme?.title || words.text("page.programme.yours"), day: day || "" }));
    setVisible($("programme-now"), programme !== null);
    setVisible($("programme-open"), options.keeps);
    setVisible($("my-visits"), options.keeps);
  }

  /**
   * @param {File} file
   * @param {boolean} anyway the patient was asked, and wants it
   */
  async open(file, anyway = false) {
    const form = new FormData();
    form.set("file", file);
    if (anyway) form.set("anyway", "1");
    const answer = await fetch("/programme", { method: "POST", body: form }).catch(() => null);
    if (answer?.ok) {
      location.reload(); // everything on the page follows the programme
      return;
    }
    /** @type {{why?: string, text?: string}} */
    const told = (await answer?.json().catch(() => null)) ?? {};
    setText($("programme-told"), told.text || this.words.text("page.trouble.lost"));
    setVisible($("programme-told"), true);
    this.refused = told.why && ASKED_ABOUT.includes(told.why) ? file : null;
    setVisible($("programme-anyway"), this.refused !== null);
  }
}
