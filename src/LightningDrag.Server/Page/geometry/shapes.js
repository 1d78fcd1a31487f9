/**
 * Mask shapes: drawing them and asking what they hold. Later shapes win.
 * @import { Box, Point, Shape } from '../types.js'
 */

/** Along its longer side an extent is measured at so many places. */
const sampling = 48;

/** @param {Shape[]} shapes @param {Point} point */
export function contains(shapes, point) {
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i];
    if (shape.type === 'brush' ? strokeHolds(shape.points, shape.radius, point) : windsAround(shape.points, point))
      return !shape.subtract;
  }
  return false;
}

/**
 * Fills the shapes in white, in source pixels; the context's transform brings them to the screen.
 * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
 * @param {Shape[]} shapes
 */
export function fillShapes(context, shapes) {
  context.save();
  context.fillStyle = context.strokeStyle = '#fff';
  context.lineCap = context.lineJoin = 'round';
  for (const shape of shapes) {
    context.globalCompositeOperation = shape.subtract ? 'destination-out' : 'source-over';
    context.beginPath();
    // A position is the centre of its pixel, half a pixel into the picture.
    for (const [x, y] of shape.points) context.lineTo(x + 0.5, y + 0.5);
    if (shape.type === 'polygon') {
      context.closePath();
      context.fill();
    } else {
      if (shape.points.length === 1) context.lineTo(shape.points[0][0] + 0.5, shape.points[0][1] + 0.5);
      context.lineWidth = 2 * shape.radius;
      context.stroke();
    }
  }
  context.restore();
}

/** What the shapes reach over. @param {Shape[]} shapes @returns {Box} */
export function boxOf(shapes) {
  const added = shapes.filter(({ subtract }) => !subtract);
  const xs = added.flatMap((shape) => reachOf(shape, 0));
  const ys = added.flatMap((shape) => reachOf(shape, 1));
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/**
 * The middle of what the shapes hold, and the radius of a disc as large.
 * @param {Shape[]} shapes
 * @returns {{ center: Point, radius: number }}
 */
export function extent(shapes) {
  const { left, top, right, bottom } = boxOf(shapes);
  const step = Math.max(right - left, bottom - top, 1) / sampling;
  let [count, x, y] = [0, 0, 0];
  for (let v = top; v <= bottom; v += step) {
    for (let u = left; u <= right; u += step) {
      if (contains(shapes, { x: u, y: v })) [count, x, y] = [count + 1, x + u, y + v];
    }
  }
  if (count === 0) return { center: { x: (left + right) / 2, y: (top + bottom) / 2 }, radius: step };
  return { center: { x: x / count, y: y / count }, radius: Math.sqrt((count * step * step) / Math.PI) };
}

/**
 * The shapes and everything within a distance of them. Holes are filled: a seam needs its room there too.
 * @param {Shape[]} shapes
 * @param {number} by
 * @returns {Shape[]}
 */
export function dilated(shapes, by) {
  return shapes.flatMap((shape) => {
    if (shape.subtract) return [];
    if (shape.type === 'brush') return [{ ...shape, radius: shape.radius + by }];
    /** @type {Shape} */
    const rim = { type: 'brush', points: [...shape.points, shape.points[0]], radius: by };
    return [shape, rim];
  });
}

/** How far a shape reaches along an axis. @param {Shape} shape @param {0 | 1} axis */
function reachOf(shape, axis) {
  const along = shape.points.map((point) => point[axis]);
  const room = shape.type === 'brush' ? shape.radius : 0;
  return [along.reduce((a, b) => Math.min(a, b)) - room, along.reduce((a, b) => Math.max(a, b)) + room];
}

/** @param {number[][]} points @param {number} radius @param {Point} point */
function strokeHolds(points, radius, point) {
  return points.some(([x, y], i) => toSegment(point, points[Math.max(0, i - 1)], [x, y]) <= radius);
}

/** @param {Point} p @param {number[]} a @param {number[]} b */
function toSegment(p, [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((p.x - ax) * dx + (p.y - ay) * dy) / length));
  return Math.hypot(p.x - ax - along * dx, p.y - ay - along * dy);
}

/** @param {number[][]} points @param {Point} point */
function windsAround(points, { x, y }) {
  let winding = 0;
  let [fromX, fromY] = points[points.length - 1];
  for (const [toX, toY] of points) {
    if (fromY <= y !== toY <= y && fromX + ((y - fromY) / (toY - fromY)) * (toX - fromX) > x)
      winding += toY <= y ? -1 : 1;
    [fromX, fromY] = [toX, toY];
  }
  return winding !== 0;
}

/**
 * Leaves out points that lie within `tolerance` of the line through their neighbours (Douglas & Peucker 1973).
 * @param {number[][]} points
 * @param {number} tolerance
 * @returns {number[][]}
 */
export function simplify(points, tolerance) {
  if (points.length < 3) return points;
  const keep = new Uint8Array(points.length);
  keep[0] = keep[points.length - 1] = 1;
  /** @type {[number, number][]} */
  const open = [[0, points.length - 1]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [first, last] = range;
    let [farthest, most] = [-1, tolerance];
    for (let i = first + 1; i < last; i++) {
      const away = toSegment({ x: points[i][0], y: points[i][1] }, points[first], points[last]);
      if (away > most) [farthest, most] = [i, away];
    }
    if (farthest < 0) continue;
    keep[farthest] = 1;
    open.push([first, farthest], [farthest, last]);
  }
  return points.filter((_, i) => keep[i] === 1);
}
