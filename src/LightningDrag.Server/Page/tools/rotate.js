/**
 * @import { Point, Rotate } from '../types.js'
 * @import { Tool } from './bench.js'
 */
import { round } from '../state/document.js';
import { takeHold } from './hold.js';

/** Local rotation: a circle with a knob. @type {Tool} */
export const rotate = {
  id: 'rotate',
  name: 'Rotate',
  key: 'r',
  hint: 'Pull a circle out of the middle of what should turn, or click on what you painted; then turn the knob.',
  cursor: 'crosshair',
  press: (bench, at, reach) => takeHold(bench, at, reach, { kind: 'rotate', degrees: 0 }),
};

/** Turned until the knob points at a position. @param {Rotate} item @param {Point} to @returns {Rotate} */
export function turned(item, to) {
  const angle = (Math.atan2(to.y - item.center.y, to.x - item.center.x) * 180) / Math.PI + 90;
  return { ...item, degrees: round(angle > 180 ? angle - 360 : angle), made: null };
}
