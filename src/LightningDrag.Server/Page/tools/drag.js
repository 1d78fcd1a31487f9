/** @import { Tool } from './bench.js' */
import { distance } from '../geometry/poses.js';
import { withItem } from '../state/document.js';
import { grabOrBegin } from './grab.js';

/** A pull shorter than this on the screen is a click. */
const shortest = 4;

/** Press on the handle, release on the target. @type {Tool} */
export const drag = {
  id: 'drag',
  name: 'Drag',
  key: 'd',
  hint: 'Press on something in the picture and pull it to where it should go.',
  cursor: 'crosshair',
  press(bench, at, reach) {
    return grabOrBegin(bench, at, reach, (base, id) => {
      const handle = bench.view.clamp(at);
      let target = handle;
      return bench.stroke(
        (to) => {
          target = bench.view.clamp(to);
          return withItem(base, { kind: 'drag', id, handle, target });
        },
        () => distance(handle, target) >= bench.onPicture(shortest),
      );
    });
  },
};
