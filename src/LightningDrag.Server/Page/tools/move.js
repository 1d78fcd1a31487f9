/** @import { Tool } from './bench.js' */
import { takeHold } from './hold.js';

/** A selection or everything in a circle goes elsewhere, as a whole. @type {Tool} */
export const move = {
  id: 'move',
  name: 'Move',
  key: 'm',
  hint:
    'Pull what you painted with Lasso or Brush; ' +
    'or pull a circle out of the middle of what should move, then pull that.',
  cursor: 'crosshair',
  press: (bench, at, reach) => takeHold(bench, at, reach, { kind: 'move', offset: { x: 0, y: 0 } }),
};
