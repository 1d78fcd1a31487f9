/**
 * @import { Point, Scale } from '../types.js'
 * @import { Tool } from './bench.js'
 */
import { distance, round } from '../state/document.js';
import { takeHold } from './hold.js';

/** What the server allows. */
export const factors = { least: 0.5, most: 2 };

/** Larger or smaller. @type {Tool} */
export const scale = {
  id: 'scale',
  name: 'Scale',
  key: 's',
  hint: 'Pull a circle out of the middle of what should grow or shrink, or click on what you painted; then pull the knob.',
  cursor: 'crosshair',
  press: (bench, at, reach) => takeHold(bench, at, reach, { kind: 'scale', factor: 1 }),
};

/** Grown until its rim meets a position. @param {Scale} item @param {Point} to @returns {Scale} */
export function scaled(item, to) {
  const factor = Math.min(factors.most, Math.max(factors.least, distance(item.center, to) / item.radius));
  return { ...item, factor: round(factor), made: null };
}
