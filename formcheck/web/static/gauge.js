/** Draws the object on the back, seen along the back: its tilt, where it has slid to, and what moves it. */
import { $, first, setAttribute, setText, setVisible } from "./dom.js";

/** Units of the drawing per centimetre; the back reaches 46 to both sides. */
const SCALE = 2.2;
const MOST_DEG = 30;
/** Width and height of each object. @type {Record<string, [number, number]>} */
const SIZES = { book: [26, 7], slippery_book: [26, 5], glass_of_water: [9, 15], ball: [11, 11] };

export class Gauge {
  /** @param {import("./words.js").Words} words */
  constructor(words) {
    this.words = words;
  }

  /**
   * @param {import("./protocol.js").Book|null} book
   * @param {boolean} headRight the head is on the right of the mirrored picture
   */
  show(book, headRight = true) {
    setVisible($("book"), book !== null);
    if (!book) return;
    const { words } = this;
    const object = words.text(`object.${book.object}`);
    const by = book.driven_by.map((name) => words.text(`drive.${name}`));
    const driven = by.length ? by.reduce((first, second) => words.text("drive.and", { first, second })) : "";
    const key = book.fallen ? "page.book.fallen" : by.length ? "page.book.driven" : "page.book.blind";
    setText($("book-text"), words.text(key, { object, by: driven }));
    setAttribute($("book"), "data-fallen", String(book.fallen));
    this.draw(book, headRight);
  }

  /**
   * @param {import("./protocol.js").Book} book
   * @param {boolean} headRight
   */
  draw(book, headRight) {
    const along = book.driven_by.includes("pitch");
    const [width, height] = SIZES[book.object] ?? SIZES.book;
    // As in the picture, which is mirrored: from the front the person's own left is on the left.
    const right = along && headRight ? 1 : -1;
    const slid = right * Math.max(-40, Math.min(40, SCALE * (along ? book.x_cm : book.y_cm)));
    const tilt = -right * Math.max(-MOST_DEG, Math.min(MOST_DEG, book.tilt_deg));
    const thing = $("gauge-book", SVGElement);
    setAttribute(thing, "x", (slid - width / 2).toFixed(1));
    setAttribute(thing, "y", book.fallen ? "5" : (-1.5 - height).toFixed(1));
    setAttribute(thing, "width", String(width));
    setAttribute(thing, "height", String(height));
    setAttribute(thing, "rx", book.object === "ball" ? String(width / 2) : "1.5");
    setAttribute(first(".tilted", $("book")), "transform", `rotate(${tilt.toFixed(1)})`);
  }
}
