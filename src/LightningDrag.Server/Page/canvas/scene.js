/**
 * The picture itself: the source or a result, the preview's patch over it, and the wipe between before and after. Drawn only when something
 * changed, at most once a frame.
 * @import { ImageRef } from '../types.js'
 * @import { Store } from '../state/store.js'
 * @import { View } from './view.js'
 * @import { Preview } from '../preview.js'
 * @import { Pyramid } from './pyramid.js'
 */
import { pyramidOf, readyPyramid } from '../server/pictures.js';
import { messageOf } from '../server/errors.js';
import { isPending, shownOf } from '../state/document.js';
import { eachFrame } from './frame.js';

export class Scene extends EventTarget {
  /** Where the wipe stands, 0 to 1 of the picture's width; null while there is none. @type {number | null} */
  wipe = null;
  #canvas;
  #context;
  #store;
  #view;
  #preview;
  /** Stays on the screen until the next one is there. @type {{ id: string, pyramid: Pyramid } | null} */
  #current = null;

  /** @param {HTMLCanvasElement} canvas @param {Store} store @param {View} view @param {Preview} preview */
  constructor(canvas, store, view, preview) {
    super();
    this.#canvas = canvas;
    this.#store = store;
    this.#view = view;
    this.#preview = preview;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: true }));
    this.redraw = eachFrame(() => this.#draw());
    store.onChange(() => this.#load());
    view.addEventListener('change', this.redraw);
    preview.addEventListener('change', this.redraw);
  }

  /** @param {number | null} share */
  setWipe(share) {
    this.wipe = share;
    this.#load();
    this.redraw();
    this.dispatchEvent(new Event('wipe'));
  }

  #load() {
    const { doc } = this.#store;
    const image = shownOf(doc);
    if (image && image.id !== this.#current?.id) void this.#fetch(image);
    if (this.wipe !== null && doc.rounds.length > 0) void this.#fetch(doc.rounds[0].image);
    if (!image) this.#current = null;
    this.redraw();
  }

  /** @param {ImageRef} image */
  async #fetch(image) {
    try {
      await pyramidOf(image);
      this.redraw();
    } catch (error) {
      this.dispatchEvent(new CustomEvent('problem', { detail: messageOf(error) }));
    }
  }

  #draw() {
    const { doc } = this.#store;
    const context = this.#context;
    const { ratio } = this.#view;
    const [width, height] = [Math.round(this.#view.width * ratio), Math.round(this.#view.height * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) [this.#canvas.width, this.#canvas.height] = [width, height];
    context.clearRect(0, 0, width, height);
    const image = shownOf(doc);
    const pyramid = image && readyPyramid(image);
    if (image && pyramid) this.#current = { id: image.id, pyramid };
    // A picture of another size would lie in the wrong place until the new one is there.
    if (!image || this.#current?.pyramid.width !== image.width || this.#current.pyramid.height !== image.height) return;

    this.#drawPyramid(this.#current.pyramid);
    if (this.#preview.patch && isPending(doc)) this.#drawPatch(this.#preview.patch);
    const before = this.wipe === null ? null : readyPyramid(doc.rounds[0].image);
    if (before && this.wipe !== null) {
      context.save();
      context.beginPath();
      context.rect(0, 0, Math.round((this.#view.left + this.wipe * image.width * this.#view.scale) * ratio), height);
      context.clip();
      this.#drawPyramid(before);
      context.restore();
    }
  }

  /** @param {Pyramid} pyramid */
  #drawPyramid(pyramid) {
    const { ratio, scale, left, top } = this.#view;
    pyramid.draw(this.#context, scale * ratio, left * ratio, top * ratio);
  }

  /** @param {NonNullable<Preview['patch']>} patch */
  #drawPatch({ bitmap, window }) {
    const { ratio, scale, left, top, imageSize } = this.#view;
    const context = this.#context;
    const place = (/** @type {number} */ at, /** @type {number} */ start) => Math.round((start + at * scale) * ratio);
    context.save();
    // A square window may reach beyond the picture.
    context.beginPath();
    context.rect(place(0, left), place(0, top), Math.round(imageSize.width * scale * ratio), Math.round(imageSize.height * scale * ratio));
    context.clip();
    context.imageSmoothingEnabled = (scale * ratio * window.width) / bitmap.width < 3;
    const [x, y] = [place(window.x, left), place(window.y, top)];
    context.drawImage(bitmap, x, y, place(window.x + window.width, left) - x, place(window.y + window.height, top) - y);
    context.restore();
  }
}
