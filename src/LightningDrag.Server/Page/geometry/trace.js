/**
 * From a mask picture to outlines: a proposed mask becomes polygons, which can be undone, stored and put into a recipe
 * in a few hundred bytes,
 * whatever the size of the photo.
 * @import { PolygonShape, Rectangle, Shape } from '../types.js'
 */
import { boxOf, fillShapes, simplify } from './shapes.js';

/** Cells along the longer side of what is traced. */
const cells = 384;

/**
 * @param {string} png base64
 * @param {{ width: number, height: number }} image
 * @param {Rectangle | null} bounds where the mask's pixels lie, if known
 * @returns {Promise<PolygonShape[]>}
 */
export async function traceMask(png, image, bounds) {
  return (await traceBlob(pictureOf(png), image, bounds)).filter(({ subtract }) => !subtract);
}

/** @param {string} png base64 */
export const pictureOf = (png) =>
  new Blob([Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))], { type: 'image/png' });

/**
 * A mask picture of any size, bright where it holds, laid over the image.
 * @param {Blob} blob
 * @param {{ width: number, height: number }} image
 * @param {Rectangle | null} bounds
 * @returns {Promise<PolygonShape[]>} holes as polygons that take away
 */
export async function traceBlob(blob, image, bounds) {
  const area = bounds ?? { x: 0, y: 0, ...image };
  const [width, height] = gridOf(area, 1);
  const bitmap = bounds
    ? await createImageBitmap(blob, area.x, area.y, area.width, area.height, {
        resizeWidth: width,
        resizeHeight: height,
        resizeQuality: 'medium',
      })
    : await createImageBitmap(blob, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' });
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) return [];
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return traceContext(context, area);
}

/**
 * What the shapes hold together, as polygons: a single one stays what it is, everything else is drawn and traced.
 * @param {Shape[]} shapes
 * @returns {Shape[]}
 */
export function outlined(shapes) {
  if (shapes.every((shape) => shape.type === 'polygon' && !shape.subtract) && shapes.length === 1) return shapes;
  const { left, top, right, bottom } = boxOf(shapes);
  const area = {
    x: left - 0.5,
    y: top - 0.5,
    width: Math.max(1, right - left + 1),
    height: Math.max(1, bottom - top + 1),
  };
  const [width, height] = gridOf(area, 2);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) return shapes;
  context.scale(width / area.width, height / area.height);
  context.translate(-area.x - 0.5, -area.y - 0.5);
  fillShapes(context, shapes);
  return traceContext(context, { ...area, x: area.x + 0.5, y: area.y + 0.5 });
}

/**
 * Cells to draw an area at: so many on its longer side, and no more than `most` a pixel.
 * @param {Rectangle} area
 * @param {number} most
 */
function gridOf(area, most) {
  const scale = Math.min(most, cells / Math.max(area.width, area.height));
  return [Math.max(1, Math.round(area.width * scale)), Math.max(1, Math.round(area.height * scale))];
}

/**
 * @param {OffscreenCanvasRenderingContext2D} context bright and opaque where it holds
 * @param {Rectangle} area where it lies
 * @returns {PolygonShape[]}
 */
function traceContext(context, area) {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height);
  const holds = (/** @type {number} */ x, /** @type {number} */ y) => {
    const at = 4 * (y * width + x);
    return x >= 0 && y >= 0 && x < width && y < height && data[at] * data[at + 3] >= 128 * 255;
  };
  const [stepX, stepY] = [area.width / width, area.height / height];
  return (
    outlines(holds, width, height)
      // Corners of cells, from the picture's edges to positions of pixel centres.
      .map(({ points, isHole }) => ({
        isHole,
        points: simplify(rounded(points), 0.5).map(([x, y]) => [
          round(area.x + x * stepX - 0.5),
          round(area.y + y * stepY - 0.5),
        ]),
      }))
      .filter(({ points }) => points.length > 3)
      .map(({ points, isHole }) => ({
        type: 'polygon',
        points: points.slice(0, -1),
        ...(isHole && { subtract: true }),
      }))
  );
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/**
 * The outlines of what is inside, along the edges of cells, with the inside to the right; the last point repeats the
 * first. Holes come after what
 * they are in.
 * @param {(x: number, y: number) => boolean} inside
 * @param {number} width
 * @param {number} height
 * @returns {{ points: number[][], isHole: boolean }[]}
 */
export function outlines(inside, width, height) {
  const [around, holes] = [/** @type {number[][][]} */ ([]), /** @type {number[][][]} */ ([])];
  const seen = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // A top edge that no outline has passed: of a region not seen, or of a hole, which ends on an edge that runs
      // left.
      if (!inside(x, y) || inside(x, y - 1) || seen[y * width + x]) continue;
      const outline = follow(inside, x, y, (cx, cy) => (seen[cy * width + cx] = 1));
      (area(outline) > 0 ? around : holes).push(outline);
    }
  }
  return [...around.map((points) => ({ points, isHole: false })), ...holes.map((points) => ({ points, isHole: true }))];
}

/** Through the middles of the steps, so that stairs become slopes. @param {number[][]} outline */
function rounded(outline) {
  const middles = outline.slice(1).map(([x, y], i) => [(x + outline[i][0]) / 2, (y + outline[i][1]) / 2]);
  return [...middles, middles[0]];
}

/**
 * Walks around from the top-left corner of a cell.
 * @param {(x: number, y: number) => boolean} inside
 * @param {number} startX
 * @param {number} startY
 * @param {(x: number, y: number) => void} passTop
 */
function follow(inside, startX, startY, passTop) {
  const outline = [[startX, startY]];
  let [x, y, dx, dy] = [startX, startY, 1, 0];
  do {
    if (dx === 1) passTop(x, y);
    [x, y] = [x + dx, y + dy];
    outline.push([x, y]);
    // The two cells ahead, left and right of the direction.
    const right = inside(x + (dx - dy - 1) / 2, y + (dy + dx - 1) / 2);
    const left = inside(x + (dx + dy - 1) / 2, y + (dy - dx - 1) / 2);
    if (!right) [dx, dy] = [-dy, dx];
    else if (left) [dx, dy] = [dy, -dx];
  } while (x !== startX || y !== startY || dx !== 1);
  return outline;
}

/** Twice the enclosed area, negative around holes. @param {number[][]} outline */
function area(outline) {
  let sum = 0;
  for (let i = 1; i < outline.length; i++) sum += outline[i - 1][0] * outline[i][1] - outline[i][0] * outline[i - 1][1];
  return sum;
}
