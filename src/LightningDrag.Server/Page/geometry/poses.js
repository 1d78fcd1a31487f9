/**
 * Gestures as poses: where their knobs stand, and what becomes of them when a knob or what they hold is pulled.
 * @import { Box, Circle, Point, Selection } from '../types.js'
 */

/** What the server allows of a circle, and what is sensible for a selection. */
export const factors = { least: 0.5, most: 2 };

/** @typedef {'turn' | 'size' | 'shift'} KnobKind */
/** @typedef {{ kind: KnobKind, at: Point }} Knob */

/** @param {Point} a @param {Point} b */
export const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** Hundredths are finer than anyone points. @param {number} value */
export const round = (value) => Math.round(value * 100) / 100;

/** @param {Point} at @param {Point} about @param {number} degrees @param {number} factor @returns {Point} */
export function turnedAbout(at, about, degrees, factor) {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180) * factor, Math.cos((degrees * Math.PI) / 180) * factor];
  const [dx, dy] = [at.x - about.x, at.y - about.y];
  return { x: about.x + cos * dx - sin * dy, y: about.y + sin * dx + cos * dy };
}

/** Where a position of the area at rest is now. @param {Selection} item @param {Point} at @returns {Point} */
export function posed({ center, degrees, factor, offset }, at) {
  const turned = turnedAbout(at, center, degrees, factor);
  return { x: turned.x + offset.x, y: turned.y + offset.y };
}

/** The reverse of `posed`. @param {Selection} item @param {Point} at @returns {Point} */
export function atRest({ center, degrees, factor, offset }, at) {
  return turnedAbout({ x: at.x - offset.x, y: at.y - offset.y }, center, -degrees, 1 / factor);
}

/**
 * The corners of a selection's box, clockwise from the top left, as it lies now.
 * @param {Selection} item
 * @returns {Point[]}
 */
export function cornersOf(item) {
  const { left, top, right, bottom } = item.box;
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ].map((corner) => posed(item, corner));
}

/**
 * The knobs of a gesture; `gap` is how far a selection's turning knob stands off its box.
 * @param {Circle | Selection} item
 * @param {number} gap
 * @returns {Knob[]}
 */
export function knobsOf(item, gap) {
  if (item.kind !== 'selection')
    return [{ kind: item.kind === 'rotate' ? 'turn' : item.kind === 'scale' ? 'size' : 'shift', at: knobOf(item) }];
  const { left, right, top } = item.box;
  return [
    { kind: 'turn', at: posed(item, { x: (left + right) / 2, y: top - gap / item.factor }) },
    { kind: 'size', at: cornersOf(item)[2] },
  ];
}

/** Where a circle's knob stands. @param {Circle} item @returns {Point} */
export function knobOf(item) {
  const { center, radius } = item;
  if (item.kind === 'move') return { x: center.x + item.offset.x, y: center.y + item.offset.y };
  if (item.kind === 'scale')
    return { x: center.x + radius * item.factor * Math.SQRT1_2, y: center.y - radius * item.factor * Math.SQRT1_2 };
  const angle = ((item.degrees - 90) * Math.PI) / 180;
  return { x: center.x + radius * Math.cos(angle), y: center.y + radius * Math.sin(angle) };
}

/** A circle's knob pulled to a position. @param {Circle} item @param {Point} to @returns {Circle} */
export function withKnobAt(item, to) {
  if (item.kind === 'rotate') return { ...item, degrees: normal(angleOf(item.center, to) + 90), made: null };
  if (item.kind === 'scale')
    return { ...item, factor: withinFactors(distance(item.center, to) / item.radius), made: null };
  return { ...item, offset: { x: to.x - item.center.x, y: to.y - item.center.y }, made: null };
}

/**
 * A selection pulled from one position to another: by what a knob, or the tool in hand, does.
 * @param {Selection} item
 * @param {KnobKind} kind
 * @param {Point} from
 * @param {Point} to
 * @returns {Selection}
 */
export function pulledSelection(item, kind, from, to) {
  const { offset } = item;
  if (kind === 'shift') return { ...item, offset: { x: offset.x + to.x - from.x, y: offset.y + to.y - from.y } };
  const middle = { x: item.center.x + offset.x, y: item.center.y + offset.y };
  if (kind === 'turn') return { ...item, degrees: normal(item.degrees + angleOf(middle, to) - angleOf(middle, from)) };
  return { ...item, factor: withinFactors((item.factor * distance(middle, to)) / Math.max(1, distance(middle, from))) };
}

/**
 * A circle pulled by what it holds, as if its knob had been pulled as far.
 * @param {Circle} item
 * @param {Point} from
 * @param {Point} to
 * @returns {Circle}
 */
export function pulledCircle(item, from, to) {
  if (item.kind === 'move')
    return { ...item, offset: { x: item.offset.x + to.x - from.x, y: item.offset.y + to.y - from.y }, made: null };
  return { ...item, center: { x: item.center.x + to.x - from.x, y: item.center.y + to.y - from.y }, made: null };
}

/** Whether a position lies in a box. @param {Box} box @param {Point} at */
export const isInBox = ({ left, top, right, bottom }, { x, y }) => x >= left && x <= right && y >= top && y <= bottom;

/** @param {Point} from @param {Point} to in degrees, clockwise from the right */
const angleOf = (from, to) => (Math.atan2(to.y - from.y, to.x - from.x) * 180) / Math.PI;

/** In (-180, 180]. @param {number} degrees */
export const normal = (degrees) => round(degrees - 360 * Math.ceil((degrees - 180) / 360));

/** @param {number} factor */
export const withinFactors = (factor) => round(Math.min(factors.most, Math.max(factors.least, factor)));
