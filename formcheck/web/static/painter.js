/** Paints the shapes of a message on a canvas. Fields as in formcheck/overlay/primitives.py, sizes in heights. */

const HALO = "rgb(12 14 18)";
const DASH = 0.018;
const MOST_PIXELS = 1600;

/** @typedef {import("./protocol.js").Shape} Shape */

export class Painter {
  /**
   * @param {HTMLCanvasElement} canvas lies exactly on the picture; mirrored with it by CSS
   * @param {Record<string, string>} palette role -> colour
   */
  constructor(canvas, palette) {
    this.canvas = canvas;
    this.pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    this.palette = palette;
    new ResizeObserver(() => this.fit()).observe(canvas);
  }

  /** The picture keeps the proportions of the camera's. @param {HTMLVideoElement} video */
  shape({ videoWidth, videoHeight }) {
    if (videoWidth) this.canvas.parentElement?.style.setProperty("--ratio", String(videoWidth / videoHeight));
    this.fit();
  }

  /** As many pixels as the screen has, within reason. */
  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    if (!clientWidth || !clientHeight) return;
    const scale = Math.min(devicePixelRatio || 1, MOST_PIXELS / clientWidth);
    this.canvas.width = Math.round(clientWidth * scale);
    this.canvas.height = Math.round(clientHeight * scale);
  }

  clear() {
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** @param {Shape[]} shapes */
  paint(shapes) {
    this.clear();
    this.pen.lineCap = "round";
    this.pen.lineJoin = "round";
    for (const shape of shapes) this.draw(shape);
    this.pen.globalAlpha = 1;
  }

  /** @param {Shape} shape */
  draw(shape) {
    const [kind, ...a] = shape;
    const { pen } = this;
    pen.globalAlpha = 1;
    if (kind === "line") {
      this.path([[a[0], a[1]], [a[2], a[3]]]);
      this.stroke(a[4], a[5], a[7], a[6]);
    } else if (kind === "poly") {
      this.path(a[0]);
      this.stroke(a[1], a[2], a[3], false);
    } else if (kind === "area") {
      this.path(a[0]);
      pen.closePath();
      this.fill(a[1], a[2], a[3], 0.006);
    } else if (kind === "disc") {
      pen.beginPath();
      pen.arc(this.x(a[0]), this.y(a[1]), this.size(a[2]), 0, 2 * Math.PI);
      this.fill(a[3], a[4], a[5], 0.008);
    } else if (kind === "ring" && a[5] > 0) {
      const start = -Math.PI / 2;
      pen.beginPath();
      pen.arc(this.x(a[0]), this.y(a[1]), this.size(a[2]), start, start + 2 * Math.PI * a[5]);
      this.stroke(a[4], a[3], a[6], false);
    } // "text": what is to be read stands in the page itself, where it is not mirrored
  }

  /** @param {number} x */
  x(x) {
    return x * this.canvas.width;
  }

  /** @param {number} y */
  y(y) {
    return y * this.canvas.height;
  }

  /** @param {number} share of the height */
  size(share) {
    return Math.max(1, share * this.canvas.height);
  }

  /** @param {[number, number][]} points */
  path(points) {
    this.pen.beginPath();
    for (const [x, y] of points) this.pen.lineTo(this.x(x), this.y(y));
  }

  /**
   * @param {string} role
   * @param {number} width
   * @param {boolean} halo
   * @param {boolean} dashed
   */
  stroke(role, width, halo, dashed) {
    const { pen } = this;
    const thick = this.size(width);
    pen.setLineDash(dashed ? [this.size(DASH) - thick / 2, this.size(DASH) + thick / 2] : []);
    if (halo) {
      pen.strokeStyle = HALO;
      pen.lineWidth = thick + Math.max(2, thick);
      pen.stroke();
    }
    pen.strokeStyle = this.colour(role);
    pen.lineWidth = thick;
    pen.stroke();
    pen.setLineDash([]);
  }

  /**
   * @param {string} role
   * @param {number} opacity
   * @param {boolean} halo
   * @param {number} edge width of the halo
   */
  fill(role, opacity, halo, edge) {
    const { pen } = this;
    if (halo) {
      pen.strokeStyle = HALO;
      pen.lineWidth = Math.max(2, this.size(edge));
      pen.stroke();
    }
    pen.globalAlpha = opacity;
    pen.fillStyle = this.colour(role);
    pen.fill();
    pen.globalAlpha = 1;
  }

  /** @param {string} role */
  colour(role) {
    return this.palette[role] ?? "#ffffff";
  }
}
