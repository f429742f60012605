/**
 * The rows of a Sequence Track: bases of one strand or both, and frames of codons. Pure.
 *
 * A row of bases, or the codons whose first position on the sequence leaves `frame` when divided by 3.
 * @typedef {{strand: 1|-1, frame: number|null, top: number, height: number}} Row
 * @typedef {{rows: Row[], left: number}} Layout  left: rows that do not fit
 */

/** Pixels of the rows, and above and below them. */
const BASES = 18;
const CODONS = 15;
export const PAD = 5;
/** Rows are at least this high, and grow at most by this factor. */
const LEAST = 9;
const MOST_GROWN = 1.5;

/**
 * Returns the rows that settings ask for, in order.
 * @param {Record<string, any>} settings
 * @returns {{strand: 1|-1, frame: number|null}[]}
 */
function wanted({ strand, frames }) {
  const strands = /** @type {(1|-1)[]} */ (strand === 'both' ? [1, -1] : [strand === '-' ? -1 : 1]);
  const translated = /** @type {(1|-1)[]} */ (String(frames) === '6' ? [1, -1] : String(frames) === '0' ? [] : [strands[0]]);
  return [
    ...strands.map((s) => ({ strand: s, frame: null })),
    ...translated.flatMap((s) => [0, 1, 2].map((frame) => ({ strand: s, frame }))),
  ];
}

/** @param {{frame: number|null}} row */
function usual({ frame }) {
  return frame === null ? BASES : CODONS;
}

/** Returns the height of a chart in which all rows have their usual height. @param {Record<string, any>} settings */
export function heightOf(settings) {
  return wanted(settings).reduce((sum, row) => sum + usual(row), 2 * PAD);
}

/**
 * Returns the rows in a chart of some height: the first ones if not all fit.
 * @param {Record<string, any>} settings @param {number} height
 * @returns {Layout}
 */
export function layoutOf(settings, height) {
  const all = wanted(settings);
  const pad = Math.min(PAD, Math.max(0, Math.floor((height - LEAST) / 2)));
  const room = height - 2 * pad;
  const shown = all.slice(0, Math.max(1, Math.floor(room / LEAST)));
  const factor = Math.min(MOST_GROWN, room / shown.reduce((sum, row) => sum + usual(row), 0));
  let at = pad;
  const rows = shown.map((row) => {
    const [top, end] = [Math.round(at), Math.round((at += usual(row) * factor))];
    return { ...row, top, height: end - top };
  });
  return { rows, left: all.length - shown.length };
}
