/**
 * How rotate, scale and move begin: pull a circle around what shall move, out of its middle.
 * @import { Point, Region } from '../types.js'
 * @import { Bench, Stroke } from './bench.js'
 */
import { distance, moves, nextId, settled, withItem } from '../state/document.js';
import { grab, smallestRadius } from './grab.js';

/** Radius of a circle that was only clicked, in shares of the picture's shorter side. */
const clickedShare = 0.14;

/**
 * @param {Bench} bench
 * @param {Point} at
 * @param {number} reach
 * @param {(id: number, center: Point, radius: number) => Region} make
 * @returns {Stroke | null}
 */
export function pullCircle(bench, at, reach, make) {
  const grabbed = grab(bench, at, reach);
  if (grabbed || !bench.view.isInside(at)) return grabbed;
  const doc = settled(bench.store.committed);
  // A circle that does nothing yet gives way to the new one.
  const base = { ...doc, items: doc.items.filter((item) => item.kind === 'drag' || item.kind === 'pin' || moves(item)) };
  const id = nextId(base);
  const center = bench.view.clamp(at);
  bench.selected = id;
  const stroke = bench.stroke((to) => {
    const pulled = distance(center, to);
    return withItem(base, make(id, center, pulled < bench.onPicture(smallestRadius) ? clickedShare * bench.shortSide : pulled));
  });
  stroke.move(at);
  return stroke;
}
