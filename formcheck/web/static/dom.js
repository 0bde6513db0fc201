/** Small helpers: every write to the page is skipped when nothing changes, as they are called for every frame. */

/**
 * The element with this id.
 * @param {string} id
 * @returns {any}
 */
export const $ = (id) => document.getElementById(id);

/**
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string} value
 */
export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/**
 * @param {HTMLElement} element
 * @param {boolean} visible
 */
export function setVisible(element, visible) {
  if (element.hidden === visible) element.hidden = !visible;
}

/**
 * An element with attributes and children (texts or elements).
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node|string)} children
 * @returns {any}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * A drawing of figures.svg.
 * @param {string} name
 * @param {string} [className]
 */
export function figure(name, className = "figure") {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", `/static/figures.svg#${name}`);
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Screens: one is visible at a time; its heading gets the focus, so that a screen reader reads on from there. */
let shown = "loading";

/**
 * @param {string} id of a section.screen
 */
export function showScreen(id) {
  if (id === shown) return;
  shown = id;
  for (const screen of document.querySelectorAll("section.screen")) {
    setVisible(/** @type {HTMLElement} */ (screen), screen.id === id);
  }
  document.body.dataset.screen = id;
  // Where everything scrolls the heading comes into view, else all of the page.
  const preventScroll = document.documentElement.dataset.flow !== "column";
  window.scrollTo(0, 0);
  $("main").scrollTop = 0;
  /** @type {HTMLElement|null} */ (document.querySelector(`#${id} h1`))?.focus({ preventScroll });
}

/** The id of the visible screen. */
export const screenShown = () => shown;
