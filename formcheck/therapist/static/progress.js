/** Shows how far long work is, and the page anew once it is over. Without scripts the page reloads itself. */
const EVERY_MS = 400;

const box = document.querySelector(".progress");
const bar = box?.querySelector("progress");
const text = box?.querySelector("[data-text]");

async function look() {
  const answer = await fetch(box.dataset.src);
  if (!answer.ok) return location.reload();
  const { done, wanted, over } = await answer.json();
  if (over) return location.reload();
  bar.value = done;
  text.textContent = text.dataset.text.replace("{done}", done).replace("{wanted}", wanted);
  setTimeout(again, EVERY_MS);
}

function again() {
  look().catch(() => setTimeout(again, 5 * EVERY_MS)); // the server is away for a moment
}

if (box) setTimeout(again, EVERY_MS);
