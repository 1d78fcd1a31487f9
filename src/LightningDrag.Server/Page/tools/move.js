/** @import { Tool } from './bench.js' */
import { pullCircle } from './circle.js';

/** Everything in a circle goes elsewhere, as a whole. @type {Tool} */
export const move = {
  id: 'move',
  name: 'Move',
  key: 'm',
  hint: 'Pull a circle out of the middle of what should move, then pull its middle away.',
  cursor: 'crosshair',
  press: (bench, at, reach) => pullCircle(bench, at, reach, (id, center, radius) => ({ kind: 'move', id, center, radius, offset: { x: 0, y: 0 }, made: null })),
};
