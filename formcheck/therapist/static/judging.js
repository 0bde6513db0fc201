/** Keys of the judging page: 1, 2 and 3 answer, and the recording plays by itself, over and over. */
const answers = document.getElementById("answer");
const figure = document.querySelector("figure.replay");
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

const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const play = figure.querySelector(".play");
let stopped = calm; // by hand: then it does not begin again by itself

play.addEventListener("click", (event) => {
  if (event.isTrusted) stopped = figure.dataset.playing === "true";
});

function again() {
  if (stopped || figure.dataset.playing === "true") return;
  setTimeout(() => {
    if (!stopped && figure.dataset.playing !== "true") play.click();
  }, PAUSE_MS);
}

new MutationObserver(again).observe(figure, { attributeFilter: ["data-state", "data-playing"] });
