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
    const open = [...form.querySelectorAll("details")].flatMap((one, place) => (one.open ? [place] : []));
    sessionStorage.setItem("programme-open", JSON.stringify(open));
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
  // The same parts are open again, unless exercises came, went or changed places.
  const places = sessionStorage.getItem("programme-open");
  sessionStorage.removeItem("programme-open");
  if (places !== null && form.hasAttribute("data-stays")) {
    const all = form.querySelectorAll("details");
    for (const place of JSON.parse(places)) all[place]?.setAttribute("open", "");
  }
  const error = form.querySelector("[aria-invalid]");
  if (error instanceof HTMLElement) {
    error.closest("details")?.setAttribute("open", "");
    error.focus();
  } else if (before !== null && form.hasAttribute("data-changed")) scrollTo(0, Number(before));
}
