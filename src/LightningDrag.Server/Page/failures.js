/**
 * What is done about errors: said in words, with a way on. A missing key is asked for; a server that is gone is looked
 * for until it is back.
 */
import { ping, connection, setApiKey } from './server/api.js';
import { ApiError, isCode, messageOf } from './server/errors.js';
import { askForKey } from './ui/dialogs.js';
import { clearErrors, clearServerErrors, hasServerError, showError } from './ui/notices.js';

/** How often a server that does not answer is asked for a sign of life, in milliseconds. */
const pingEvery = 2000;

export class Failures {
  #isWaiting = false;

  constructor() {
    connection.addEventListener('reachable', clearServerErrors);
  }

  /** @param {unknown} error @param {(() => void) | null} again what to do once its cause is gone */
  async say(error, again) {
    if (isCode(error, 'unauthorized')) {
      if (await this.askKey()) again?.();
      else showError(messageOf(error), again && { label: 'Give the key', run: again });
      return;
    }
    const isOfServer = isCode(error, 'unreachable');
    // The same file again would say the same again.
    this.tell(
      messageOf(error),
      error instanceof ApiError && error.status !== 400 && error.status !== 415 ? again : null,
      isOfServer,
    );
  }

  /** @param {string} text @param {(() => void) | null} again @param {boolean} [isOfServer] */
  tell(text, again, isOfServer = false) {
    showError(text, again && { label: 'Try again', run: again }, { isOfServer });
    if (isOfServer) void this.#waitForServer();
  }

  /** @returns {Promise<boolean>} whether a key was given */
  async askKey() {
    const key = await askForKey();
    if (key === '') return false;
    setApiKey(key);
    clearErrors();
    return true;
  }

  async #waitForServer() {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    while (hasServerError()) {
      await new Promise((wake) => setTimeout(wake, pingEvery));
      await ping();
    }
    this.#isWaiting = false;
  }
}
