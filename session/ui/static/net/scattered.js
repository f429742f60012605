/**
 * Bases of a few places far from the view: those of codons that reach beyond an intron. Knows no socket: the
 * function that loads a window is that of the cache.
 *
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('./cache.js').Window} Window
 */

/** Places requested at a time, and remembered. */
const AT_ONCE = 24;
const MOST = 5000;

export class Scattered {
  /** @param {(m: Measurement, w: Window, plot: boolean, signal: AbortSignal) => Promise<any>} load @param {() => void} changed */
  constructor(load, changed) {
    this.load = load;
    this.changed = changed;
    /** The bases of each place; '' when the program has none. @type {Map<string, string>} */
    this.known = new Map();
    /** @type {Map<string, AbortController>} */
    this.inFlight = new Map();
    /** Grows with what is known. */
    this.version = 0;
  }

  /**
   * Requests the bases of places that are not known.
   * @param {Measurement} m @param {string} seqName @param {Stretch[]} places @param {boolean} online
   * @returns {boolean} whether all are known
   */
  need(m, seqName, places, online) {
    const missing = places.filter((p) => !this.known.has(keyOf(seqName, p)));
    for (const place of missing) {
      const key = keyOf(seqName, place);
      if (online && this.inFlight.size < AT_ONCE && !this.inFlight.has(key)) this.request(m, seqName, place, key);
    }
    return missing.length === 0;
  }

  /** @param {Measurement} m @param {string} seqName @param {Stretch} place @param {string} key */
  async request(m, seqName, { start, end }, key) {
    const abort = new AbortController();
    this.inFlight.set(key, abort);
    let bases = null;
    try {
      const piece = await this.load(m, { seqName, start, end, resolution: 1, bins: end - start }, false, abort.signal);
      if (piece) bases = piece.kind === 'bases' && piece.first === start ? piece.bases : '';
    } catch {
      bases = ''; // the codon has no letter
    }
    if (this.inFlight.get(key) !== abort) return; // its answer is of a genome that has gone
    this.inFlight.delete(key);
    if (bases === null) return; // there is no connection
    if (this.known.size >= MOST) this.known.clear();
    this.known.set(key, bases);
    this.version++;
    this.changed();
  }

  /** Returns the bases of a place, '' when they are not known. @param {string} seqName @param {Stretch} place */
  basesOf(seqName, place) {
    return this.known.get(keyOf(seqName, place)) ?? '';
  }

  forget() {
    for (const abort of this.inFlight.values()) abort.abort();
    this.inFlight.clear();
    this.known.clear();
    this.version++;
  }
}

/** @param {string} seqName @param {Stretch} place */
function keyOf(seqName, { start, end }) {
  return `${start}-${end} ${seqName}`;
}
