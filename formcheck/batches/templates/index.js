// Sorts, filters and pages the table of videos. Without this script it is there whole, in the order of the files.
const ROWS = 100;
const WAIT_MS = 120;
const keys = JSON.parse(document.getElementById("keys").textContent);
const holder = document.getElementById("table");
const form = document.getElementById("choose");
const pager = document.querySelector(".pager");
const whole = holder.querySelector("noscript").textContent.trim().split("\n");
const lines = whole.filter((line) => line.startsWith("<tr>"));
const all = Int32Array.from(lines.keys());
const sorted = new Map();
let texts = null;
let state = new URLSearchParams();

holder.innerHTML = whole[0] + whole.at(-1);
const body = holder.querySelector("tbody");
const heads = [...holder.querySelectorAll("th[data-sort]")];

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// What is read in each row; made at the first search, since it takes a moment for thousands.
function searched() {
  const signs = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };
  texts ??= lines.map((line) => plain(line.replace(/<[^>]*>/g, " ").replace(/&(amp|lt|gt|#34|#39);/g, (c) => signs[c])));
  return texts;
}

// All rows by the ranks of a column; what is not known (-1) comes last in either direction.
function inOrder(sort) {
  if (!sorted.has(sort)) {
    const ranks = keys.sort[sort.replace("-", "")];
    const way = sort.startsWith("-") ? -1 : 1;
    const unknown = (row) => ranks[row] < 0;
    sorted.set(sort, ranks ? all.slice().sort((a, b) => unknown(a) - unknown(b) || way * (ranks[a] - ranks[b]) || a - b) : all);
  }
  return sorted.get(sort);
}

function chosen() {
  const tests = [];
  for (const [name, filter] of Object.entries(keys.filters)) {
    const place = filter.values.indexOf(state.get(name));
    if (place >= 0) tests.push((row) => filter.rows[row].includes(place));
  }
  const wanted = plain(state.get("q") ?? "").split(/\s+/).filter(Boolean);
  if (wanted.length) tests.push((row) => wanted.every((word) => searched()[row].includes(word)));
  const order = inOrder(state.get("sort") ?? "");
  return tests.length ? order.filter((row) => tests.every((test) => test(row))) : order;
}

function show() {
  const rows = chosen();
  const pages = Math.max(1, Math.ceil(rows.length / ROWS));
  const page = Math.min(Math.max(1, Number(state.get("page")) || 1), pages);
  const first = (page - 1) * ROWS;
  const shown = rows.subarray(first, first + ROWS);
  body.innerHTML = Array.from(shown, (row) => lines[row]).join("");
  const number = (value) => value.toLocaleString(document.documentElement.lang);
  const { shown: every, chosen: part, nothing } = keys.words;
  const said = rows.length === lines.length ? every : rows.length ? part : nothing;
  pager.querySelector("p").textContent = said
    .replace("{first}", number(first + 1))
    .replace("{last}", number(first + shown.length))
    .replace("{count}", number(rows.length))
    .replace("{all}", number(lines.length));
  for (const button of pager.querySelectorAll("button")) {
    button.hidden = pages === 1;
    button.disabled = page === (button.name === "back" ? 1 : pages);
  }
  const [, down, column] = /^(-?)(.*)$/.exec(state.get("sort") ?? "");
  for (const th of heads) {
    if (th.dataset.sort === column) th.setAttribute("aria-sort", down ? "descending" : "ascending");
    else th.removeAttribute("aria-sort");
  }
  form.querySelector("button").hidden = ![...new FormData(form).values()].some(Boolean);
}

// What is chosen stands in the address, so that it is there again after a look at a report.
function set(changes) {
  for (const [name, value] of Object.entries({ page: "", ...changes })) {
    if (value) state.set(name, value);
    else state.delete(name);
  }
  history.replaceState(null, "", `#${state}`);
  show();
}

function fromAddress() {
  const hash = location.hash.slice(1);
  if (!document.getElementById(hash)) state = new URLSearchParams(hash); // a link within the page changes nothing
  for (const field of form.querySelectorAll("input, select")) field.value = state.get(field.name) ?? "";
  for (const field of form.querySelectorAll("select")) if (field.selectedIndex < 0) field.value = "";
  show();
}

for (const th of heads) {
  const button = document.createElement("button");
  button.type = "button";
  button.append(...th.childNodes);
  button.addEventListener("click", () => {
    const name = th.dataset.sort;
    set({ sort: state.get("sort") === name ? `-${name}` : name });
  });
  th.append(button);
}
for (const link of document.querySelectorAll("a[data-filter]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const changes = Object.fromEntries([...form.elements].filter((one) => one.name).map((one) => [one.name, ""]));
    const [name, value] = link.dataset.filter.split("=");
    set({ ...changes, [name]: value });
    fromAddress();
    form.elements[name]?.focus({ preventScroll: true });
    document.getElementById("videos").scrollIntoView();
  });
}
let timer = 0;
form.elements.q.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => set({ q: form.elements.q.value }), WAIT_MS);
});
form.addEventListener("change", (event) => set({ [event.target.name]: event.target.value }));
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => {
  history.replaceState(null, "", state.has("sort") ? `#sort=${state.get("sort")}` : "#");
  setTimeout(fromAddress);
});
for (const button of pager.querySelectorAll("button")) {
  button.addEventListener("click", () => {
    const page = Number(state.get("page")) || 1;
    set({ page: String(page + (button.name === "back" ? -1 : 1)) });
    document.getElementById("videos").scrollIntoView();
  });
}
addEventListener("hashchange", fromAddress);
form.hidden = false;
pager.hidden = false;
fromAddress();
