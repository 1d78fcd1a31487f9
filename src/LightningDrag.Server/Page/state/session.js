/**
 * Which session this tab works on, and that no other tab does: a session that is open somewhere is held by a lock (Web
 * Locks), which goes with
 * its tab. Where the browser has no locks (a page that is not served securely), every tab has a session of its own.
 * @import { Doc } from '../types.js'
 * @import { Session } from './storage.js'
 */
import { randomId } from '../server/api.js';
import { emptyDoc } from './document.js';
import { allSessions, loadSession, saveSession } from './storage.js';

const key = 'lightningdrag.tab';
/** After a reload the page before may not have let go yet. */
const reloadPatience = 1500;

const lockOf = (/** @type {string} */ id) => `lightningdrag.session.${id}`;

export class TabSession {
  #id = '';
  /** Gives the session's lock back. */
  #release = () => {};

  get id() {
    return this.#id;
  }

  /**
   * This tab's session from before a reload, else the latest one that no tab has open.
   * @returns {Promise<Session | undefined>}
   */
  async resume() {
    const known = sessionStorage.getItem(key);
    if (known) {
      // A tab that was duplicated brings the name of the other one's session along: it goes on with a copy.
      const session = await loadSession(known);
      if (!(await this.#take(known, reloadPatience))) await this.begin();
      return session && upgraded(session);
    }
    // Without locks nobody knows whether it is open elsewhere: go on with a copy, as the other tab would write over it.
    for (const { id, session } of await allSessions()) {
      if (!navigator.locks) {
        await this.begin();
        return upgraded(session);
      }
      if (await this.#take(id)) return upgraded(session);
    }
    await this.begin();
    return undefined;
  }

  /** A session that is not there yet. */
  async begin() {
    await this.#take(randomId());
  }

  /**
   * Goes on with another one.
   * @param {string} id
   * @returns {Promise<Session | undefined>} undefined where another tab has it open, or it is gone
   */
  async change(id) {
    const session = await loadSession(id);
    return session && (await this.#take(id)) ? upgraded(session) : undefined;
  }

  /** @param {Session} session */
  save(session) {
    return saveSession(this.#id, session);
  }

  /** @param {string} id @param {number} [patience] milliseconds @returns {Promise<boolean>} */
  async #take(id, patience = 0) {
    if (navigator.locks) {
      const release = await held(lockOf(id), patience);
      if (!release) return false;
      this.#release();
      this.#release = release;
    }
    this.#id = id;
    sessionStorage.setItem(key, id);
    return true;
  }
}

/** The sessions that some tab has open. @returns {Promise<Set<string>>} */
export async function openSessions() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name }) => name?.replace(lockOf(''), '') ?? ''));
}

/**
 * Takes a lock for as long as the tab lives or until it is given back.
 * @param {string} name
 * @param {number} patience how long to wait for it, in milliseconds
 * @returns {Promise<(() => void) | null>} null where another has it
 */
function held(name, patience) {
  return new Promise((resolve) => {
    const options = patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
    navigator.locks
      .request(name, options, (lock) => {
        if (!lock) return resolve(null);
        return new Promise((release) => resolve(() => release(undefined)));
      })
      .catch(() => resolve(null));
  });
}

/**
 * A session that an earlier version of the page wrote, with what it did not know.
 * @param {Session} session
 * @returns {Session}
 */
function upgraded(session) {
  const doc = (/** @type {Doc} */ old) => ({
    ...emptyDoc,
    ...old,
    items: old.items.filter((item) => !('area' in item && item.area && item.kind !== 'selection')),
    rounds: old.rounds.map((round, i) => ({
      ...round,
      from: round.from ?? i - 1,
      marks: round.marks ? { ...round.marks, scope: round.marks.scope ?? 'auto' } : null,
      faults: round.faults ?? null,
      cut: round.cut ?? null,
    })),
    results:
      old.results && 'marks' in old.results
        ? {
            ...old.results,
            cut: old.results.cut ?? null,
            candidates: old.results.candidates.map((one) => ({ ...one, scope: one.scope ?? 'auto' })),
          }
        : null,
  });
  const { past, present, future } = session.history;
  return { ...session, history: { past: past.map(doc), present: doc(present), future: future.map(doc) } };
}
