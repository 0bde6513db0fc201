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

/**
 * The language that was chosen; also for the pages that the program writes (`LANG_COOKIE` in formcheck/therapist/desk.py).
 * @param {import("./protocol.js").Lang} lang
 */
export function rememberLanguage(lang) {
  remember("lang", lang);
  document.cookie = `formcheck-lang=${lang}; path=/; max-age=31536000; samesite=strict`;
}

/**
 * The language that was chosen; until one is, the first of the browser's that there is, else the first that there is.
 * @param {readonly import("./protocol.js").Lang[]} langs
 */
export function language(langs) {
  const wanted = [recall("lang"), ...navigator.languages.map((name) => name.slice(0, 2).toLowerCase())];
  return wanted.map((name) => langs.find((lang) => lang === name)).find((lang) => lang) ?? langs[0];
}

/** Whether a visit that is kept goes on in this tab, or went on until it was loaded anew. */
export function recallVisit() {
  try {
    return sessionStorage.getItem(PREFIX + "visit") !== null;
  } catch {
    return false; // storage is switched off in this browser
  }
}

/** @param {boolean} goesOn */
export function rememberVisit(goesOn) {
  try {
    if (goesOn) sessionStorage.setItem(PREFIX + "visit", "");
    else sessionStorage.removeItem(PREFIX + "visit");
  } catch {
    // storage is switched off or full: the offer may come a load later
  }
}
