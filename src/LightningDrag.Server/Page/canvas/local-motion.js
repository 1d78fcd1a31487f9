/**
 * What follows the pointer until the server's next picture is there: the picture shown, warped a little further by
 * hand. It is no prediction, only
 * the last motion gone on with: soft around a point or a circle, in a few milliseconds.
 * @import { Doc, Item, Point, Rectangle } from '../types.js'
 */
import { distance } from '../geometry/poses.js';

/**
 * How a spot of the picture has gone on since: shifted, turned and grown about its middle, fading out to `reach`.
 * @typedef {{ at: Point, reach: number, dx: number, dy: number, degrees: number, factor: number }} LocalMotion
 */

/** A point takes this much of the picture's shorter side along, and at least so many times the way it goes. */
const reachOfPoint = 0.16;
const reachPerWay = 1.3;

/** Beyond a circle its motion fades out over this much more of its radius. */
const fade = 1.5;

/** Most pixels of the warped picture on a side: what is larger is shown a little softer than the rest. */
const mostSide = 400;

/**
 * The item that has gone on most since a document was shown, and how.
 * @param {Doc | null} shown
 * @param {Doc} now
 * @param {number} shortSide of the picture
 * @returns {LocalMotion | null}
 */
export function motionSince(shown, now, shortSide) {
  /** @type {LocalMotion | null} */
  let most = null;
  for (const item of now.items) {
    const before = shown?.items.find(({ id, kind }) => id === item.id && kind === item.kind) ?? null;
    const motion = before === item ? null : between(before, item, shortSide);
    if (motion && (!most || sizeOf(motion) > sizeOf(most))) most = motion;
  }
  return most && sizeOf(most) > 0.25 ? most : null;
}

/** @param {LocalMotion} motion in pixels, about */
const sizeOf = ({ dx, dy, degrees, factor, reach }) =>
  Math.hypot(dx, dy) + reach * (Math.abs(degrees) / 60 + Math.abs(factor - 1));

/** @param {Item | null} before @param {Item} now @param {number} shortSide @returns {LocalMotion | null} */
function between(before, now, shortSide) {
  if (now.kind === 'pin') return null;
  if (now.kind === 'drag') {
    const from = before?.kind === 'drag' ? before.target : now.handle;
    const way = distance(from, now.target);
    return {
      at: from,
      reach: Math.max(reachOfPoint * shortSide, reachPerWay * way),
      dx: now.target.x - from.x,
      dy: now.target.y - from.y,
      degrees: 0,
      factor: 1,
    };
  }
  const rest = { degrees: 0, factor: 1, offset: { x: 0, y: 0 } };
  const [was, is] = [
    { ...rest, ...before },
    { ...rest, ...now },
  ];
  const at = { x: now.center.x + was.offset.x, y: now.center.y + was.offset.y };
  const [dx, dy] = [is.offset.x - was.offset.x, is.offset.y - was.offset.y];
  return {
    at,
    reach: Math.max(fade * now.radius * Math.max(was.factor, is.factor), reachPerWay * Math.hypot(dx, dy)),
    dx,
    dy,
    degrees: is.degrees - was.degrees,
    factor: is.factor / was.factor,
  };
}

/** What a motion touches. @param {LocalMotion} motion @returns {Rectangle} */
export function touched({ at, reach }) {
  return { x: at.x - reach, y: at.y - reach, width: 2 * reach, height: 2 * reach };
}

export class LocalWarp {
  #from = new OffscreenCanvas(1, 1);
  #to = new OffscreenCanvas(1, 1);

  /**
   * Draws a motion over the picture.
   * @param {CanvasRenderingContext2D} context
   * @param {Rectangle} place what the motion touches, on the canvas; square
   * @param {LocalMotion} motion
   * @param {(context: OffscreenCanvasRenderingContext2D, scale: number) => void} paint paints the picture as it is
   * shown, `place` filling the canvas, so many of its pixels to one of the canvas shown
   */
  draw(context, place, motion, paint) {
    const side = Math.max(8, Math.min(mostSide, Math.round(place.width)));
    for (const canvas of [this.#from, this.#to])
      if (canvas.width !== side) [canvas.width, canvas.height] = [side, side];
    const from = this.#from.getContext('2d', { willReadFrequently: true });
    const to = this.#to.getContext('2d', { willReadFrequently: true });
    if (!from || !to) return;
    from.clearRect(0, 0, side, side);
    paint(from, side / place.width);
    const source = from.getImageData(0, 0, side, side);
    const target = to.createImageData(side, side);
    warp(new Uint32Array(source.data.buffer), new Uint32Array(target.data.buffer), side, motion);
    to.putImageData(target, 0, 0);
    context.drawImage(this.#to, place.x, place.y, place.width, place.height);
  }
}

/** How finely turning and growing fade out. */
const rings = 256;

/**
 * Each pixel of the target is looked up where it came from (Gustafsson's interactive warping): all the way in the
 * middle, ever less towards the reach.
 * Plain numbers and a table by distance: this runs for every move of the pointer.
 * @param {Uint32Array} source
 * @param {Uint32Array} target
 * @param {number} side
 * @param {LocalMotion} motion
 */
function warp(source, target, side, { reach, dx, dy, degrees, factor }) {
  const middle = side / 2;
  const most = middle * middle;
  const wayX = (dx * middle) / reach;
  const wayY = (dy * middle) / reach;
  const way = wayX * wayX + wayY * wayY;
  const turns = degrees !== 0 || factor !== 1;
  const { sines, cosines } = turnsByRing(turns ? degrees : 0, factor);
  for (let y = 0, at = 0; y < side; y++) {
    const v = y + 0.5 - middle;
    for (let x = 0; x < side; x++, at++) {
      const u = x + 0.5 - middle;
      const left = most - u * u - v * v;
      if (left <= 0) {
        target[at] = source[at];
        continue;
      }
      const share = left / (left + way);
      let fromU = u - share * share * wayX;
      let fromV = v - share * share * wayY;
      if (turns) {
        const ring = (((fromU * fromU + fromV * fromV) / most) * rings) | 0;
        if (ring < rings) {
          const turned = cosines[ring] * fromU - sines[ring] * fromV;
          fromV = sines[ring] * fromU + cosines[ring] * fromV;
          fromU = turned;
        }
      }
      const fromX = (fromU + middle) | 0;
      const fromY = (fromV + middle) | 0;
      if (fromX >= 0 && fromY >= 0 && fromX < side && fromY < side) target[at] = source[fromY * side + fromX];
    }
  }
}

/**
 * Turning back and shrinking back by the square of the distance: full within the circle, fading out beyond it.
 * @param {number} degrees
 * @param {number} factor
 */
function turnsByRing(degrees, factor) {
  const sines = new Float32Array(rings);
  const cosines = new Float32Array(rings);
  for (let ring = 0; ring < rings; ring++) {
    const fading = Math.min(1, (1 - Math.sqrt((ring + 0.5) / rings)) * (fade / (fade - 1)));
    const size = factor ** -fading;
    sines[ring] = Math.sin((-degrees * fading * Math.PI) / 180) * size;
    cosines[ring] = Math.cos((-degrees * fading * Math.PI) / 180) * size;
  }
  return { sines, cosines };
}
