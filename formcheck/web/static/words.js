/** The words: the same catalogues as the program's, as JSON with dotted keys. */
import { $, all, make, setAttribute, setText } from "./dom.js";
import { at } from "./place.js";

export class Words {
  constructor() {
    /** @type {import("./protocol.js").Lang} */
    this.lang = "nl";
    /** @type {import("./protocol.js").Catalogue} */
    this.texts = {};
    this.asked = 0;
  }

  /**
   * Fetch a language and put its words on the page; false where another was asked for in the meantime, which
   * then counts.
   * @param {import("./protocol.js").Lang} lang
   * @returns {Promise<boolean>}
   */
  async load(lang) {
    const asked = ++this.asked;
    const answer = await fetch(at(`words/${lang}.json`));
    if (!answer.ok) throw new Error(`words: ${answer.status}`);
    const texts = await answer.json();
    if (asked !== this.asked) return false;
    this.texts = texts;
    this.lang = lang;
    document.documentElement.lang = lang;
    $("caption").lang = lang;
    this.apply(document);
    return true;
  }

  /**
   * The text of a key, its placeholders filled in; "" for a key that is not there.
   * @param {string} key
   * @param {Record<string, string|number>} values
   */
  text(key, values = {}) {
    return (this.texts[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  }

  /**
   * The word for something that is counted.
   * @param {string} key
   * @param {number} count
   */
  counted(key, count) {
    return this.text(count === 1 && `${key}.one` in this.texts ? `${key}.one` : key, { count });
  }

  /**
   * A text of the exercise before the general one.
   * @param {string} exercise
   * @param {string} key
   */
  of(exercise, key) {
    return this.text(`exercise.${exercise}.${key}`) || this.text(key);
  }

  /**
   * Fill in what is marked: data-w (text), data-w-label (name for screen readers), data-list (items by number).
   * @param {ParentNode} root
   */
  apply(root) {
    for (const element of all("[data-w]", HTMLElement, root)) setText(element, this.text(element.dataset.w ?? ""));
    for (const element of all("[data-w-label]", HTMLElement, root)) {
      setAttribute(element, "aria-label", this.text(element.dataset.wLabel ?? ""));
    }
    for (const element of all("[data-list]", HTMLElement, root)) {
      const key = element.dataset.list;
      const items = [];
      for (let number = 1; this.text(`${key}.${number}`); number += 1) {
        items.push(make("li", {}, this.text(`${key}.${number}`)));
      }
      element.replaceChildren(...items);
    }
  }
}
