/**
 * What is being made: pure functions from one state to the next.
 * @import { Doc, ImageRef, Item, Pair, Recipe, Results, Settings, Shape } from '../types.js'
 */
import { contains } from '../geometry/shapes.js';

/** @type {Doc} */
export const emptyDoc = { rounds: [], at: 0, items: [], suggested: true, suggestion: null, strokes: [], results: null };

/** @param {ImageRef} image @returns {Doc} */
export const opened = (image) => ({ ...emptyDoc, rounds: [{ image, recipe: null }] });

/** The picture that edits start from. @param {Doc} doc @returns {ImageRef | null} */
export const sourceOf = (doc) => doc.rounds[doc.at]?.image ?? null;

/** The picture to show: the chosen result while results wait, the source otherwise. @param {Doc} doc @returns {ImageRef | null} */
export const shownOf = (doc) => doc.results?.candidates[doc.results.chosen]?.image ?? sourceOf(doc);

/** Whether something would change. @param {Doc} doc */
export const isPending = (doc) => doc.results === null && doc.items.some(moves);

/** @param {Item} item */
export function moves(item) {
  switch (item.kind) {
    case 'drag':
      return distance(item.handle, item.target) > 0;
    case 'rotate':
      return item.degrees !== 0;
    case 'scale':
      return item.factor !== 1;
    case 'move':
      return item.offset.x !== 0 || item.offset.y !== 0;
    case 'pin':
      return false;
  }
}

/** @param {{ x: number, y: number }} a @param {{ x: number, y: number }} b */
export const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);

/** @param {Doc} doc */
export const nextId = (doc) => doc.items.reduce((most, item) => Math.max(most, item.id), 0) + 1;

/** Puts an item in, or in the place of the one with its id. @param {Doc} doc @param {Item} item @returns {Doc} */
export function withItem(doc, item) {
  const known = doc.items.some((other) => other.id === item.id);
  return { ...doc, items: known ? doc.items.map((other) => (other.id === item.id ? item : other)) : [...doc.items, item] };
}

/** @param {Doc} doc @param {number} id @returns {Doc} */
export const withoutItem = (doc, id) => ({ ...doc, items: doc.items.filter((item) => item.id !== id) });

/** @param {Doc} doc @returns {Doc} */
export const withoutItems = (doc) => ({ ...doc, items: [], strokes: [], suggested: true, suggestion: null });

/** Goes on from a result. @param {Doc} doc @param {number} chosen @returns {Doc} */
export function continued(doc, chosen) {
  if (!doc.results) return doc;
  const candidate = doc.results.candidates[chosen];
  const recipe = { ...doc.results.recipe, candidates: 1, seed: candidate.seed, steps: candidate.steps };
  const rounds = [...doc.rounds.slice(0, doc.at + 1), { image: candidate.image, recipe }];
  return { ...withoutItems(doc), rounds, at: rounds.length - 1, results: null };
}

/** A drag's results are kept as soon as the person works on: nobody should have to confirm twice. @param {Doc} doc */
export const settled = (doc) => (doc.results ? continued(doc, doc.results.chosen) : doc);

/** @param {Doc} doc @param {Results} results @returns {Doc} */
export const withResults = (doc, results) => ({ ...doc, results });

/** What stays and what goes where. @param {Doc} doc @returns {Pair[]} */
export function pairsOf(doc) {
  const area = maskOf(doc);
  return doc.items.flatMap((item) => {
    if (item.kind === 'drag') return [{ handle: item.handle, target: item.target }];
    // Where nothing may change nothing moves: a pin there has nothing to do.
    if (item.kind === 'pin') return area === null || contains(area, item.at) ? [{ handle: item.at, target: item.at }] : [];
    return item.made?.pairs ?? [];
  });
}

/** The points that a mask is proposed for; none where no drag moves. @param {Doc} doc @returns {Recipe['points']} */
export function suggestionPoints(doc) {
  if (!doc.suggested || !doc.items.some((item) => item.kind === 'drag' && moves(item))) return [];
  return toPoints(doc.items.flatMap((item) => {
    if (item.kind === 'drag') return [{ handle: item.handle, target: item.target }];
    return item.kind === 'pin' ? [{ handle: item.at, target: item.at }] : [];
  }));
}

/** @param {Recipe['points']} points */
export const suggestionKey = (points) => JSON.stringify(points);

/** Whether the server is left to propose the mask: nothing was painted, and no gesture brings its own. @param {Doc} doc */
export const isMaskFree = (doc) => doc.suggested && doc.strokes.length === 0 && !doc.items.some((item) => item.kind !== 'drag' && item.kind !== 'pin');

/** All shapes that say what may change. @param {Doc} doc @returns {Shape[]} */
export function shapesOf(doc) {
  const proposed = doc.suggested && suggestionPoints(doc).length > 0 ? (doc.suggestion?.shapes ?? []) : [];
  const gestures = doc.items.flatMap((item) => ('made' in item && moves(item) ? (item.made?.mask ?? item.area ?? []) : []));
  return [...proposed, ...gestures, ...doc.strokes];
}

/** What is shown as the mask: what may change, and painted areas that gestures hold without doing anything yet. @param {Doc} doc @returns {Shape[]} */
export const visibleShapes = (doc) => [...shapesOf(doc), ...doc.items.flatMap((item) => ('area' in item && item.area && !moves(item) ? item.area : []))];

/** The mask to send, or null to have it proposed. @param {Doc} doc @returns {Shape[] | null} */
const maskOf = (doc) => (isMaskFree(doc) ? null : shapesOf(doc));

/** @param {Pair[]} pairs @returns {Recipe['points']} */
export const toPoints = (pairs) => pairs.map(({ handle, target }) => ({ handle: [round(handle.x), round(handle.y)], target: [round(target.x), round(target.y)] }));

/** A hundredth of a pixel is finer than anyone points. @param {number} value */
export const round = (value) => Math.round(value * 100) / 100;

/** Points and mask as the server takes them. @param {Doc} doc @returns {Pick<Recipe, 'points' | 'mask'>} */
export function asked(doc) {
  const shapes = maskOf(doc);
  return { points: toPoints(pairsOf(doc)), ...(shapes && { mask: { shapes } }) };
}

/** @param {Doc} doc @param {Settings} settings @returns {Recipe} */
export function recipeOf(doc, settings) {
  return {
    version: 1,
    model: settings.model,
    ...asked(doc),
    candidates: settings.candidates,
    seed: settings.seed,
    ...(settings.steps !== null && { steps: settings.steps }),
    ...(settings.guidanceScale !== null && { guidanceScale: settings.guidanceScale }),
    ...(settings.guidanceDecay !== '' && { guidanceDecay: settings.guidanceDecay }),
  };
}
