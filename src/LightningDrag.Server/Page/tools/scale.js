/** @import { Tool } from './bench.js' */
import { takeHold } from './hold.js';

/** Larger or smaller: a selection, or a circle with a knob. @type {Tool} */
export const scale = {
  id: 'scale',
  name: 'Scale',
  key: 's',
  hint:
    'Pull what you painted with Lasso or Brush; ' +
    'or pull a circle out of the middle of what should grow or shrink, then pull its knob.',
  cursor: 'crosshair',
  press: (bench, at, reach) => takeHold(bench, at, reach, { kind: 'scale', factor: 1 }),
};
