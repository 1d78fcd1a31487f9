/**
 * Where on the stage the picture lies: zoom and pan, and the way between positions of the picture and of the screen.
 * Lengths are CSS pixels.
 * @import { Point } from '../types.js'
 */
/** How much one press of a button or key zooms. */
export const zoomStep = 1.3;
const largestZoom = 32;
/** Room around a picture that was fitted. */
const margin = 24;

export class View extends EventTarget {
  width = 1;
  height = 1;
  /** Device pixels per CSS pixel. */
  ratio = 1;
  /** CSS pixels per picture pixel. */
  scale = 1;
  /** Where the picture's left and top edges lie. */
  left = 0;
  top = 0;
  #imageWidth = 1;
  #imageHeight = 1;
  /** Whether the picture follows the stage's size: until someone zooms or pans. */
  #isFitted = true;

  /** @param {number} width @param {number} height @param {number} ratio */
  resize(width, height, ratio) {
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    this.left += (width - this.width) / 2;
    this.top += (height - this.height) / 2;
    [this.width, this.height, this.ratio] = [width, height, ratio];
    if (this.#isFitted) this.fit();
    else this.#changed();
  }

  /** @param {number} width @param {number} height of the picture */
  show(width, height) {
    if (width === this.#imageWidth && height === this.#imageHeight) return;
    [this.#imageWidth, this.#imageHeight] = [width, height];
    this.fit();
  }

  get fitScale() {
    const room = Math.min(margin, this.width * 0.04);
    return Math.min((this.width - 2 * room) / this.#imageWidth, (this.height - 2 * room) / this.#imageHeight, 8);
  }

  fit() {
    this.#isFitted = true;
    this.scale = Math.max(this.fitScale, 1e-3);
    this.left = (this.width - this.#imageWidth * this.scale) / 2;
    this.top = (this.height - this.#imageHeight * this.scale) / 2;
    this.#changed();
  }

  /** @param {number} factor @param {number} [x] what stays where it is on the screen @param {number} [y] */
  zoomBy(factor, x = this.width / 2, y = this.height / 2) {
    const scale = Math.min(Math.max(this.scale * factor, this.fitScale / 4), largestZoom);
    const change = scale / this.scale;
    this.#isFitted = false;
    this.left = x - (x - this.left) * change;
    this.top = y - (y - this.top) * change;
    this.scale = scale;
    this.panBy(0, 0);
  }

  /** One picture pixel on one device pixel. */
  actualSize() {
    this.zoomBy(1 / this.ratio / this.scale);
  }

  /** @param {number} dx @param {number} dy */
  panBy(dx, dy) {
    this.#isFitted = false;
    // Some of the picture always stays in sight.
    const keep = 48;
    this.left = Math.min(Math.max(this.left + dx, keep - this.#imageWidth * this.scale), this.width - keep);
    this.top = Math.min(Math.max(this.top + dy, keep - this.#imageHeight * this.scale), this.height - keep);
    this.#changed();
  }

  /** Moves as little as brings a position into sight. @param {Point} point */
  reveal(point) {
    const { x, y } = this.toScreen(point);
    const room = 40;
    const dx = Math.max(room - x, 0) || Math.min(this.width - room - x, 0);
    const dy = Math.max(room - y, 0) || Math.min(this.height - room - y, 0);
    if (dx !== 0 || dy !== 0) this.panBy(dx, dy);
  }

  /** @param {Point} point @returns {Point} */
  toScreen({ x, y }) {
    return { x: this.left + (x + 0.5) * this.scale, y: this.top + (y + 0.5) * this.scale };
  }

  /** @param {Point} screen @returns {Point} */
  toImage({ x, y }) {
    return { x: (x - this.left) / this.scale - 0.5, y: (y - this.top) / this.scale - 0.5 };
  }

  /** The same position, or the nearest one inside the picture. @param {Point} point @returns {Point} */
  clamp({ x, y }) {
    return { x: Math.min(Math.max(x, 0), this.#imageWidth - 1), y: Math.min(Math.max(y, 0), this.#imageHeight - 1) };
  }

  /** @param {Point} point */
  isInside({ x, y }) {
    return x >= -0.5 && y >= -0.5 && x <= this.#imageWidth - 0.5 && y <= this.#imageHeight - 0.5;
  }

  get center() {
    return this.clamp(this.toImage({ x: this.width / 2, y: this.height / 2 }));
  }

  get imageSize() {
    return { width: this.#imageWidth, height: this.#imageHeight };
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
