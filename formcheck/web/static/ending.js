/** The end of a visit: what went well first, how it feels now, and where the results are. */
import { $, make, setAttribute, setText, setVisible, screenShown, showScreen } from "./dom.js";
import { at } from "./place.js";

/**
 * @param {import("./words.js").Words} words
 * @param {import("./pain.js").Pain} pain
 * @param {import("./protocol.js").Screen} screen
 */
export function showEnd(words, pain, screen) {
  const first = screenShown() !== "end";
  if (first) pain.mark(screen.pain_now);
  const stop = screen.advice === "stop";
  const title = stop ? "page.end.stop" : screen.stopped ? "coach.stopped" : "page.end";
  pain.offer(!stop);
  setAttribute($("end-title"), "data-w", title);
  setText($("end-title"), words.text(title));
  const lines = joined(screen.summary);
  if (first || $("summary").childElementCount !== lines.length) {
    $("summary").replaceChildren(...lines.map((line) => make("li", {}, line)));
  }
  const asked = screen.pain_now !== null || stop;
  const advice = asked ? words.text(`coach.advice.${screen.advice}.after`) : "";
  const news = $("advice").textContent !== advice;
  setText($("advice"), advice);
  setVisible($("advice"), asked);
  showScreen("end");
  if (asked && news && !first) $("advice").scrollIntoView({ block: "center" });
}

/** Sentences as lines; one that announces the next stands before it. @param {string[]} sentences */
function joined(sentences) {
  /** @type {string[]} */
  const lines = [];
  for (const sentence of sentences) {
    if (lines.at(-1)?.endsWith(":")) lines.push(`${lines.pop()} ${sentence}`);
    else lines.push(sentence);
  }
  return lines;
}

/**
 * @param {import("./words.js").Words} words
 * @param {import("./protocol.js").Kept} kept
 * @param {string} trouble why something could not be kept
 */
export function showKept(words, { folders, visit }, trouble = "") {
  const about = make("p", {}, words.text(folders.length || visit ? "page.kept" : "page.kept.nothing"));
  const lines = folders.map((folder) => make("li", {}, make("code", {}, folder)));
  const list = lines.length ? [make("ul", {}, ...lines)] : [];
  const links = { "kept-open": `visits/${visit}`, "kept-print": `visits/${visit}?print=1`, "kept-send": `visits/send?visit=${visit}` };
  for (const [id, address] of Object.entries(links)) setAttribute($(id), "href", at(address));
  setVisible($("kept-links"), visit !== null);
  $("kept").replaceChildren(...(trouble ? [make("p", { class: "note" }, trouble)] : []), about, ...list);
}
