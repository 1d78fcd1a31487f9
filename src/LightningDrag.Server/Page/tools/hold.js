/**
 * How rotate, scale and move begin: pull a circle around what shall move, out of its middle, or click on what was painted.
 * @import { Doc, Point, Region, Shape } from '../types.js'
 * @import { Bench, Stroke } from './bench.js'
 */
import { contains, extent } from '../geometry/shapes.js';
import { distance, moves, nextId, settled, withItem, withoutItem } from '../state/document.js';
import { grab, smallestRadius } from './grab.js';

/** Radius of a circle that was only clicked, in shares of the picture's shorter side. */
const clickedShare = 0.14;

/**
 * A gesture that does nothing yet, without what it takes hold of.
 * @typedef {{ kind: 'rotate', degrees: number } | { kind: 'scale', factor: number } | { kind: 'move', offset: Point }} Blank
 */

/**
 * @param {Bench} bench
 * @param {Point} at
 * @param {number} reach
 * @param {Blank} blank
 * @returns {Stroke | null}
 */
export function takeHold(bench, at, reach, blank) {
  const doc = settled(bench.store.committed);
  const painted = takePainted(doc, at, blank.kind);
  const idle = idleCircle(doc, at, reach, blank.kind);
  // On what is held already the gesture that holds it goes on, unless nothing was done with it and the tool is another.
  const grabbed = painted?.isHeld || idle ? null : grab(bench, at, reach);
  if (grabbed || !bench.view.isInside(at)) return grabbed;
  // A circle that does nothing yet gives way to the new one.
  const base = { ...doc, items: doc.items.filter((item) => item.kind === 'drag' || item.kind === 'pin' || item.area || moves(item)) };
  const id = nextId(doc);
  const start = bench.view.clamp(at);
  bench.selected = id;
  const stroke = bench.stroke((to) => {
    const radius = distance(start, to);
    const isClick = radius < bench.onPicture(smallestRadius);
    if (isClick && painted) return withItem(painted.rest, holding(painted.center, painted.radius, painted.area));
    if (isClick && idle) return withItem(base, holding(idle.center, idle.radius, null));
    return withItem(base, holding(start, isClick ? clickedShare * bench.shortSide : radius, null));
  });
  stroke.move(at);
  return stroke;

  /** @param {Point} center @param {number} radius @param {Shape[] | null} area @returns {Region} */
  function holding(center, radius, area) {
    return { ...blank, id, center, radius, area, made: null };
  }
}

/**
 * The circle under a position that another kind of gesture was given and nothing was done with: a click with the new tool takes it over.
 * @param {Doc} doc
 * @param {Point} at
 * @param {number} reach
 * @param {Region['kind']} kind
 * @returns {Region | null}
 */
function idleCircle(doc, at, reach, kind) {
  for (const item of doc.items) {
    if ('area' in item && !item.area && item.kind !== kind && !moves(item) && distance(at, item.center) < item.radius - reach) return item;
  }
  return null;
}

/**
 * The painted area under a position, loose or held by another kind of gesture that does nothing yet, and the document without it.
 * @param {Doc} doc
 * @param {Point} at
 * @param {Region['kind']} kind
 * @returns {{ area: Shape[], center: Point, radius: number, rest: Doc, isHeld: boolean } | null}
 */
function takePainted(doc, at, kind) {
  if (contains(doc.strokes, at)) return { area: doc.strokes, ...extent(doc.strokes), rest: { ...doc, strokes: [], suggested: true }, isHeld: false };
  for (const item of doc.items) {
    if ('area' in item && item.area && item.kind !== kind && !moves(item) && contains(item.area, at)) {
      return { area: item.area, center: item.center, radius: item.radius, rest: withoutItem(doc, item.id), isHeld: true };
    }
  }
  return null;
}
