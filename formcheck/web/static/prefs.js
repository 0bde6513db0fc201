/** What the page remembers on this computer: language, camera, voice, size of the text. Never a result. */

const PREFIX = "formcheck.";

/**
 * @param {string} name
 * @param {string} otherwise
 * @returns {string}
 */
export function recall(name, otherwise = "") {
  try {
    return localStorage.getItem(PREFIX + name) ?? otherwise;
  } catch {
    return otherwise; // storage is switched off in this browser
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // storage is switched off or full: the choice holds for this page only
  }
}
