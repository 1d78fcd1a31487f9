/** @import { Tool } from './bench.js' */
import { nextId, settled, withItem } from '../state/document.js';
import { grab } from './grab.js';

/** A point that stays. @type {Tool} */
export const pin = {
  id: 'pin',
  name: 'Pin',
  key: 'p',
  hint: 'Press on what should stay where it is.',
  cursor: 'crosshair',
  press(bench, at, reach) {
    const grabbed = grab(bench, at, reach);
    if (grabbed || !bench.view.isInside(at)) return grabbed;
    const base = settled(bench.store.committed);
    const id = nextId(base);
    bench.selected = id;
    const stroke = bench.stroke((to) => withItem(base, { kind: 'pin', id, at: bench.view.clamp(to) }));
    stroke.move(at);
    return stroke;
  },
};
