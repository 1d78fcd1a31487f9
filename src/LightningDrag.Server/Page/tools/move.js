/** @import { Tool } from './bench.js' */
import { takeHold } from './hold.js';

/** Everything in a circle goes elsewhere, as a whole. @type {Tool} */
export const move = {
  id: 'move',
  name: 'Move',
  key: 'm',
  hint: 'Pull a circle out of the middle of what should move, or click on what you painted; then pull it away.',
  cursor: 'crosshair',
  press: (bench, at, reach) => takeHold(bench, at, reach, { kind: 'move', offset: { x: 0, y: 0 } }),
};
