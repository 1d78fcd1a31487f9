/** @import { Tool } from './bench.js' */

/** Moves the view. @type {Tool} */
export const hand = {
  id: 'hand',
  name: 'Hand',
  key: 'h',
  hint: 'Pull to look elsewhere; the wheel or two fingers zoom.',
  cursor: 'grab',
  press(bench, at) {
    let last = bench.view.toScreen(at);
    return {
      move(to) {
        const now = bench.view.toScreen(to);
        bench.view.panBy(now.x - last.x, now.y - last.y);
        last = now;
      },
      release() {},
      cancel() {},
    };
  },
};
