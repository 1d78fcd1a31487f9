/**
 * The picture itself: the source or a result, the preview's patch over it, what follows the pointer until the next
 * patch is there, and the wipe
 * between before and after. Drawn only when something changed, at most once a frame.
 * @import { ImageRef, Rectangle } from '../types.js'
 * @import { Peek } from '../state/peek.js'
 * @import { Store } from '../state/store.js'
 * @import { View } from './view.js'
 * @import { Preview } from '../preview.js'
 * @import { LocalMotion } from './local-motion.js'
 * @import { Pyramid } from './pyramid.js'
 */
import { pyramidOf, readyPyramid } from '../server/pictures.js';
import { messageOf } from '../server/errors.js';
import { beforeOf, isPending, shownOf } from '../state/document.js';
import { eachFrame } from './frame.js';
import { LocalWarp, motionSince, touched } from './local-motion.js';

export class Scene extends EventTarget {
  /** Where the wipe stands, 0 to 1 of the picture's width; null while there is none. @type {number | null} */
  wipe = null;
  /**
   * What the wipe compares with: the photo as it was opened, or the picture before the last edit.
   * @type {'photo' | 'round'}
   */
  wipeBase = 'photo';
  #canvas;
  #context;
  #store;
  #view;
  #preview;
  #peek;
  /** Stays on the screen until the next one is there. @type {{ id: string, pyramid: Pyramid } | null} */
  #current = null;
  /** The state that was drawn last. */
  #drawn = '';
  /** Whether nothing but the patch has changed since. */
  #isSame = false;
  /** What lies over the picture on the canvas: the patch, and what follows the pointer. @type {Rectangle} */
  #covered = nowhere;
  #warp = new LocalWarp();
  #drawSoon;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Store} store
   * @param {View} view
   * @param {Preview} preview
   * @param {Peek} peek
   */
  constructor(canvas, store, view, preview, peek) {
    super();
    this.#canvas = canvas;
    this.#store = store;
    this.#view = view;
    this.#preview = preview;
    this.#peek = peek;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { alpha: true }));
    this.#drawSoon = eachFrame(() => this.#draw());
    this.redraw = () => {
      this.#isSame = false;
      this.#drawSoon();
    };
    store.onChange(() => this.#load());
    view.addEventListener('change', this.redraw);
    peek.addEventListener('change', () => {
      this.#load();
      this.dispatchEvent(new Event('peek'));
    });
    // At once: it then is in the next frame, not in the one after that.
    preview.addEventListener('change', () => this.#draw());
  }

  /** Whether the picture shown is another than the one worked on. */
  get isPeeking() {
    return this.#peek.image !== null;
  }

  /** What it draws on. */
  get canvas() {
    return this.#canvas;
  }

  get #shown() {
    return this.#peek.image ?? shownOf(this.#store.doc);
  }

  get #base() {
    const { doc } = this.#store;
    return this.wipeBase === 'round' ? beforeOf(doc) : (doc.rounds[0]?.image ?? null);
  }

  /** @param {number | null} share @param {Scene['wipeBase']} [base] */
  setWipe(share, base = this.wipeBase) {
    [this.wipe, this.wipeBase] = [share, base];
    this.#load();
    this.redraw();
    this.dispatchEvent(new Event('wipe'));
  }

  #load() {
    const { doc } = this.#store;
    const image = this.#shown;
    if (image && image.id !== this.#current?.id) void this.#fetch(image);
    const base = this.wipe === null ? null : this.#base;
    if (base) void this.#fetch(base);
    if (!image) this.#current = null;
    // While something is dragged the state changes with every move, but the picture only with the preview.
    const drawn = [image?.id, isPending(doc), base?.id].join();
    if (drawn !== this.#drawn) this.redraw();
    else if (this.#motion) this.#drawSoon();
    this.#drawn = drawn;
  }

  /** How what is shown has gone on since the patch was made. */
  get #motion() {
    const { doc } = this.#store;
    // What the server refuses does not move.
    if (!isPending(doc) || this.isPeeking || this.wipe !== null || this.#preview.problem !== '') return null;
    const { width, height } = this.#view.imageSize;
    return motionSince(this.#preview.patch && this.#preview.shown, doc, Math.min(width, height));
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
    if (this.#canvas.width !== width || this.#canvas.height !== height)
      [this.#canvas.width, this.#canvas.height] = [width, height];
    const patch = isPending(doc) && !this.isPeeking ? this.#preview.patch : null;
    const place = patch ? this.#placeOf(patch.bounds) : nowhere;
    const motion = this.#motion;
    const moved = motion ? this.#placeOf(touched(motion)) : nowhere;
    const covered = around(place, moved);
    const changed = this.#isSame ? around(covered, this.#covered) : { x: 0, y: 0, width, height };
    [this.#isSame, this.#covered] = [true, covered];
    context.save();
    context.beginPath();
    context.rect(changed.x, changed.y, changed.width, changed.height);
    context.clip();
    context.clearRect(0, 0, width, height);
    this.#drawAll(patch && { bitmap: patch.bitmap, place });
    if (motion) this.#drawMotion(moved, motion, patch && { bitmap: patch.bitmap, place });
    context.restore();
  }

  /**
   * @param {Rectangle} moved
   * @param {LocalMotion} motion
   * @param {{ bitmap: ImageBitmap, place: Rectangle } | null} patch
   */
  #drawMotion(moved, motion, patch) {
    const pyramid = this.#current?.pyramid;
    if (!pyramid) return;
    const { ratio, scale, left, top } = this.#view;
    const frame = this.#frame;
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(frame.x, frame.y, frame.width, frame.height);
    context.clip();
    this.#warp.draw(context, moved, motion, (small, zoom) => {
      pyramid.draw(small, scale * ratio * zoom, (left * ratio - moved.x) * zoom, (top * ratio - moved.y) * zoom);
      if (!patch) return;
      const { x, y, width, height } = patch.place;
      small.drawImage(patch.bitmap, (x - moved.x) * zoom, (y - moved.y) * zoom, width * zoom, height * zoom);
    });
    context.restore();
  }

  /** @param {{ bitmap: ImageBitmap, place: Rectangle } | null} patch */
  #drawAll(patch) {
    const context = this.#context;
    const { ratio } = this.#view;
    const image = this.#shown;
    const pyramid = image && readyPyramid(image);
    if (image && pyramid) this.#current = { id: image.id, pyramid };
    // A picture of another size would lie in the wrong place until the new one is there.
    if (!image || this.#current?.pyramid.width !== image.width || this.#current.pyramid.height !== image.height) return;

    this.#canvas.dataset.image = this.#current.id;
    this.#drawPyramid(this.#current.pyramid);
    if (patch) this.#drawPatch(patch.bitmap, patch.place);
    const base = this.wipe === null ? null : this.#base;
    const before = base && readyPyramid(base);
    if (before && this.wipe !== null) {
      context.save();
      context.beginPath();
      context.rect(
        0,
        0,
        Math.round((this.#view.left + this.wipe * image.width * this.#view.scale) * ratio),
        this.#canvas.height,
      );
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

  /**
   * Where a part of the picture lies on the canvas, exactly as the picture beneath has it.
   * @param {Rectangle} part
   * @returns {Rectangle}
   */
  #placeOf(part) {
    const { x, y, width, height } = this.#frame;
    const { imageSize } = this.#view;
    const [zoomX, zoomY] = [width / imageSize.width, height / imageSize.height];
    return { x: x + part.x * zoomX, y: y + part.y * zoomY, width: part.width * zoomX, height: part.height * zoomY };
  }

  /** The picture on the canvas, whole pixels. */
  get #frame() {
    const { ratio, scale, left, top, imageSize } = this.#view;
    const [x, y] = [Math.round(left * ratio), Math.round(top * ratio)];
    return {
      x,
      y,
      width: Math.round((left + imageSize.width * scale) * ratio) - x,
      height: Math.round((top + imageSize.height * scale) * ratio) - y,
    };
  }

  /** @param {ImageBitmap} bitmap @param {Rectangle} place */
  #drawPatch(bitmap, place) {
    const context = this.#context;
    const frame = this.#frame;
    context.save();
    // A square window may reach beyond the picture.
    context.beginPath();
    context.rect(frame.x, frame.y, frame.width, frame.height);
    context.clip();
    context.imageSmoothingEnabled = place.width / bitmap.width < 3;
    context.drawImage(bitmap, place.x, place.y, place.width, place.height);
    context.restore();
  }
}

const nowhere = { x: 0, y: 0, width: 0, height: 0 };

/** The whole pixels that two places touch. @param {Rectangle} a @param {Rectangle} b @returns {Rectangle} */
function around(a, b) {
  if (a.width === 0) a = b;
  if (b.width === 0) b = a;
  const [x, y] = [Math.floor(Math.min(a.x, b.x)), Math.floor(Math.min(a.y, b.y))];
  return {
    x,
    y,
    width: Math.ceil(Math.max(a.x + a.width, b.x + b.width)) - x,
    height: Math.ceil(Math.max(a.y + a.height, b.y + b.height)) - y,
  };
}
