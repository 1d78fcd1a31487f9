/**
 * @import { Shape } from '../types.js'
 * @import { Tool } from './bench.js'
 */
import { round } from '../geometry/poses.js';
import { simplify } from '../geometry/shapes.js';
import { settled } from '../state/document.js';
import { withShape } from './brush.js';

/** A line drawn around what may change, or around what must not. @type {Tool} */
export const lasso = {
  id: 'lasso',
  name: 'Lasso',
  key: 'l',
  hint: 'Draw a line around what may change.',
  cursor: 'crosshair',
  press(bench, at) {
    const base = settled(bench.store.committed);
    /** @type {number[][]} */
    const points = [[round(at.x), round(at.y)]];
    bench.lassoLine = points;
    const close = () => {
      bench.lassoLine = null;
      bench.changed();
    };
    return {
      move(to) {
        points.push([round(to.x), round(to.y)]);
        bench.changed();
      },
      release() {
        close();
        const corners = simplify(points, bench.onPicture(1));
        if (corners.length < 3) return;
        /** @type {Shape} */
        const shape = { type: 'polygon', points: corners, ...(bench.lassoSubtracts && { subtract: true }) };
        bench.store.commit(withShape(base, shape));
      },
      cancel: close,
    };
  },
};
