/** Paints the shapes of a message on a canvas. Fields as in formcheck/overlay/primitives.py, sizes in heights. */

const HALO = "rgb(12 14 18)";
const DASH = 0.018;
const MOST_PIXELS = 1600;

/**
 * @typedef {import("./protocol.js").Shape} Shape
 * @typedef {import("./protocol.js").Role} Role
 */

export class Painter {
  /**
   * @param {HTMLCanvasElement} canvas covers the picture; CSS mirrors both
   * @param {Record<Role, string>} palette
   */
  constructor(canvas, palette) {
    this.canvas = canvas;
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("this browser cannot draw");
    this.pen = pen;
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
    const { pen } = this;
    pen.globalAlpha = 1;
    if (shape[0] === "line") {
      const [, ax, ay, bx, by, role, width, dashed, halo] = shape;
      this.path([[ax, ay], [bx, by]]);
      this.stroke(role, width, halo, dashed);
    } else if (shape[0] === "poly") {
      const [, points, role, width, halo] = shape;
      this.path(points);
      this.stroke(role, width, halo, false);
    } else if (shape[0] === "area") {
      const [, points, role, opacity, halo] = shape;
      this.path(points);
      pen.closePath();
      this.fill(role, opacity, halo, 0.006);
    } else if (shape[0] === "disc") {
      const [, x, y, radius, role, opacity, halo] = shape;
      pen.beginPath();
      pen.arc(this.x(x), this.y(y), this.size(radius), 0, 2 * Math.PI);
      this.fill(role, opacity, halo, 0.008);
    } else if (shape[0] === "ring") {
      const [, x, y, radius, width, role, share, halo] = shape;
      if (share <= 0) return;
      const start = -Math.PI / 2;
      pen.beginPath();
      pen.arc(this.x(x), this.y(y), this.size(radius), start, start + 2 * Math.PI * share);
      this.stroke(role, width, halo, false);
    } // "text": the page shows texts beside the picture, where they are not mirrored
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

  /** @param {number[][]} points */
  path(points) {
    this.pen.beginPath();
    for (const [x, y] of points) this.pen.lineTo(this.x(x), this.y(y));
  }

  /**
   * @param {Role} role
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
    pen.strokeStyle = this.palette[role];
    pen.lineWidth = thick;
    pen.stroke();
    pen.setLineDash([]);
  }

  /**
   * @param {Role} role
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
    pen.fillStyle = this.palette[role];
    pen.fill();
    pen.globalAlpha = 1;
  }
}
