/**
 * What lies over the picture: mask, points, gestures, brush and the keyboard's crosshair. A canvas of its own, so that
 * moving a point redraws
 * no photo.
 * @import { Point } from '../types.js'
 * @import { Bench } from '../tools/bench.js'
 * @import { Scene } from './scene.js'
 */
import { shapesOf, sourceOf } from '../state/document.js';
import { eachFrame } from './frame.js';
import { drawBrush, drawCrosshair, drawItem, drawLasso } from './marks.js';
import { drawLoupe } from './loupe.js';
import { MaskLayer } from './mask-layer.js';
import { palette } from './palette.js';

const maskTools = new Set(['select', 'brush', 'erase', 'lasso', 'freeze']);
const brushes = new Set(['brush', 'erase', 'freeze']);

export class Overlay {
  /** Where the pointer is, in picture pixels; null when it is elsewhere. @type {Point | null} */
  pointer = null;
  /** Where the keyboard's crosshair is. @type {Point | null} */
  crosshair = null;
  /** Where a finger hides what it drags, in CSS pixels of the stage. @type {Point | null} */
  finger = null;
  #mask = new MaskLayer(palette.mask);
  #ice = new MaskLayer(palette.ice);
  #canvas;
  #context;
  #bench;
  #scene;
  #seam;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Bench} bench
   * @param {Scene} scene
   * @param {() => number} seam depth in picture pixels
   */
  constructor(canvas, bench, scene, seam) {
    this.#canvas = canvas;
    this.#bench = bench;
    this.#scene = scene;
    this.#seam = seam;
    this.#context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
    this.redraw = eachFrame(() => this.#draw());
    bench.store.onChange(this.redraw);
    bench.addEventListener('change', this.redraw);
    bench.view.addEventListener('change', this.redraw);
    scene.addEventListener('wipe', this.redraw);
    scene.addEventListener('peek', this.redraw);
  }

  #draw() {
    const { view, store, tool } = this.#bench;
    const { ratio } = view;
    const context = this.#context;
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height)
      [this.#canvas.width, this.#canvas.height] = [width, height];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const { doc } = store;
    if (!sourceOf(doc) || doc.results || this.#scene.wipe !== null || this.#scene.isPeeking) return;

    // A thing that goes along is looked at, not painted.
    const isMasking = maskTools.has(tool.id) && !(tool.needsThings && doc.items.length > 0);
    this.#mask.draw(context, view, shapesOf(doc), isMasking ? 0.42 : 0.12);
    if (doc.frozen.length > 0) this.#ice.draw(context, view, doc.frozen, isMasking ? 0.5 : 0.22);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    doc.items.forEach((item, i) => drawItem(context, view, item, i + 1, item.id === this.#bench.selected));
    if (this.#bench.lassoLine)
      drawLasso(
        context,
        this.#bench.lassoLine.map(([x, y]) => view.toScreen({ x, y })),
      );
    const at = this.pointer ?? this.crosshair;
    if (at && brushes.has(tool.id))
      drawBrush(context, view.toScreen(at), this.#bench.brushRadius * view.scale, this.#seam() * view.scale);
    if (this.crosshair) drawCrosshair(context, view.toScreen(this.crosshair));
    if (this.finger) drawLoupe(context, [this.#scene.canvas, this.#canvas], this.finger, view);
  }
}
