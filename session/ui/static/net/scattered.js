/**
 * Data of a few places that are not those of the view: bases of codons that reach beyond an intron, transcripts of
 * genes. Knows no socket: the function that loads a window is that of the cache.
 *
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('../types.js').Piece} Piece
 * @typedef {import('./cache.js').Window} Window
 */

/** Places requested at a time, and remembered. */
const AT_ONCE = 24;
const MOST = 5000;

export class Scattered {
  /**
   * @param {(m: Measurement, w: Window, use: import('./cache.js').Use, signal: AbortSignal) => Promise<Piece|null>} load
   * @param {() => void} changed
   */
  constructor(load, changed) {
    this.load = load;
    this.changed = changed;
    /** The data of each place; null when they cannot be read. @type {Map<string, Piece|null>} */
    this.known = new Map();
    /** @type {Map<string, AbortController>} */
    this.inFlight = new Map();
    /** Grows with what is known. */
    this.version = 0;
  }

  /**
   * Requests the data of places that are not known.
   * @param {Measurement} m @param {string} seqName @param {Stretch[]} places @param {boolean} online
   * @returns {boolean} whether all are known
   */
  need(m, seqName, places, online) {
    const missing = places.filter((p) => !this.known.has(keyOf(m, seqName, p)));
    for (const place of missing) {
      const key = keyOf(m, seqName, place);
      if (online && this.inFlight.size < AT_ONCE && !this.inFlight.has(key)) this.request(m, seqName, place, key);
    }
    return missing.length === 0;
  }

  /** @param {Measurement} m @param {string} seqName @param {Stretch} place @param {string} key */
  async request(m, seqName, { start, end }, key) {
    const abort = new AbortController();
    this.inFlight.set(key, abort);
    /** @type {Piece|null} */
    let piece = null;
    let answered = true;
    try {
      piece = await this.load(m, { seqName, start, end, resolution: 1, bins: end - start }, 'track', abort.signal);
      answered = piece !== null; // else there is no connection
    } catch {
      // What it is for is not drawn.
    }
    if (this.inFlight.get(key) !== abort) return; // its answer is of data that have gone
    this.inFlight.delete(key);
    if (!answered) return;
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(key, piece?.kind === 'error' ? null : piece);
    this.version++;
    this.changed();
  }

  /** Returns the data of a place, null when they are not known. @param {Measurement} m @param {string} seqName @param {Stretch} place */
  at(m, seqName, place) {
    return this.known.get(keyOf(m, seqName, place)) ?? null;
  }

  forget() {
    for (const abort of this.inFlight.values()) abort.abort();
    this.inFlight.clear();
    this.known.clear();
    this.version++;
  }
}

/** @param {Measurement} m @param {string} seqName @param {Stretch} place */
function keyOf(m, seqName, { start, end }) {
  return `${start}-${end} ${m.datasourceId}\n${seqName}`;
}
