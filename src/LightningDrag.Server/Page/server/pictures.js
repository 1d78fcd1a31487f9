/**
 * Pictures by their id: the bytes, from memory, this browser's database or the server, and bitmaps ready to draw.
 * @import { ImageRef } from '../types.js'
 */
import { Pyramid } from '../canvas/pyramid.js';
import { loadImage, saveImage } from '../state/storage.js';
import { imageBytes, uploadImage } from './api.js';
import { isCode } from './errors.js';

/** Source pixels kept as bitmaps, 4 bytes each; the one shown is always kept. */
const pixelBudget = 80e6;

/** @type {Map<string, Promise<Pyramid>>} least recently used first */
const pyramids = new Map();
/** @type {Map<string, Pyramid>} */
const ready = new Map();

/** @param {string} id @returns {Promise<Blob>} */
export async function bytesOf(id) {
  const stored = await loadImage(id).catch(() => undefined);
  if (stored) return stored;
  const blob = await imageBytes(id);
  await saveImage(id, blob).catch(() => undefined);
  return blob;
}

/** @param {ImageRef} image @returns {Promise<Pyramid>} */
export function pyramidOf(image) {
  const known = pyramids.get(image.id);
  pyramids.delete(image.id);
  const pyramid = known ?? build(image);
  pyramids.set(image.id, pyramid);
  return pyramid;
}

/** The bitmaps if they are there already. @param {ImageRef} image */
export const readyPyramid = (image) => ready.get(image.id) ?? null;

/** @param {ImageRef} image */
async function build(image) {
  try {
    const pyramid = await Pyramid.of(await bytesOf(image.id));
    ready.set(image.id, pyramid);
    trim();
    return pyramid;
  } catch (error) {
    pyramids.delete(image.id);
    throw error;
  }
}

function trim() {
  let pixels = 0;
  for (const id of [...pyramids.keys()].reverse()) {
    const pyramid = ready.get(id);
    if (!pyramid) continue;
    pixels += pyramid.width * pyramid.height;
    if (pixels <= pixelBudget || id === [...pyramids.keys()].at(-1)) continue;
    pyramid.close();
    ready.delete(id);
    pyramids.delete(id);
  }
}

/**
 * Runs a request; if the server has forgotten the picture (restarted, or short of memory) it gets it again and the
 * request is repeated. Ids are
 * hashes of bytes, so the picture keeps its id.
 * @template T
 * @param {string} id
 * @param {() => Promise<T>} request
 */
export async function withImage(id, request) {
  try {
    return await request();
  } catch (error) {
    const blob = isCode(error, 'notFound') ? await loadImage(id).catch(() => undefined) : undefined;
    if (!blob) throw error;
    await uploadImage(blob);
    return request();
  }
}
