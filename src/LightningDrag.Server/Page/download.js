/** Handing files to the browser. @import { ImageRef } from './types.js' */
import { imageBytes } from './server/api.js';
import { withImage } from './server/pictures.js';

const extensions = { png: 'png', jpeg: 'jpg', webp: 'webp' };
const quality = 92;

/** The picture at full resolution. @param {ImageRef} image @param {keyof typeof extensions} format */
export async function downloadImage(image, format) {
  const query = format === 'png' ? '?format=png' : `?format=${format}&quality=${quality}`;
  const blob = await withImage(image.id, () => imageBytes(image.id, query));
  save(blob, `${stemOf(image.name)}.${extensions[format]}`);
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
