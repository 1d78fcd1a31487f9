/**
 * What lies over the picture: mask, points, gestures, brush and the keyboard's crosshair. A canvas of its own, so that moving a point redraws
 * no photo.
 * @import { Point } from '../types.js'
 * @import { Bench } from '../tools/bench.js'
 * @import { Scene } from './scene.js'
 */
import { sourceOf, visibleShapes } from '../state/document.js';
import { eachFrame } from './frame.js';
import { drawBrush, drawCrosshair, drawItem, drawLasso } from './marks.js';
import { MaskLayer } from './mask-layer.js';

const maskTools = new Set(['brush', 'erase', 'lasso']);

export class Overlay {
  /** Where the pointer is, in picture pixels; null when it is elsewhere. @type {Point | null} */
  pointer = null;
  /** Where the keyboard's crosshair is. @type {Point | null} */
  crosshair = null;
  #mask = new MaskLayer();
  #canvas;
  #context;
  #bench;
  #scene;
  #seam;

  /** @param {HTMLCanvasElement} canvas @param {Bench} bench @param {Scene} scene @param {() => number} seam depth in picture pixels */
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
  }

  #draw() {
    const { view, store, tool } = this.#bench;
    const { ratio } = view;
    const context = this.#context;
    const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) [this.#canvas.width, this.#canvas.height] = [width, height];
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const { doc } = store;
    if (!sourceOf(doc) || doc.results || this.#scene.wipe !== null) return;

    const isMasking = maskTools.has(tool.id);
    this.#mask.draw(context, view, visibleShapes(doc), isMasking ? 0.42 : 0.12);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    doc.items.forEach((item, i) => drawItem(context, view, item, i + 1, item.id === this.#bench.selected));
    if (this.#bench.lassoLine) drawLasso(context, this.#bench.lassoLine.map(([x, y]) => view.toScreen({ x, y })));
    const at = this.pointer ?? this.crosshair;
    if (at && (tool.id === 'brush' || tool.id === 'erase')) drawBrush(context, view.toScreen(at), this.#bench.brushRadius * view.scale, this.#seam() * view.scale);
    if (this.crosshair) drawCrosshair(context, view.toScreen(this.crosshair));
  }
}
