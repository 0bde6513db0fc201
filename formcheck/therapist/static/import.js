/** Files may be dropped anywhere on the page; while one asks for its passphrase, it stays chosen. The form works without this too. */

const form = document.getElementById("import");
const input = document.getElementById("files");
const drop = document.getElementById("drop");
const busy = document.getElementById("busy");
const passphrase = document.getElementById("passphrase");
if (
  form instanceof HTMLFormElement &&
  input instanceof HTMLInputElement &&
  passphrase instanceof HTMLInputElement &&
  drop &&
  busy
) {
  for (const hint of drop.querySelectorAll(".drop-hint")) hint.removeAttribute("hidden");

  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  document.addEventListener("dragleave", () => drop.classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, input, passphrase, busy);
  });
}

/**
 * Send the form, show what became of it, and keep the files that ask for another passphrase.
 *
 * @param {HTMLFormElement} form
 * @param {HTMLInputElement} input
 * @param {HTMLInputElement} passphrase
 * @param {HTMLElement} busy
 */
async function send(form, input, passphrase, busy) {
  const button = form.querySelector("button");
  busy.textContent = busy.dataset.text ?? "";
  if (button) button.disabled = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = page.getElementById("outcome");
    document.getElementById("outcome")?.replaceWith(document.importNode(shown ?? new Text(), true));
    const asking = new Set([...page.querySelectorAll("[data-asks]")].map((one) => one.getAttribute("data-asks")));
    const left = new DataTransfer();
    for (const file of input.files ?? []) if (asking.has(file.name)) left.items.add(file);
    input.files = left.files;
    passphrase.value = "";
    if (asking.size) passphrase.focus();
    else /** @type {HTMLElement | null} */ (document.querySelector("#outcome a"))?.focus();
    history.replaceState(null, "", answer.url);
  } catch {
    form.submit(); // the browser says itself what is wrong
    return;
  }
  busy.textContent = "";
  if (button) button.disabled = false;
}
