/**
 * How deep the seam is in which a result blends into the photo, inside the mask: two pixels of the model's window, 1 to
 * 16 of the photo. The
 * same rule as the library's.
 * @import { Rectangle } from '../types.js'
 */

/**
 * @param {Rectangle | null} window what is edited
 * @param {{ width: number, height: number }} image
 * @param {string} model
 */
export function seamDepth(window, image, model) {
  const { width, height } = window ?? image;
  const modelWindow = model === 'compact' ? 256 : 512;
  return Math.min(16, Math.max(1, (2 * Math.max(width, height)) / modelWindow));
}
