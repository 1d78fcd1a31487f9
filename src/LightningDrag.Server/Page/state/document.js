/**
 * What is being made: pure functions from one state to the next.
 * @import { Doc, ImageRef, Item, Marks, Pair, Recipe, Results, Round, Scope, Settings, Shape } from '../types.js'
 */
import { distance, round } from '../geometry/poses.js';
import * as selections from '../geometry/selections.js';
import { contains } from '../geometry/shapes.js';

/** @type {Marks} */
const noMarks = {
  items: [],
  suggested: true,
  suggestion: null,
  strokes: [],
  scope: 'auto',
  unscaled: null,
  strength: 1,
};

/** @type {Doc} */
export const emptyDoc = { ...noMarks, rounds: [], at: 0, redoes: null, frozen: [], feather: null, results: null };

/** @param {ImageRef} image @returns {Doc} */
export const opened = (image) => ({
  ...emptyDoc,
  rounds: [{ image, recipe: null, from: -1, marks: null, faults: null, cut: null }],
});

/** The round being edited. @param {Doc} doc @returns {Round | null} */
export const roundOf = (doc) => doc.rounds[doc.at] ?? null;

/** The picture that edits start from. @param {Doc} doc @returns {ImageRef | null} */
export const sourceOf = (doc) => roundOf(doc)?.image ?? null;

/**
 * The picture to show: the chosen result while results wait, the source otherwise.
 * @param {Doc} doc
 * @returns {ImageRef | null}
 */
export const shownOf = (doc) => doc.results?.candidates[doc.results.chosen]?.image ?? sourceOf(doc);

/**
 * The picture before the one shown: what the edit under way, or the edit that made the round, started from.
 * @param {Doc} doc
 * @returns {ImageRef | null}
 */
export function beforeOf(doc) {
  if (doc.results) return doc.rounds[doc.results.from]?.image ?? null;
  return isPending(doc) ? sourceOf(doc) : (doc.rounds[Math.max(0, roundOf(doc)?.from ?? 0)]?.image ?? null);
}

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
    case 'selection':
      return item.degrees !== 0 || item.factor !== 1 || item.offset.x !== 0 || item.offset.y !== 0;
    case 'pin':
      return false;
  }
}

/** @param {Doc} doc */
export const nextId = (doc) => doc.items.reduce((most, item) => Math.max(most, item.id), 0) + 1;

/** Puts an item in, or in the place of the one with its id. @param {Doc} doc @param {Item} item @returns {Doc} */
export function withItem(doc, item) {
  const known = doc.items.some((other) => other.id === item.id);
  return withItemsOf(
    doc,
    known ? doc.items.map((other) => (other.id === item.id ? item : other)) : [...doc.items, item],
  );
}

/** @param {Doc} doc @param {number} id @returns {Doc} */
export const withoutItem = (doc, id) =>
  withItemsOf(
    doc,
    doc.items.filter((item) => item.id !== id),
  );

/** What is shown now is full strength from now on. @param {Doc} doc @param {Item[]} items @returns {Doc} */
export const withItemsOf = (doc, items) => ({ ...doc, items, unscaled: null, strength: 1 });

/** What the drags mean stays: who chose it means the next ones, too. @param {Doc} doc @returns {Doc} */
export const withoutItems = (doc) => ({ ...doc, ...noMarks, scope: doc.scope, redoes: null });

/** @param {Doc} doc @returns {Marks} */
export const marksOf = ({ items, suggested, suggestion, strokes, scope, unscaled, strength }) => ({
  items,
  suggested,
  suggestion,
  strokes,
  scope,
  unscaled,
  strength,
});

/**
 * Marks of drags that mean something else, for which another mask is proposed.
 * @param {Marks} marks
 * @param {Scope} scope
 * @returns {Marks}
 */
const readAs = (marks, scope) => (marks.scope === scope ? marks : { ...marks, scope, suggestion: null });

/** An edit as it is asked for, read in one way. @param {Recipe} recipe @param {Scope} scope @returns {Recipe} */
export const recipeReadAs = ({ scope: _, ...recipe }, scope) => ({ ...recipe, ...(scope !== 'auto' && { scope }) });

/** Goes to a round, with nothing on it. @param {Doc} doc @param {number} at @returns {Doc} */
export const wentTo = (doc, at) => ({ ...withoutItems(doc), at, results: null });

/**
 * The points of a finished round on the picture that it started from, to be changed.
 * @param {Doc} doc
 * @param {number} at
 * @returns {Doc}
 */
export function reopened(doc, at) {
  const known = doc.rounds[at];
  return known?.marks ? { ...doc, ...known.marks, at: known.from, redoes: at, results: null } : doc;
}

/**
 * Goes on from a result. It takes the place of the round that it is a version of, unless other rounds were made from
 * that one: nothing is lost.
 * @param {Doc} doc
 * @param {number} chosen
 * @returns {Doc}
 */
export function continued(doc, chosen) {
  if (!doc.results) return doc;
  const { candidates, from, marks, recipe, replaces, cut } = doc.results;
  const { image, seed, steps, scope, faults } = candidates[chosen];
  /** @type {Round} */
  const made = {
    image,
    recipe: { ...recipeReadAs(recipe, scope), candidates: 1, seed, steps },
    from,
    marks: readAs(marks, scope),
    faults,
    cut,
  };
  const takesPlace = replaces !== null && !doc.rounds.some((other) => other.from === replaces);
  const rounds = takesPlace ? doc.rounds.with(replaces, made) : [...doc.rounds, made];
  return { ...withoutItems(doc), rounds, at: takesPlace ? replaces : rounds.length - 1, results: null };
}

/** A drag's results are kept as soon as the person works on: nobody should have to confirm twice. @param {Doc} doc */
export const settled = (doc) => (doc.results ? continued(doc, doc.results.chosen) : doc);

/** @param {Doc} doc @param {Results} results @returns {Doc} */
export const withResults = (doc, results) => ({ ...doc, results });

/** Points the results out; not a step of its own. @param {Doc} doc @param {number} chosen @returns {Doc} */
export const withChosen = (doc, chosen) =>
  doc.results && doc.results.chosen !== chosen ? { ...doc, results: { ...doc.results, chosen } } : doc;

/** What stays and what goes where. @param {Doc} doc @returns {Pair[]} */
export function pairsOf(doc) {
  const area = maskOf(doc);
  const image = sourceOf(doc) ?? { width: 1, height: 1 };
  return doc.items.flatMap((item) => {
    if (item.kind === 'drag') return [{ handle: item.handle, target: item.target }];
    // Where nothing may change nothing moves: a pin there has nothing to do.
    if (item.kind === 'pin')
      return area === null || contains(area, item.at) ? [{ handle: item.at, target: item.at }] : [];
    if (item.kind === 'selection') return moves(item) ? selections.pairsOf(item, image) : [];
    return item.made?.pairs ?? [];
  });
}

/** The points that a mask is proposed for; none where no drag moves. @param {Doc} doc @returns {Recipe['points']} */
export function suggestionPoints(doc) {
  if (!doc.suggested || !doc.items.some((item) => item.kind === 'drag' && moves(item))) return [];
  return toPoints(
    doc.items.flatMap((item) => {
      if (item.kind === 'drag') return [{ handle: item.handle, target: item.target }];
      return item.kind === 'pin' ? [{ handle: item.at, target: item.at }] : [];
    }),
  );
}

/** @param {Recipe['points']} points @param {Scope} scope */
export const suggestionKey = (points, scope) => JSON.stringify([points, scope]);

/**
 * Whether the server is left to propose the mask: nothing was painted, and no gesture brings its own.
 * @param {Doc} doc
 */
export const isMaskFree = (doc) =>
  doc.suggested &&
  doc.strokes.length === 0 &&
  doc.frozen.length === 0 &&
  !doc.items.some((item) => item.kind !== 'drag' && item.kind !== 'pin');

/** All shapes that say what may change. @param {Doc} doc @returns {Shape[]} */
export function shapesOf(doc) {
  const proposed = doc.suggested && suggestionPoints(doc).length > 0 ? (doc.suggestion?.shapes ?? []) : [];
  const gestures = doc.items.flatMap((item) => {
    if (item.kind === 'selection') return moves(item) ? selections.maskOf(item) : [];
    return 'made' in item && moves(item) ? (item.made?.mask ?? []) : [];
  });
  return [...proposed, ...gestures, ...doc.strokes, ...doc.frozen.map(takenAway)];
}

/** @param {Shape} shape @returns {Shape} */
const takenAway = (shape) => ({ ...shape, subtract: !shape.subtract });

/** The mask to send, or null to have it proposed. @param {Doc} doc @returns {Shape[] | null} */
const maskOf = (doc) => (isMaskFree(doc) ? null : shapesOf(doc));

/** @param {Pair[]} pairs @returns {Recipe['points']} */
export const toPoints = (pairs) =>
  pairs.map(({ handle, target }) => ({
    handle: [round(handle.x), round(handle.y)],
    target: [round(target.x), round(target.y)],
  }));

/**
 * Points, mask and regions as the server takes them.
 * @param {Doc} doc
 * @returns {Pick<Recipe, 'points' | 'mask' | 'regions' | 'feather' | 'scope'>}
 */
export function asked(doc) {
  const shapes = maskOf(doc);
  const regions = doc.items.flatMap((item) =>
    item.kind === 'selection' && moves(item) ? [selections.regionOf(item)] : [],
  );
  return {
    points: toPoints(pairsOf(doc)),
    ...(shapes && { mask: { shapes } }),
    ...(regions.length > 0 && { regions }),
    ...(doc.feather !== null && { feather: doc.feather }),
    ...(doc.scope !== 'auto' && { scope: doc.scope }),
  };
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
