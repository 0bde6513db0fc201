/** The programme page: asks before changes are lost, and stays where the reader was. Works without it too. */
const form = document.querySelector("#programme");

if (form instanceof HTMLFormElement) {
  let changed = form.hasAttribute("data-changed");
  let sending = false;
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    sending = true;
    sessionStorage.setItem("programme-y", String(scrollY));
  });
  addEventListener("beforeunload", (event) => {
    if (changed && !sending) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    sending = false;
  });
  // A button sends the whole form: the page that comes back is shown where this one was.
  const before = sessionStorage.getItem("programme-y");
  sessionStorage.removeItem("programme-y");
  const error = form.querySelector("[aria-invalid]");
  if (error instanceof HTMLElement) {
    error.closest("details")?.setAttribute("open", "");
    error.focus();
  } else if (before !== null && form.hasAttribute("data-changed")) scrollTo(0, Number(before));
}
