/**
 * @import { Point, Rotate } from '../types.js'
 * @import { Tool } from './bench.js'
 */
import { round } from '../state/document.js';
import { pullCircle } from './circle.js';

/** Local rotation: a circle with a knob. @type {Tool} */
export const rotate = {
  id: 'rotate',
  name: 'Rotate',
  key: 'r',
  hint: 'Pull a circle out of the middle of what should turn, then turn its knob.',
  cursor: 'crosshair',
  press: (bench, at, reach) => pullCircle(bench, at, reach, (id, center, radius) => ({ kind: 'rotate', id, center, radius, degrees: 0, made: null })),
};

/** Turned until the knob points at a position. @param {Rotate} item @param {Point} to @returns {Rotate} */
export function turned(item, to) {
  const angle = (Math.atan2(to.y - item.center.y, to.x - item.center.x) * 180) / Math.PI + 90;
  return { ...item, degrees: round(angle > 180 ? angle - 360 : angle), made: null };
}
