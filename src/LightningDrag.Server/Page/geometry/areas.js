/**
 * An area as a whole: grown, shrunk, turned inside out. Made of shapes, as masks are.
 * @import { Shape } from '../types.js'
 */

/**
 * The area grown by a distance, or shrunk by a negative one: a line as wide along every outline.
 * @param {Shape[]} outlines polygons, holes as such that take away
 * @param {number} by
 * @returns {Shape[]}
 */
export function grown(outlines, by) {
  const rims = outlines.map(
    (outline) =>
      /** @type {Shape} */ ({
        type: 'brush',
        points: [...outline.points, outline.points[0]],
        radius: Math.abs(by),
        ...(by < 0 && { subtract: true }),
      }),
  );
  return [...outlines, ...rims];
}

/** Everything else. @param {Shape[]} shapes @param {{ width: number, height: number }} image @returns {Shape[]} */
export function inverted(shapes, { width, height }) {
  const [right, bottom] = [width - 0.5, height - 0.5];
  return [
    {
      type: 'polygon',
      points: [
        [-0.5, -0.5],
        [right, -0.5],
        [right, bottom],
        [-0.5, bottom],
      ],
    },
    ...shapes.map(({ subtract, ...shape }) => /** @type {Shape} */ (subtract ? shape : { ...shape, subtract: true })),
  ];
}
