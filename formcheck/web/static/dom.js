/** Small helpers. They write to the page only what has changed, since they are called for every frame. */
import { at } from "./place.js";

/**
 * The element with this id.
 * @overload
 * @param {string} id
 * @returns {HTMLElement}
 */
/**
 * The element with this id, of this class.
 * @template {Element} T
 * @overload
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
/**
 * @param {string} id
 * @param {new () => Element} kind
 * @returns {Element}
 */
export function $(id, kind = HTMLElement) {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new Error(`no such element: ${id}`);
}

/**
 * All elements of a class that match a selector.
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} kind
 * @param {ParentNode} root
 * @returns {T[]}
 */
export function all(selector, kind, root = document) {
  /** @type {T[]} */
  const found = [];
  for (const element of root.querySelectorAll(selector)) if (element instanceof kind) found.push(element);
  return found;
}

/**
 * The first element that matches a selector; there has to be one.
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {Element}
 */
export function first(selector, root) {
  const element = root.querySelector(selector);
  if (!element) throw new Error(`no such element: ${selector}`);
  return element;
}

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
 * A new element.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node|string)} children
 * @returns {HTMLElementTagNameMap[K]}
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
 */
export function figure(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  use.setAttribute("href", at(`static/figures.svg#${name}`));
  svg.setAttribute("class", "figure");
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

/** Screens: one is visible at a time. Its heading gets the focus, so that a screen reader goes on from there. */
let shown = "loading";

/** @param {string} id of a section.screen */
export function showScreen(id) {
  if (id === shown) return;
  shown = id;
  for (const screen of all("section.screen", HTMLElement)) setVisible(screen, screen.id === id);
  document.body.dataset.screen = id;
  // Where the whole page scrolls, the heading scrolls into view; else the page goes to its top.
  const preventScroll = document.documentElement.dataset.flow !== "column";
  window.scrollTo(0, 0);
  $("main").scrollTop = 0;
  for (const heading of all(`#${id} h1`, HTMLElement)) heading.focus({ preventScroll });
}

/** The id of the visible screen. */
export const screenShown = () => shown;
