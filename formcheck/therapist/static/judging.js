/** Keys of the judging page: 1, 2 and 3 answer, and the recording plays by itself, over and over. */
const answers = document.getElementById("answer");
const figure = document.querySelector("figure.replay");
const scrub = figure.querySelector(".scrub");
const PAUSE_MS = 700;

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const button = answers.querySelector(`[data-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

answers.addEventListener("submit", () => {
  for (const button of answers.querySelectorAll("button")) setTimeout(() => (button.disabled = true));
});

/** Plays from the start, and again at the end; who stops it before that wants to look. */
function again() {
  const { state, playing } = figure.dataset;
  const ended = scrub.value === scrub.max;
  if (!["ready", "whole"].includes(state) || playing === "true" || (playing === "false" && !ended)) return;
  setTimeout(() => {
    if (figure.dataset.playing !== "true") figure.querySelector(".play").click();
  }, playing ? PAUSE_MS : 0);
}

if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
  new MutationObserver(again).observe(figure, { attributeFilter: ["data-state", "data-playing"] });
  again();
}
