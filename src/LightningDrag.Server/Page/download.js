/** Handing files to the browser. @import { ImageRef } from './types.js' */
import { imageBytes } from './server/api.js';
import { withImage } from './server/pictures.js';

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp' };
/** WebP needs no more to look the same. */
const webpQuality = 92;

/**
 * The picture at full resolution.
 * @param {ImageRef} image
 * @param {keyof typeof extensions} format
 * @param {number} quality of a JPEG, 1 to 100
 * @returns {Promise<File>}
 */
export async function fileOf(image, format, quality) {
  const query =
    format === 'png' ? '?format=png' : `?format=${format}&quality=${format === 'jpeg' ? quality : webpQuality}`;
  const blob = await withImage(image.id, () => imageBytes(image.id, query));
  return new File([blob], `${stemOf(image.name)}.${extensions[format]}`, { type: blob.type });
}

/** @param {string} name */
export const stemOf = (name) => name.replace(/\.[^.]*$/, '');

/** @param {Blob} blob @param {string} name */
export function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
