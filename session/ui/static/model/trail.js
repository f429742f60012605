/**
 * Places in the page's address, and which of them the browser's back and
 * forward stop at. Pure but for the history that it is given.
 *
 * @typedef {import('../types.js').Place} Place
 */
import { parseLocus } from './format.js';
import { toWire } from './view.js';

/** A place looked at for less than this is passed by, not visited, unless it is left by a jump. */
export const STAY_MS = 1000;
/** A zoom by this factor or more at one go is a jump. */
const FAR_ZOOM = 3;

/**
 * Reports whether a move is a jump, as to a search's hit or a region, rather than
 * a step of a drag, a wheel or a key: the places do not overlap, or their widths
 * differ by FAR_ZOOM or more.
 * @param {Place|null} from @param {Place|null} to
 */
export function isJump(from, to) {
  if (!from || !to) return false;
  if (from.seqName !== to.seqName || to.start >= from.end || to.end <= from.start) return true;
  const ratio = (to.end - to.start) / (from.end - from.start);
  return ratio >= FAR_ZOOM || ratio <= 1 / FAR_ZOOM;
}

/** The part of an address that names a place: #chr1:1-1000. @param {Place} place */
export function hashOf(place) {
  const { seqName, start, end } = toWire(place);
  return `#${encodeURIComponent(seqName)}:${start}-${end}`;
}

/**
 * Reads what hashOf writes, and what people write in its stead: whatever the
 * location box takes for a place.
 * @param {string} hash
 * @param {(name: string) => string|null} known  the sequence that a name stands for
 * @returns {Place|null} null when it names no place
 */
export function placeOfHash(hash, known) {
  const text = nameOfHash(hash);
  try {
    return text === '' ? null : parseLocus(text, known);
  } catch {
    return null;
  }
}

/** What the part of an address says that names no place. @param {string} hash */
export function nameOfHash(hash) {
  const text = hash.replace(/^#/, '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export class Trail {
  /**
   * @param {Pick<History, 'pushState'|'replaceState'>} history
   * @param {() => number} now in milliseconds
   */
  constructor(history, now) {
    this.history = history;
    this.now = now;
    /** What the address says. */
    this.hash = '';
    this.cameAt = -Infinity;
    /** When the view left what the address says; 0 while it is there. */
    this.leftAt = 0;
    /** Whether it left by a jump. */
    this.byJump = false;
  }

  /** The view moves. @param {boolean} jump */
  moved(jump) {
    if (this.leftAt) return;
    this.leftAt = this.now();
    this.byJump = jump;
  }

  /** The view rests. @param {string} hash of its place */
  rested(hash) {
    const stayed = this.leftAt - this.cameAt;
    this.leftAt = 0;
    if (hash === this.hash) return;
    const visited = this.hash !== '' && (this.byJump || stayed >= STAY_MS);
    this.hash = hash;
    this.cameAt = this.now();
    if (visited) this.history.pushState(null, '', hash);
    else this.history.replaceState(null, '', hash);
  }

  /** The browser itself has gone to another entry. @param {string} hash of the place that shows for it */
  jumped(hash) {
    this.hash = hash;
    this.cameAt = this.now();
    this.leftAt = 0;
  }
}
