/**
 * What only the server knows about a document: the mask proposed for its drags, and the points and mask that its
 * gestures stand for.
 * @import { Doc, Item } from './types.js'
 */
import { traceMask } from './geometry/trace.js';
import * as api from './server/api.js';
import { withImage } from './server/pictures.js';
import { isMaskFree, moves, sourceOf, suggestionKey, suggestionPoints } from './state/document.js';

/** @param {Item} item */
const isUnmade = (item) => 'made' in item && item.made === null && moves(item);

/** Whether the mask shown still is that of other drags. @param {Doc} doc */
export const isStale = (doc) =>
  needsSuggestion(doc) && doc.suggestion?.key !== suggestionKey(suggestionPoints(doc), doc.scope);

/** @param {Doc} doc */
const needsSuggestion = (doc) => suggestionPoints(doc).length > 0;

/** @param {Doc} doc */
export const isResolved = (doc) => !doc.items.some(isUnmade) && !isStale(doc);

/**
 * The document with everything filled in.
 * @param {Doc} doc
 * @param {{ isDragging?: boolean, model?: string, signal?: AbortSignal }} [options] `isDragging` leaves out a mask that
 * the server will propose by
 * itself anyway; `model` proposes it, the server's own where there is none
 * @returns {Promise<Doc>}
 */
export async function resolve(doc, { isDragging = false, model, signal } = {}) {
  const image = sourceOf(doc);
  if (!image || isResolved(doc)) return doc;
  const items = await Promise.all(
    doc.items.map(async (item) => {
      if (!isUnmade(item) || !('made' in item)) return item;
      const { points, mask } = await withImage(image.id, () => api.gesture(image.id, item, signal));
      const pairs = points.map(({ handle: [hx, hy], target: [tx, ty] }) => ({
        handle: { x: hx, y: hy },
        target: { x: tx, y: ty },
      }));
      return { ...item, made: { pairs, mask: mask ? await traceMask(mask.png, image, null) : [] } };
    }),
  );
  const resolved = { ...doc, items };
  if (!isStale(resolved) || (isDragging && isMaskFree(resolved))) return resolved;
  const points = suggestionPoints(resolved);
  const { png, bounds } = await withImage(image.id, () =>
    api.suggestMask({ image: image.id, points, scope: resolved.scope, model }, signal),
  );
  return {
    ...resolved,
    suggestion: { key: suggestionKey(points, resolved.scope), shapes: await traceMask(png, image, bounds) },
  };
}
