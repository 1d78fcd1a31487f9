/**
 * How rotate, scale and move begin: pull what was painted, or pull a circle around what shall move, out of its middle.
 * @import { Circle, Doc, Point } from '../types.js'
 * @import { Bench, Stroke } from './bench.js'
 */
import { distance } from '../geometry/poses.js';
import { selectionOf } from '../geometry/selections.js';
import { contains } from '../geometry/shapes.js';
import { outlined } from '../geometry/trace.js';
import { moves, nextId, settled, withItem } from '../state/document.js';
import { grab, selectionChange, smallestRadius } from './grab.js';

/** Radius of a circle that was only clicked, in shares of the picture's shorter side. */
const clickedShare = 0.14;

/** A pull shorter than this on the screen is a click. */
const shortest = 4;

/**
 * A gesture that does nothing yet, without what it takes hold of.
 * @typedef {{ kind: 'rotate', degrees: number } | { kind: 'scale', factor: number } | { kind: 'move', offset: Point }}
 * Blank
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
  const idle = idleCircle(doc, at, reach, blank.kind);
  // On what is held already the gesture that holds it goes on, unless nothing was done with it and the tool is another.
  const grabbed = idle ? null : grab(bench, at, reach);
  if (grabbed || !bench.view.isInside(at)) return grabbed;
  return contains(doc.strokes, at) ? pullPainted(bench, doc, at) : pullCircle(bench, doc, at, blank, idle);
}

/**
 * What was painted becomes a selection, which goes along at once; a click only takes hold of it.
 * @param {Bench} bench
 * @param {Doc} doc
 * @param {Point} at
 * @returns {Stroke}
 */
export function pullPainted(bench, doc, at) {
  const item = selectionOf(nextId(doc), outlined(doc.strokes));
  /** @type {Doc} */
  const rest = { ...doc, strokes: [], suggested: true };
  bench.selected = item.id;
  const change = selectionChange(bench, item, at);
  const stroke = bench.stroke((to) => withItem(rest, distance(at, to) < bench.onPicture(shortest) ? item : change(to)));
  stroke.move(at);
  return stroke;
}

/**
 * @param {Bench} bench
 * @param {Doc} doc
 * @param {Point} at
 * @param {Blank} blank
 * @param {Circle | null} idle
 * @returns {Stroke}
 */
function pullCircle(bench, doc, at, blank, idle) {
  // A circle that does nothing yet gives way to the new one.
  const base = {
    ...doc,
    items: doc.items.filter(
      (item) => item.kind === 'drag' || item.kind === 'pin' || item.kind === 'selection' || moves(item),
    ),
  };
  const id = nextId(doc);
  const start = bench.view.clamp(at);
  bench.selected = id;
  const stroke = bench.stroke((to) => {
    const radius = distance(start, to);
    const isClick = radius < bench.onPicture(smallestRadius);
    if (isClick && idle) return withItem(base, circleOf(idle.center, idle.radius));
    return withItem(base, circleOf(start, isClick ? clickedShare * bench.shortSide : radius));
  });
  stroke.move(at);
  return stroke;

  /** @param {Point} center @param {number} radius @returns {Circle} */
  function circleOf(center, radius) {
    return { ...blank, id, center, radius, made: null };
  }
}

/**
 * The circle under a position that another kind of gesture was given and nothing was done with: a click with the new
 * tool takes it over.
 * @param {Doc} doc
 * @param {Point} at
 * @param {number} reach
 * @param {Circle['kind']} kind
 * @returns {Circle | null}
 */
function idleCircle(doc, at, reach, kind) {
  for (const item of doc.items) {
    if (item.kind === 'drag' || item.kind === 'pin' || item.kind === 'selection' || item.kind === kind || moves(item))
      continue;
    if (distance(at, item.center) < item.radius - reach) return item;
  }
  return null;
}
