/** What can be seen to be wrong with a result, in words. @import { Candidate, Faults } from '../types.js' */

/** @param {Faults | null} faults */
export const faultWords = (faults) => faults?.words ?? [];

/** @param {Candidate} candidate */
export function candidateWords({ arrival, faults }) {
  const off = arrival && arrival.length > 0 ? Math.max(...arrival) : 0;
  return [...faultWords(faults), ...(off >= 1 ? [`${off.toFixed(0)} px off`] : [])];
}
