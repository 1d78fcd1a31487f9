/**
 * Taking hold of what already lies on the picture: both ends of a drag, a pin, a gesture's knob, rim or middle, what a
 * selection holds.
 * @import { Circle, Doc, Item, Point, Selection } from '../types.js'
 * @import { KnobKind } from '../geometry/poses.js'
 * @import { Bench, Stroke } from './bench.js'
 */
import { knobGap } from '../canvas/marks.js';
import { atRest, distance, knobsOf, pulledCircle, pulledSelection, withKnobAt } from '../geometry/poses.js';
import { contains } from '../geometry/shapes.js';
import { nextId, settled, withItem } from '../state/document.js';

/** Smallest radius of a gesture's circle on the screen. */
export const smallestRadius = 12;

/** @typedef {(at: Point) => Item} Change what becomes of an item when the pointer is at a position */

/** What a pull inside a selection does with each tool. @type {Record<string, KnobKind>} */
const pulls = { rotate: 'turn', scale: 'size' };

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
 * What a pull inside a selection becomes with the tool in hand.
 * @param {Bench} bench
 * @param {Selection} item
 * @param {Point} from
 * @returns {Change}
 */
export const selectionChange = (bench, item, from) => (to) =>
  pulledSelection(item, pulls[bench.tool.id] ?? 'shift', from, to);

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
  for (const item of doc.items)
    for (const [spot, change] of spotsOf(bench, item, at)) candidates.push({ item, change, away: distance(at, spot) });
  const nearest = candidates.filter(({ away }) => away <= reach).sort((a, b) => a.away - b.away)[0];
  if (nearest) return nearest;
  for (const item of doc.items.toReversed()) {
    if (item.kind === 'drag' || item.kind === 'pin') continue;
    if (item.kind === 'selection') {
      if (contains(item.area, atRest(item, at))) return { item, change: selectionChange(bench, item, at) };
      continue;
    }
    const away = distance(at, item.center);
    if (Math.abs(away - item.radius) <= reach) return { item, change: (to) => withRadius(bench, item, to) };
    if (away < item.radius) return { item, change: (to) => insidePicture(bench, pulledCircle(item, at, to)) };
  }
  return null;
}

/**
 * @param {Bench} bench
 * @param {Item} item
 * @param {Point} from where the pointer took hold
 * @returns {[Point, Change][]}
 */
function spotsOf(bench, item, from) {
  const inside = (/** @type {Point} */ to) => bench.view.clamp(to);
  if (item.kind === 'drag')
    return [
      [item.target, (to) => ({ ...item, target: inside(to) })],
      [item.handle, (to) => ({ ...item, handle: inside(to) })],
    ];
  if (item.kind === 'pin') return [[item.at, (to) => ({ ...item, at: inside(to) })]];
  return knobsOf(item, bench.onPicture(knobGap)).map(({ kind, at }) => [
    at,
    (to) => (item.kind === 'selection' ? pulledSelection(item, kind, from, to) : withKnobAt(item, to)),
  ]);
}

/** @param {Bench} bench @param {Circle} item @param {Point} to @returns {Circle} */
const withRadius = (bench, item, to) => ({
  ...item,
  radius: Math.max(bench.onPicture(smallestRadius), distance(item.center, to)),
  made: null,
});

/** @param {Bench} bench @param {Circle} item @returns {Circle} */
const insidePicture = (bench, item) => ({ ...item, center: bench.view.clamp(item.center) });
