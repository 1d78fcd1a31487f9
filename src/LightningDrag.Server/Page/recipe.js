/**
 * The edit as JSON that `lightningdrag edit --recipe` replays.
 * @import { Doc, Recipe, Settings } from './types.js'
 */
import { isPending, recipeOf, recipeReadAs, roundOf, sourceOf } from './state/document.js';

/**
 * What is pending, or else the edit that made the picture shown; null for an untouched photo.
 * @param {Doc} doc
 * @param {Settings} settings
 * @returns {Recipe | null}
 */
export function recipeFor(doc, settings) {
  if (isPending(doc)) return { ...recipeOf(doc, settings), image: sourceOf(doc)?.name };
  if (doc.results) {
    const { seed, steps, scope } = doc.results.candidates[doc.results.chosen];
    return {
      ...recipeReadAs(doc.results.recipe, scope),
      candidates: 1,
      seed,
      steps,
      image: doc.rounds[doc.results.from].image.name,
    };
  }
  const round = roundOf(doc);
  return round?.recipe ? { ...round.recipe, image: doc.rounds[round.from].image.name } : null;
}

/** @param {Recipe} recipe */
export const recipeBlob = (recipe) => new Blob([JSON.stringify(recipe, null, 2)], { type: 'application/json' });
