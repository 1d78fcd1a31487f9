/**
 * How far what was put on the picture goes: everything at once, from nothing to half as far again. The marks as they
 * were put are kept, so that
 * going back and forth loses nothing.
 * @import { Doc, Item } from '../types.js'
 */
import { normal, round, withinFactors } from '../geometry/poses.js';

export const largestStrength = 1.5;

/** @param {Doc} doc @param {number} strength @returns {Doc} */
export function atStrength(doc, strength) {
  const unscaled = doc.unscaled ?? doc.items;
  return {
    ...doc,
    items: strength === 1 ? unscaled : unscaled.map((item) => scaled(item, strength)),
    unscaled: strength === 1 ? null : unscaled,
    strength,
  };
}

/** @param {Item} item @param {number} by @returns {Item} */
function scaled(item, by) {
  switch (item.kind) {
    case 'pin':
      return item;
    case 'drag':
      return {
        ...item,
        target: {
          x: item.handle.x + by * (item.target.x - item.handle.x),
          y: item.handle.y + by * (item.target.y - item.handle.y),
        },
      };
    case 'rotate':
      return { ...item, degrees: turnOf(item.degrees, by), made: null };
    case 'scale':
      return { ...item, factor: factorOf(item.factor, by), made: null };
    case 'move':
      return { ...item, offset: { x: by * item.offset.x, y: by * item.offset.y }, made: null };
    case 'selection':
      return {
        ...item,
        degrees: turnOf(item.degrees, by),
        factor: factorOf(item.factor, by),
        offset: { x: by * item.offset.x, y: by * item.offset.y },
      };
  }
}

/** @param {number} degrees @param {number} by */
const turnOf = (degrees, by) =>
  Math.abs(by * degrees) <= 180 ? round(by * degrees) : normal(Math.sign(degrees) * 180);

/** Twice as strong is twice as large twice. @param {number} factor @param {number} by */
const factorOf = (factor, by) => withinFactors(factor ** by);
