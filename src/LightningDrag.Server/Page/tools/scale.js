/**
 * @import { Point, Scale } from '../types.js'
 * @import { Tool } from './bench.js'
 */
import { distance, round } from '../state/document.js';
import { pullCircle } from './circle.js';

/** What the server allows. */
export const factors = { least: 0.5, most: 2 };

/** Larger or smaller. @type {Tool} */
export const scale = {
  id: 'scale',
  name: 'Scale',
  key: 's',
  hint: 'Pull a circle out of the middle of what should grow or shrink, then pull its knob.',
  cursor: 'crosshair',
  press: (bench, at, reach) => pullCircle(bench, at, reach, (id, center, radius) => ({ kind: 'scale', id, center, radius, factor: 1, made: null })),
};

/** Grown until its rim meets a position. @param {Scale} item @param {Point} to @returns {Scale} */
export function scaled(item, to) {
  const factor = Math.min(factors.most, Math.max(factors.least, distance(item.center, to) / item.radius));
  return { ...item, factor: round(factor), made: null };
}
