/** @import { Tool } from './bench.js' */
import { takeHold } from './hold.js';

/** Local rotation: a selection, or a circle with a knob. @type {Tool} */
export const rotate = {
  id: 'rotate',
  name: 'Rotate',
  key: 'r',
  hint:
    'Pull what you painted with Lasso or Brush; ' +
    'or pull a circle out of the middle of what should turn, then turn its knob.',
  cursor: 'crosshair',
  press: (bench, at, reach) => takeHold(bench, at, reach, { kind: 'rotate', degrees: 0 }),
};
