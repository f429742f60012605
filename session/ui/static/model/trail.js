/**
 * Places in the page's address, and at which of them the browser's back and
 * forward stop. Pure except for the history, which is passed in.
 *
 * @typedef {import('../types.js').Place} Place
 */
import { WHOLE_GENOME } from './format.js';
import { toWire } from './view.js';

/** A place that shows for less than this is not visited, unless the view leaves it by a jump. */
export const STAY_MS = 1000;
/** A single zoom by at least this factor is a jump. */
const FAR_ZOOM = 3;

/**
 * Reports whether a move is a jump, as to a search's hit or a region, rather than
 * a step of a drag, a wheel or a key: there are other places side by side, or one has jumped.
 * @param {Place[]} from @param {Place[]} to
 */
export function isJump(from, to) {
  if (from.length === 0 || to.length === 0) return false;
  return from.length !== to.length || from.some((place, i) => hasJumped(place, to[i]));
}

/**
 * Reports whether two places do not overlap, or their widths differ by FAR_ZOOM or more.
 * @param {Place} from @param {Place} to
 */
function hasJumped(from, to) {
  if (from.seqName !== to.seqName || to.start >= from.end || to.end <= from.start) return true;
  const ratio = (to.end - to.start) / (from.end - from.start);
  return ratio >= FAR_ZOOM || ratio <= 1 / FAR_ZOOM;
}

/**
 * Returns the part of an address that names what is shown: #chr1:1-1000, several places with spaces between, #all.
 * @param {Place[]} places @param {boolean} whole
 */
export function hashOf(places, whole) {
  const words = places.map(toWire).map(({ seqName, start, end }) => `${encodeURIComponent(seqName)}:${start}-${end}`);
  return `#${whole ? WHOLE_GENOME : words.join('%20')}`;
}

/** Returns the text of an address, which names a place as hashOf writes it or as people type it. @param {string} hash */
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
    /** The part of the address that names the place. */
    this.hash = '';
    this.cameAt = -Infinity;
    /** When the view left the place of the address; 0 while it is there. */
    this.leftAt = 0;
    /** Whether it left by a jump. */
    this.byJump = false;
  }

  /** Records that the view moves. @param {boolean} jump */
  moved(jump) {
    if (this.leftAt) return;
    this.leftAt = this.now();
    this.byJump = jump;
  }

  /** Records that the view rests. @param {string} hash of its place */
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

  /** Records that the browser has gone to another entry of its history. @param {string} hash of the place that shows for it */
  jumped(hash) {
    this.hash = hash;
    this.cameAt = this.now();
    this.leftAt = 0;
  }
}
