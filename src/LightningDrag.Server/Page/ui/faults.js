/** What can be seen to be wrong with a result, in words. @import { Candidate, Faults } from '../types.js' */

/** From which share on a fault is worth a word; seen on the samples. */
const notable = { torn: 0.12, stretched: 0.2, invented: 0.45, seams: 0.15 };

/** @param {Faults | null} faults @returns {string[]} worst first */
export function faultWords(faults) {
  if (!faults) return [];
  return [
    faults.torn >= notable.torn && 'a part is torn',
    faults.stretched >= notable.stretched && 'a part is stretched',
    faults.seams >= notable.seams && 'an edge shows',
    faults.invented >= notable.invented && 'much is invented',
  ].filter((words) => words !== false);
}

/** @param {Candidate} candidate */
export function candidateWords({ arrival, faults }) {
  const off = arrival && arrival.length > 0 ? Math.max(...arrival) : 0;
  return [...faultWords(faults), ...(off >= 1 ? [`${off.toFixed(0)} px off`] : [])];
}
