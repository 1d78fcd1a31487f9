/**
 * What an edit needs to know of a selection: points inside it that go along, where it was and goes with a margin for
 * the seam, and the
 * region itself. All of it is known here: no server has to be asked.
 * @import { Pair, Point, RigidRegion, Selection, Shape } from '../types.js'
 */
import { distance, isInBox, posed, round } from './poses.js';
import { boxOf, contains, dilated, extent } from './shapes.js';

/** Enough to say that all of it moves. */
const handles = 6;
/** Cells along the longer side of the box from which handles are taken. */
const cells = 24;
/** Margin of the mask, in parts of the area's radius, and its least in pixels. */
const margin = { share: 0.25, least: 4 };

/** A selection at rest. @param {number} id @param {Shape[]} area @returns {Selection} */
export function selectionOf(id, area) {
  return {
    kind: 'selection',
    id,
    area,
    ...extent(area),
    box: boxOf(area),
    degrees: 0,
    factor: 1,
    offset: { x: 0, y: 0 },
  };
}

/** The shapes as they lie after the motion. @param {Selection} item @returns {Shape[]} */
export function movedShapes(item) {
  return item.area.map((shape) => {
    const points = shape.points.map(([x, y]) => {
      const to = posed(item, { x, y });
      return [round(to.x), round(to.y)];
    });
    return shape.type === 'brush'
      ? { ...shape, points, radius: round(shape.radius * item.factor) }
      : { ...shape, points };
  });
}

/** What may change for it. @param {Selection} item @returns {Shape[]} */
export function maskOf(item) {
  const room = round(Math.max(margin.least, margin.share * item.radius));
  return [...dilated(item.area, room), ...dilated(movedShapes(item), room)];
}

/** @type {WeakMap<Shape[], Point[]>} */
const spread = new WeakMap();

/**
 * Points of it and where they go, those that stay in the picture.
 * @param {Selection} item
 * @param {{ width: number, height: number }} image
 * @returns {Pair[]}
 */
export function pairsOf(item, image) {
  const inside = { left: 0, top: 0, right: image.width - 1, bottom: image.height - 1 };
  let points = spread.get(item.area);
  if (!points) spread.set(item.area, (points = spreadOver(item)));
  return points
    .filter((handle) => isInBox(inside, handle))
    .map((handle) => ({ handle, target: posed(item, handle) }))
    .filter(({ target }) => isInBox(inside, target));
}

/** @param {Selection} item @returns {RigidRegion} */
export function regionOf({ area, center, degrees, factor, offset }) {
  return { shapes: area, pivot: [center.x, center.y], degrees, scale: factor, offset: [offset.x, offset.y] };
}

/**
 * Always the position farthest from those chosen so far (Gonzalez 1985), beginning in the middle.
 * @param {Selection} item
 * @returns {Point[]}
 */
function spreadOver({ area, box, center }) {
  const step = Math.max(1, Math.max(box.right - box.left, box.bottom - box.top) / cells);
  /** @type {Point[]} */
  const all = [];
  for (let y = box.top + step / 2; y < box.bottom; y += step) {
    for (let x = box.left + step / 2; x < box.right; x += step)
      if (contains(area, { x, y })) all.push({ x: round(x), y: round(y) });
  }
  if (all.length === 0) return [center];
  // Off the rim, where it is not clear which pixel a position falls on; all of a thin area is rim.
  const inner = all.filter(({ x, y }) =>
    [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ].every(([dx, dy]) => contains(area, { x: x + dx * step, y: y + dy * step })),
  );
  const inside = inner.length > 0 ? inner : all;
  const chosen = [inside.reduce((best, at) => (distance(at, center) < distance(best, center) ? at : best))];
  while (chosen.length < Math.min(handles, inside.length)) {
    const away = (/** @type {Point} */ at) => Math.min(...chosen.map((other) => distance(at, other)));
    chosen.push(inside.reduce((best, at) => (away(at) > away(best) ? at : best)));
  }
  return chosen;
}
