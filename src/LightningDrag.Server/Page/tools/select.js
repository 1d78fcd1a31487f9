/**
 * @import { Shape } from '../types.js'
 * @import { Tool } from './bench.js'
 */
import { distance, round } from '../geometry/poses.js';
import { contains, simplify } from '../geometry/shapes.js';
import { settled } from '../state/document.js';
import { grab } from './grab.js';
import { pullPainted } from './hold.js';

/** A line shorter than this on the screen is a click. */
const shortest = 6;

/** A click on a thing, or a rough circle around it, gives its outline; a pull inside that moves it. @type {Tool} */
export const select = {
  id: 'select',
  name: 'Select',
  key: 'w',
  hint: 'Click a thing, or draw a rough circle around it: its outline is found.',
  cursor: 'crosshair',
  needsThings: true,
  press(bench, at, reach) {
    const grabbed = grab(bench, at, reach);
    if (grabbed) return grabbed;
    const doc = settled(bench.store.committed);
    if (contains(doc.strokes, at)) return pullPainted(bench, doc, at);
    /** @type {number[][]} */
    const line = [[round(at.x), round(at.y)]];
    let farthest = 0;
    bench.lassoLine = line;
    const close = () => {
      bench.lassoLine = null;
      bench.changed();
    };
    return {
      move(to) {
        line.push([round(to.x), round(to.y)]);
        farthest = Math.max(farthest, distance(at, to));
        bench.changed();
      },
      release() {
        close();
        if (farthest < bench.onPicture(shortest)) {
          if (bench.view.isInside(at)) bench.find({ points: [line[0]] });
          return;
        }
        const corners = simplify(line, bench.onPicture(1));
        /** @type {Shape} */
        const circle = { type: 'polygon', points: corners };
        if (corners.length > 2) bench.find({ area: { shapes: [circle] } });
      },
      cancel: close,
    };
  },
};
