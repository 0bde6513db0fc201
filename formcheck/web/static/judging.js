/** A statement to judge: the answer gets a kind reply at once. */
import { all, setVisible } from "./dom.js";
import { rememberAnswer, tell } from "./learned.js";

/**
 * @param {Element} part of the page, with statements
 * @param {string|null} visit its id, "" for the last one, null where nothing is to be kept
 * @param {(statement: Element) => void} answered
 */
export function judging(part, visit, answered) {
  for (const form of all("[data-statement]", HTMLFormElement, part)) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = event.submitter;
      if (!(button instanceof HTMLButtonElement)) return;
      const statement = form.dataset.statement ?? "";
      const whole = /** @type {Element} */ (form.parentElement);
      for (const reply of all("[data-reply]", HTMLElement, whole)) {
        setVisible(reply, reply.dataset.reply === button.value);
      }
      setVisible(form, false);
      answered(whole);
      const what = { statement, answer: button.value };
      if (visit === null || !(await tell(what, visit))) rememberAnswer(statement, button.value);
    });
  }
}
