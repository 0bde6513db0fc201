/**
 * A worker: the connection to the program, and the way of the pictures to it. The page is busy drawing; neither a
 * picture on its way out nor an answer on its way in waits for that.
 *
 * Pictures are the camera's own stream of frames where the browser gives it, else single ones that the page takes.
 * All times are milliseconds since 1970 by the performance clock, which page and worker share; frames carry seconds
 * since the page's own beginning.
 */
import { encoded, packed } from "./packer.js";
import { MOST_UNANSWERED } from "./protocol.js";

const ALIVE_MS = 500;
/** Messages are parsed once, by the page: as text they get there sooner. Their type comes first. */
const READY = /^\{"type":"ready"/;
const ANSWER = /^\{"type":"(frame|skipped)"/;

/** @type {WebSocket|null} */
let socket = null;
/** Which connection this is; the page tells them apart by it. */
let id = 0;
/** A visit has begun: frames may be sent. */
let ready = false;
let unanswered = 0;
/** Frames of the camera that were not sent, since the last that was. */
let dropped = 0;
let run = 0;
let last_s = -1;

/** @type {Record<string, (task: any) => void>} */
const TASKS = { open, say, close, follow, picture, stop: () => (run += 1) };

onmessage = ({ data }) => TASKS[data.task](data);

const now = () => performance.timeOrigin + performance.now();

/** @param {{id: number, url: string, hello: string}} task */
function open(task) {
  close();
  const own = new WebSocket(task.url);
  ({ id } = task);
  socket = own;
  ready = false;
  unanswered = dropped = 0;
  own.onopen = () => own.send(task.hello);
  own.onmessage = ({ data }) => {
    const at_ms = now();
    if (own === socket) {
      if (READY.test(data)) ready = true;
      else if (ANSWER.test(data)) unanswered = Math.max(0, unanswered - 1);
    }
    postMessage({ id: task.id, text: data, at_ms });
  };
  own.onclose = () => postMessage({ id: task.id, closed: true });
}

/** @param {{text: string}} task */
function say({ text }) {
  if (socket?.readyState === WebSocket.OPEN) socket.send(text);
}

function close() {
  ready = false;
  socket?.close();
}

const free = () => ready && socket?.readyState === WebSocket.OPEN && unanswered < MOST_UNANSWERED;

/**
 * Send a frame, if that is still possible, and tell the page.
 * @param {ArrayBuffer} message
 * @param {{time_s: number, captured_ms: number, read_ms: number}} taken
 */
function send(message, taken) {
  if (!free()) return miss();
  const ready_ms = now();
  socket?.send(message);
  unanswered += 1;
  last_s = taken.time_s;
  postMessage({ id, sent: { ...taken, ready_ms, sent_ms: now() }, dropped });
  dropped = 0;
}

function miss() {
  if (ready) dropped += 1;
}

/** @param {{readable: ReadableStream<VideoFrame>, zero_ms: number, widest_px: number}} task */
async function follow({ readable, zero_ms, widest_px }) {
  run += 1;
  const own = run;
  const reader = readable.getReader();
  // What the camera's clock is behind ours: the least that any frame was late.
  let behind_ms = Infinity;
  let alive_ms = 0;
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    if (own !== run) {
      frame.close();
      await reader.cancel();
      return;
    }
    const read_ms = now();
    behind_ms = Math.min(behind_ms, read_ms - frame.timestamp / 1000);
    const captured_ms = frame.timestamp / 1000 + behind_ms;
    const time_s = (captured_ms - zero_ms) / 1000;
    if (read_ms - alive_ms > ALIVE_MS) {
      alive_ms = read_ms;
      postMessage({ alive: true });
    }
    if (free() && time_s > last_s) send(await packed(frame, widest_px, time_s), { time_s, captured_ms, read_ms });
    else miss();
    frame.close();
  }
}

/** @param {{bitmap: ImageBitmap, width: number, height: number, taken: {time_s: number, captured_ms: number, read_ms: number}}} task */
async function picture({ bitmap, width, height, taken }) {
  const message = await encoded(bitmap, width, height, taken.time_s);
  bitmap.close();
  send(message, taken);
  postMessage({ encoded: true });
}
