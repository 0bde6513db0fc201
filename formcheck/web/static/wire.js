/**
 * A worker that holds the connection to the program and sends the pictures: neither a picture on its way out nor an
 * answer on its way in waits for the page to be drawn.
 *
 * Pictures are the camera's own stream of frames where the browser gives it, else single ones that the page takes.
 * All times are milliseconds since 1970 by the performance clock, which page and worker share; frames carry seconds
 * since the page began.
 *
 * @typedef {{time_s: number, captured_ms: number, read_ms: number}} Taken when a picture was taken, and read here
 * @typedef {Taken & {ready_ms: number, sent_ms: number}} Sent the same, when its message was made, and sent
 *
 * What the page asks of the worker:
 * @typedef {{task: "open", id: number, url: string, hello: string}} Open a connection; `id` is the page's number for it
 * @typedef {{task: "say", text: string}} Say send a text message
 * @typedef {{task: "follow", readable: ReadableStream<VideoFrame>, zero_ms: number, widest_px: number}} Follow
 *   send the frames of a stream
 * @typedef {{task: "picture", bitmap: ImageBitmap, width: number, height: number, taken: Taken}} Picture send one
 * @typedef {Open | Say | Follow | Picture | {task: "close"} | {task: "stop"}} Task
 *
 * What the worker reports, of a connection or of the camera:
 * @typedef {{report: "sent", id: number, sent: Sent, dropped: number}} FrameSent
 * @typedef {{report: "answer", id: number, json: ArrayBuffer, at_ms: number}} Answered
 * @typedef {{report: "told", id: number, message: import("./protocol.js").Told}} HasTold
 * @typedef {FrameSent | Answered | HasTold | {report: "closed", id: number}} LinkReport
 * @typedef {{report: "alive"} | {report: "encoded"}} CameraReport
 * @typedef {LinkReport | CameraReport} Report
 */
import { encoded, packed } from "./packer.js";
import { MOST_UNANSWERED } from "./protocol.js";

const ALIVE_MS = 500;

/** @type {WebSocket|null} */
let socket = null;
/** The page's number for this connection. */
let id = 0;
/** A visit has begun: frames may be sent. */
let ready = false;
let unanswered = 0;
/** Frames of the camera that were not sent, since the last that was. */
let dropped = 0;
let run = 0;
let last_s = -1;

onmessage = (/** @type {MessageEvent<Task>} */ { data }) => {
  if (data.task === "open") open(data);
  else if (data.task === "say") say(data);
  else if (data.task === "close") close();
  else if (data.task === "follow") follow(data);
  else if (data.task === "picture") picture(data);
  else run += 1;
};

/**
 * @param {Report} message
 * @param {Transferable[]} transfer
 */
function report(message, transfer = []) {
  postMessage(message, { transfer });
}

const now = () => performance.timeOrigin + performance.now();

/** @param {Open} task */
function open(task) {
  close();
  const own = new WebSocket(task.url);
  own.binaryType = "arraybuffer";
  ({ id } = task);
  socket = own;
  ready = false;
  unanswered = dropped = 0;
  own.onopen = () => own.send(task.hello);
  own.onmessage = (/** @type {MessageEvent<string|ArrayBuffer>} */ { data }) => {
    if (typeof data === "string") heard(own, task.id, data);
    else answered(own, task.id, data);
  };
  own.onclose = () => report({ report: "closed", id: task.id });
}

/**
 * @param {WebSocket} own
 * @param {number} of_id
 * @param {string} text
 */
function heard(own, of_id, text) {
  /** @type {import("./protocol.js").Told} */
  const message = JSON.parse(text);
  if (own === socket && message.type === "ready") ready = true;
  report({ report: "told", id: of_id, message });
}

/**
 * The program answers pictures, and nothing else, with binary messages. Only the page reads them.
 * @param {WebSocket} own
 * @param {number} of_id
 * @param {ArrayBuffer} json
 */
function answered(own, of_id, json) {
  const at_ms = now();
  if (own === socket) unanswered = Math.max(0, unanswered - 1);
  report({ report: "answer", id: of_id, json, at_ms }, [json]);
}

/** @param {Say} task */
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
 * @param {Taken} taken
 */
function send(message, taken) {
  if (!free()) return miss();
  const ready_ms = now();
  socket?.send(message);
  unanswered += 1;
  last_s = taken.time_s;
  report({ report: "sent", id, sent: { ...taken, ready_ms, sent_ms: now() }, dropped });
  dropped = 0;
}

function miss() {
  if (ready) dropped += 1;
}

/** @param {Follow} task */
async function follow({ readable, zero_ms, widest_px }) {
  run += 1;
  const own = run;
  const reader = readable.getReader();
  // The offset between the camera's clock and ours: the least delay of any frame.
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
      report({ report: "alive" });
    }
    if (free() && time_s > last_s) send(await packed(frame, widest_px, time_s), { time_s, captured_ms, read_ms });
    else miss();
    frame.close();
  }
}

/** @param {Picture} task */
async function picture({ bitmap, width, height, taken }) {
  const message = await encoded(bitmap, width, height, taken.time_s);
  bitmap.close();
  send(message, taken);
  report({ report: "encoded" });
}
