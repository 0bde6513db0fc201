// What a patient sees and hears, noted down as it changes; and which picture of the film the camera shows.
(() => {
  // The sound was tried before, in each way that there is here: the question has a test of its own.
  if (window.localStorage && !localStorage.getItem("formcheck.sound")) localStorage.setItem("formcheck.sound", "heard packaged");
  const CELL = 8;
  const BITS = 12;
  const notes = { film: [], captions: [], seen: [], rejections: [] };
  window.notes = notes;
  window.addEventListener("unhandledrejection", (event) => notes.rejections.push(String(event.reason)));
  addEventListener("DOMContentLoaded", () => {
    const caption = document.getElementById("caption");
    if (!caption) return;
    new MutationObserver(() => {
      const text = caption.textContent;
      if (text) notes.captions.push({ text, at: performance.now() });
    }).observe(caption, { childList: true, characterData: true, subtree: true });
    const video = document.getElementById("video");
    const canvas = new OffscreenCanvas(CELL * (BITS + 2), 1);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    const look = () => {
      pen.drawImage(video, 0, CELL / 2, canvas.width, 1, 0, 0, canvas.width, 1);
      const { data } = pen.getImageData(0, 0, canvas.width, 1);
      const bit = (cell) => (data[4 * (CELL * cell + CELL / 2)] > 127 ? 1 : 0);
      let number = 0;
      for (let at = 0; at < BITS; at += 1) number += bit(at + 2) << at;
      if (bit(0) && !bit(1)) notes.film.push([performance.now(), number]);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  });
  const visible = (id) => {
    const element = document.getElementById(id);
    return element?.checkVisibility() ? element.textContent.trim().replace(/\s+/g, " ") : "";
  };
  let last = "";
  setInterval(() => {
    const picture = document.getElementById("picture");
    const use = document.querySelector("#verdict use");
    const shown = {
      screen: window.formcheck?.state.shown ?? "",
      stage: window.formcheck?.state.stage ?? "",
      title: visible("coach-title"),
      verdict: visible("verdict"),
      mark: visible("verdict") ? (use?.getAttribute("href") ?? "").split("#")[1] : "",
      frame: picture?.checkVisibility() ? (picture.dataset.verdict ?? "") : "",
      dial: visible("dial"),
      ring: document.querySelector("#dial .done")?.getAttribute("stroke-dasharray") ?? "",
      cue: visible("cue"),
      book: visible("book-text"),
      trouble: visible("trouble-title"),
    };
    const text = JSON.stringify(shown);
    if (text !== last) notes.seen.push({ at: performance.now(), ...shown });
    last = text;
  }, 100);
})();
