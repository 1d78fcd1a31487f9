/**
 * What went wrong, in words that say what to do next.
 * @import { Problem } from '../types.js'
 */

/** An answer of the server that is not a success. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {Problem} problem
   * @param {number | null} retryAfter seconds
   */
  constructor(status, problem, retryAfter) {
    super(sentence(status, problem, retryAfter));
    this.status = status;
    this.code = problem.code ?? '';
    this.retryAfter = retryAfter;
  }
}

export const unreachable = () => new ApiError(0, { code: 'unreachable' }, null);

/** @param {unknown} error @param {string} code */
export const isCode = (error, code) => error instanceof ApiError && error.code === code;

/** @param {unknown} error */
export const isAbort = (error) => error instanceof DOMException && error.name === 'AbortError';

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error && error.message) || 'Something went wrong. Try again.';

/** The points by the numbers that the picture shows. @param {string | undefined} detail */
const plain = (detail) =>
  detail?.replace(
    /points\[(\d+)\]\.(h|t)(andle|arget)/g,
    (_, index, first, rest) => `${first.toUpperCase()}${rest} ${Number(index) + 1}`,
  );

/**
 * @param {number} status
 * @param {Problem} problem
 * @param {number | null} retryAfter
 */
function sentence(status, problem, retryAfter) {
  const soon = retryAfter ? `in ${retryAfter} second${retryAfter === 1 ? '' : 's'}` : 'in a moment';
  switch (problem.code) {
    case 'unreachable':
      return 'The server does not answer. Check that it is still running; your work is kept.';
    case 'tooManyRequests':
      return `The server is busy with other edits. Try again ${soon}.`;
    case 'shuttingDown':
      return `The server is restarting. Try again ${soon}; your work is kept.`;
    case 'payloadTooLarge':
      return problem.detail ?? 'This picture is larger than the server accepts. Try a smaller one.';
    case 'unauthorized':
      return 'This server asks for an API key.';
    case 'missingWeights':
      return problem.detail ?? 'This model is not installed on the server. Choose another one under “More”.';
    default:
      return (
        plain(problem.detail) ?? problem.title ?? `The server answered with an error (${status}). Try again ${soon}.`
      );
  }
}
