/** The pages about visits: print, choose all, and compare what was typed twice. They work without this script too. */
const by = (/** @type {string} */ id) => document.getElementById(id);

by("print")?.addEventListener("click", () => window.print());
if (new URLSearchParams(location.search).has("print")) window.addEventListener("load", () => window.print());

const all = by("all");
if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    for (const box of document.querySelectorAll("input[name=visit]")) {
      if (box instanceof HTMLInputElement) box.checked = true;
    }
  });
}

const send = by("send");
if (send instanceof HTMLFormElement) {
  send.addEventListener("submit", (event) => {
    const typed = new FormData(send);
    const differ = typed.get("passphrase") !== typed.get("again");
    const note = by("differ");
    if (note) note.hidden = !differ;
    if (differ) event.preventDefault();
  });
}
