// Finds patients while a name is typed. Without this script the form does it.
const field = document.getElementById("q");
const form = field.form;
const WAIT_MS = 120;
let timer = 0;
let asked = new AbortController();

async function find() {
  asked.abort();
  asked = new AbortController();
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  try {
    const answer = await fetch(address, { signal: asked.signal });
    if (!answer.ok || answer.redirected) return form.requestSubmit(); // the session is over
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.getElementById("list").replaceWith(page.getElementById("list"));
    history.replaceState(null, "", address);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(find, WAIT_MS);
});
