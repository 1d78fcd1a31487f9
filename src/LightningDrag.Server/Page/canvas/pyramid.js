/**
 * A picture as bitmaps at halving sizes, large ones in tiles: each frame draws only what is seen, at about the size
 * that it is seen at. That
 * holds 60 frames a second however large the photo.
 */
const tileSide = 1024;
/** Levels up to this many pixels on the longer side are one bitmap. */
const wholeSide = 2048;
/** No level is smaller. */
const smallest = 512;

/** @typedef {{ bitmap: ImageBitmap, x: number, y: number }} Tile in pixels of its level */
/** @typedef {{ width: number, height: number, tiles: Tile[] }} Level */

export class Pyramid {
  /** @param {Level[]} levels largest first */
  constructor(levels) {
    this.levels = levels;
    this.width = levels[0].width;
    this.height = levels[0].height;
  }

  /** @param {Blob} blob */
  static async of(blob) {
    let bitmap = await createImageBitmap(blob);
    /** @type {Level[]} */
    const levels = [];
    for (;;) {
      const { width, height } = bitmap;
      const longest = Math.max(width, height);
      const next = longest > smallest * 1.5 ? await resized(bitmap, Math.ceil(width / 2), Math.ceil(height / 2)) : null;
      levels.push({ width, height, tiles: longest > wholeSide ? await cut(bitmap) : [{ bitmap, x: 0, y: 0 }] });
      if (longest > wholeSide) bitmap.close();
      if (!next) return new Pyramid(levels);
      bitmap = next;
    }
  }

  /**
   * Draws the picture so that one of its pixels takes `scale` of the canvas's.
   * @param {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D} context
   * @param {number} scale
   * @param {number} left where its left edge lies
   * @param {number} top
   */
  draw(context, scale, left, top) {
    const level = this.levels.findLast((some) => some.width >= this.width * scale) ?? this.levels[0];
    const [zoomX, zoomY] = [(scale * this.width) / level.width, (scale * this.height) / level.height];
    context.imageSmoothingEnabled = scale < 3;
    context.imageSmoothingQuality = 'medium';
    for (const { bitmap, x, y } of level.tiles) {
      // Whole pixels, so that tiles meet without a seam.
      const [x0, y0] = [Math.round(left + x * zoomX), Math.round(top + y * zoomY)];
      const [x1, y1] = [Math.round(left + (x + bitmap.width) * zoomX), Math.round(top + (y + bitmap.height) * zoomY)];
      if (x1 <= 0 || y1 <= 0 || x0 >= context.canvas.width || y0 >= context.canvas.height) continue;
      context.drawImage(bitmap, x0, y0, x1 - x0, y1 - y0);
    }
  }

  close() {
    for (const level of this.levels) for (const tile of level.tiles) tile.bitmap.close();
  }
}

/** @param {ImageBitmap} bitmap @param {number} width @param {number} height */
const resized = (bitmap, width, height) =>
  createImageBitmap(bitmap, { resizeWidth: width, resizeHeight: height, resizeQuality: 'medium' });

/** @param {ImageBitmap} bitmap @returns {Promise<Tile[]>} */
function cut(bitmap) {
  const tiles = [];
  for (let y = 0; y < bitmap.height; y += tileSide) {
    for (let x = 0; x < bitmap.width; x += tileSide) {
      const [width, height] = [Math.min(tileSide, bitmap.width - x), Math.min(tileSide, bitmap.height - y)];
      tiles.push(createImageBitmap(bitmap, x, y, width, height).then((tile) => ({ bitmap: tile, x, y })));
    }
  }
  return Promise.all(tiles);
}
