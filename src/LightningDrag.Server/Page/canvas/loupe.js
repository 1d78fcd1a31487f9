/**
 * What lies under a finger, larger, beside it: a finger hides the point that it drags.
 * @import { Point } from '../types.js'
 * @import { View } from './view.js'
 */
import { circle } from './ink.js';

/** Radius, distance from the finger, and how much larger; CSS pixels. */
const radius = 52;
const away = 96;
const zoom = 2;

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement[]} layers what is seen there, from the bottom up
 * @param {Point} finger
 * @param {View} view
 */
export function drawLoupe(context, layers, finger, { width, height, ratio }) {
  const margin = radius + 6;
  // Above the finger; at the top of the stage beside it, on the side with more room.
  const hasRoom = finger.y - away - margin > 0;
  const side = finger.x > width / 2 ? -1 : 1;
  const x = Math.min(Math.max(finger.x + (hasRoom ? 0 : side * away), margin), width - margin);
  const y = Math.min(Math.max(hasRoom ? finger.y - away : finger.y, margin), height - margin);
  // A layer may be the canvas that is drawn on: it is read before anything is drawn.
  const size = Math.round((2 * radius * ratio) / zoom);
  const looks = layers.map((layer) => {
    const look = new OffscreenCanvas(size, size);
    look
      .getContext('2d')
      ?.drawImage(
        layer,
        Math.round(finger.x * ratio - size / 2),
        Math.round(finger.y * ratio - size / 2),
        size,
        size,
        0,
        0,
        size,
        size,
      );
    return look;
  });
  context.save();
  circle(context, { x, y }, radius);
  context.save();
  context.clip();
  context.fillStyle = '#888';
  context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius);
  for (const look of looks) context.drawImage(look, x - radius, y - radius, 2 * radius, 2 * radius);
  context.restore();
  for (const [color, line] of /** @type {[string, number][]} */ ([
    ['rgba(0, 0, 0, 0.5)', 5],
    ['#fff', 3],
  ])) {
    circle(context, { x, y }, radius);
    context.lineWidth = line;
    context.strokeStyle = color;
    context.stroke();
  }
  context.restore();
}
