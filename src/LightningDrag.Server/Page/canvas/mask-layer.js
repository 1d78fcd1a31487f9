/**
 * An area as it lies on the picture: a tint and an outline, drawn anew only when the mask or the view changes.
 * @import { Shape } from '../types.js'
 * @import { View } from './view.js'
 */
import { fillShapes } from '../geometry/shapes.js';

export class MaskLayer {
  #canvas = new OffscreenCanvas(1, 1);
  #outline = new OffscreenCanvas(1, 1);
  #key = '';
  /** @type {Shape[]} */
  #shapes = [];
  #color;

  /** @param {string} color */
  constructor(color) {
    this.#color = color;
  }

  /**
   * @param {CanvasRenderingContext2D} context in device pixels
   * @param {View} view
   * @param {Shape[]} shapes
   * @param {number} opacity of the tint
   */
  draw(context, view, shapes, opacity) {
    if (shapes.length === 0) return;
    const { width, height } = context.canvas;
    const key = [width, height, view.scale, view.left, view.top].join();
    const isSame = shapes.length === this.#shapes.length && shapes.every((shape, i) => shape === this.#shapes[i]);
    if (key !== this.#key || !isSame) this.#render(width, height, view, shapes);
    [this.#key, this.#shapes] = [key, shapes];
    context.globalAlpha = opacity;
    context.drawImage(this.#canvas, 0, 0);
    context.globalAlpha = 1;
    context.drawImage(this.#outline, 0, 0);
  }

  /** @param {number} width @param {number} height @param {View} view @param {Shape[]} shapes */
  #render(width, height, view, shapes) {
    const fill = contextOf(this.#canvas, width, height);
    const { ratio, scale, left, top, imageSize } = view;
    fill.save();
    fill.setTransform(scale * ratio, 0, 0, scale * ratio, left * ratio, top * ratio);
    fill.beginPath();
    fill.rect(0, 0, imageSize.width, imageSize.height);
    fill.clip();
    fillShapes(fill, shapes);
    fill.restore();
    tint(fill, this.#color);

    // What the mask grown by a line's width adds to the mask.
    const outline = contextOf(this.#outline, width, height);
    const line = 1.5 * ratio;
    for (let i = 0; i < 8; i++)
      outline.drawImage(this.#canvas, line * Math.cos((i * Math.PI) / 4), line * Math.sin((i * Math.PI) / 4));
    outline.globalCompositeOperation = 'destination-out';
    outline.drawImage(this.#canvas, 0, 0);
    outline.globalCompositeOperation = 'source-over';
  }
}

/** @param {OffscreenCanvasRenderingContext2D} context @param {string} color */
function tint(context, color) {
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = color;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = 'source-over';
}

/** @param {OffscreenCanvas} canvas @param {number} width @param {number} height */
function contextOf(canvas, width, height) {
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.clearRect(0, 0, width, height);
  return context;
}
