/**
 * Taking hold of what already lies on the picture: both ends of a drag, a pin, a gesture's knob, rim or middle.
 * @import { Doc, Item, Point, Region } from '../types.js'
 * @import { Bench, Stroke } from './bench.js'
 */
import { knobOf } from '../canvas/marks.js';
import { contains } from '../geometry/shapes.js';
import { distance, nextId, settled, withItem } from '../state/document.js';
import { turned } from './rotate.js';
import { scaled } from './scale.js';

/** Smallest radius of a gesture's circle on the screen. */
export const smallestRadius = 12;

/** @typedef {(at: Point) => Item} Change what becomes of an item when the pointer is at a position */

/**
 * @param {Bench} bench
 * @param {Point} at
 * @param {number} reach
 * @returns {Stroke | null}
 */
export function grab(bench, at, reach) {
  const doc = bench.store.committed;
  if (doc.results) return null;
  const found = find(bench, doc, at, reach);
  if (!found) return null;
  bench.selected = found.item.id;
  const base = settled(doc);
  return bench.stroke((to) => withItem(base, found.change(to)));
}

/**
 * Takes hold of what is under the pointer, or begins a new item, which is then selected.
 * @param {Bench} bench
 * @param {Point} at
 * @param {number} reach
 * @param {(base: Doc, id: number) => Stroke} begin
 * @returns {Stroke | null}
 */
export function grabOrBegin(bench, at, reach, begin) {
  const grabbed = grab(bench, at, reach);
  if (grabbed || !bench.view.isInside(at)) return grabbed;
  const base = settled(bench.store.committed);
  const id = nextId(base);
  bench.selected = id;
  return begin(base, id);
}

/** Whether a press would take hold of something. @param {Bench} bench @param {Point} at @param {number} reach */
export const isOnSomething = (bench, at, reach) => find(bench, bench.store.committed, at, reach) !== null;

/**
 * @param {Bench} bench
 * @param {Doc} doc
 * @param {Point} at
 * @param {number} reach
 * @returns {{ item: Item, change: Change } | null}
 */
function find(bench, doc, at, reach) {
  /** @type {{ item: Item, change: Change, away: number }[]} */
  const candidates = [];
  for (const item of doc.items) for (const [spot, change] of spotsOf(bench, item)) candidates.push({ item, change, away: distance(at, spot) });
  const nearest = candidates.filter(({ away }) => away <= reach).sort((a, b) => a.away - b.away)[0];
  if (nearest) return nearest;
  for (const item of doc.items.toReversed()) {
    if (item.kind === 'drag' || item.kind === 'pin') continue;
    if (item.area) {
      if (contains(item.area, at)) return { item, change: (to) => pulled(item, at, to) };
      continue;
    }
    const away = distance(at, item.center);
    if (Math.abs(away - item.radius) <= reach) return { item, change: (to) => withRadius(bench, item, to) };
    if (away < item.radius) return { item, change: insideChange(bench, item, at) };
  }
  return null;
}

/** @param {Bench} bench @param {Item} item @returns {[Point, Change][]} */
function spotsOf(bench, item) {
  const inside = (/** @type {Point} */ to) => bench.view.clamp(to);
  if (item.kind === 'drag') return [[item.target, (to) => ({ ...item, target: inside(to) })], [item.handle, (to) => ({ ...item, handle: inside(to) })]];
  if (item.kind === 'pin') return [[item.at, (to) => ({ ...item, at: inside(to) })]];
  return [[knobOf(item), (to) => turnKnob(item, to)]];
}

/** @param {Region} item @param {Point} to @returns {Region} */
export function turnKnob(item, to) {
  if (item.kind === 'rotate') return turned(item, to);
  if (item.kind === 'scale') return scaled(item, to);
  return { ...item, offset: { x: to.x - item.center.x, y: to.y - item.center.y }, made: null };
}

/** Pulled by what it holds, from one position to another. @param {Region} item @param {Point} from @param {Point} to @returns {Region} */
export function pulled(item, from, to) {
  const knob = knobOf(item);
  // As if the knob had been pulled as far about the middle, or as the crow flies.
  if (item.kind === 'move') return turnKnob(item, { x: knob.x + to.x - from.x, y: knob.y + to.y - from.y });
  const before = Math.max(1, distance(item.center, from));
  if (item.kind === 'scale') {
    const grown = distance(item.center, to) / before;
    return turnKnob(item, { x: item.center.x + (knob.x - item.center.x) * grown, y: item.center.y + (knob.y - item.center.y) * grown });
  }
  const angle = Math.atan2(to.y - item.center.y, to.x - item.center.x) - Math.atan2(from.y - item.center.y, from.x - item.center.x);
  const [sin, cos, dx, dy] = [Math.sin(angle), Math.cos(angle), knob.x - item.center.x, knob.y - item.center.y];
  return turnKnob(item, { x: item.center.x + dx * cos - dy * sin, y: item.center.y + dx * sin + dy * cos });
}

/** @param {Bench} bench @param {Region} item @param {Point} to @returns {Region} */
export const withRadius = (bench, item, to) => ({ ...item, radius: Math.max(bench.onPicture(smallestRadius), distance(item.center, to)), made: null });

/** Inside the circle: what is to be moved is pulled along; otherwise the circle itself goes elsewhere. @param {Bench} bench @param {Region} item @param {Point} from @returns {Change} */
function insideChange(bench, item, from) {
  if (item.kind === 'move') return (to) => ({ ...item, offset: { x: item.offset.x + to.x - from.x, y: item.offset.y + to.y - from.y }, made: null });
  return (to) => ({ ...item, center: bench.view.clamp({ x: item.center.x + to.x - from.x, y: item.center.y + to.y - from.y }), made: null });
}
