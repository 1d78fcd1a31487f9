/**
 * What is kept in this browser: pictures by their id, and the session of each photo. IndexedDB. Nothing is ever deleted
 * but by the person.
 * @import { Doc } from '../types.js'
 *
 * @typedef {object} Session
 * @property {{ past: Doc[], present: Doc, future: Doc[] }} history
 * @property {string} tool
 * @property {number} saved when, in milliseconds
 */

/** @type {Promise<IDBDatabase> | null} */
let database = null;

function open() {
  database ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('lightningdrag', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('images');
      request.result.createObjectStore('sessions');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return database;
}

/**
 * @template T
 * @param {'images' | 'sessions'} name
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(name, mode, work) {
  const transaction = (await open()).transaction(name, mode);
  return new Promise((resolve, reject) => {
    const request = work(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}

/** @param {string} id @param {Blob} blob */
export const saveImage = (id, blob) => within('images', 'readwrite', (store) => store.put(blob, id));

/** @param {string} id @returns {Promise<Blob | undefined>} */
export const loadImage = (id) => within('images', 'readonly', (store) => store.get(id));

/** @param {string} id @param {Session} session */
export const saveSession = (id, session) => within('sessions', 'readwrite', (store) => store.put(session, id));

/** @param {string} id @returns {Promise<Session | undefined>} */
export const loadSession = (id) => within('sessions', 'readonly', (store) => store.get(id));

/** Every session, latest first. @returns {Promise<{ id: string, session: Session }[]>} */
export async function allSessions() {
  const [ids, sessions] = await Promise.all([
    within('sessions', 'readonly', (store) => store.getAllKeys()),
    within('sessions', 'readonly', (store) => store.getAll()),
  ]);
  return sessions
    .map((session, i) => ({ id: String(ids[i]), session }))
    .sort((a, b) => b.session.saved - a.session.saved);
}

/** Forgets a session, and the pictures that no other leads to. @param {string} id */
export async function deleteSession(id) {
  await within('sessions', 'readwrite', (store) => store.delete(id));
  const used = new Set((await allSessions()).flatMap(({ session }) => imagesOf(session)));
  for (const image of await within('images', 'readonly', (store) => store.getAllKeys())) {
    if (!used.has(String(image))) await within('images', 'readwrite', (store) => store.delete(image));
  }
}

/** Bytes of a session's pictures. @param {Session} session */
export async function sizeOf(session) {
  const blobs = await Promise.all([...new Set(imagesOf(session))].map(loadImage));
  return blobs.reduce((sum, blob) => sum + (blob?.size ?? 0), 0);
}

/** @param {Session} session */
const imagesOf = ({ history }) => [...history.past, history.present, ...history.future].flatMap(imagesIn);

/** @param {Doc} doc */
const imagesIn = (doc) => [
  ...doc.rounds.map((round) => round.image.id),
  ...(doc.results?.candidates.map((candidate) => candidate.image.id) ?? []),
];
