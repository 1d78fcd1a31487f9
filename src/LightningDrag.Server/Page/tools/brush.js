/**
 * @import { Doc, Shape } from '../types.js'
 * @import { Bench, Stroke, Tool } from './bench.js'
 * @import { Point } from '../types.js'
 */
import { round } from '../geometry/poses.js';
import { simplify } from '../geometry/shapes.js';
import { settled } from '../state/document.js';

/** @type {Tool} */
export const brush = {
  id: 'brush',
  name: 'Brush',
  key: 'b',
  hint: 'Paint over what may change.',
  cursor: 'none',
  press: (bench, at) => paint(bench, at, false),
};

/** @type {Tool} */
export const erase = {
  id: 'erase',
  name: 'Erase',
  key: 'e',
  hint: 'Wipe away what must stay as it is.',
  cursor: 'none',
  press: (bench, at) => paint(bench, at, true),
};

/** What must stay, as the liquifying filters of other programs have it. @type {Tool} */
export const freeze = {
  id: 'freeze',
  name: 'Freeze',
  key: 'f',
  hint: 'Paint over what must stay as it is, in this edit and all that follow.',
  cursor: 'none',
  press: (bench, at) => paint(bench, at, false, withIce),
};

/**
 * @param {Bench} bench
 * @param {Point} from
 * @param {boolean} subtract
 * @param {(doc: Doc, shape: Shape) => Doc} [put] what a stroke is for
 * @returns {Stroke}
 */
export function paint(bench, from, subtract, put = withShape) {
  const base = settled(bench.store.committed);
  const radius = round(bench.brushRadius);
  /** @type {number[][]} */
  let points = [];
  const stroke = bench.stroke((to) => {
    points = [...points, [round(to.x), round(to.y)]];
    return put(base, shape(points));
  });
  stroke.move(from);
  const { release } = stroke;
  stroke.release = () => {
    bench.store.draft(put(base, shape(simplify(points, bench.onPicture(0.5)))));
    release();
  };
  return stroke;

  /** @param {number[][]} drawn @returns {Shape} */
  function shape(drawn) {
    return { type: 'brush', points: drawn, radius, ...(subtract && { subtract }) };
  }
}

/**
 * Who paints before dragging says what may change; who paints after it corrects what was proposed.
 * @param {Doc} doc
 * @param {Shape} shape
 * @returns {Doc}
 */
export function withShape(doc, shape) {
  const isFirst = doc.items.length === 0 && doc.strokes.length === 0 && !shape.subtract;
  return { ...doc, strokes: [...doc.strokes, shape], suggested: doc.suggested && !isFirst };
}

/** @param {Doc} doc @param {Shape} shape @returns {Doc} */
const withIce = (doc, shape) => ({ ...doc, frozen: [...doc.frozen, shape] });
