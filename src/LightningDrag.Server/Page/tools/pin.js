/** @import { Tool } from './bench.js' */
import { withItem } from '../state/document.js';
import { grabOrBegin } from './grab.js';

/** A point that stays. @type {Tool} */
export const pin = {
  id: 'pin',
  name: 'Pin',
  key: 'p',
  hint: 'Press on what should stay where it is.',
  cursor: 'crosshair',
  press(bench, at, reach) {
    return grabOrBegin(bench, at, reach, (base, id) => {
      const stroke = bench.stroke((to) => withItem(base, { kind: 'pin', id, at: bench.view.clamp(to) }));
      stroke.move(at);
      return stroke;
    });
  },
};
